"""New environment files: free networks, and a dr that says only where it is."""

from ipaddress import IPv4Network
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from topology.documents import parse
from topology.draft import Draft, Spot, files_of, free_network, taken
from topology.environment_file import EnvironmentFile
from topology.repository import Repository

DC = Spot("onprem", 'Hall "A": north', "eu-central-1", IPv4Network("10.0.0.0/16"))
DR = Spot("aws", "Ankara", "eu-west-1", IPv4Network("10.1.0.0/16"))
PAIR = Draft(
    "logx",
    "dc",
    "medium",
    "servers",
    "logx.example.com",
    (IPv4Network("192.0.2.0/24"),),
    DC,
    DR,
    IPv4Network("10.2.0.0/28"),
    "a third place",
)

sixteens = st.integers(0, 255).map(lambda n: IPv4Network((0x0A000000 + (n << 16), 16)))


def read(name: str, text: str) -> EnvironmentFile:
    return EnvironmentFile.model_validate(parse(Path(f"{name}.yml"), text).data)


def test_a_pair_is_two_files_that_name_each_other() -> None:
    files = {name: read(name, text) for name, text in files_of(PAIR).items()}
    assert [(each.environment, each.peer) for each in files.values()] == [
        ("logx-dc", "logx-dr"),
        ("logx-dr", "logx-dc"),
    ]


def test_a_dr_leaves_what_its_dc_says_to_its_dc() -> None:
    dr = read("logx-dr", files_of(PAIR)["logx-dr"])
    assert (dr.size, dr.form, dr.witness, dr.home) == (None, None, None, False)


def test_words_with_quotes_and_colons_survive() -> None:
    assert read("logx-dc", files_of(PAIR)["logx-dc"]).site == 'Hall "A": north'


@given(used=st.lists(sixteens, max_size=40))
def test_a_proposed_network_overlaps_none_in_use(used: list[IPv4Network]) -> None:
    assert not any(free_network(used).overlaps(each) for each in used)


def test_networks_of_witnesses_are_in_use_too() -> None:
    assert IPv4Network("10.24.0.0/28") in taken(Repository().facts())
