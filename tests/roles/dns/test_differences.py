"""A zone is changed where it differs, and the live entry is left alone."""

from __future__ import annotations

from tests.roles.loading import program

differences = program("dns/filter_plugins/dns.py").dns_differences

ZONE = """
b.c. 10 IN SOA one.b.c. hostmaster.b.c. 7 3600 600 604800 10
b.c.\t300\tIN\tNS\tone.b.c.
b.c. 10 IN A 10.0.0.100
one.b.c. 300 IN A 10.0.0.1
_acme.b.c. 60 IN TXT "kept"
tandem. 0 ANY TSIG hmac-sha256. 1 300 32 x 1 NOERROR 0
""".splitlines()


def test_a_zone_that_is_right_is_left_alone() -> None:
    assert differences(ZONE, {"one": "10.0.0.1"}, "b.c", 300, ["one"]) == []


def test_the_live_entry_is_nobodys_but_the_leases() -> None:
    assert differences(ZONE, {"one": "10.0.0.1"}, "b.c", 300, ["one"]) == []
    assert not any(
        line.split()[1] == "b.c." and " A" in line
        for line in differences(ZONE, {"one": "10.0.0.9"}, "b.c", 300, ["two"])
    )


def test_a_moved_host_a_new_one_and_one_that_went() -> None:
    assert differences(ZONE, {"one": "10.0.0.2"}, "b.c", 300, ["one"]) == [
        "del one.b.c. A",
        "add one.b.c. 300 A 10.0.0.2",
    ]
    assert differences(ZONE, {"two": ["10.0.0.3", "10.0.0.2"]}, "b.c", 300, ["one"]) == [
        "del one.b.c. A",
        "add two.b.c. 300 A 10.0.0.2",
        "add two.b.c. 300 A 10.0.0.3",
    ]


def test_a_zone_has_a_server_at_every_moment() -> None:
    assert differences(ZONE, {"one": "10.0.0.1"}, "b.c", 300, ["two"]) == [
        "add b.c. 300 NS two.b.c.",
        "del b.c. NS one.b.c.",
    ]
