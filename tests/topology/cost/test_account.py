"""Names, keys, secrets, alarms and logs; figures by hand from the platform files."""

from tests.topology.cost.prices import TARIFF, money
from tests.topology.every import load
from topology.cost.account import account_lines


def test_servers_pay_for_keys_alarms_and_flow_logs_only() -> None:
    """Two stores, two directories, and the disks: 5 keys. 23 hosts: 46 alarms.

    Flow logs: a hundredth of 4,434.75 + 121.67 + 243.33 GB, x 0.285.
    """
    assert money(account_lines(load("logx-dc", "medium", "servers"), TARIFF)) == {
        "kms-key-month": 5.00,
        "cloudwatch-alarm-month": 4.60,
        "vpc-flow-logs-gb": 13.68,
    }


def test_managed_services_are_watched_named_and_logged_in_by_aws() -> None:
    """9 hosts and 6 services: 54 alarms; 30 GB of logs; 8 accounts; 1.5 million look-ups."""
    environment = load("logx-dc", "medium", "managed")
    assert (len(environment.hosts), len(environment.managed)) == (9, 6)
    found = money(account_lines(environment, TARIFF))
    assert found["cloudwatch-alarm-month"] == 5.40
    assert found["cloudwatch-logs-ingested-gb"] == 18.90
    assert found["secrets-manager-secret-month"] == 3.20
    assert found["route53-zone-month"] == 1.00
    assert found["route53-queries-million"] == 0.60
    assert found["route53-health-check-month"] == 0.50


def test_every_line_says_what_it_is_for() -> None:
    lines = list(account_lines(load("logx-dc", "medium", "managed"), TARIFF))
    assert [(each.of, each.what) for each in lines] == [
        ("KMS", "keys of stores, files and disks"),
        ("CloudWatch", "alarms"),
        ("VPC", "flow logs"),
        ("CloudWatch", "logs of managed services"),
        ("Secrets Manager", "database accounts"),
        ("Route 53", "zones"),
        ("Route 53", "queries"),
        ("Route 53", "health check of the entry"),
    ]
    assert {each.group for each in lines} == {"names, keys, watching"}


def test_only_a_member_of_a_pair_is_asked_whether_it_is_well() -> None:
    found = money(account_lines(load("logx-uat", "medium", "managed"), TARIFF))
    assert "route53-health-check-month" not in found
