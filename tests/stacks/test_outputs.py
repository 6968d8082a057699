"""What a stack says of itself is what is promised, and nothing else."""

import pytest
from pydantic import ValidationError

from stacks.outputs import Telling, parsed

SAID = {
    "region": "eu-central-1",
    "stores": {"db": "db.example"},
    "entries": {},
    "buckets": {},
    "hosts": {},
    "clusters": {},
    "alerts": "arn:aws:sns:eu-central-1:1:alerts",
    "joined": {},
    "reached": {},
}


def test_what_was_said_is_read_back_with_its_types() -> None:
    assert parsed(SAID).stores == {"db": "db.example"}
    assert parsed(SAID).zone is None


@pytest.mark.parametrize("wrong", [{"stores": {"db": 7}}, {"alert": "x"}, {"hosts": ["a"]}])
def test_what_is_not_of_its_type_or_has_no_name_here_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        parsed(SAID | wrong)


def test_an_output_that_nobody_promised_is_an_error_before_the_engine_hears_of_it() -> None:
    said = Telling()
    said.say("alert", "x")
    with pytest.raises(ValueError, match="alert"):
        said.tell()
