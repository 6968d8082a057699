"""`tandem shadow`: rehearse a failover on copies, while users notice nothing."""

from __future__ import annotations

from commands.options import AsJson, Name
from commands.switchover import Abort, Measure, Yes


def shadow(
    name: Name,
    *,
    yes: Yes = False,
    abort: Abort = False,
    measure: Measure = True,
    as_json: AsJson = False,
) -> None:
    """Rehearse a failover on a copy of the follower, isolated, and prove that nobody noticed.

    ENV is either member. The copy takes the room of the database, and as much again is asked for,
    on the follower's disk. Production is compared before and after, and its users are watched.
    """
    from commands.moving import Asked, perform

    perform(Asked("shadow", name, yes, abort=abort, measure=measure, as_json=as_json))
