"""What the engine fails with is told in one message, with its remedy and its exit code."""

import pytest

from cloud.trouble import BAD_INPUT, FAILED, explain


@pytest.mark.parametrize(
    ("said", "code", "remedy"),
    [
        ("error: the stack is currently locked by 1 lock(s)", FAILED, "another run"),
        ("error: incorrect passphrase", BAD_INPUT, "another passphrase"),
        ("error: unexpected end of JSON input", BAD_INPUT, "state file"),
        ("error: ExpiredToken: gone", BAD_INPUT, "log in again"),
        ("error: ThrottlingException: slow down", FAILED, "repeat"),
        ("error: Unable to locate credentials", BAD_INPUT, "log in again"),
        ("error: No valid credential sources found", BAD_INPUT, "log in again"),
        ("An error occurred (AuthFailure) when calling", BAD_INPUT, "log in again"),
        ("error: VcpuLimitExceeded: no more", FAILED, "quota"),
        ("error: Could not connect to the endpoint URL: x", BAD_INPUT, "`region`"),
        ("error: (BucketAlreadyExists) when calling", BAD_INPUT, "has the name already"),
        ("error: (BucketAlreadyOwnedByYou) when calling", BAD_INPUT, "has the name already"),
        ("error: no stack named 'qps-dc' found", BAD_INPUT, "build the pair's home first"),
        ("error: Cannot delete protected DB Instance", BAD_INPUT, "guarded: false"),
        ("error: no resource plugin 'pulumi-resource-aws' found", FAILED, "plugin"),
    ],
)
def test_a_known_trouble_has_its_remedy(said: str, code: int, remedy: str) -> None:
    error = explain(f" code: 255\n stdout: \n stderr: {said}\n{said}\n")
    assert remedy in str(error)
    assert error.code == code


def test_an_unknown_trouble_is_told_as_it_is_and_once() -> None:
    error = explain(" code: 1\n stdout: ...\n    error: it broke\n    error: it broke\n")
    assert str(error) == "it broke"


def test_what_the_program_itself_refuses_is_told_in_its_own_words() -> None:
    said = "nobody can say who leads db: (Could not connect to the endpoint URL: x); repeat"
    error = explain(f"stderr:\n    error: python inline source runtime error: {said}\nTraceback")
    assert (str(error), error.code) == (said, FAILED)
