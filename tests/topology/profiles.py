"""Profiles of six values: one with some values otherwise, and any that is sound."""

from hypothesis import assume
from hypothesis import strategies as st

from tests.topology.every import FILES
from topology.formulas import derive
from topology.timers import timing_complaints
from topology.timing import Profile, Timing

TIMING = FILES.timing


def profile(**values: str) -> Profile:
    """Return the standard profile with some values otherwise."""
    standard = {
        "what": "any",
        "check": "400 ms",
        "pause": "3 s",
        "loop": "2 s",
        "connect": "1 s",
        "lease": "15 s",
        "names": "10 s",
    }
    return Profile.model_validate({**standard, **values})


def timing(chosen: Profile) -> Timing:
    return TIMING.model_copy(update={"profiles": {"tried": chosen}})


def complaints(**values: str) -> list[str]:
    return [message for _, message in timing_complaints(timing(profile(**values)))]


def seconds(chosen: Profile) -> dict[str, float]:
    return {key: each.seconds for key, each in derive(chosen, TIMING.fixed, 30).items()}


@st.composite
def profiles(draw: st.DrawFn) -> Profile:
    """Any profile that the file may hold."""

    def time(least: int, most: int, unit: str) -> str:
        return f"{draw(st.integers(least, most))} {unit}"

    drawn = profile(
        check=time(50, 2000, "ms"),
        pause=time(0, 60, "s"),
        loop=time(0, 60, "s"),
        connect=time(50, 5000, "ms"),
        lease=time(0, 120, "s"),
        names=time(0, 300, "s"),
    )
    assume(not list(timing_complaints(timing(drawn))))
    return drawn
