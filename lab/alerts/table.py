"""The table of alerts: by name, what raises each in the lab, or why nothing there can."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from lab.faults import Kind

Means = Literal["fires", "hears nothing"]


@dataclass(frozen=True)
class Break:
    """A fault, and where: a service, with a word before it where it is not its first host.

    `all`, `most`, `leader`, `copy` or `copies` of it, the `spare` of those that share an address.
    The service may be `monitor`: the one that is asked.
    """

    kind: Kind | Literal["refuse"]
    where: str
    words: tuple[str, ...] = ()

    def __str__(self) -> str:
        """Render as it is listed."""
        return " ".join((self.kind, self.where, *self.words))


@dataclass(frozen=True)
class Trial:
    """What raises an alert."""

    breaks: tuple[Break, ...] = ()
    hosts: int = 1
    """How many hosts of the first break's service it takes."""
    before: tuple[Break, ...] = ()
    """What must be there before anything is broken."""
    shown: str = ""
    """What the monitor must have seen of that."""
    wave: str = ""
    """Trials of one wave are done at once: none of their faults touches what another's does."""
    means: Means = "fires"
    needs: str = ""
    """What the lab has only where it was asked for."""
    none: str = ""
    """Why no lab can have it."""


def _of(*breaks: Break, wave: str, hosts: int = 1) -> Trial:
    return Trial(breaks, hosts, wave=wave)


def _stop(where: str, unit: str) -> Break:
    return Break("stop", where, (unit,))


def _spoil(where: str, way: str, *words: str) -> Break:
    return Break("spoil", where, (way, *words))


def _small(way: str, *words: str, where: str = "base") -> Trial:
    """Return what disturbs nothing else."""
    return _of(_spoil(where, way, *words), wave="small")


_SMALL_DISK = (_spoil("base", "small-disk"),)
_SMALL_SHOWN = 'node_filesystem_readonly{mountpoint="/srv/lab-small"} == 0'
_PROVEN = (_spoil("monitor", "restore", "0"),)
_PROVEN_SHOWN = "time() - tandem_restore_last_proven_timestamp_seconds < 3600"
_OWN_SHOWN = "tandem_shared_kernel == 0"

_CACHE = _stop("all redis", "redis-server")
_DATABASE = _stop("all postgresql", "patroni")
_VOTERS = _stop("most etcd", "etcd")
_ENTRY = _stop("all haproxy", "haproxy")
_PROGRAM = _stop("all api", "logx-api")
_ENDING = Break("expire", "haproxy", ("5",))
_OWN_KERNEL = _spoil("base", "own-kernel")

TABLE: Mapping[str, Trial] = {
    # Certificates: before anything is stopped that would have to read them
    "CertificateRenewalLate": _of(Break("expire", "haproxy", ("20",)), wave="programs"),
    "CertificateExpires": _of(_ENDING, wave="stores"),
    "EntryCertificateExpires": _of(_ENDING, wave="stores"),
    "CertificateUnsound": _small("request"),
    "AuthorityExpires": _of(Break("authority", "base", ("100",)), wave="small"),
    # Redis
    "CacheNoMaster": _of(_CACHE, wave="stores"),
    "CacheDown": _of(_CACHE, wave="stores"),
    "CacheTwoMasters": _of(
        _spoil("all sentinel", "stopped", "redis-sentinel"),
        _spoil("copy redis", "redis-leads"),
        hosts=2,
        wave="two masters",
    ),
    "CacheReplicaBroken": _of(
        Break("cut", "copy redis", ("leader redis",)), hosts=2, wave="copies"
    ),
    "CacheFull": _small("redis-full", where="redis"),
    # PostgreSQL and etcd
    "DatabaseNoLeader": _of(_DATABASE, wave="ways"),
    "DatabaseNoEntry": _of(_DATABASE, wave="ways"),
    "DatabaseDown": _of(_DATABASE, wave="ways"),
    "DatabaseReplicaLag": _of(_spoil("copy postgresql", "replay"), hosts=2, wave="lag"),
    "DatabaseNotStreaming": _of(
        Break("cut", "copy postgresql", ("leader postgresql",)), hosts=2, wave="copies"
    ),
    "DatabaseNoSyncStandby": _of(_stop("copies postgresql", "patroni"), hosts=3, wave="no copies"),
    "DatabaseUnattended": _small("paused", where="postgresql"),
    "DatabaseConnectionsShort": _of(
        _spoil("leader postgresql", "connections", "1000"), wave="stores"
    ),
    "CopyDiffers": Trial(none="takes a pair of sites: tests/recovery damages a row of the copy"),
    "CopyNotCompared": Trial(none="takes a pair of sites, and days"),
    "PoolFull": _of(_spoil("all pgbouncer", "pool"), wave="small"),
    "EtcdNoQuorum": _of(_VOTERS, wave="voters"),
    "EtcdMemberDown": _of(_VOTERS, wave="voters"),
    "EtcdDiskSlow": Trial(none="disks belong to the machine below, whose other users would suffer"),
    # Where clients come in
    "EntryDown": _of(_ENTRY, wave="ways"),
    "AvailabilityBurnsFast": _of(_ENTRY, wave="ways"),
    "AvailabilityBurnsSlowly": _of(_ENTRY, wave="ways"),
    "AnswersTooSlow": _of(_spoil("haproxy", "halting", "haproxy"), wave="voters"),
    "SharedAddressMissing": _of(
        _spoil("all keepalived", "stopped", "keepalived"), hosts=2, wave="no address"
    ),
    "SharedAddressTwice": _of(
        _spoil("spare keepalived", "address", "{entry}"), hosts=2, wave="two addresses"
    ),
    "BackendDown": _of(_PROGRAM, wave="programs"),
    "ServerDown": _of(_PROGRAM, wave="programs"),
    "ServerErrors": _of(_stop("all web", "logx-web"), wave="programs"),
    "ProgramUnhealthy": _of(_PROGRAM, wave="programs"),
    "WebServerDown": _of(_stop("nginx", "nginx"), wave="ways"),
    # Any host
    "HostDown": _of(Break("off", "redis"), hosts=2, wave="off"),
    "FiguresMissing": _of(_stop("redis", "prometheus-redis-exporter"), wave="ways"),
    "FiguresFailed": _small("figures"),
    "FiguresStale": _of(_spoil("base", "stopped", "tandem-figures.timer"), wave="ways"),
    "DiskFull": _of(_spoil("base", "disk", "3"), wave="stores"),
    "DiskFullSoon": _of(_spoil("base", "disk", "30"), wave="ways"),
    "InodesShort": Trial(
        (_spoil("base", "inodes"),), before=_SMALL_DISK, shown=_SMALL_SHOWN, wave="small"
    ),
    "ReadOnlyFilesystem": Trial(
        (_spoil("base", "read-only"),), before=_SMALL_DISK, shown=_SMALL_SHOWN, wave="small"
    ),
    "MemoryShort": Trial(none="what is free belongs to the machine below, and to all on it"),
    "OutOfMemory": Trial(
        (_spoil("base", "hunger"),), before=(_OWN_KERNEL,), shown=_OWN_SHOWN, wave="voters"
    ),
    "ClockSkew": _of(_OWN_KERNEL, wave="programs"),
    "TuningRefused": _of(_OWN_KERNEL, wave="programs"),
    "UnitFailed": _small("unit"),
    "RebootRequired": _small("reboot"),
    # Monitoring and logs
    "AlertsNotDelivered": _of(Break("refuse", "monitor"), _spoil("base", "unit"), wave="refused"),
    "Watchdog": Trial(
        (_spoil("monitor", "stopped", "prometheus"),), means="hears nothing", wave="watchdog"
    ),
    "RulesFail": _small("rule", where="monitor"),
    "ConfigurationRefused": _of(_spoil("monitor", "configuration"), wave="ways"),
    "LogsRefused": Trial(none="takes more lines a second than the machine below should bear"),
    "LogsNotSent": Trial((_stop("loki", "loki"),), needs="loki", wave="logs"),
    # Programs, files, backups
    "FilesBrickOffline": _of(_spoil("glusterfs", "brick"), wave="stores"),
    "FilesHealPending": _of(_spoil("glusterfs", "brick"), hosts=2, wave="stores"),
    "LinkSilent": Trial((_stop("wireguard", "wireguard"),), needs="link", wave="link"),
    "BackupTooOld": _small("backup", "10", where="monitor"),
    "BackupFailed": _small("unmounted", where="restic"),
    "RestoreUnproven": Trial(
        (_spoil("monitor", "restore", "100"),),
        before=_PROVEN,
        shown=_PROVEN_SHOWN,
        wave="small",
    ),
}
