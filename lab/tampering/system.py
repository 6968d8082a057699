"""Tamperings with accounts, packages and units."""

from __future__ import annotations

from collections.abc import Sequence

from lab.tampering.kind import KEEP, Kind, Place, fixed, restored, saved

_KEYS = "$(getent passwd @T | cut -d: -f6)/.ssh/authorized_keys"
_CARRY_OTHERS = {"etcd", "patroni", "postgresql", "glusterd", "ssh", "firewall", "base"}
"""Units without which nothing can be asked, or which take minutes to come back."""


def accounts(place: Place) -> Sequence[tuple[str, str]]:
    """Return the accounts of services, with the role that each is of."""
    found = {
        service["user"]: name.removesuffix("_services")
        for name, services in place.facts.items()
        if name.endswith("_services")
        for service in services.values()
        if service["user"] in place.now["users"]
    }
    return [(role, user) for user, role in found.items()]


def running(place: Place) -> Sequence[tuple[str, str]]:
    """Return the units of roles that run, and that others do not hang on."""
    found = dict[str, str]()
    for name, services in place.facts.items():
        if name.endswith("_services"):
            for service in services.values():
                found[f"{service['unit']}.service"] = name.removesuffix("_services")
    more = {"fail2ban.service": "hardening", "prometheus-node-exporter.service": "node_exporter"}
    return [
        (role, unit)
        for unit, role in {**found, **more}.items()
        if "enabled, runs" in place.now["units"].get(unit, "")
        and not any(word in unit for word in _CARRY_OTHERS)
    ]


def stoppable(place: Place) -> Sequence[tuple[str, str]]:
    """Return running units whose live state is tampered with by no other kind."""
    return [(role, unit) for role, unit in running(place) if "haproxy" not in unit]


def timers(place: Place) -> Sequence[tuple[str, str]]:
    """Return the timers that run."""
    return [
        ("app" if unit.startswith("logx") else "base", unit)
        for unit, value in place.now["units"].items()
        if unit.endswith(".timer") and value == "enabled, runs"
    ]


def of_packages(place: Place) -> Sequence[tuple[str, str]]:
    """Return running units that came with packages, so that a mask finds nothing in its way."""
    return [
        (r, u) for r, u in running(place) if f"/etc/systemd/system/{u}" not in place.now["files"]
    ]


def installed(place: Place) -> Sequence[tuple[str, str]]:
    """Return packages that roles asked for."""
    known = (
        "haproxy",
        "nginx",
        "redis-server",
        "etcd-server",
        "pgbouncer",
        "bind9",
        "keepalived",
        "prometheus",
        "postgresql-15",
        "postgresql-17",
        "fail2ban",
        "chrony",
    )
    return [("packages", name) for name in known if name in place.now["packages"]]


SYSTEM = (
    Kind("an account", fixed("base", "mallory"), "useradd -m @T", "userdel -r @T", "^@T$"),
    Kind(
        "a second root",
        fixed("base", "toor"),
        "useradd -o -u 0 -g 0 -M @T",
        "userdel -f @T",
        "^@T$",
    ),
    Kind("a member of a group", accounts, "usermod -aG sudo @T", "gpasswd -d @T sudo", "^sudo$"),
    Kind(
        "a password",
        accounts,
        saved("/etc/shadow") + "usermod -p '$6$mine$@N' @T",
        restored("/etc/shadow"),
        "^@T$",
    ),
    Kind(
        "a login's shell",
        fixed("base", "www-data", "games", "backup", "nobody"),
        saved("/etc/passwd") + "usermod -s /bin/bash @T",
        restored("/etc/passwd"),
        "^@T$",
    ),
    Kind(
        "a key that opens an account",
        fixed("base", "root", "admin"),
        f"f={_KEYS}; mkdir -pm 700 $(dirname $f); test ! -e $f || cp -a $f {KEEP}-@N; "
        "echo 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIE@N mine@N' >> $f",
        f"f={_KEYS}; if [ -e {KEEP}-@N ]; then mv {KEEP}-@N $f; else rm $f; fi",
        "mine@N",
    ),
    Kind(
        "a package by hand",
        fixed("packages", "hello", "sl", "tree"),
        "DEBIAN_FRONTEND=noninteractive apt-get -qq -y install --no-install-recommends @T",
        "DEBIAN_FRONTEND=noninteractive apt-get -qq -y purge @T",
        "^@T$",
    ),
    Kind(
        "a package gone",
        fixed("packages", "debsums"),
        "DEBIAN_FRONTEND=noninteractive apt-get -qq -y remove @T",
        "DEBIAN_FRONTEND=noninteractive apt-get -qq -y install --no-install-recommends @T",
        "^@T$",
    ),
    Kind("a package held", installed, "apt-mark -qq hold @T", "apt-mark -qq unhold @T", "^@T$"),
    Kind("a unit stopped", stoppable, "systemctl stop @T", "systemctl start @T", r"^@T$"),
    Kind(
        "a unit that does not start with the host",
        running,
        "systemctl disable --quiet @T",
        "systemctl enable --quiet @T",
        "^@T$",
    ),
    Kind(
        "a unit masked",
        of_packages,
        "systemctl mask --quiet @T",
        "systemctl unmask --quiet @T; systemctl enable --quiet @T",
        "^@T$",
    ),
    Kind("a timer stopped", timers, "systemctl stop @T", "systemctl start @T", "^@T$"),
    Kind(
        "a unit's drop-in",
        running,
        "mkdir -p /etc/systemd/system/@T.d; printf '[Service]\\nUMask=0000\\n' >"
        " /etc/systemd/system/@T.d/zz-mine.conf; systemctl daemon-reload",
        "rm /etc/systemd/system/@T.d/zz-mine.conf; rmdir --ignore-fail-on-non-empty"
        " /etc/systemd/system/@T.d; systemctl daemon-reload",
        "@T.d/zz-mine.conf",
    ),
    Kind(
        "a unit of one's own",
        fixed("base", "mine.service"),
        "printf '[Service]\\nExecStart=/bin/sleep 9999\\n[Install]\\n"
        "WantedBy=multi-user.target\\n' >"
        " /etc/systemd/system/@T; systemctl daemon-reload; systemctl enable --quiet --now @T",
        "systemctl disable --quiet --now @T; rm -f /etc/systemd/system/@T; systemctl daemon-reload",
        "^@T$",
    ),
    Kind(
        "a program that runs",
        fixed("base", "mine-@N"),
        "systemd-run --quiet --unit=@T sleep infinity",
        "systemctl stop @T",
        "^@T.service$",
    ),
    Kind("a mount", fixed("base", "/mnt"), "mount -t tmpfs tmpfs @T", "umount @T", "^@T$"),
    Kind(
        "a mount's options",
        fixed("base", "/tmp"),  # noqa: S108 - it is a mount, in which nothing is written
        "mount -o remount,suid,dev @T",
        "mount -o remount,nosuid,nodev @T",
        "^@T$",
    ),
    Kind(
        "SSH's live settings",
        fixed("base", "permitrootlogin", "x11forwarding", "permitemptypasswords"),
        "printf '@T yes\\n' > /etc/ssh/sshd_config.d/00-mine-@T.conf",
        "rm /etc/ssh/sshd_config.d/00-mine-@T.conf",
        "^@T$",
    ),
)
