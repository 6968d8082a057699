"""What a zone lacks, as `nsupdate` is told."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

Records = Mapping[str, set[str]]


def dns_differences(
    transferred: Iterable[str],
    hosts: Mapping[str, str | Sequence[str]],
    zone: str,
    ttl: int,
    servers: Iterable[str],
) -> list[str]:
    """Return the changes that make a zone, as `dig AXFR` prints it, say what it should.

    Its own name is the live entry's and is not touched; nor is any record that is no address.

    >>> dns_differences(["gone.b.c. 9 IN A 10.0.0.1"], {"a": "10.0.0.2"}, "b.c", 9, ["a"])
    ['del gone.b.c. A', 'add a.b.c. 9 A 10.0.0.2', 'add b.c. 9 NS a.b.c.']
    """
    found = [line.split() for line in transferred]
    apex = f"{zone}."
    there = {name: each for name, each in _records(found, "A").items() if name != apex}
    wanted = {f"{name}.{apex}": _several(addresses) for name, addresses in hosts.items()}
    named = {f"{server}.{apex}" for server in servers}
    old = _records(found, "NS").get(apex, set())
    return [
        *_changes(there, wanted, ttl),
        # The new before the old: a zone keeps one server at least.
        *(f"add {apex} {ttl} NS {server}" for server in sorted(named - old)),
        *(f"del {apex} NS {server}" for server in sorted(old - named)),
    ]


def _several(found: str | Sequence[str]) -> set[str]:
    return {str(found)} if isinstance(found, str) else set(found)


def _records(lines: Iterable[Sequence[str]], kind: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for words in lines:
        if words[2:4] == ["IN", kind]:
            found.setdefault(words[0].lower(), set()).add(words[4].lower())
    return found


def _changes(there: Records, wanted: Records, ttl: int) -> Iterator[str]:
    for name in {**there, **wanted}:
        if there.get(name) != wanted.get(name):
            if name in there:
                yield f"del {name} A"
            yield from (f"add {name} {ttl} A {each}" for each in sorted(wanted.get(name, ())))


class FilterModule:
    """What Ansible asks a file of filters for."""

    def filters(self) -> dict[str, Callable[..., object]]:
        """Return the filters by name."""
        return {"dns_differences": dns_differences}
