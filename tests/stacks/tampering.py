"""What somebody may do to a site by hand: one row for each type of resource and way."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from cloud.stack import Known

Clients = Callable[[str], Any]
Act = Callable[[Clients, Known], object]
BY_HAND = "by-hand"
NOTHING = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Deny", "Action": "s3:GetObject", "Resource": "*"}],
    }
)
TAG = {"Key": BY_HAND, "Value": "yes"}


@dataclass(frozen=True)
class Tampering:
    """One way to change one type of resource."""

    kind: str
    act: Act


def _ec2_tag(of: Clients, it: Known) -> object:
    return of("ec2").create_tags(Resources=[it.id], Tags=[TAG])


def _rds_tag(of: Clients, it: Known) -> object:
    return of("rds").add_tags_to_resource(ResourceName=it.outputs["arn"], Tags=[TAG])


def _lb_tag(of: Clients, it: Known) -> object:
    return of("elbv2").add_tags(ResourceArns=[it.id], Tags=[TAG])


def _alarm(of: Clients, it: Known) -> object:
    watch = of("cloudwatch")
    there = watch.describe_alarms(AlarmNames=[it.id])["MetricAlarms"][0]
    taken = ("Namespace", "MetricName", "Dimensions", "ComparisonOperator", "Period", "Statistic",
             "EvaluationPeriods", "TreatMissingData", "AlarmActions", "OKActions",
             "AlarmDescription", "ExtendedStatistic")  # fmt: skip
    same = {name: there[name] for name in taken if there.get(name)}
    return watch.put_metric_alarm(AlarmName=it.id, Threshold=there["Threshold"] + 10, **same)


def _name(it: Known) -> str:
    return str(it.inputs["name"])


def _leave_door_ajar(way: str) -> Act:
    def act(of: Clients, it: Known) -> object:
        revoke = getattr(of("ec2"), f"revoke_security_group_{way}")
        return revoke(GroupId=it.inputs["securityGroupId"], SecurityGroupRuleIds=[it.id])

    return act


def _bucket(method: str, **more: Any) -> Act:  # noqa: ANN401 - boto3's own
    return lambda of, it: getattr(of("s3"), method)(Bucket=it.inputs["bucket"], **more)


WAYS: tuple[Tampering, ...] = (
    *(
        Tampering(f"aws:ec2/{name[0].lower()}{name[1:]}:{name}", _ec2_tag)
        for name in ("Vpc", "Subnet", "SecurityGroup", "RouteTable", "InternetGateway", "Eip",
                     "NatGateway", "Instance", "LaunchTemplate")
    ),
    Tampering("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
              _leave_door_ajar("ingress")),
    Tampering("aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
              _leave_door_ajar("egress")),
    Tampering("aws:ec2/flowLog:FlowLog",
              lambda of, it: of("ec2").delete_flow_logs(FlowLogIds=[it.id])),
    Tampering("aws:rds/instance:Instance", _rds_tag),
    Tampering("aws:rds/instance:Instance", lambda of, it: of("rds").modify_db_instance(
        DBInstanceIdentifier=it.id, BackupRetentionPeriod=1, ApplyImmediately=True)),
    Tampering("aws:rds/subnetGroup:SubnetGroup", _rds_tag),
    Tampering("aws:rds/parameterGroup:ParameterGroup", _rds_tag),
    Tampering("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
              _bucket("delete_public_access_block")),
    Tampering("aws:s3/bucketPolicy:BucketPolicy", _bucket("delete_bucket_policy")),
    Tampering("aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
              _bucket("delete_bucket_lifecycle")),
    Tampering("aws:s3/bucketVersioning:BucketVersioning", _bucket(
        "put_bucket_versioning", VersioningConfiguration={"Status": "Suspended"})),
    Tampering("aws:kms/key:Key", lambda of, it: of("kms").disable_key_rotation(KeyId=it.id)),
    Tampering("aws:kms/key:Key", lambda of, it: of("kms").tag_resource(
        KeyId=it.id, Tags=[{"TagKey": BY_HAND, "TagValue": "yes"}])),
    Tampering("aws:kms/alias:Alias", lambda of, it: of("kms").delete_alias(AliasName=it.id)),
    Tampering("aws:cloudwatch/logGroup:LogGroup", lambda of, it: of("logs").put_retention_policy(
        logGroupName=it.id, retentionInDays=1)),
    Tampering("aws:cloudwatch/metricAlarm:MetricAlarm", _alarm),
    Tampering("aws:cloudwatch/metricAlarm:MetricAlarm",
              lambda of, it: of("cloudwatch").delete_alarms(AlarmNames=[it.id])),
    Tampering("aws:cloudwatch/dashboard:Dashboard", lambda of, it: of("cloudwatch").put_dashboard(
        DashboardName=it.id, DashboardBody='{"widgets": []}')),
    Tampering("aws:sns/topicPolicy:TopicPolicy", lambda of, it: of("sns").set_topic_attributes(
        TopicArn=it.id, AttributeName="Policy", AttributeValue='{"Statement": []}')),
    Tampering("aws:sns/topic:Topic", lambda of, it: of("sns").tag_resource(
        ResourceArn=it.id, Tags=[TAG])),
    Tampering("aws:iam/role:Role", lambda of, it: of("iam").tag_role(RoleName=it.id, Tags=[TAG])),
    Tampering("aws:iam/rolePolicyAttachment:RolePolicyAttachment",
              lambda of, it: of("iam").detach_role_policy(
                  RoleName=it.inputs["role"], PolicyArn=it.inputs["policyArn"])),
    Tampering("aws:iam/rolePolicy:RolePolicy", lambda of, it: of("iam").put_role_policy(
        RoleName=it.inputs["role"], PolicyName=_name(it),
        PolicyDocument=NOTHING)),
    Tampering("aws:secretsmanager/secret:Secret", lambda of, it: of("secretsmanager").tag_resource(
        SecretId=it.id, Tags=[TAG])),
    Tampering("aws:lb/loadBalancer:LoadBalancer", _lb_tag),
    Tampering("aws:lb/loadBalancer:LoadBalancer",
              lambda of, it: of("elbv2").modify_load_balancer_attributes(
                  LoadBalancerArn=it.id,
                  Attributes=[{"Key": "idle_timeout.timeout_seconds", "Value": "9"}])),
    Tampering("aws:lb/targetGroup:TargetGroup", _lb_tag),
    Tampering("aws:lb/listener:Listener", _lb_tag),
    Tampering("aws:wafv2/webAclAssociation:WebAclAssociation",
              lambda of, it: of("wafv2").disassociate_web_acl(
                  ResourceArn=it.inputs["resourceArn"])),
    Tampering("aws:efs/fileSystem:FileSystem", lambda of, it: of("efs").tag_resource(
        ResourceId=it.id, Tags=[TAG])),
    Tampering("aws:backup/vault:Vault", lambda of, it: of("backup").tag_resource(
        ResourceArn=it.outputs["arn"], Tags={BY_HAND: "yes"})),
    Tampering("aws:autoscaling/group:Group",
              lambda of, it: of("autoscaling").update_auto_scaling_group(
                  AutoScalingGroupName=it.id, MaxSize=99)),
    Tampering("aws:elasticache/replicationGroup:ReplicationGroup",
              lambda of, it: of("elasticache").add_tags_to_resource(
                  ResourceName=it.outputs["arn"], Tags=[TAG])),
    Tampering("aws:budgets/budget:Budget", lambda of, it: of("budgets").delete_budget(
        AccountId="123456789012", BudgetName=it.id)),
)  # fmt: skip


def _foreign_group(of: Clients, network: str, _: str) -> object:
    return of("ec2").create_security_group(VpcId=network, GroupName=BY_HAND, Description="by hand")[
        "GroupId"
    ]


FOREIGN: Mapping[str, Callable[[Clients, str, str], object]] = {
    "ec2/securityGroup": _foreign_group,
    "ec2/routeTable": lambda of, network, _: of("ec2").create_route_table(VpcId=network),
    "ec2/launchTemplate": lambda of, _, name: of("ec2").create_launch_template(
        LaunchTemplateName=BY_HAND, LaunchTemplateData={"InstanceType": "t3.micro"},
        TagSpecifications=[{"ResourceType": "launch-template", "Tags": [
            {"Key": "tandem:environment", "Value": name}]}]),
    "cloudwatch/logGroup": lambda of, _, name: of("logs").create_log_group(
        logGroupName=f"/tandem/{name}/{BY_HAND}"),
    "s3/bucket": lambda of, _, name: of("s3").create_bucket(
        Bucket=f"{name}-{BY_HAND}",
        CreateBucketConfiguration={"LocationConstraint": "eu-central-1"}),
    "iam/role": lambda of, _, name: of("iam").create_role(
        RoleName=f"{name}-{BY_HAND}", AssumeRolePolicyDocument="{}"),
    "kms/alias": lambda of, _, name: of("kms").create_alias(
        AliasName=f"alias/{name}-{BY_HAND}",
        TargetKeyId=of("kms").create_key()["KeyMetadata"]["KeyId"]),
}  # fmt: skip
"""What somebody may make beside it, by the type that it should be found as."""
