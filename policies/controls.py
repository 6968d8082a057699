"""What a requirement of PCI DSS 4.0 is called in other standards, and what of PCI DSS no rule sees.

A mapping says which control a rule gives evidence for, never that a control is met: each of them
also asks for people, papers and habits. `python -m policies.controls` writes `docs/controls.md`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from policies.pack import PACK
from policies.rules import Rule


@dataclass(frozen=True)
class Likeness:
    """A requirement of PCI DSS 4.0, and its like elsewhere."""

    what: str
    iso: str
    """ISO/IEC 27001:2022, Annex A."""
    soc2: str
    """Trust Services Criteria of 2017, with points of focus of 2022."""
    gdpr: str
    hipaa: str
    """45 CFR, part 164."""


ART_32 = "32(1)(b)"
REQUIREMENTS: Mapping[str, Likeness] = {
    "1.2.5": Likeness("only wanted services and ports", "A.8.20", "CC6.6", ART_32, "312(e)(1)"),
    "1.3.1": Likeness("traffic inward is restricted", "A.8.20", "CC6.6", ART_32, "312(e)(1)"),
    "1.4.2": Likeness("no way in from the world but the entry", "A.8.22", "CC6.6", ART_32,
                      "312(e)(1)"),
    "2.2.6": Likeness("safe settings", "A.8.9", "CC7.1", ART_32, "308(a)(1)(ii)(B)"),
    "3.5.1": Likeness("stored data cannot be read", "A.8.24", "CC6.1", "32(1)(a)",
                      "312(a)(2)(iv)"),
    "3.6.1": Likeness("keys are kept safe", "A.8.24", "CC6.1", "32(1)(a)", "312(a)(2)(iv)"),
    "3.7.4": Likeness("keys are changed in time", "A.8.24", "CC6.1", "32(1)(a)",
                      "312(a)(2)(iv)"),
    "4.2.1": Likeness("nothing is read on its way", "A.8.24", "CC6.7", "32(1)(a)",
                      "312(e)(2)(ii)"),
    "6.3.3": Likeness("known holes are mended", "A.8.8", "CC7.1", "32(1)(d)",
                      "308(a)(1)(ii)(B)"),
    "6.4.1": Likeness("pages are defended", "A.8.26", "CC6.6", ART_32, "312(e)(1)"),
    "6.4.2": Likeness("attacks on pages are refused by a filter", "A.8.26", "CC6.6", ART_32,
                      "312(e)(1)"),
    "7.2.1": Likeness("nobody may more than needed", "A.5.15", "CC6.3", "25(2)", "312(a)(1)"),
    "8.2.1": Likeness("everybody has a name", "A.5.16", "CC6.1", ART_32, "312(a)(2)(i)"),
    "8.3.9": Likeness("passwords are changed in time", "A.5.17", "CC6.1", ART_32,
                      "308(a)(5)(ii)(D)"),
    "8.6.1": Likeness("no accounts of programs that people use", "A.8.2", "CC6.1", ART_32,
                      "312(d)"),
    "9.4.1": Likeness("what is kept is kept safe", "A.8.13", "A1.2", "32(1)(c)",
                      "308(a)(7)(ii)(A)"),
    "10.2.1": Likeness("what happens is written down", "A.8.15", "CC7.2", "30(1)", "312(b)"),
    "10.3.4": Likeness("nobody changes what is written down", "A.8.15", "CC7.2", ART_32,
                       "312(c)(1)"),
    "10.4.1": Likeness("somebody looks at it", "A.8.16", "CC7.2", "33(1)",
                       "308(a)(1)(ii)(D)"),
    "10.5.1": Likeness("it is kept for a year", "A.8.15", "CC7.3", "5(1)(e)", "316(b)(2)(i)"),
    "11.3.1": Likeness("weaknesses are looked for", "A.8.8", "CC7.1", "32(1)(d)",
                       "308(a)(8)"),
    "11.5.1": Likeness("intruders are looked for", "A.8.16", "CC7.2", "33(1)",
                       "308(a)(1)(ii)(D)"),
    "12.5.1": Likeness("what there is, and whose, is known", "A.5.9", "CC6.1", "30(1)",
                       "310(d)(2)(iii)"),
    "12.10.1": Likeness("it goes on after a fault", "A.8.14", "A1.2", "32(1)(b)",
                        "308(a)(7)(ii)(C)"),
    "12.10.5": Likeness("alarms reach somebody", "A.5.24", "CC7.3", "33(1)",
                        "308(a)(6)(ii)"),
}  # fmt: skip

GAPS: tuple[tuple[str, str, str], ...] = (
    (
        "1",
        "Network security controls",
        "who approves a change of the flows, and its review",
    ),
    ("2", "Secure configuration", "a baseline for the tenant's own images"),
    (
        "3",
        "Stored account data",
        "which card data there is, masking, when it is deleted",
    ),
    ("4", "Cryptography in transit", "an inventory of public certificates outside ACM"),
    ("5", "Malware", "everything: no role or component installs a scanner on hosts"),
    (
        "6",
        "Secure software",
        "the tenant's own programs: reviews, scans, scripts on pages",
    ),
    ("7", "Access by need", "who holds which role, and a review of that twice a year"),
    ("8", "Identification", "second factors of people in the cloud's own console"),
    ("9", "Physical access", "the data centre's own: AWS's attestation, or the floor's"),
    ("10", "Logging", "a daily review by people, and clocks of managed services"),
    (
        "11",
        "Testing",
        "an approved vendor's scans, penetration tests",
    ),
    ("12", "Policies", "everything: papers, training, suppliers, the plan for an incident"),
)
"""Each requirement of PCI DSS 4.0, and what a platform of payments must still show beside rules."""


def serving(requirement: str) -> list[Rule]:
    """Return the rules that serve a requirement, or any below it."""
    return [
        each
        for each in PACK
        if any(name == requirement or name.startswith(f"{requirement}.") for name in each.controls)
    ]


def page() -> Iterator[str]:
    """Yield the lines of the page."""
    yield "# Rules and standards"
    yield ""
    yield "Written by `python -m policies.controls`; a test holds it against the rules. A rule is"
    yield "evidence for a control, never proof that it is met: every control also asks for people,"
    yield "papers and habits."
    yield ""
    yield "| PCI DSS 4.0 | what it asks | ISO 27001:2022 | SOC 2 | GDPR | HIPAA, 164. | rules |"
    yield "|---|---|---|---|---|---|---|"
    for name, like in REQUIREMENTS.items():
        rules = ", ".join(f"`{each.name}`" for each in serving(name))
        cells = (name, like.what, like.iso, like.soc2, like.gdpr, like.hipaa, rules)
        yield f"| {' | '.join(cells)} |"
    without = ", ".join(f"`{each.name}`" for each in PACK if not each.controls)
    yield ""
    yield f"Rules of the house alone, which no control is named for: {without}."
    yield ""
    yield "## What PCI DSS still asks of qps"
    yield "| requirement | about | rules that serve it | not seen by any rule |"
    yield "|---|---|---|---|"
    for number, about, gap in GAPS:
        yield f"| {number} | {about} | {len(serving(number))} | {gap} |"


if __name__ == "__main__":
    sys.stdout.write("\n".join(page()) + "\n")
