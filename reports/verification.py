"""What `tandem verify` found, read from the JUnit file of its run."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal
from xml.etree import ElementTree

from reports.page import render

Verdict = Literal["passed", "failed", "skipped"]

_NAME = re.compile(r"test_(?P<statement>\w+)\[(?P<about>.+)\]")
_LOST = re.compile(
    r"SshBackend object.*exit_status=255,.*?_stderr=b(?P<said>'.*?'|\".*?\")\)", re.S
)
"""How Testinfra says that SSH itself failed, which ends with 255, and not the command."""


@dataclass(frozen=True)
class Finding:
    """One statement about one host, and whether it holds."""

    service: str
    statement: str
    host: str
    verdict: Verdict
    seconds: float
    why: str
    trace: str = ""
    """Where in the test it failed, for whoever mends the test."""
    is_lost: bool = False
    """Whether SSH failed, so that the statement may hold or not."""


@dataclass
class Verification:
    """All findings of a run."""

    environment: str
    findings: list[Finding] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def failed(self) -> list[Finding]:
        """Return what does not hold."""
        return [each for each in self.findings if each.verdict == "failed"]

    @property
    def lost(self) -> Mapping[str, Mapping[str, int]]:
        """Return the hosts that SSH did not reach: what it said, and how many questions it cost."""
        found: dict[str, dict[str, int]] = {}
        for each in self.failed:
            if each.is_lost:
                said = found.setdefault(each.host, {})
                said[each.why] = said.get(each.why, 0) + 1
        return found

    @property
    def untrue(self) -> list[Finding]:
        """Return what was asked, and does not hold."""
        return [each for each in self.failed if not each.is_lost]

    def count(self, verdict: Verdict) -> int:
        """Return how many findings have a verdict."""
        return sum(each.verdict == verdict for each in self.findings)

    @property
    def hosts(self) -> list[str]:
        """Return the hosts that were asked, in the order of the run."""
        return list(dict.fromkeys(each.host for each in self.findings))

    @property
    def table(self) -> dict[str, dict[str, dict[str, Finding]]]:
        """Return the findings by service, statement and host."""
        found: dict[str, dict[str, dict[str, Finding]]] = {}
        for each in sorted(self.findings, key=lambda each: (each.service, each.statement)):
            found.setdefault(each.service, {}).setdefault(each.statement, {})[each.host] = each
        return found

    def hosts_of(self, service: str) -> list[str]:
        """Return the hosts that were asked about a service."""
        asked = {each.host for each in self.findings if each.service == service}
        return [host for host in self.hosts if host in asked]

    def page(self) -> str:
        """Return the page."""
        return render("verification", run=self)


def read(environment: str, junit: Path, hosts: Collection[str]) -> Verification:
    """Return the findings of a run over some hosts."""
    root = ElementTree.parse(junit).getroot()  # noqa: S314 - pytest has just written it
    suites = [root] if root.tag == "testsuite" else list(root)
    found = [each for suite in suites for each in _findings(suite, hosts)]
    seconds = sum(float(suite.get("time", 0)) for suite in suites)
    return Verification(environment, found, seconds)


def _findings(suite: ElementTree.Element, hosts: Collection[str]) -> Iterator[Finding]:
    for case in suite.iter("testcase"):
        service = case.get("classname", "").rpartition(".")[2].removeprefix("test_")
        statement, host = _about(case.get("name", ""), hosts)
        verdict, why, trace = _verdict(case)
        lost = _lost(why) if verdict == "failed" else ""
        yield Finding(
            service=service,
            statement=statement,
            host=host,
            verdict=verdict,
            seconds=float(case.get("time", 0)),
            why=lost or why,
            trace="" if lost else trace,
            is_lost=bool(lost),
        )


def _about(name: str, hosts: Collection[str]) -> tuple[str, str]:
    """Return a test's statement, and the host that it is about.

    >>> _about("test_a_port_is_open[db-1-5432]", ["db-1"])
    ('a port is open (5432)', 'db-1')
    """
    match = _NAME.fullmatch(name)
    if not match:
        return name.removeprefix("test_").replace("_", " "), "all"
    statement, about = match["statement"].replace("_", " "), match["about"]
    host = next((each for each in hosts if f"{each}-" in f"{about}-"), "all")
    rest = f"-{about}-".replace(f"-{host}-", "-").strip("-")
    return (f"{statement} ({rest})" if rest else statement), host


def _verdict(case: ElementTree.Element) -> tuple[Verdict, str, str]:
    """Return the verdict, why it is so, and where in the test."""
    for tag in ("failure", "error"):
        if (found := case.find(tag)) is not None:
            return "failed", found.get("message") or "no reason given", found.text or ""
    if (found := case.find("skipped")) is not None:
        return "skipped", found.get("message") or "", ""
    return "passed", "", ""


def _lost(why: str) -> str:
    r"""Return what SSH said where it was SSH that failed, on one line; else nothing.

    >>> _lost("SshBackend object, exit_status=255, _stderr=b'Connection refused\\r\\n')")
    'SSH failed: Connection refused'
    """
    match = _LOST.search(why)
    if match is None:
        return ""
    said = re.sub(r"\\+[rn]", " ", match["said"][1:-1])
    return f"SSH failed: {' '.join(said.split()) or 'the connection ended without a word'}"
