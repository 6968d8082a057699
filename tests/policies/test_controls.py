"""Every control that a rule names is known in every standard, and the page says what is so."""

import re

from policies.controls import GAPS, REQUIREMENTS, page, serving
from policies.pack import PACK
from topology.repository import ROOT


def test_every_control_of_a_rule_is_known_and_none_is_left_over() -> None:
    assert {name for each in PACK for name in each.controls} == {*REQUIREMENTS}


def test_every_requirement_of_the_standard_has_a_row() -> None:
    assert [number for number, _, _ in GAPS] == [str(number) for number in range(1, 13)]


def test_a_requirement_is_served_by_the_rules_below_it_alone() -> None:
    assert {each.name for each in serving("1")} == {
        each.name for each in PACK if any(name.split(".")[0] == "1" for name in each.controls)
    }


def test_controls_are_spelt_as_their_standards_spell_them() -> None:
    for each in REQUIREMENTS.values():
        assert re.fullmatch(r"A\.[5-8]\.\d{1,2}", each.iso)
        assert re.fullmatch(r"(CC[1-9]|A1)\.\d{1,2}", each.soc2)
        assert re.fullmatch(r"\d{1,2}\(\d\)(\([a-f]\))?", each.gdpr)
        assert re.fullmatch(
            r"3(08|10|12|16)(\([a-e]\))(\(\d\))?(\([ivx]+\))?(\([A-D]\))?", each.hipaa
        )


def test_the_page_is_what_the_rules_say() -> None:
    assert (ROOT / "docs" / "controls.md").read_text() == "\n".join(page()) + "\n"
