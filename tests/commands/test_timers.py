"""`tandem timers`."""

from tests.commands.conftest import Run


def test_every_timer_stands_with_its_value_formula_and_reason(tandem: Run) -> None:
    lines = tandem("timers", "logx-dc").out.splitlines()
    [ttl] = [line.split() for line in lines if line.split()[:2] == ["postgresql", "ttl"]]
    assert " ".join(ttl) == (
        "postgresql ttl 20 s the longer of 20 s and loop + 2 x retry_timeout "
        "the leader's key lives so long after its last renewal"
    )


def test_an_outage_is_added_up(tandem: Run) -> None:
    lines = [line.strip() for line in tandem("timers", "logx-dc").out.splitlines()]
    at = lines.index("3 s       30 s   ok   PostgreSQL is killed")
    assert lines[at + 1 : at + 3] == [
        (
            "2 s postgresql.loop_wait + 500 ms promotion + 400 ms data-proxy.inter"
            " + 100 ms client.retry_pause = 3 s"
        ),
        "Its Patroni gives the leader's key back at once, since primary_start_timeout is 0.",
    ]


def test_what_stops_nothing_has_nothing_to_add_up(tandem: Run) -> None:
    lines = [line.strip() for line in tandem("timers", "logx-dc").out.splitlines()]
    at = lines.index("0 s       30 s   ok   An etcd member goes off")
    assert lines[at + 1] == "The others elect a leader within 2 s, and Patroni tries for 3 s."


def test_what_is_only_assumed_is_marked(tandem: Run) -> None:
    out = tandem("timers", "logx-dc").out
    assert "~1 s power off" in out
    assert out.splitlines()[-1].startswith("~ assumed")


def test_the_profile_is_named(tandem: Run) -> None:
    assert "by the profile 'swift': For a network of one's own" in (
        tandem("timers", "logx-dc", "--size", "enterprise").out
    )


def test_programs_read_the_same(tandem: Run) -> None:
    page = tandem("timers", "logx-dc", "--json").json
    assert (page["environment"], page["profile"]) == ("logx-dc", "standard")
    assert page["values"]["check"] == 0.4
    assert page["timers"][0] == {
        "service": "client",
        "name": "connect_timeout",
        "seconds": 1,
        "formula": "connect",
        "why": "then another attempt, to whoever answers now",
    }
    [killed] = [each for each in page["outages"] if each["event"] == "PostgreSQL is killed"]
    assert (killed["seconds"], killed["budget"], killed["holds"]) == (3, 30, True)
    assert killed["slowest"] == "postgresql.loop_wait"
    assert killed["terms"][1] == {
        "what": "promotion",
        "seconds": 0.5,
        "times": 1,
        "basis": "measured",
        "why": "a replica becomes the leader",
    }


def test_another_form_is_looked_at_without_touching_the_file(tandem: Run) -> None:
    assert "RDS promotes its standby." in tandem("timers", "logx-dc", "--form", "managed").out


def test_an_unknown_environment_is_refused(tandem: Run) -> None:
    assert tandem("timers", "logx").code == 2
