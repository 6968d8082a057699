"""Tamperings with files: those of roles, and those that nobody declared."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lab.tampering.kind import Kind, Place, Targets, fixed, restored, saved

FOLDERS = {
    "app": ("/etc/tandem/app/", "/etc/systemd/system/logx-"),
    "base": ("/etc/hosts", "/etc/systemd/journald.conf.d/", "/etc/chrony/", "/etc/sudoers.d/"),
    "bastion": ("/etc/pam.d/sshd", "/etc/ssh/sshd_config.d/"),
    "certificates": ("/usr/local/sbin/tandem-certificates", "/etc/tandem/tls/reload.d/"),
    "data_proxy": ("/etc/haproxy/data.cfg", "/etc/systemd/system/haproxy@"),
    "dns": ("/etc/bind/",),
    "etcd": ("/etc/default/etcd", "/etc/etcd", "/usr/local/sbin/tandem-etcdctl"),
    "files": ("/etc/glusterfs/", "/etc/systemd/system/glusterd"),
    "firewall": ("/etc/tandem/firewall/fence", "/usr/local/sbin/tandem-firewall"),
    "haproxy": ("/etc/haproxy/haproxy.cfg", "/etc/systemd/system/haproxy.service.d/"),
    "hardening": ("/etc/security/", "/etc/issue", "/etc/modprobe.d/hardening", "/etc/login.defs"),
    "keepalived": ("/etc/keepalived/",),
    "logs": ("/etc/vector", "/etc/promtail", "/etc/systemd/journal"),
    "monitoring": ("/etc/prometheus/", "/etc/tandem/monitoring/"),
    "nginx": ("/etc/nginx/conf.d/", "/etc/nginx/nginx.conf", "/etc/nginx/modsec"),
    "node_exporter": ("/etc/tandem/node_exporter/", "/etc/tandem/figures.d/"),
    "packages": ("/usr/sbin/policy-rc.d", "/etc/apt/"),
    "pgbouncer": ("/etc/pgbouncer/",),
    "postgresql": ("/etc/patroni/", "/etc/tandem/postgresql/"),
    "redis": ("/etc/redis/tandem", "/etc/redis/users"),
    "tuning": ("/etc/tandem/tuning.json", "/etc/sysctl.d/60-", "/usr/local/lib/tandem/tuning/"),
}
"""Where the files of each role lie, as the lab's hosts have them."""
_TEXT = (".conf", ".cfg", ".service", ".ini", ".rules", ".defs")


def of_roles(place: Place) -> Sequence[tuple[str, str]]:
    """Return the files that are there because of a role."""
    return list(_found(place))


def text_of_roles(place: Place) -> Sequence[tuple[str, str]]:
    """Return the files of roles in which a comment may stand."""
    return [(role, path) for role, path in _found(place) if path.endswith(_TEXT)]


def spare(place: Place) -> Sequence[tuple[str, str]]:
    """Return the files of roles that nothing stops without, while they are gone."""
    can = ("hardening", "tuning", "base")
    return [(r, p) for r, p in text_of_roles(place) if r in can and "ssh" not in p]


def _found(place: Place) -> Iterator[tuple[str, str]]:
    for path, value in place.now["files"].items():
        if "folder" not in value and not value.startswith("a link"):
            for role, starts in FOLDERS.items():
                if path.startswith(starts):
                    yield role, path
                    break


def _new(name: str, targets: Targets, content: str, mode: str = "644") -> Kind:
    """Return a file that nobody declared."""
    do = f"mkdir -p $(dirname @T); printf '{content}\\n' > @T; chmod {mode} @T"
    return Kind(name, targets, do, "rm -f @T", "^@T$")


FILES = (
    Kind("a file's mode", of_roles, saved() + "chmod o+w,g-r @T", restored(), "^@T$"),
    Kind("a file's owner", of_roles, saved() + "chown games @T", restored(), "^@T$"),
    Kind("a file's text", text_of_roles, saved() + "echo '# by hand @N' >> @T", restored(), "^@T$"),
    Kind("a file gone", spare, saved() + "rm @T", restored(), "^@T$"),
    _new("a sudo rule", fixed("base", "/etc/sudoers.d/95-mine"), "games ALL=(ALL) ALL", "440"),
    _new(
        "a job of cron", fixed("hardening", "/etc/cron.d/mine"), "7 3 * * * root /bin/true", "600"
    ),
    _new("a job of every day", fixed("hardening", "/etc/cron.daily/mine"), "#!/bin/sh", "755"),
    _new(
        "a package source",
        fixed("packages", "/etc/apt/sources.list.d/mine.list"),
        "deb [trusted=yes] file:/srv/mine ./",
    ),
    _new(
        "a setting of SSH in a file",
        fixed("base", "/etc/ssh/sshd_config.d/99-mine.conf"),
        "# X11Forwarding yes",
    ),
    _new("a loader's file", fixed("hardening", "/etc/ld.so.preload"), ""),
    _new("a shell's file", fixed("hardening", "/etc/profile.d/mine.sh"), "# alias sudo=sudo"),
    _new(
        "an authority to trust",
        fixed("certificates", "/usr/local/share/ca-certificates/mine.txt"),
        "none",
    ),
    _new("a module at boot", fixed("tuning", "/etc/modules-load.d/mine.conf"), "# dummy"),
    Kind(
        "a login's rule",
        fixed("hardening", "/etc/pam.d/login", "/etc/pam.d/su", "/etc/pam.d/common-auth"),
        saved() + "echo '# auth sufficient pam_permit.so' >> @T",
        restored(),
        "^@T$",
    ),
    Kind(
        "a name in hosts",
        fixed("base", "/etc/hosts"),
        "mkdir -p /run/tandem-tampering; cp @T /run/tandem-tampering/@N; echo 192.0.2.9 x >> @T",
        "cat /run/tandem-tampering/@N > @T",
        "^/etc/hosts$",
    ),
    Kind(
        "a setuid program",
        fixed("hardening", "/usr/local/bin/mine", "/opt/mine", "/usr/lib/mine"),
        "cp /bin/true @T; chmod 4755 @T",
        "rm -f @T",
        "^@T$",
    ),
    Kind(
        "a setuid bit",
        fixed("packages", "/usr/bin/find", "/usr/bin/env", "/usr/bin/tail"),
        saved() + "chmod u+s @T",
        restored(),
        "^@T$",
    ),
    Kind(
        "a capability",
        fixed("packages", "/usr/bin/head", "/usr/bin/sort"),
        "setcap cap_net_raw+ep @T",
        "setcap -r @T",
        "^@T$",
    ),
    Kind(
        "a program replaced",
        fixed("packages", "/usr/bin/faillog", "/usr/bin/lastlog", "/usr/bin/tac"),
        saved() + "printf x >> @T",
        restored(),
        "^@T$",
    ),
    Kind(
        "a certificate of another issuer",
        fixed("certificates", "/etc/tandem/tls/host.crt"),
        saved()
        + "openssl req -x509 -newkey rsa:2048 -nodes -keyout /dev/null -subj /CN=mine -days 30"
        " -out @T 2>/dev/null",
        restored(),
        "^@T$",
    ),
)
