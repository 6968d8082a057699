"""Steps that several runbooks share: each an action that may be done twice, and a check."""

from __future__ import annotations

from runbooks.pair import Pair
from runbooks.plan import Step

QUICK = 30.0
LONG = 600.0


def close(pair: Pair) -> None:
    """Make all renewals of the old site impossible."""
    pair.give(pair.old.name, "closed")


def not_closed(pair: Pair) -> str | None:
    """Tell whether the record still lets the old site be open."""
    record = pair.record["record"]
    is_ours = record == {"site": pair.old.name, "is_open": False, "by": pair.run}
    given = record["site"] == pair.new.name and record["by"] == pair.run
    return None if is_ours or given else f"the record is {record}"


def reopen(pair: Pair) -> None:
    """Give the lease back."""
    pair.give(pair.old.name, "open")
    pair.look(pair.old)


def not_shut(pair: Pair) -> str | None:
    """Tell whether a host of the old site may still be open."""
    ttl = float(next(iter(pair.new.hosts.values()))["lease_timers"]["ttl"])
    pair.record  # noqa: B018 - remembers since when renewals are over
    left = pair.seconds_until_shut(ttl)
    silent = sorted(set(pair.old.guarded) - pair.shut)
    return f"{', '.join(silent)} may be open for another {left:.1f} s" if left else None


def not_leading(pair: Pair) -> str | None:
    """Tell whether the new site's database leads."""
    role = next((pair.role(pair.new, host) for host in [pair.database(pair.new)]), "")
    return None if role == "primary" else f"the database at {pair.new.name} is a {role}"


def open_new(pair: Pair) -> None:
    """Give the lease to the new site."""
    pair.give(pair.new.name, "open")
    pair.look(pair.new)


def not_open(pair: Pair) -> str | None:
    """Tell whether the new site's hosts stand open."""
    states = {each["host"]: each["entry"] for each in pair.look(pair.new)}
    shut = [host for host in pair.new.guarded if states.get(host) != "open"]
    return f"not open: {', '.join(shut)}" if shut else None


CLOSE = Step(
    "close",
    "The lease is taken from the site that leads: none of its hosts can renew any more",
    close,
    not_closed,
    QUICK,
    undo=reopen,
    is_outage=True,
)
SHUT = Step(
    "shut",
    "Its hosts shut their doors and say so; silent ones are waited for until their lease is over",
    lambda pair: pair.shut_hosts(),
    not_shut,
    QUICK + 60,
    is_outage=True,
)
PROMOTE = Step(
    "promote",
    "The database of the other site leads",
    lambda pair: pair.lead(pair.new),
    not_leading,
    60.0,
    is_final=True,
    is_outage=True,
)
OPEN = Step(
    "open", "The other site gets the lease, and opens", open_new, not_open, QUICK, is_outage=True
)
