"""What is watched, who is told, and what it may cost."""

from __future__ import annotations

from lab.aws.entry import Call, Entry, More, Tags
from lab.aws.words import Properties

_NAMES = {"AlarmNames": ["{name}"]}
_BUDGET = {"AccountId": "{account}", "BudgetName": "{name}"}
_BY_ARN = Tags(
    add=Call("TagResource", fixed={"ResourceARN": "{arn}"}, takes=("tags",)),
    remove=Call("UntagResource", fixed={"ResourceARN": "{arn}"}),
    keys="TagKeys",
    listing=Call("ListTagsForResource", fixed={"ResourceARN": "{arn}"}),
)
MOST_TOLD = 5  # notifications that a budget may have
_TOPIC = {"TopicArn": "{id}"}


def _alarm(given: Properties) -> Properties:
    """Return an alarm as its call takes it: dimensions as a list."""
    pairs = sorted((given.get("dimensions") or {}).items())
    return {**given, "dimensions": [{"name": name, "value": value} for name, value in pairs]}


def _setting(pulumis: str, awss: str) -> Call:
    """Return the call that sets one attribute of a topic."""
    return Call(
        "SetTopicAttributes",
        fixed={**_TOPIC, "AttributeName": awss},
        takes=(pulumis,),
        make=lambda given: {"attributeValue": given.get(pulumis)},
    )


def _policy(given: Properties) -> Properties:
    return {
        "topicArn": given.get("arn"),
        "attributeName": "Policy",
        "attributeValue": given.get("policy"),
    }


def _budget(given: Properties) -> Properties:
    """Return a budget, with whom it tells, as its calls take it."""
    told = [
        {
            "notification": {
                "notificationType": each["notificationType"],
                "comparisonOperator": each["comparisonOperator"],
                "threshold": each["threshold"],
                "thresholdType": each["thresholdType"],
            },
            "subscribers": [
                {"subscriptionType": "SNS", "address": arn}
                for arn in each.get("subscriberSnsTopicArns") or []
            ],
        }
        for each in given.get("notifications") or []
    ]
    filters = {each["name"]: each["values"] for each in given.get("costFilters") or []}
    budget = {
        "budgetName": given.get("name"),
        "budgetLimit": {"amount": given.get("limitAmount"), "unit": given.get("limitUnit")},
        "timeUnit": given.get("timeUnit"),
        "budgetType": given.get("budgetType"),
        "costFilters": filters,
    }
    tags = [{"key": key, "value": value} for key, value in (given.get("tags") or {}).items()]
    return {"budget": budget, "notificationsWithSubscribers": told, "resourceTags": tags}


ENTRIES = (
    Entry(
        kind="aws:cloudwatch/metricAlarm:MetricAlarm",
        service="cloudwatch",
        create=Call("PutMetricAlarm", make=_alarm),
        id="{name}",
        read=Call("DescribeAlarms", fixed=_NAMES),
        found="MetricAlarms[0]",
        delete=Call("DeleteAlarms", fixed=_NAMES),
        updates=(Call("PutMetricAlarm", make=_alarm, whole=True, without=("tags",)),),
        replace=("name",),
        names={"name": "AlarmName"},
        seen={
            "okActions": "OKActions",
            "dimensions": "Dimensions",
        },
        tags=_BY_ARN,
        outputs={"arn": "arn:aws:cloudwatch:{region}:{account}:alarm:{id}"},
    ),
    Entry(
        kind="aws:cloudwatch/dashboard:Dashboard",
        service="cloudwatch",
        create=Call("PutDashboard"),
        id="{dashboardName}",
        read=Call("GetDashboard"),
        delete=Call("DeleteDashboards", fixed={"DashboardNames": ["{dashboardName}"]}),
        updates=(Call("PutDashboard", whole=True),),
        replace=("dashboardName",),
    ),
    Entry(
        kind="aws:sns/topic:Topic",
        service="sns",
        create=Call("CreateTopic", takes=("name", "tags")),
        id="TopicArn",
        read=Call("GetTopicAttributes", fixed=_TOPIC),
        found="Attributes",
        delete=Call("DeleteTopic", fixed=_TOPIC),
        updates=(_setting("kmsMasterKeyId", "KmsMasterKeyId"),),
        tags=Tags(
            add=Call("TagResource", fixed={"ResourceArn": "{id}"}, takes=("tags",)),
            remove=Call("UntagResource", fixed={"ResourceArn": "{id}"}),
            keys="TagKeys",
            listing=Call("ListTagsForResource", fixed={"ResourceArn": "{id}"}),
        ),
        replace=("name",),
        outputs={"arn": "{id}"},
    ),
    Entry(
        kind="aws:sns/topicPolicy:TopicPolicy",
        service="sns",
        create=Call("SetTopicAttributes", make=_policy),
        id="{arn}",
        read=Call("GetTopicAttributes", fixed={"TopicArn": "{arn}"}),
        found="Attributes",
        updates=(Call("SetTopicAttributes", make=_policy, takes=("policy",), whole=True),),
        replace=("arn",),
    ),
    Entry(
        kind="aws:budgets/budget:Budget",
        service="budgets",
        create=Call("CreateBudget", fixed={"AccountId": "{account}"}, make=_budget),
        id="{name}",
        read=Call("DescribeBudget", fixed=_BUDGET),
        found="Budget",
        delete=Call("DeleteBudget", fixed=_BUDGET),
        more=(
            More(Call("DescribeNotificationsForBudget", fixed=_BUDGET), "Notifications", "Told"),
        ),
        seen={
            "limitAmount": "BudgetLimit.Amount",
            "limitUnit": "BudgetLimit.Unit",
            "name": "BudgetName",
            "costFilters": "[{name: keys(CostFilters)[0], values: values(CostFilters)[0]}]",
            "notifications": "Told[].{notificationType: NotificationType,"
            " comparisonOperator: ComparisonOperator, threshold: Threshold,"
            " thresholdType: ThresholdType}",
        },
        # Whom a notification reaches is another question for each.
        hidden=frozenset(f"notifications[{n}].subscriberSnsTopicArns" for n in range(MOST_TOLD)),
        updates=(
            Call(
                "UpdateBudget",
                fixed={"AccountId": "{account}"},
                takes=("limitAmount", "costFilters"),
                make=lambda given: {"newBudget": _budget(given)["budget"]},
                whole=True,
            ),
        ),
        tags=Tags(
            add=Call("TagResource", fixed={"ResourceARN": "{arn}"}, takes=("tags",)),
            remove=Call("UntagResource", fixed={"ResourceARN": "{arn}"}),
            keys="ResourceTagKeys",
        ),
        names={"tags": "ResourceTags"},
        outputs={"arn": "arn:aws:budgets::{account}:budget/{id}"},
        region="us-east-1",
    ),
)
