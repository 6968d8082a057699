"""Run the program of every stack at every size, without an engine, and record what it declares.

    PYTHONPATH=. .venv/bin/python scripts/resources.py [ENVIRONMENT…]

Takes some minutes; `make docs` makes the table of what is recorded. A test that runs some of the
programs anyway holds the record against them.
"""

from __future__ import annotations

import sys
from collections.abc import Collection

from reports.resources import counted, key, looks, record, recorded
from tests.components.declaring import declare
from topology.repository import ROOT, Repository


def main(asked: Collection[str]) -> None:
    """Record the environments that are asked for, or all, and forget what is none any more."""
    repository, before = Repository(ROOT), recorded()
    found = {}
    for environment in looks(repository):
        label = key(environment)
        if asked and environment.name not in asked and label in before:
            found[label] = before[label]
            continue
        declared = declare(environment, repository.prices)
        found[label] = counted(kind for kind, *_ in declared.resources)
        sys.stderr.write(f"{label}: {len(declared.resources)}\n")
    record(found)


if __name__ == "__main__":
    main(sys.argv[1:])
