"""What moto cannot hold is written down, and read back as it was declared."""

from pathlib import Path

import pytest

from lab.aws.calls import Api
from lab.aws.entry import Entry
from lab.aws.ledger import Ledger
from lab.aws.recorded import carrier

KIND = "aws:backup/selection:Selection"


def test_parts_of_one_name_at_both_sites_of_a_pair_are_kept_apart(
    api: Api, entries: dict[str, Entry], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Api, "account", "123456789012")
    records = carrier(api, entries[KIND], Ledger(tmp_path / "ledger"))
    made = [
        records.create(f"urn:pulumi:{site}::tandem::{KIND}::backup-records", {"resources": [site]})
        for site in ("qps-dc", "qps-dr")
    ]
    found = [records.read(each.id, {}) for each in made]
    assert [each and each.inputs["resources"] for each in found] == [["qps-dc"], ["qps-dr"]]
