"""What no file says and an estimate needs: each figure with its reason.

Everything is reckoned for a platform that is full: all its users, all its disks, its site leading.
"""

from __future__ import annotations

HOURS_A_YEAR = 8760
SECONDS_A_MONTH = HOURS_A_YEAR / 12 * 3600
DAYS_A_MONTH = 365 / 12

MEAN_OF_PEAK = 0.1
"""Users' traffic over a month, as a share of their peak: working hours are a quarter of it, and
within them not half of the peak is there, nor does everybody use everything at once."""

REQUESTS_A_USER = 0.1
"""Requests a second of a concurrent user: one in ten seconds, as the platform files reckon."""

SCALED_HOURS = 0.25
"""Share of a month in which members that autoscaling adds are there: working hours."""

LINK_COPIES = 2
"""How often a received byte crosses the site link: to the other site's stores, and as a copy of
the backups."""

ZONE_CROSSINGS = 2
"""How often a byte changes its availability zone inside a site: to the member that takes it, and
to a copy. AWS counts both directions of each."""

UPDATES_GB = 10
"""What a host fetches through the NAT gateway in a month: security updates and images."""

GP3_IOPS = 3000
GP3_MBPS = 125
"""What a gp3 volume has without further payment, MB/s."""

IO_KB = 16
"""What one disk operation moves: PostgreSQL's pages of 8 KB, half of the time two at once."""

RDS_STRIPED_GB = 400
"""From this size on RDS lays a database on four volumes; below it, no more IOPS can be had."""
RDS_VOLUMES = 4

OPENSEARCH_IOPS_A_GB = 3
"""What a gp3 volume of OpenSearch has without further payment, where that is above 3,000."""

ST1_LEAST_GB = 125
"""The smallest volume of hard disks."""
BOOT_GB = 20
"""The volume to start from, where all planned disks are hard disks, which cannot be started from;
as large as the smallest planned system disk."""

EFS_HOT_SHARE = 0.2
"""Share of shared files that was touched in the last month; EFS moves the rest to its
infrequent-access class by itself."""

ALARMS_A_HOST = 2  # it is gone; its disk is full
ALARMS_A_SERVICE = 6  # cores, memory, room, connections, answers' time, errors
LOGS_GB_A_SERVICE = 5
"""What a managed service writes to CloudWatch in a month: slow queries, errors, audit trail."""
FLOW_LOG_SHARE = 0.01
"""VPC flow logs as a share of the traffic that they log: a line of 100 bytes for some 10 KB."""

WAF_RULES = 10
"""AWS's own rule groups and our rate limits."""
DNS_ZONES = 2  # what the world sees, and what the hosts see
DNS_QUERIES_A_USER = 1000
"""Name look-ups of a concurrent user in a month: one for each TTL of a minute, in working hours of
some days, most of them answered by a resolver's cache."""

WITNESS_CORES = 1
WITNESS_GB = 2
WITNESS_DISK_GB = 20
"""The third voter: a voter, a name server and a tunnel; as the bastion, the smallest host."""
