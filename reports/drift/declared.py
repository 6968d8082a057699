"""What roles declare: the site's playbooks in check mode, read line by line.

A task that fails keeps its host out of the rest of a run. That would hide whatever later playbooks
know of it, so that they are asked again without the one that failed.
"""

from __future__ import annotations

import difflib
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from reports.drift.finding import DIFFERS, Finding
from topology.repository import ROOT

Event = Mapping[str, Any]

BOOKKEEPING = {"baseline.yml"}
"""It keeps what a host is for later, and declares nothing."""
LINES, WIDTH = 4, 160
HIDDEN = "a text that is kept secret"
_NAMES = ("path", "dest", "unit", "name", "key")


class DeclaredError(Exception):
    """Check mode did not run at all."""


def playbooks(site: Path = ROOT / "playbooks" / "site.yml") -> list[str]:
    """Return the playbooks that declare the site, in their order."""
    named = [each["import_playbook"] for each in yaml.safe_load(site.read_text())]
    return [name for name in named if name not in BOOKKEEPING]


def check(
    environment: str, only: Sequence[str], words: Sequence[str], told: Callable[[str], None]
) -> tuple[list[Finding], dict[str, str]]:
    """Return what converging would change, and the hosts that could not be reached."""
    left, limit = playbooks(), list(only)
    findings: list[Finding] = []
    unreached: dict[str, str] = {}
    while left:
        events = list(_run(environment, left, limit, words, told))
        findings += [each for event in events for each in _findings(event)]
        unreached |= {e["host"]: _message(e) for e in events if e["event"] == "unreachable"}
        left, limit = _rest(left, limit, events)
    return findings, unreached


def _run(
    environment: str,
    chosen: Sequence[str],
    only: Sequence[str],
    words: Sequence[str],
    told: Callable[[str], None],
) -> Iterator[Event]:
    program = Path(sys.executable).with_name("ansible-playbook")
    command = [str(program), f"--inventory=inventories/{environment}.yml", "--check", "--diff"]
    command += [f"--limit={','.join(only)}"] if only else []
    command += [*words, *(f"playbooks/{name}" for name in chosen)]
    ours = {"ANSIBLE_STDOUT_CALLBACK": "findings", "ANSIBLE_CALLBACK_PLUGINS": "plugins/callback"}
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env={**os.environ, **ours, "ANSIBLE_NOCOLOR": "1", "ANSIBLE_DEPRECATION_WARNINGS": "0"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as run:
        said = list[str]()
        for line in run.stdout or ():
            if not line.startswith('{"event"'):
                said.append(line)
                continue
            event = json.loads(line)
            if event["event"] == "play":
                told(f"check mode: {event['name']}")
            yield event
        said.append(run.stderr.read() if run.stderr else "")
    if run.returncode not in {0, 2, 4, 6}:
        raise DeclaredError(f"ansible-playbook ended with {run.returncode}: {''.join(said)[-800:]}")


def _rest(
    asked: Sequence[str], only: list[str], events: Sequence[Event]
) -> tuple[list[str], list[str]]:
    """Return the playbooks that are still to be asked, and of whom."""
    at, failed, first = 0, dict[str, None](), -1
    for event in events:
        if event["event"] == "play":
            name = Path(event["playbook"].rpartition(":")[0]).name
            at = asked.index(name) if name in asked else at
        elif event["event"] == "failed":
            failed[event["host"]] = None
            first = at if first < 0 else first
    if first < 0:
        return [], []
    is_whole = at == len(asked) - 1
    return list(asked[first + 1 :]), list(failed) if is_whole else only


def _findings(event: Event) -> Iterator[Finding]:
    if event["event"] not in {"changed", "failed"} or "/handlers/" in event["path"]:
        return
    by = _by(event["path"])
    if event["event"] == "failed":
        item = _item(event)
        yield Finding(event["host"], "check", item, "a role that can look", _message(event), by)
        return
    for each in _apart(event):
        for expected, found in _differences(each):
            yield Finding(event["host"], "declared", _item(each), expected, found, by)


def _apart(event: Event) -> Iterator[Event]:
    """Yield what a task says of each of many units or files: those that it would touch are `done`.

    A file's differences bear its path.
    """
    result = event["result"]
    for item in result.get("done") or ():
        diffs = [each for each in result.get("diff") or () if each.get("after_header") == item]
        yield {**event, "result": {**result, "diff": diffs}, "of_many": item}
    if not result.get("done"):
        yield event


def _item(event: Event) -> str:
    """Return what a task is about: the thing that its arguments name, or its own name."""
    if "of_many" in event:
        return str(event["of_many"])
    named = event["arguments"] if not event["secret"] else {}
    result = event["result"]
    found = next((named[name] for name in _NAMES if isinstance(named.get(name), str)), None)
    return str(found or result.get("dest") or result.get("path") or _labelled(event))


def _labelled(event: Event) -> str:
    task = event["task"].rpartition(" : ")[2]
    return f"{task} ({event['item']})" if event["item"] else task


def _differences(event: Event) -> Iterator[tuple[str, str]]:
    diffs = event["result"].get("diff") or []
    said = [
        each for diff in (diffs if isinstance(diffs, list) else [diffs]) for each in _pair(diff)
    ]
    if event["secret"] or "censored" in event["result"]:
        yield HIDDEN, "another"
    elif said:
        yield "; ".join(each for each, _ in said), "; ".join(each for _, each in said)
    else:
        yield _wished(event), DIFFERS


def _pair(diff: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield what is expected and what was found, as far as a difference says."""
    before, after = diff.get("before"), diff.get("after")
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        names = [name for name in {**before, **after} if before.get(name) != after.get(name)]
        if names:
            yield _listed(after, names), _listed(before, names)
    elif before != after and (before or after):
        lines = list(difflib.unified_diff(_lines(before), _lines(after), n=0, lineterm=""))[2:]
        yield _some(lines, "+"), _some(lines, "-")


def _listed(values: Mapping[str, Any], names: Iterable[str]) -> str:
    return ", ".join(f"{name} {values.get(name, 'not set')}" for name in names)[:WIDTH]


def _lines(said: object) -> list[str]:
    return said.splitlines() if isinstance(said, str) else [] if said is None else [str(said)]


def _some(lines: Sequence[str], sign: str) -> str:
    ours = [
        line[1:].strip()[:WIDTH] for line in lines if line.startswith(sign) and line[1:].strip()
    ]
    more = f" and {len(ours) - LINES} lines more" if len(ours) > LINES else ""
    return (" | ".join(ours[:LINES]) or "no such line") + more


def _wished(event: Event) -> str:
    named = event["arguments"]
    words = [f"{name} {named[name]}" for name in ("state", "enabled", "masked") if name in named]
    return ", ".join(words) or _labelled(event)


def _message(event: Event) -> str:
    if event["secret"]:
        return "it failed; what it said is kept secret"
    said = str(event["result"].get("msg") or event["result"].get("censored") or "it failed")
    return " ".join(said.split())[: 2 * WIDTH]


def _by(path: str) -> str:
    """Return whose task it is.

    >>> _by("/x/roles/redis/tasks/main.yml:3")
    'role redis'
    """
    _, is_role, rest = path.partition("/roles/")
    return f"role {rest.partition('/')[0]}" if is_role else "a playbook"
