"""One host: when it opens, and what makes it shut."""

from __future__ import annotations

from lease.keeper import NEVER, Keeper, Timers
from lease.record import Answer, Record, View

TIMERS = Timers(ttl=12, renew=2.4, deadline=8)
MINE = View(Record("dc", is_open=True, by="x"), 5)


def view(site: str, revision: int, *, is_open: bool = True) -> View:
    return View(Record(site, is_open=is_open, by="x"), revision)


def keeper() -> Keeper:
    """Return one that has read that its site leads, and has not renewed yet."""
    found = Keeper("dc", TIMERS)
    found.hear(found.ask(100.0), Answer(renewed=False, view=MINE))
    return found


def renewed(found: Keeper, sent: float) -> None:
    found.hear(found.ask(sent), Answer(renewed=True, view=MINE))


def test_it_starts_shut() -> None:
    assert Keeper("dc", TIMERS).doors(0.0).entry == "closed"


def test_reading_that_its_site_leads_opens_nothing() -> None:
    assert keeper().doors(100.0).writes == NEVER


def test_a_renewal_counts_from_when_it_was_sent() -> None:
    found = keeper()
    renewed(found, 101.0)
    assert found.doors(105.0).writes == 109.0
    assert found.doors(109.0).entry == "closed"


def test_an_answer_that_was_overtaken_opens_nothing() -> None:
    found = keeper()
    late = found.ask(101.0)
    found.hear(found.ask(102.0), Answer(renewed=False, view=view("dc", 6, is_open=False)))
    found.hear(late, Answer(renewed=True, view=MINE))
    assert found.doors(103.0).entry == "closed"


def test_an_older_answer_takes_nothing_away() -> None:
    found = keeper()
    renewed(found, 101.0)
    found.hear(found.ask(102.0), Answer(renewed=False, view=view("dr", 4)))
    assert found.doors(103.0).entry == "open"


def test_told_to_shut_it_is_shut_before_it_has_heard_why() -> None:
    found = keeper()
    ask = found.ask(101.0)
    found.shut(6)
    found.hear(ask, Answer(renewed=True, view=MINE))
    assert found.doors(101.5).entry == "closed"
    assert found.ask(102.0).revision == 0


def test_told_to_shut_for_an_older_record_it_stays_open() -> None:
    found = keeper()
    renewed(found, 101.0)
    found.shut(5)
    assert found.doors(102.0).entry == "open"


def test_where_the_other_site_leads_users_are_sent_there_and_nothing_is_written() -> None:
    found = keeper()
    renewed(found, 101.0)
    found.hear(found.ask(102.0), Answer(renewed=False, view=view("dr", 6)))
    doors = found.doors(103.0)
    assert (doors.entry, doors.writes, doors.users) == ("forward", NEVER, 110.0)


def test_given_back_it_opens_again() -> None:
    found = keeper()
    found.shut(6)
    back = view("dc", 7)
    found.hear(found.ask(101.0), Answer(renewed=False, view=back))
    found.hear(found.ask(102.0), Answer(renewed=True, view=back))
    assert found.doors(103.0).entry == "open"
