"""`tandem failback`: see `commands.switchover`, which has the three that move a platform."""

from commands.switchover import failback

__all__ = ["failback"]
