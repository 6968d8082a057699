"""Runs on a host of the lab, as root: both auditors, from Debian's packages, gone afterwards.

It prints JSON: what each of them scored, and what it found. Sent over SSH; leaves no file.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from xml.etree import ElementTree

TOOLS = ("lynis", "openscap-scanner", "ssg-debian")
CONTENT = Path("/usr/share/xml/scap/ssg/content")
PROFILE = "xccdf_org.ssgproject.content_profile_anssi_np_nt28_high"
RULE = "xccdf_org.ssgproject.content_rule_"
XCCDF = "{http://checklists.nist.gov/xccdf/1.2}"
LYNIS_REPORT = Path("/var/log/lynis-report.dat")
ADAPTED = (r"\^1[0-9]\.\[0-9\]\+\$", r"^1[0-9]\\.[0-9]+$")
"""Debian 12 packages rules for Debian 11 at most; their question for the release is widened."""


def run(*words: str) -> str:
    """Run a command, and return what it said, however it ended."""
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C"}
    return subprocess.run(words, capture_output=True, check=False, text=True, env=env).stdout


def installed() -> list[str]:
    """Install what is missing, and return it: all of that goes again."""
    before = set(run("dpkg-query", "--show", "--showformat=${Package}\n").split())
    run("apt-get", "-q", "update")
    run("apt-get", "-q", "install", "-y", "--no-install-recommends", *TOOLS)
    after = set(run("dpkg-query", "--show", "--showformat=${Package}\n").split())
    return sorted(after - before)


def lynis() -> dict[str, object]:
    """Return Lynis' index, and its warnings and suggestions by the identity of their tests."""
    LYNIS_REPORT.unlink(missing_ok=True)
    run("lynis", "audit", "system", "--quiet", "--no-colors")
    found: dict[str, list[str]] = {}
    index = 0
    for line in LYNIS_REPORT.read_text(errors="replace").splitlines():
        word, _, value = line.partition("=")
        if word == "hardening_index":
            index = int(value)
        elif word in ("warning[]", "suggestion[]"):
            test, text, *more = value.split("|")
            detail = next((each for each in more if each not in ("-", "", "text:-")), "")
            said = f"{text} {detail}".strip()
            found.setdefault(test, []).append(said)
    return {"score": index, "findings": found}


def openscap() -> dict[str, object]:
    """Return OpenSCAP's score, and the rules that a host does not keep."""
    content = sorted(CONTENT.glob("ssg-debian1[0-9]-ds.xml"))[-1]
    with tempfile.TemporaryDirectory() as folder:
        copy, results = Path(folder) / "ds.xml", Path(folder) / "results.xml"
        copy.write_text(re.sub(*ADAPTED, content.read_text()))
        run("oscap", "xccdf", "eval", "--profile", PROFILE, "--results", str(results), str(copy))
        root = ElementTree.parse(results).getroot()  # noqa: S314 - oscap has just written it
    titles = {
        rule.get("id", ""): rule.findtext(f"{XCCDF}title", "") for rule in root.iter(f"{XCCDF}Rule")
    }
    result = next(root.iter(f"{XCCDF}TestResult"))
    verdicts: dict[str, int] = {}
    found: dict[str, list[str]] = {}
    for each in result.iter(f"{XCCDF}rule-result"):
        verdict, name = each.findtext(f"{XCCDF}result", ""), each.get("idref", "")
        verdicts[verdict] = verdicts.get(verdict, 0) + 1
        if verdict in ("fail", "error", "unknown"):
            found[name.removeprefix(RULE)] = [titles.get(name, "")]
    score = float(result.findtext(f"{XCCDF}score", "0"))
    told = {"content": content.name, "profile": PROFILE.rpartition("profile_")[2]}
    return {"score": round(score, 1), "findings": found, "verdicts": verdicts, **told}


def main() -> None:
    """Audit, tidy up, tell."""
    more = installed()
    try:
        if missing := [tool for tool in ("lynis", "oscap") if not shutil.which(tool)]:
            sys.exit(f"{', '.join(missing)} cannot be installed: apt-get says why")
        found = {"lynis": lynis(), "openscap": openscap()}
    finally:
        if more:
            run("apt-get", "-q", "purge", "-y", *more)
        for path in Path("/var/log").glob("lynis*"):
            path.unlink()
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main()
