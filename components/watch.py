"""Who is told what: a topic, alarms by what is promised, one picture of them, and the budget."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.alarms import Alarm
from components.site import Part, Site

PERCENTILE = "p"
WARNED = 80  # per cent of the budget that is spent, decided: a week of a month is left
WIDE, HIGH, ACROSS = 8, 6, 3  # of a picture on the dashboard, which is 24 wide
TELLERS = ("cloudwatch.amazonaws.com", "budgets.amazonaws.com", "backup.amazonaws.com")


@dataclass(frozen=True)
class WatchArgs:
    """What is watched, and the money."""

    alarms: tuple[Alarm, ...]
    budget: float
    """Dollars a month."""


class Watch(Part):
    """The topic, the alarms, the dashboard and the budget."""

    def __init__(
        self,
        name: str,
        site: Site,
        args: WatchArgs,
        key: pulumi.Input[str],
        of: Mapping[str, pulumi.Input[str]],
        options: pulumi.ResourceOptions,
    ) -> None:
        """Make it; `of` has the identifiers that AWS gave, by the label of their part."""
        super().__init__("Watch", name, site, options)
        self.topic = self._topic(key)
        for each in args.alarms:
            self._alarm(each, of.get(each.of, each.of))
        self._dashboard(args.alarms, of)
        self._budget(args.budget)
        self.register_outputs({"topic": self.topic.arn})

    def _topic(self, key: pulumi.Input[str]) -> aws.sns.Topic:
        topic = aws.sns.Topic(
            self.label,
            name=self.named(self.label),
            kms_master_key_id=key,
            tags=self.tags(self.label),
            opts=self.own,
        )
        aws.sns.TopicPolicy(
            self.label, arn=topic.arn, policy=topic.arn.apply(_tellers), opts=self.own
        )
        return topic

    def _alarm(self, it: Alarm, of: pulumi.Input[str]) -> None:
        share = it.statistic.startswith(PERCENTILE)
        how = {"extended_statistic" if share else "statistic": it.statistic}
        aws.cloudwatch.MetricAlarm(
            it.name,
            name=self.named(it.name),
            alarm_description=f"{self.named(it.name)}: {it.why}",
            namespace=it.namespace,
            metric_name=it.metric,
            dimensions={it.dimension: of},
            comparison_operator=it.worse,
            threshold=round(it.threshold, 3),
            period=it.period,
            evaluation_periods=it.times,
            treat_missing_data=it.silence,
            alarm_actions=[self.topic.arn],
            ok_actions=[self.topic.arn],
            tags=self.tags(it.name),
            opts=self.own,
            **how,
        )

    def _dashboard(self, alarms: Iterable[Alarm], of: Mapping[str, pulumi.Input[str]]) -> None:
        """One picture for each metric, with a line for each part that has it."""
        lines: dict[tuple[str, str], list[Alarm]] = {}
        for each in alarms:
            lines.setdefault((each.namespace, each.metric), []).append(each)
        pictures = [
            {
                "type": "metric",
                "x": number % ACROSS * WIDE,
                "y": number // ACROSS * HIGH,
                "width": WIDE,
                "height": HIGH,
                "properties": {
                    "title": metric,
                    "region": self.site.region,
                    "metrics": [
                        [space, metric, one.dimension, of.get(one.of, one.of)] for one in ones
                    ],
                    "annotations": {"horizontal": [{"value": ones[0].threshold}]},
                },
            }
            for number, ((space, metric), ones) in enumerate(lines.items())
        ]
        body = pulumi.Output.from_input(pictures).apply(lambda all_: json.dumps({"widgets": all_}))
        aws.cloudwatch.Dashboard(
            self.label, dashboard_name=self.site.name, dashboard_body=body, opts=self.own
        )

    def _budget(self, limit: float) -> None:
        """Tell when most of the month's money is spent, and when it will not do."""
        told = [
            {
                "comparison_operator": "GREATER_THAN",
                "notification_type": kind,
                "threshold": share,
                "threshold_type": "PERCENTAGE",
                "subscriber_sns_topic_arns": [self.topic.arn],
            }
            for kind, share in (("ACTUAL", WARNED), ("FORECASTED", 100))
        ]
        aws.budgets.Budget(
            self.label,
            name=self.site.name,
            budget_type="COST",
            limit_amount=f"{limit:.0f}",
            limit_unit="USD",
            time_unit="MONTHLY",
            cost_filters=[
                {"name": "TagKeyValue", "values": [f"user:tandem:environment${self.site.name}"]}
            ],
            notifications=told,
            tags=self.tags(self.label),
            opts=self.own,
        )


def _tellers(topic: str) -> str:
    """AWS's own watchers may publish, for nobody but our account."""
    may = {
        "Effect": "Allow",
        "Principal": {"Service": list(TELLERS)},
        "Action": "sns:Publish",
        "Resource": topic,
    }
    account = topic.split(":")[4] if topic.count(":") > 4 else ""
    only = {"StringEquals": {"aws:SourceAccount": account}}
    return json.dumps({"Version": "2012-10-17", "Statement": [{**may, "Condition": only}]})
