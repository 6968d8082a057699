"""The program of a shadow drill runs on any host, and finds what the role of PostgreSQL writes."""

from __future__ import annotations

import ast
import inspect
import sys

from runbooks import shadowing
from topology.repository import ROOT


def test_it_needs_nothing_but_the_standard_library() -> None:
    tree = ast.parse(inspect.getsource(shadowing))
    names = {
        (node.module if isinstance(node, ast.ImportFrom) else alias.name) or ""
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    assert {name.partition(".")[0] for name in names} <= set(sys.stdlib_module_names)


def test_it_finds_the_account_that_copies() -> None:
    text = (ROOT / "roles/postgresql/templates/patroni.yml.j2").read_text()
    told = text.replace("{{ postgresql_replicator }}", "replicator")
    told = told.replace("{{ secrets_passwords[postgresql_replicator] | to_json }}", '"se\\"cret"')
    assert shadowing.REPLICATOR.findall(told) == [("replicator", '"se\\"cret"')]
