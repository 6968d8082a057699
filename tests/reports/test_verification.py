"""What `tandem verify` writes of a run."""

from html import escape
from pathlib import Path

import pytest

from reports.verification import Verification, read

LOST = (
    "CommandResult(backend=<testinfra.backend.ssh.SshBackend object at 0x7f>, exit_status=255, "
    "command=b\"sudo /bin/sh -c 'sshd -T'\", _stdout=b'', _stderr=b'{}')"
)
CASE = '<testcase classname="tests.hosts.test_base" name="test_{}[db-1]" time="1">{}</testcase>'


def run(tmp_path: Path, *cases: str) -> Verification:
    """Return a run of which pytest wrote these cases."""
    file = tmp_path / "run.xml"
    file.write_text(f'<testsuite time="3">{"".join(cases)}</testsuite>')
    return read("logx-dc", file, ["db-1"])


def failed(said: str) -> str:
    message = escape(LOST.format(said))
    return CASE.format(
        "a", f'<failure message="RuntimeError: {message}">Traceback: {message} line 95</failure>'
    )


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (r"Connection closed by UNKNOWN port 22\r\n", "Connection closed by UNKNOWN port 22"),
        (r"Read: reset\r\nConnection closed\r\n", "Read: reset Connection closed"),
        ("", "the connection ended without a word"),
    ],
)
def test_a_lost_connection_is_one_line(tmp_path: Path, said: str, told: str) -> None:
    found = run(tmp_path, failed(said), failed(said))
    assert found.lost == {"db-1": {f"SSH failed: {told}": 2}}
    assert found.untrue == []
    assert len(found.failed) == 2
    page = found.page()
    assert f"SSH failed: {told}" in page
    assert "CommandResult" not in page
    assert "Traceback" not in page


def test_a_lost_connection_while_a_test_is_prepared_is_seen(tmp_path: Path) -> None:
    message = escape(f'failed on setup with "RuntimeError: {LOST.format("Timed out")}"')
    found = run(tmp_path, CASE.format("a", f'<error message="{message}">text</error>'))
    assert found.lost == {"db-1": {"SSH failed: Timed out": 1}}


def test_a_command_that_failed_is_no_lost_connection(tmp_path: Path) -> None:
    message = escape(LOST.format("no such file").replace("255", "1"))
    found = run(tmp_path, CASE.format("a", f'<failure message="{message}">why</failure>'))
    assert found.lost == {}
    assert [each.why for each in found.untrue] == [found.failed[0].why]
    assert "no such file" in found.page()
