"""`tandem size`: the smallest size that carries a load, and which limit decided."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from commands.options import AsJson, repository
from topology.words import SIZES

if TYPE_CHECKING:
    from rich.table import Table

    from topology.capacity import Choice, Load
    from topology.platform import Platform

MOST = 10**12
"""A larger figure is a slip of the finger."""

Users = Annotated[int | None, typer.Option(min=0, max=MOST, help="Registered users.")]
Concurrent = Annotated[
    int | None, typer.Option(min=0, max=MOST, help="Users at the same time, at the peak.")
]
Events = Annotated[
    int | None, typer.Option(min=0, max=MOST, help="Requests, log lines or transactions a second.")
]
Growth = Annotated[
    int | None, typer.Option(min=0, max=MOST, help="GB that arrive in a day, before compression.")
]
KeepDays = Annotated[
    int | None, typer.Option(min=1, max=MOST, help="Days that what arrives is kept.")
]
Features = Annotated[
    list[str] | None,
    typer.Option(
        "--feature",
        help="What the users do, such as video; all that the platform names, where none is given.",
    ),
]
Areas = Annotated[
    list[str] | None,
    typer.Option(
        "--area",
        metavar="KIND=SQUAREFEET",
        help="An area that access points cover, such as indoor=50000.",
    ),
]


def size(
    *,
    platform: Annotated[str, typer.Option(metavar="NAME", help="The platform.")],
    users: Users = None,
    concurrent: Concurrent = None,
    events: Events = None,
    growth: Growth = None,
    keep_days: KeepDays = None,
    features: Features = None,
    areas: Areas = None,
    as_json: AsJson = False,
) -> None:
    """Find the smallest size of a platform that carries a load, and which limit decided."""
    from commands import output
    from topology.capacity import Load, access_points, check_known, choose, demand

    chosen = repository().platform(platform)
    square_feet = dict(map(_area, areas or ()))
    check_known(chosen, "extras", features or ())
    check_known(chosen, "square_feet_per_access_point", square_feet)
    load = Load(users, concurrent, events, growth, keep_days, tuple(features) if features else None)
    found = choose(chosen, demand(chosen, load))
    points = access_points(chosen.capacity, square_feet)
    if as_json:
        output.print_json({"platform": platform, **output.plain(found), "access_points": points})
    else:
        output.show(*_page(chosen, load, found, points))
    if found.size is None:
        raise typer.Exit(1)


def _area(text: str) -> tuple[str, int]:
    kind, _, area = text.partition("=")
    if not area.isdecimal() or int(area[:15]) > MOST:
        message = f"expected KIND=SQUAREFEET, such as indoor=50000; found '{text}'"
        raise typer.BadParameter(message)
    return kind, int(area)


def _page(
    platform: Platform, load: Load, found: Choice, points: dict[str, int]
) -> Iterator[object]:
    yield f"[bold]{_verdict(platform, found)}[/]"
    yield _table(platform, found)
    yield from _arithmetic(platform, load)
    for kind, count in points.items():
        each = platform.capacity.square_feet_per_access_point[kind]
        yield f"Access points, {kind}: {count}, one for each {each:,} square feet"
    yield from _ends(platform, found)
    if found.size and found.demand:
        yield f"More: tandem show|cost {platform.platform}-dc --size {found.size}"


def _verdict(platform: Platform, found: Choice) -> str:
    if not found.demand:
        return f"{platform.title}: what each size carries"
    if found.size is None:
        short = _words(found.decided_by)
        return f"No size of {platform.title} carries that: too much for {SIZES[-1]} in {short}"
    carries = f"{platform.title} {found.size} carries it"
    if not found.decided_by:
        return f"{carries}: the smallest there is"
    smaller = SIZES[SIZES.index(found.size) - 1]
    return f"{carries}: too much for {smaller} in {_words(found.decided_by)}"


def _words(measures: Iterable[str]) -> str:
    from topology.capacity import MEASURES

    words = {str(name): text for name, text in MEASURES.items()}
    return ", ".join(words[each] for each in measures)


def _table(platform: Platform, found: Choice) -> Table:
    from commands import output
    from topology.capacity import MEASURES, carried

    rows = []
    for measure, words in MEASURES.items():
        asked = found.demand.get(measure)
        if asked is None and found.demand:
            continue
        cells = [
            f"{carried(platform.sizes[each], measure):,.10g}"
            + (" (too little)" if measure in found.short[each] else "")
            for each in SIZES
        ]
        rows.append((words, "" if asked is None else f"{asked:,.10g}", *cells))
    return output.table(("Up to", "Asked", *SIZES), rows)


def _arithmetic(platform: Platform, load: Load) -> Iterator[str]:
    """Show how bandwidth and room follow from what was asked."""
    from topology.capacity import bandwidth_mbps, growth, users_mbps

    capacity = platform.capacity
    if load.concurrent is not None:
        users = load.concurrent
        names = capacity.extras if load.features is None else load.features
        extras = "".join(f" + {users / 100 * capacity.extras[each]:g} {each}" for each in names)
        total = users_mbps(capacity, users, load.features)
        needed = bandwidth_mbps(capacity, users, load.features)
        yield (
            f"Bandwidth: {users:,} / {capacity.users_per_mbps} = "
            f"{users / capacity.users_per_mbps:g}{extras} = {total:g} Mbps, "
            f"and {capacity.overhead:.0%} of headroom: {needed:g} Mbps"
        )
    if load.storage_a_day is not None and load.keep_days is not None:
        grown = growth(capacity, load.storage_a_day, load.keep_days)
        yield (
            f"Room: {load.storage_a_day:g} GB a day / {capacity.compression:g} by compression x "
            f"{load.keep_days:,} days = {grown.at_most:,.10g} GB, and no more from then on"
        )


def _ends(platform: Platform, found: Choice) -> Iterator[str]:
    """Say where the platform stops scaling, and whether more members would do until there."""
    for limit in platform.limits:
        at = f"{limit.at:,} {_words([limit.measure])}"
        yield f"{platform.title} stops scaling at {at}: {limit.what}. {limit.remedy}."
        if limit in found.limits and found.demand[limit.measure] <= limit.at:
            yield (
                f"Until there, more members than {SIZES[-1]} has carry it: say so under "
                "`overrides.tiers` of the environment, and measure."
            )
