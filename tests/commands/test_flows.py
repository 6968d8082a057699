"""`tandem flows`."""

import csv
import io

from tests.commands.conftest import Run


def test_the_table_says_that_all_else_is_denied(tandem: Run) -> None:
    assert "everything else is denied" in tandem("flows", "logx-dc").out


def test_a_spreadsheet_has_a_row_for_each_flow(tandem: Run) -> None:
    rows = list(csv.DictReader(io.StringIO(tandem("flows", "logx-dc", "--format", "csv").out)))
    assert len(rows) == len(tandem("flows", "logx-dc", "--json").json["flows"])
    assert rows[0] == {
        "From": "clients",
        "From addresses": "0.0.0.0/0",
        "To": "edge",
        "To addresses": "10.16.0.129 10.16.8.130 10.16.24.128",
        "Port": "443/tcp https",
        "Why": "users",
    }


def test_a_page_is_a_markdown_table(tandem: Run) -> None:
    lines = tandem("flows", "logx-dc", "--format", "markdown", "--no-addresses").out.splitlines()
    assert lines[:3] == [
        "| From | To | Port | Why |",
        "|---|---|---|---|",
        "| clients | edge | 443/tcp https | users |",
    ]
