"""What is read of a machine, from files that stand in for its own."""

import socket
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest

from topology.repository import ROOT


def load(name: str) -> ModuleType:
    """Load what Ansible brings to hosts, under the name that it has there."""
    file = ROOT / f"plugins/module_utils/{name}.py"
    spec = spec_from_file_location(f"ansible.module_utils.{name}", file)
    assert spec
    assert spec.loader
    found = module_from_spec(spec)
    sys.modules[f"ansible.module_utils.{name}"] = found
    spec.loader.exec_module(found)
    return found


machine, services = load("survey_machine"), load("survey_services")


def put(root: Path, **files: str) -> Path:
    for name, text in files.items():
        path = root / name.replace("__", "/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return root


def test_real_disks_are_listed_and_others_are_not(tmp_path: Path) -> None:
    put(tmp_path, proc__mounts="/dev/sda1 / ext4 rw 0 0\n")
    for name, size, spins in (("sda", 976773168, "0"), ("sdb", 3907029168, "1"), ("loop0", 9, "0")):
        folder = {f"sys__block__{name}__size": str(size)}
        put(tmp_path, **folder, **{f"sys__block__{name}__queue__rotational": spins})
    assert machine.disks(tmp_path) == [
        {"name": "sda", "size_gb": 500, "kind": "SSD", "is_system": True},
        {"name": "sdb", "size_gb": 2000, "kind": "HDD", "is_system": False},
    ]


def test_the_system_is_named_as_it_names_itself(tmp_path: Path) -> None:
    told = 'ID=ubuntu\nVERSION_ID="24.04"\nPRETTY_NAME="U 24"\n'
    put(tmp_path, **{"etc__os-release": told})
    found = machine.system(tmp_path)
    assert (found["id"], found["version"], found["name"]) == ("ubuntu", "24.04", "U 24")


def test_names_that_mean_somebody_else_are_found(tmp_path: Path) -> None:
    put(tmp_path, etc__hosts="127.0.1.1 a\n10.0.0.9 b # old\n10.0.0.2 c\n")
    found = machine.names({"a": "10.0.0.1", "b": "10.0.0.2", "c": "10.0.0.2"}, tmp_path)
    assert found["wrong"] == ["b is 10.0.0.9, not 10.0.0.2"]


def test_the_filesystem_of_what_is_not_there_yet_is_its_parents(tmp_path: Path) -> None:
    put(tmp_path, proc__mounts=f"/dev/a / ext4 rw 0 0\n/dev/b {tmp_path} xfs ro,noatime 0 0\n")
    [found] = machine.mounts([f"{tmp_path}/not/yet"], tmp_path)
    assert (found["mount"], found["kind"], found["readonly"]) == (str(tmp_path), "xfs", True)


def test_data_are_told_by_version_and_cluster(tmp_path: Path) -> None:
    put(tmp_path, **{"15__main__PG_VERSION": "15\n", "a__member__x": "", "dump.rdb": ""})
    (tmp_path / "15/main/global").mkdir()
    (tmp_path / "15/main/global/pg_control").write_bytes((77).to_bytes(8, sys.byteorder) + b"rest")
    found = services.data(str(tmp_path))
    assert found["postgresql"] == [{"path": f"{tmp_path}/15/main", "version": "15", "system": "77"}]
    assert found["etcd"] == [f"{tmp_path}/a"]
    assert found["redis"] == [f"{tmp_path}/dump.rdb"]
    assert services.data(f"{tmp_path}/none") is None


def test_a_door_is_open_or_refused_and_never_waited_for_long() -> None:
    with socket.create_server(("127.0.0.1", 0)) as open_:
        port = open_.getsockname()[1]
        with socket.create_server(("127.0.0.1", 0)) as other:
            closed = other.getsockname()[1]
        found = services.knock([("127.0.0.1", port), ("127.0.0.1", closed)])
        assert sorted(found) == sorted(
            [("127.0.0.1", port, "open"), ("127.0.0.1", closed, "refused")]
        )
        mine = [each for each in services.listeners() if each["port"] == port]
        assert [each["protocol"] for each in mine] == ["tcp"]


def test_the_speed_of_disks_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = '{"read": {"iops" : 700.5}, "write": {"iops" : 300.1}}'
    monkeypatch.setattr(services, "run", lambda *_, **__: (0, said))
    assert services.speed(f"{tmp_path}/data") == {"path": str(tmp_path), "iops": 1001, "why": ""}
    assert list(tmp_path.iterdir()) == []
