"""Questions about hosts: room, versions, programs, certificates, and what only one site has."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from runbooks.pair import Pair
from runbooks.sessions import HostError
from runbooks.sites import Site

DAYS = 7
FULLEST = 85
"""Percent of a disk, beyond which nothing is moved onto it."""

PACKAGES = (
    *("postgresql-15", "postgresql-17", "libc6", "libicu72", "libicu76", "pgbouncer", "haproxy"),
    *("nginx", "redis-server", "etcd-server", "pgbackrest", "glusterfs-server"),
)
"""Whose versions both sites must share: a copy is only as good as what reads it."""


def ask(pair: Pair, site: Site, *command: str) -> dict[str, str]:
    """Return what each host of a site says; one that does not answer is left to `replication`."""
    found: dict[str, str] = {}

    def one(host: str) -> None:
        found[host] = pair.on(host, *command, seconds=30)

    problems = list(pair.each(tuple(h for h in site.hosts if h in pair.sessions), one))
    if problems:
        raise HostError("; ".join(problems))
    return found


def capacity(pair: Pair) -> Iterator[str]:
    """Yield hosts of the following site whose disks are too full to lead."""
    words = ("df", "-P", "-x", "tmpfs", "-x", "devtmpfs", "/", "/var/lib", "/srv")
    for host, said in ask(pair, pair.new, *words).items():
        for line in said.splitlines()[1:]:
            used, place = line.split()[-2:]
            if int(used.rstrip("%")) > FULLEST:
                yield f"{host}: {place} is {used} full, and may be {FULLEST} %"


def programs(pair: Pair) -> Iterator[str]:
    """Yield what failed on hosts of the following site, and programs that are not its leader's."""
    words = ("systemctl", "list-units", "--failed", "--plain", "--no-legend")
    for host, said in ask(pair, pair.new, *words).items():
        names = [line.split()[0] for line in said.splitlines() if line.split()]
        if names:
            yield f"{host}: failed: {', '.join(names)}"
    releases = {site.name: _releases(pair, site) for site in (pair.old, pair.new)}
    if releases[pair.old.name] != releases[pair.new.name]:
        told = "; ".join(f"{name} runs {', '.join(found)}" for name, found in releases.items())
        yield f"not the same release: {told}"


def _releases(pair: Pair, site: Site) -> list[str]:
    name = str(site.environment.platform.platform)
    words = ("sh", "-c", f"readlink /opt/{name}/current || true")
    found = ask(pair, site, *words).values()
    return sorted({each.strip().rpartition("/")[2] for each in found if each.strip()})


def versions(pair: Pair) -> Iterator[str]:
    """Yield packages that are not of one version; a copy of other collations sorts otherwise."""
    words = ("dpkg-query", "-W", "-f", "${Package} ${Version} ${db:Status-Status}\\n", *PACKAGES)
    line = ("sh", "-c", f"{' '.join(map(_quoted, words))} 2>/dev/null || true")
    sites = [_packages(ask(pair, site, *line)) for site in (pair.old, pair.new)]
    for package in sorted(set(sites[0]) & set(sites[1])):
        if sites[0][package] != sites[1][package]:
            there = [", ".join(sorted(each[package])) for each in sites]
            yield f"{package}: {pair.old.name} has {there[0]}, {pair.new.name} {there[1]}"


def _quoted(word: str) -> str:
    return f"'{word}'"


def _packages(said: Mapping[str, str]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for text in said.values():
        for line in text.splitlines():
            name, version, status = (*line.split(), "", "", "")[:3]
            if status == "installed":
                found.setdefault(name, set()).add(version)
    return found


def certificates(pair: Pair) -> Iterator[str]:
    """Yield hosts whose certificate ends within days, or that believe another authority."""
    path = "/etc/tandem/tls"
    check = f"openssl x509 -in {path}/host.crt -noout -checkend {DAYS * 86400} >/dev/null"
    verify = f"openssl verify -CAfile {path}/ca.crt {path}/host.crt >/dev/null 2>&1"
    line = f"{check} || echo soon; {verify} || echo strange; sha256sum <{path}/ca.crt"
    words = ("sh", "-c", line)
    authorities: dict[str, list[str]] = {}
    for site in (pair.old, pair.new):
        for host, said in ask(pair, site, *words).items():
            if "soon" in said.split():
                yield f"{host}: its certificate ends within {DAYS} days"
            if "strange" in said.split():
                yield f"{host}: its certificate is not its authority's"
            authorities.setdefault(said.split()[-2], []).append(host)
    if len(authorities) > 1:
        groups = "; ".join(", ".join(sorted(each)) for each in authorities.values())
        yield f"hosts believe different authorities: {groups}"


def drift(pair: Pair) -> Iterator[str]:
    """Yield PostgreSQL's settings that the two sites do not share: they are one platform file."""
    words = (
        "SELECT json_object_agg(name, setting) FROM pg_settings WHERE source IN "
        "('configuration file', 'command line') AND name !~ 'primary_|listen_addr|cluster_name|"
        "recovery_|ssl_|_file$|_directory|hot_standby$|synchronous_standby_names|archive_command'"
    )
    found: list[dict[str, Any]] = [
        json.loads(pair.sql(pair.database(site), words)) for site in (pair.old, pair.new)
    ]
    for name in sorted({*found[0], *found[1]}):
        if found[0].get(name) != found[1].get(name):
            there = f"{found[0].get(name)} and {found[1].get(name)}"
            yield f"postgresql's {name} is {there}: converge both sites"
