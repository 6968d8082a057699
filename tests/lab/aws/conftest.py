"""AWS without anybody behind it: what is only looked up needs no answer."""

import pytest

from lab.aws.calls import Api
from lab.aws.entry import Entry
from lab.aws.table import ENTRIES


@pytest.fixture(scope="session")
def api() -> Api:
    return Api("http://127.0.0.1:1")


@pytest.fixture(scope="session")
def entries() -> dict[str, Entry]:
    return {each.kind: each for each in ENTRIES}
