"""Sites that tests build are out of the way of somebody's own."""

from ipaddress import IPv4Network
from itertools import islice
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as some

from lab.apart import copy, free
from tests.conventions.tree import ROOT
from topology.repository import Repository

ranges = some.builds(
    lambda number, length: IPv4Network((10 << 24 | number << 8, length), strict=False),
    some.integers(0, 2**16 - 1),
    some.integers(9, 24),
)


@given(some.lists(ranges, max_size=20))
def test_a_free_network_overlaps_with_none_in_use(taken: list[IPv4Network]) -> None:
    for network in islice(free(taken), 3):
        assert not any(network.overlaps(each) for each in taken)


def test_the_copy_differs_in_the_networks_of_the_sites_named_alone(tmp_path: Path) -> None:
    copy(tmp_path, ["logx-dc", "logx-dr"], [IPv4Network("10.255.0.0/16")])
    for file in sorted((ROOT / "inventories").glob("*.yml")):
        ours = (tmp_path / "inventories" / file.name).read_text()
        moved = {"logx-dc.yml": "10.254.0.0/16", "logx-dr.yml": "10.253.0.0/16"}.get(file.name)
        lines = set(ours.splitlines()) - set(file.read_text().splitlines())
        assert lines == ({f"network: {moved}"} if moved else set())


def test_the_copy_is_a_repository_without_a_problem(tmp_path: Path) -> None:
    copy(tmp_path, ["logx-dc", "logx-dr"], [])
    assert Repository(tmp_path).check() == []
