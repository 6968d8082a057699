"""No tier of an environment is left out: a kind that nothing builds is refused by its name."""

import ast
from dataclasses import replace
from typing import get_args

import pytest

from stacks.kinds import BUILT, refuse_what_is_not_built
from topology.look import Look
from topology.problems import InvalidInputError
from topology.repository import ROOT, Repository
from topology.tiers import ManagedKind


def test_what_is_said_to_be_built_is_what_the_stacks_ask_for() -> None:
    asked = {
        word.value
        for name in ("__main__", "ground")
        for node in ast.walk(ast.parse((ROOT / f"stacks/{name}.py").read_text()))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "of_kind"
        for word in node.args
        if isinstance(word, ast.Constant)
    }
    assert asked == BUILT
    assert {*get_args(ManagedKind)} >= BUILT


@pytest.mark.parametrize("name", Repository(ROOT).names)
def test_every_environment_that_ships_is_built_whole(name: str) -> None:
    refuse_what_is_not_built(Repository(ROOT).load(name, Look(target="aws")))


def test_what_nothing_builds_is_refused_and_named() -> None:
    found = Repository(ROOT).load("qps-td")
    tiers = dict(found.managed)
    tiers["edge"] = replace(tiers["edge"], kind="cloudfront")
    vars(found)["managed"] = tiers
    with pytest.raises(InvalidInputError, match="cloudfront"):
        refuse_what_is_not_built(found)
