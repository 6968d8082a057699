"""What keeps a stack from working, said in one message with its remedy."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from botocore.exceptions import BotoCoreError, ClientError
from pulumi.automation import CommandError

from cloud.engine import EngineError

BAD_INPUT = 2
FAILED = 1
ALONE = "the other site of its pair is not there yet: build the pair's home first"
GUARDED = "it is guarded: set `guarded: false` in its file, `tandem cloud up` it, then destroy it"

REMEDIES: tuple[tuple[str, int, str], ...] = (
    # Its own words have the remedy; whatever it cites is not to be taken for the trouble.
    (r"nobody can say who leads|would take its place", FAILED, ""),
    (
        r"the stack is currently locked|conflict: Another update",
        FAILED,
        "another run holds the stack; wait for it, or `pulumi cancel` once it is surely dead",
    ),
    (
        r"incorrect passphrase",
        BAD_INPUT,
        "the state has another passphrase; name its file in PULUMI_CONFIG_PASSPHRASE_FILE",
    ),
    (
        r"could not deserialize|unexpected end of JSON|invalid character|failed to load checkpoint",
        BAD_INPUT,
        "the state file cannot be read; the copy beside it (.bak) is the state before the last run",
    ),
    (
        r"[Dd]eletion protection|protected DB|is protected",
        BAD_INPUT,
        GUARDED,
    ),
    (
        r"unknown stack|no stack named|failed to get.*stack reference|does not have a stack",
        BAD_INPUT,
        ALONE,
    ),
    (
        (
            r"ExpiredToken|RequestExpired|InvalidClientTokenId|UnrecognizedClient|AuthFailure"
            r"|SignatureDoesNotMatch|Unable to locate credentials|NoCredential|SSO [Tt]oken"
            r"|No valid credential sources|refresh cached credentials|Invalid credentials"
        ),
        BAD_INPUT,
        "AWS does not take the credentials; log in again and repeat",
    ),
    (
        (
            r"Could not connect to the endpoint|InvalidRegion|IllegalLocationConstraint"
            r"|OptInRequired|is not a valid (AWS )?[Rr]egion"
        ),
        BAD_INPUT,
        "AWS has no such region for this account: correct `region` in its file, or switch it on",
    ),
    (
        r"BucketAlready|AlreadyExists|AlreadyOwnedByYou|already exists|DuplicateRecord",
        BAD_INPUT,
        "something else has the name already: take it away, or import it; nothing was overwritten",
    ),
    (
        r"LimitExceeded|QuotaExceeded|Throttl",
        FAILED,
        "AWS's quota or rate is used up; raise it or wait, then repeat: what exists is kept",
    ),
    (
        r"no resource plugin|Could not (find|automatically download)",
        FAILED,
        "Pulumi's plugin for AWS is missing: `pulumi plugin install resource aws`, or a rehearsal",
    ),
)
_OF_THE_PROGRAM = "python inline source runtime error: "
_NOISE = re.compile(r"^\s*(code|stdout|stderr):.*$|^\s*$", re.MULTILINE)
_ERRORS = re.compile(r"^\s*(?:error|Exception): (.+)$", re.MULTILINE)
_MOST = 20


class CloudError(Exception):
    """A message for people, and the exit code that goes with it."""

    def __init__(self, message: str, code: int = FAILED) -> None:
        self.code = code
        super().__init__(message)


@contextmanager
def explained() -> Iterator[None]:
    """Turn what the engine, or AWS itself, fails with into one message."""
    try:
        yield
    except EngineError as error:
        raise CloudError(str(error)) from error
    except (CommandError, BotoCoreError, ClientError) as error:
        raise explain(str(error)) from error


def explain(said: str) -> CloudError:
    """Return the message for what the engine said."""
    found = (match.removeprefix(_OF_THE_PROGRAM).strip() for match in _ERRORS.findall(said))
    lines = list(dict.fromkeys(found))
    told = "\n".join(lines[:_MOST]) or _NOISE.sub("", said).strip()[-2000:]
    for pattern, code, remedy in REMEDIES:
        if re.search(pattern, said):
            return CloudError(f"{told}\n{remedy}".strip(), code)
    return CloudError(told)
