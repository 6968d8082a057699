"""`tandem disclose`."""

from tests.commands.conftest import Run


def test_every_part_that_is_asked_for_is_told(tandem: Run) -> None:
    said = tandem("disclose", "logx-dc").out
    for title in (
        "Roles of people",
        "System accounts",
        "Database accounts",
        "Processes",
        "Scheduled jobs",
        "Ports that listen",
        "Traffic from outside",
        "Traffic to outside",
        "Before deployment",
    ):
        assert title in said


def test_a_page_has_a_chapter_for_each_part(tandem: Run) -> None:
    said = tandem("disclose", "logx-dc", "--format", "markdown").out
    assert said.startswith("# logx-dc: what it changes\n\n## Roles of people\n\n| Role |")
