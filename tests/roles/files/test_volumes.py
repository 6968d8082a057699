"""What `gluster` says is understood, and only what differs is changed."""

from __future__ import annotations

import pytest

from tests.roles.loading import program

FILTERS = program("files/filter_plugins/files.py")

PRINTED = """
Volume Name: uploads
Type: Replicate
Volume ID: 1f44d1a1-969c-42c3-ae08-fdb62e4d2d7a
Status: Started
Number of Bricks: 1 x 3 = 3
Bricks:
Brick1: 10.0.0.1:/srv/gluster/uploads/brick
Brick2: 10.0.0.2:/srv/gluster/uploads/brick (arbiter)
Options Reconfigured:
auth.allow: 10.0.0.1,10.0.0.2
client.ssl: on

Volume Name: reports
Status: Created
""".splitlines()


def test_volumes_are_read_with_their_copies_and_options() -> None:
    found = FILTERS.files_volumes(PRINTED)
    assert list(found) == ["uploads", "reports"]
    assert found["uploads"]["id"] == "1f44d1a1969c42c3ae08fdb62e4d2d7a"
    assert found["uploads"]["bricks"] == [f"10.0.0.{n}:/srv/gluster/uploads/brick" for n in (1, 2)]
    assert found["uploads"]["options"] == {"auth.allow": "10.0.0.1,10.0.0.2", "client.ssl": "on"}
    assert (found["uploads"]["status"], found["reports"]["status"]) == ("Started", "Created")


def test_no_volumes_are_none() -> None:
    assert FILTERS.files_volumes(["No volumes present"]) == {}


def test_only_options_that_differ_are_set() -> None:
    assert FILTERS.files_options({"a.b": 9, "c.d": "on"}, {"a.b": "9", "c.d": "off"}) == [
        "c.d",
        "on",
    ]


@pytest.mark.parametrize(
    ("path", "unit"),
    [
        ("/srv/logx/uploads", "srv-logx-uploads.mount"),
        ("/srv/up-loads/", "srv-up\\x2dloads.mount"),
        ("/srv/a_b.c", "srv-a_b.c.mount"),
    ],
)
def test_a_mount_has_the_unit_that_systemd_names(path: str, unit: str) -> None:
    assert FILTERS.files_mount_unit(path) == unit
