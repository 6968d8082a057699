"""`tandem failover`: see `commands.switchover`, which has the three that move a platform."""

from commands.switchover import failover

__all__ = ["failover"]
