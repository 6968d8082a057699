"""Losing or moving a site."""

import pytest

from tests.topology.every import load
from tests.topology.outages.variants import only_with_a_cache, totals
from topology.outages import outages


def test_a_site_moves_as_fast_as_its_slowest_store() -> None:
    planned = "The lead moves to the other site, as planned"
    # 2 closing + 0.5 lease + promotion + 1 opening + 0.4 proxy + 1.1 client
    assert totals(only_with_a_cache(load("logx-dc")))[planned] == 6
    assert totals(only_with_a_cache(load("logx-dc", form="managed")))[planned] == 65
    assert totals(only_with_a_cache(load("logx-dc", "large")))[planned] == 5
    assert totals(only_with_a_cache(load("logx-dc", "large", "managed")))[planned] == 5


@pytest.mark.parametrize("name", ["logx-uat", "logx-td", "qps-uat"])
def test_where_there_is_one_site_none_can_be_lost(name: str) -> None:
    assert {outage.kind for outage in outages(load(name))} == {"host"}
