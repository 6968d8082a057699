"""What is asked of the cloud for an environment that is not there, or not in it, has one answer."""

import pytest

from tests.commands.conftest import Run


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("preview", "logx-dc"), "rehearse it in AWS with `tandem cloud preview logx-dc --target"),
        (("up", "logx-dc", "--yes"), "stands on our own floor"),
        (("preview", "logx-dx"), "did you mean"),
        (("compare", "qps-td"), "is none of a pair"),
        (("compare", "logmaster-dr"), "stands on our own floor"),
        (("destroy", "qps-td", "--yes", "qps-dc"), "is not qps-td; nothing was changed"),
        (("state", "a", "--home", "eu-west-1", "--away", "eu-west-1"), "would take the state"),
    ],
)
def test_bad_input_ends_with_two_and_says_what_to_do(
    tandem: Run, words: tuple[str, ...], said: str
) -> None:
    found = tandem("cloud", *words)
    assert found.code == 2
    assert said in found.complaint
