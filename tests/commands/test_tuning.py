"""`tandem tuning`."""

from tests.commands.conftest import Run


def test_equal_hosts_are_told_once(tandem: Run) -> None:
    said = tandem("tuning", "logx-dc").out
    title = "db: 3 hosts, logx-dc-db-1 to logx-dc-db-3; 8 cores, 32 GB, 500 GB NVMe, 10 Gbps"
    assert said.count(title) == 1


def test_in_a_pipe_a_service_is_one_line_of_figures_for_people(tandem: Run) -> None:
    lines = tandem("tuning", "logx-dc").out.splitlines()
    (own,) = (line for line in lines if line.startswith("  postgresql  "))
    assert "shared_buffers 8 GB · max_connections 500 · work_mem 11.8 MB" in own
    assert all(line == line.rstrip() for line in lines)


def test_what_is_alike_everywhere_is_told_once(tandem: Run) -> None:
    assert tandem("tuning", "logx-dc").out.count("net.ipv4.tcp_mtu_probing") == 1


def test_one_host_is_told_with_reasons_and_seeds(tandem: Run) -> None:
    said = tandem("tuning", "logx-td", "--host", "logx-td-node-1").out
    assert "15 % of the system's memory" in said
    assert "(000 Redis Configuration)" in said
    assert "overrules base: 10" in said
    assert "vm.swappiness*" in said
    assert "Advice for the hypervisor" in said


def test_a_host_that_is_not_there_is_bad_input_with_the_nearest_name(tandem: Run) -> None:
    said = tandem("tuning", "logx-td", "--host", "logx-td-nod-1")
    assert said.code == 2
    assert "logx-td has no host 'logx-td-nod-1'; did you mean 'logx-td-node-1'?" in said.err


def test_managed_services_are_told_by_their_parameters(tandem: Run) -> None:
    said = tandem("tuning", "logx-dc", "--form", "managed").out
    assert "db: rds-postgresql, as far as AWS lets one set it" in said
    assert "db: 3 hosts" not in said


def test_another_size_is_tuned_without_touching_the_file(tandem: Run) -> None:
    assert "shared_buffers 64 GB" in tandem("tuning", "logx-dc", "--size", "enterprise").out


def test_json_holds_every_setting_with_its_reason(tandem: Run) -> None:
    kinds = tandem("tuning", "logx-dc", "--json").json["kinds"]
    (db,) = (kind for kind in kinds if kind["tier"] == "db")
    (buffers,) = (each for each in db["settings"] if each["name"] == "shared_buffers")
    assert buffers == {
        "area": "service",
        "of": "postgresql",
        "name": "shared_buffers",
        "value": 8192,
        "unit": "MB",
        "written": "8192MB",
        "wanted_by": ["postgresql"],
        "overrules": [],
        "may_be_refused": False,
        "why": "a quarter of the memory",
        "source": "000 PostgreSQL Configuration",
    }


def test_json_of_one_host_holds_its_memory(tandem: Run) -> None:
    said = tandem("tuning", "logx-td", "--host", "logx-td-node-1", "--json").json
    assert said["host"] == "logx-td-node-1"
    assert said["memory_mb"]["redis"] == 6553
    assert said["warnings"] == []


def test_a_host_that_is_too_small_is_said_to_be(tandem: Run) -> None:
    """Two programs on 1 GB."""
    lines = tandem(
        "tuning", "logmaster-td", "--form", "managed", "--size", "small"
    ).out.splitlines()
    (warned,) = (line.split("  ")[-1] for line in lines if "receiver gets" in line)
    assert warned == "receiver gets 199 MB and needs 256 MB to run well"
