"""The medium site, once for many: what it takes is said before anything is started."""

from tests.scripts.machine import Machine


def test_a_word_that_it_does_not_know_starts_nothing(machine: Machine) -> None:
    done = machine.run("hosts.sh", "--smaple")
    assert done.returncode == 2
    assert "usage: scripts/hosts.sh" in done.stderr


def test_help_says_what_the_sample_is(machine: Machine) -> None:
    done = machine.run("hosts.sh", "--help")
    assert done.returncode == 0
    assert "--sample" in done.stdout
