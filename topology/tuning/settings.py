"""One setting of a host: what is set, to what, for whom and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from topology.units import span

Area = Literal["kernel", "network", "limits", "storage", "cpu", "service", "virtualisation"]
"""Where it is set. `virtualisation` is advice for whoever runs the hypervisor: no role sets it."""

Unit = Literal["", "bytes", "kB", "MB", "mb", "M", "m", "MiB", "Mi", "8kB", "s"]
"""What a whole number counts, in the spelling of the daemon that reads it."""

Value = int | float | str | tuple[int, ...]

GROUPED = 10_000
"""From here on a person wants the thousands set apart; 1500 and 9000 are read as they are."""
DECIDED = "decided"
"""The source of what no seed gives; the reason stands beside it."""

_BYTES: Mapping[Unit, int] = {
    "bytes": 1,
    "kB": 2**10,
    "8kB": 2**13,
    "MB": 2**20,
    "mb": 2**20,
    "M": 2**20,
    "m": 2**20,
    "MiB": 2**20,
    "Mi": 2**20,
}
_UNWRITTEN: frozenset[Unit] = frozenset({"bytes", "8kB"})
_NAMESPACED = ("net.ipv4.", "net.core.somaxconn")


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting, with its reason."""

    area: Area
    of: str
    """The service, disk or device that it is set on; nothing: the host."""
    name: str
    value: Value
    why: str
    wanted_by: tuple[str, ...]
    """The services that asked for it."""
    unit: Unit = ""
    source: str = DECIDED
    """The seed and its section, or `decided`."""
    overrules: tuple[str, ...] = ()
    """What other services of the host would have had instead."""

    @property
    def written(self) -> str:
        """The value as the daemon's own file has it."""
        if isinstance(self.value, tuple):
            return " ".join(str(each) for each in self.value)
        return str(self.value) if self.unit in _UNWRITTEN else f"{self.value}{self.unit}"

    @property
    def shown(self) -> str:
        """The value as a person reads it."""
        if isinstance(self.value, tuple):
            shown = self._figure if self.unit else str
            return " ".join(shown(each) for each in self.value)
        return self._figure(self.value)

    @property
    def may_be_refused(self) -> bool:
        """Whether a container or a virtual machine may refuse it; a role then says so."""
        if self.area in ("kernel", "cpu", "storage"):
            return True
        return self.area == "network" and not self.name.startswith(_NAMESPACED)

    def as_dict(self) -> dict[str, Any]:
        """Return it for JSON."""
        return {
            "area": self.area,
            "of": self.of,
            "name": self.name,
            "value": self.value,
            "unit": self.unit,
            "written": self.written,
            "wanted_by": self.wanted_by,
            "overrules": self.overrules,
            "may_be_refused": self.may_be_refused,
            "why": self.why,
            "source": self.source,
        }

    def _figure(self, value: float | str) -> str:
        if isinstance(value, str):
            return value
        if self.unit in _BYTES and value > 0:
            return size(value * _BYTES[self.unit])
        if self.unit == "s":
            return span(value)
        return f"{value:,}" if value >= GROUPED else str(value)


@dataclass(frozen=True, slots=True)
class Asks:
    """Makes the settings that one service asks for."""

    service: str

    def own(
        self,
        name: str,
        value: Value,
        why: str,
        unit: Unit = "",
        *,
        of: str = "",
        source: str = DECIDED,
    ) -> Setting:
        """Return a setting in the service's own configuration, or in that of one that serves it."""
        by = (self.service,)
        return Setting("service", of or self.service, name, value, why, by, unit, source)

    def limit(self, name: str, value: Value, why: str, unit: Unit = "") -> Setting:
        """Return a limit of the service's systemd unit."""
        return Setting("limits", self.service, name, value, why, (self.service,), unit)

    def kernel(self, name: str, value: Value, why: str, unit: Unit = "") -> Setting:
        """Return a setting of the host's kernel."""
        return Setting("kernel", "", name, value, why, (self.service,), unit)

    def network(
        self, name: str, value: Value, why: str, unit: Unit = "", *, of: str = ""
    ) -> Setting:
        """Return a setting of the host's network, or of its card."""
        return Setting("network", of, name, value, why, (self.service,), unit)

    def cpu(self, name: str, value: Value, why: str, *, of: str = "") -> Setting:
        """Return a setting of the host's cores, or of how a unit uses them."""
        return Setting("cpu", of, name, value, why, (self.service,))

    def storage(self, name: str, value: Value, why: str, *, of: str) -> Setting:
        """Return a setting of a disk, or of what stands on it."""
        return Setting("storage", of, name, value, why, (self.service,))

    def advice(self, name: str, value: Value, why: str) -> Setting:
        """Return advice for whoever runs the hypervisor."""
        return Setting("virtualisation", "", name, value, why, (self.service,))


def size(amount: float) -> str:
    """Write an amount of bytes as people do.

    >>> size(25165824), size(12369000)
    ('24 MB', '11.8 MB')
    """
    units = ("bytes", "kB", "MB", "GB", "TB")
    power = 0
    while amount >= 1024 and power < len(units) - 1:
        amount, power = amount / 1024, power + 1
    return f"{amount:.{0 if amount >= 100 else 1}f}".removesuffix(".0") + f" {units[power]}"
