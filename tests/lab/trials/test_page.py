"""The page of a series of trials."""

from lab.trials.results import Flow, Result, Run
from reports.trials import page


def test_the_page_of_a_run_has_a_bar_for_every_half_second() -> None:
    found = Flow(2.0, 0.1, (), 3, 2, {"503": 1}, -1.0, (10, 0, 5))
    run = Run("e", 1, "", {"healed": 0.2}, {"records": found}, {"acknowledged": 2}, ("<x>",), ())
    text = page("shop-dc", [Result("e", "what", 3.0, 2.0, "records", [run])], "today")
    assert text.count("<rect") == 3
    assert "&lt;x&gt;" in text
