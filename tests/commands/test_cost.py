"""`tandem cost`."""

import shutil
from pathlib import Path

from tests.commands.conftest import Run
from topology.repository import ROOT, Repository


def checkout(folder: Path, file: str, old: str, new: str) -> str:
    """Return a copy of the files that people write, with one of them changed."""
    for part in ("platforms", "inventories"):
        shutil.copytree(ROOT / part, folder / part)
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    return str(folder)


def test_without_a_name_it_is_a_table_of_all_environments(tandem: Run) -> None:
    said = tandem("cost")
    assert said.code == 0
    assert all(name in said.out for name in Repository().names)


def test_the_table_as_json_has_every_environment(tandem: Run) -> None:
    found = tandem("cost", "--json").json["environments"]
    assert [each["environment"] for each in found] == list(Repository().names)


def test_one_environment_is_held_against_both_budgets(tandem: Run) -> None:
    lines = tandem("cost", "logx-dc").out.splitlines()
    (papers,) = [line for line in lines if "the platform's papers   " in line]
    assert "1,200-2,500" in papers
    assert "above" in papers
    (decided,) = [line for line in lines if line.strip().startswith("decided")]
    assert "inside" in decided


def test_a_budget_that_no_paper_names_is_not_printed(tandem: Run) -> None:
    assert "the platform's papers" not in tandem("cost", "qps-dc").out


def test_the_assumed_share_is_printed(tandem: Run) -> None:
    assert "of which assumed" in tandem("cost", "logx-dc").out


def test_the_ten_dearest_items_come_with_their_prices(tandem: Run) -> None:
    out = tandem("cost", "logx-dc").out
    table = out.partition("The dearest of")[2].partition("One site on our own floor")[0]
    rows = [line.split() for line in table.splitlines()[4:] if line.strip()]
    assert len(rows) == 10
    assert rows[0][:4] == ["db", "3", "x", "m6i.2xlarge"]


def test_our_own_floor_is_listed_with_the_papers_price_and_what_its_hosts_ask(tandem: Run) -> None:
    out = tandem("cost", "logx-dc").out
    assert "at $60,000-100,000; these machines are $5,000 above (5%)." in out
    assert "Its hosts ask for 88 cores and 218 GB; the hardware has 48 and 256" in out
    assert "1.8 virtual cores for each physical one" in out


def test_servers_beyond_the_sizes_own_are_named(tandem: Run) -> None:
    assert "2 of its servers are beyond the size's own" in tandem("cost", "logx-uat").out
    assert "beyond the size's own" not in tandem("cost", "logx-dc").out


def test_three_years_are_compared_in_three_ways(tandem: Run) -> None:
    rows = tandem("cost", "logx-dc").out.partition("Three years")[2].splitlines()
    ways = [line for line in rows if line.startswith("  AWS, ") or "own floor" in line]
    assert len(ways) == 3
    assert "255,000" in ways[2]


def test_another_region_says_what_its_prices_are_made_from(tandem: Run) -> None:
    out = tandem("cost", "qps-dr").out
    assert "prices of eu-west-1: those of eu-central-1 times 0.928" in out
    assert "times" not in tandem("cost", "qps-dc").out.splitlines()[0]


def test_another_form_is_reckoned_without_touching_the_file(tandem: Run) -> None:
    found = tandem("cost", "logx-dc", "--form", "managed", "--json").json
    assert found["form"] == "managed"
    assert "managed services" in found["aws"]["groups"]
    assert "managed services" not in tandem("cost", "logx-dc", "--json").json["aws"]["groups"]


def test_every_line_of_json_has_its_price(tandem: Run) -> None:
    lines = tandem("cost", "qps-dc", "--json").json["aws"]["lines"]
    assert all(line["price"] and line["each"] > 0 for line in lines)


def test_a_region_that_the_table_does_not_have_is_refused(tandem: Run, tmp_path: Path) -> None:
    file, old = "inventories/logx-td.yml", "region: eu-central-1"
    elsewhere = checkout(tmp_path, file, old, "region: eu-south-1")
    said = tandem("--repository", elsewhere, "cost", "logx-td")
    assert said.code == 2
    assert "items.region-factor-eu-south-1: has no price" in said.complaint


def test_an_item_without_a_price_is_refused_rather_than_free(tandem: Run, tmp_path: Path) -> None:
    file, old = "platforms/shared/prices.yml", "  nat-gateway-gb:"
    elsewhere = checkout(tmp_path, file, old, "  nat-gateway-tb:")
    said = tandem("--repository", elsewhere, "cost", "logx-td")
    assert said.code == 2
    assert "items.nat-gateway-gb: has no price" in said.complaint
    assert "did you mean 'nat-gateway-tb'?" in said.complaint


def test_a_price_without_an_origin_is_refused_where_it_stands(tandem: Run, tmp_path: Path) -> None:
    file, old = "platforms/shared/prices.yml", ", price: 0.027, source: watch-elb}"
    lines = (ROOT / file).read_text(encoding="utf-8").splitlines()
    number = 1 + next(at for at, line in enumerate(lines) if line.startswith("  alb-hour:"))
    elsewhere = checkout(tmp_path, file, old, ", price: 0.027}")
    for words in (("cost", "logx-td"), ("check",)):
        said = tandem("--repository", elsewhere, *words)
        assert said.code == 2
        assert f"prices.yml:{number}:3: items.alb-hour: needs either" in said.complaint
