"""Which data PostgreSQL is started on, and which are refused."""

from pathlib import Path

import pytest

from tests.roles.loading import program

data = program("postgresql/library/postgresql_data.py")


def lay(root: Path, version: str, name: str = "") -> None:
    """Put data of a version below a root."""
    folder = root / (name or version) / "main"
    folder.mkdir(parents=True)
    (folder / "PG_VERSION").write_text(f"{version}\n")


def judged(root: Path, ours: str = "7", cluster: str = "7") -> str | None:
    """Return what speaks against the data below a root."""
    wanted = {"root": root, "data": root / "15" / "main", "version": "15", "scope": "/x"}
    said = f"Database system identifier:  {ours}\n"
    problem: str | None = data.judge(wanted, lambda: said, lambda: cluster)[1]
    return problem


def test_an_empty_place_is_good(tmp_path: Path) -> None:
    assert judged(tmp_path) is None


@pytest.mark.parametrize("cluster", ["7", ""])
def test_data_of_this_cluster_or_of_one_that_etcd_forgot_are_good(
    tmp_path: Path, cluster: str
) -> None:
    lay(tmp_path, "15")
    assert judged(tmp_path, "7", cluster) is None


@pytest.mark.parametrize(
    ("version", "name", "cluster", "said"),
    [
        ("15", "15", "8", "another cluster: its system is 7"),
        ("14", "15", "7", "data of PostgreSQL 14"),
        ("14", "14", "7", "is empty, and there are data of another version"),
    ],
)
def test_data_of_others_are_refused(
    tmp_path: Path, version: str, name: str, cluster: str, said: str
) -> None:
    lay(tmp_path, version, name)
    assert said in str(judged(tmp_path, "7", cluster))
