"""One site on our own floor: what is bought, and whether it holds the hosts."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.topology.every import everywhere, load
from topology.bill_of_materials import bought_for, own_floor
from topology.hardware import Machine, OnPrem
from topology.words import Form, Size


def machine(what: str, price: int, **facts: object) -> Machine:
    return Machine.model_validate({"what": what, "price": f"{price} USD", **facts})


FILER = machine("Filer", 9000, cores=4, memory="16 GB")
SERVER = machine("Server", 15_000, count=2, cores=8, memory="64 GB")
SWITCH = machine("Switch", 8000)


def site(*machines: Machine) -> OnPrem:
    years = {"software_a_year": "10000 USD", "support_a_year": "5000 USD"}
    return OnPrem.model_validate({"machines": machines, **years})


def test_what_is_bought_once_and_each_year() -> None:
    """9,000 + 2 x 15,000 + 8,000; and 15,000 a year."""
    floor = bought_for(site(FILER, SERVER, SWITCH), 10, 100)
    assert floor.hardware == 47_000
    assert floor.three_years == 92_000
    assert floor.monthly == pytest.approx(2555.56, abs=0.01)


def test_cores_and_memory_are_those_of_its_servers() -> None:
    floor = bought_for(site(FILER, SERVER, SWITCH), 10, 100)
    assert (floor.cores, floor.memory_gb) == (20, 144)


def test_hosts_that_fit_need_no_more_servers() -> None:
    """Up to four virtual cores for each of 20, and all of 144 GB."""
    floor = bought_for(site(FILER, SERVER, SWITCH), 80, 144)
    assert (floor.more, floor.virtual_per_physical) == (0, 4)
    assert floor.machines == (FILER, SERVER, SWITCH)


def test_hosts_that_fill_a_part_of_it_need_no_fewer_servers() -> None:
    assert bought_for(site(FILER, SERVER, SWITCH), 1, 1).more == 0


def test_machines_of_which_one_figure_is_known_carry_no_hosts() -> None:
    """A shelf with memory and a controller with cores are no servers."""
    shelf = machine("Shelf", 1000, memory="999 GB")
    controller = machine("Controller", 1000, cores=99)
    floor = bought_for(site(shelf, controller, SERVER), 1, 999 + 128 + 1)
    assert [each.count for each in floor.machines] == [1, 1, 3]
    assert bought_for(site(shelf, controller), 500, 5000).more == 0


def test_memory_that_is_missing_is_bought_in_the_largest_servers() -> None:
    """273 - 144 = 129 GB: three more of 64 GB."""
    floor = bought_for(site(FILER, SERVER, SWITCH), 80, 273)
    assert floor.more == 3
    assert [each.count for each in floor.machines] == [1, 5, 1]
    assert (floor.memory_gb, floor.hardware) == (336, 92_000)


def test_cores_that_would_carry_more_than_four_virtual_ones_are_bought_too() -> None:
    """84 / 4 = 21 of 20: one more server."""
    assert bought_for(site(FILER, SERVER, SWITCH), 84, 1).more == 1


def test_a_bill_without_servers_cannot_be_enlarged() -> None:
    assert bought_for(site(SWITCH), 84, 1).more == 0


def test_an_environment_asks_for_the_hosts_that_it_has_as_servers() -> None:
    """Seen as managed services it has fewer hosts, but our own floor has no such services."""
    servers = own_floor(load("qps-dc", "medium", "servers"))
    assert own_floor(load("qps-dc", "medium", "managed")) == servers
    assert (servers.host_cores, servers.host_memory_gb) == (104, 358)


def test_the_medium_hardware_of_the_papers_holds_the_medium_hosts() -> None:
    """48 cores and 256 GB; 88 and 218 are asked for."""
    floor = own_floor(load("logx-dc", "medium"))
    assert (floor.cores, floor.memory_gb) == (48, 256)
    assert (floor.host_cores, floor.host_memory_gb, floor.more) == (88, 218, 0)


@everywhere
def test_the_hardware_holds_the_hosts_everywhere(chosen: tuple[str, Size, Form]) -> None:
    floor = own_floor(load(*chosen))
    assert floor.memory_gb >= floor.host_memory_gb
    assert floor.cores * 4 >= floor.host_cores


@given(cores=st.integers(0, 500), memory=st.integers(0, 5000), more=st.integers(0, 500))
def test_asking_for_more_is_never_cheaper(cores: int, memory: int, more: int) -> None:
    floor = bought_for(site(FILER, SERVER), cores, memory)
    assert bought_for(floor.on_prem, cores + more, memory).hardware >= floor.hardware
    assert bought_for(floor.on_prem, cores, memory + more).hardware >= floor.hardware


def test_no_server_more_is_bought_than_needed() -> None:
    floor = bought_for(site(FILER, SERVER, SWITCH), 80, 273)
    assert replace(floor, more=floor.more - 1).memory_gb < 273
