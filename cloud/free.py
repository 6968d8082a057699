"""Types of resources that cost nothing by being there."""

_FREE = """
aws:acm/certificate:Certificate aws:acm/certificateValidation:CertificateValidation
aws:budgets/budget:Budget aws:cloudtrail/trail:Trail aws:route53/record:Record
aws:sns/topic:Topic aws:sns/topicPolicy:TopicPolicy
aws:wafv2/webAclAssociation:WebAclAssociation
aws:autoscaling/attachment:Attachment aws:autoscaling/policy:Policy
aws:backup/plan:Plan aws:backup/selection:Selection aws:backup/vault:Vault
aws:backup/vaultLockConfiguration:VaultLockConfiguration
aws:cloudwatch/logGroup:LogGroup aws:ec2/flowLog:FlowLog
aws:ec2/eipAssociation:EipAssociation aws:ec2/internetGateway:InternetGateway
aws:ec2/internetGatewayAttachment:InternetGatewayAttachment
aws:ec2/launchTemplate:LaunchTemplate aws:ec2/route:Route aws:ec2/routeTable:RouteTable
aws:ec2/routeTableAssociation:RouteTableAssociation aws:ec2/securityGroup:SecurityGroup
aws:ec2/subnet:Subnet aws:ec2/volumeAttachment:VolumeAttachment aws:ec2/vpc:Vpc
aws:ec2/vpcPeeringConnection:VpcPeeringConnection
aws:ec2/vpcPeeringConnectionAccepter:VpcPeeringConnectionAccepter
aws:efs/fileSystem:FileSystem aws:efs/mountTarget:MountTarget
aws:eks/accessEntry:AccessEntry aws:eks/addon:Addon
aws:elasticache/globalReplicationGroup:GlobalReplicationGroup
aws:elasticache/parameterGroup:ParameterGroup aws:elasticache/subnetGroup:SubnetGroup
aws:globalaccelerator/endpointGroup:EndpointGroup
aws:globalaccelerator/listener:Listener
aws:iam/instanceProfile:InstanceProfile aws:iam/role:Role aws:iam/rolePolicy:RolePolicy
aws:iam/rolePolicyAttachment:RolePolicyAttachment aws:kms/alias:Alias
aws:lb/listener:Listener aws:lb/listenerRule:ListenerRule aws:lb/targetGroup:TargetGroup
aws:lb/targetGroupAttachment:TargetGroupAttachment
aws:rds/parameterGroup:ParameterGroup aws:rds/subnetGroup:SubnetGroup
aws:s3/bucket:Bucket aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration
aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration
aws:s3/bucketPolicy:BucketPolicy aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock
aws:s3/bucketReplicationConfig:BucketReplicationConfig
aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration
aws:s3/bucketVersioning:BucketVersioning
aws:secretsmanager/secretVersion:SecretVersion
aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule
aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule
kubernetes:core/v1:Namespace kubernetes:core/v1:ResourceQuota kubernetes:core/v1:ServiceAccount
kubernetes:networking.k8s.io/v1:NetworkPolicy kubernetes:policy/v1:PodDisruptionBudget
"""
FREE = frozenset(_FREE.split())
"""What costs nothing by being there; what goes through it, or lies in it, is priced by use.

Of a trail, the first copy of each event is free. A pair has a second one of what happens at its
second site, by that site's own trail: some hundred thousand events, which no price here is for.
"""
