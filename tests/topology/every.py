"""Every environment there is: platform x size x place x form."""

from functools import cache
from itertools import product

import pytest

from topology.environment import Environment
from topology.repository import Look, Repository
from topology.words import FORMS, SIZES, Form, Size

FILES = Repository()


@cache
def load(name: str, size: Size | None = None, form: Form | None = None) -> Environment:
    """Load one; the same one again where it was asked for before, since it is frozen."""
    return FILES.load(name, Look(size, form, "aws" if form == "managed" else None))


EVERY: tuple[tuple[str, Size, Form], ...] = tuple(product(FILES.names, SIZES, FORMS))
"""What to load; nothing is loaded before a test asks: a broken file fails its own tests alone."""


def label(chosen: tuple[str, Size, Form]) -> str:
    """Name one of them in a test's output."""
    return "-".join(chosen)


everywhere = pytest.mark.parametrize("chosen", EVERY, ids=label)
"""Run a test on every environment there is; it gets what `load` takes."""
