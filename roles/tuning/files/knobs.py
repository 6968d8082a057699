"""What can be set on a machine, each thing with its way of being read and set."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from machine import Knob, Machine

SWAP_FILE = "var/tandem.swap"
FEATURES = {
    "gro": "generic-receive-offload",
    "lro": "large-receive-offload",
    "tso": "tcp-segmentation-offload",
}
UNITS = {"trim": ("fstrim.timer", "weekly"), "irqbalance": ("irqbalance.service", "on")}
"""Settings that are a unit of systemd, and what the model calls it when it runs."""
PATTERNS = {
    "governor": ["sys/devices/system/cpu/cpu*/cpufreq/scaling_governor"],
    "transparent_hugepage": ["sys/kernel/mm/transparent_hugepage/enabled"],
}
"""Settings that are files."""


class Files(Knob):
    """A setting of the kernel: one file, or the same file of each device."""

    def __init__(self, paths: Sequence[Path], *, own: bool = False) -> None:
        super().__init__("this kernel has no such setting")
        self.paths = [path for path in paths if path.exists()]
        self.own = own

    def live(self) -> str | None:
        """Return the value, or that in brackets of several that are offered."""
        values = {" ".join(_chosen(path.read_text()).split()) for path in self.paths}
        return ", ".join(sorted(values)) if values else None

    def refusal(self, wanted: str) -> str:
        """Say so where the file is not there, not writable, or offers other values."""
        offered = {path.read_text() for path in self.paths if "[" in path.read_text()}
        if not self.paths:
            return self.why
        if not all(os.access(path, os.W_OK) for path in self.paths):
            return "read-only here: it is the machine's, not its own network's"
        if offered and not all(wanted in re.findall(r"[\w-]+", text) for text in offered):
            return f"this kernel offers {', '.join(' '.join(each.split()) for each in offered)}"
        return ""

    def set(self, wanted: str) -> None:
        """Write the value."""
        for path in self.paths:
            path.write_text(f"{wanted}\n")


class Card(Knob):
    """A setting of the network card that only ethtool knows."""

    def __init__(self, machine: Machine, card: str, name: str) -> None:
        super().__init__("" if card and shutil.which("ethtool") else "no such card, or no ethtool")
        self.machine, self.card, self.name = machine, card, name

    def _said(self, option: str) -> str:
        try:
            return "" if self.why else self.machine.run("ethtool", option, self.card)
        except subprocess.CalledProcessError:
            return ""

    def live(self) -> str | None:
        """Return what the card does now."""
        if self.name in FEATURES:
            found = re.search(rf"^{FEATURES[self.name]}: (\w+)", self._said("-k"), re.MULTILINE)
            return found[1] if found else None
        option, label = ("-g", "RX") if self.name == "rings" else ("-l", "Combined")
        found_all = re.findall(rf"^{label}:\s+(\d+)", self._said(option), re.MULTILINE)
        if len(found_all) < 2:
            return None
        return "max" if self.name == "rings" and len(set(found_all)) == 1 else found_all[1]

    def refusal(self, wanted: str) -> str:  # noqa: ARG002 - it does not matter which
        """Say so where the card does not know it, or holds it fixed."""
        if self.why or self.live() is None:
            return self.why or "the card has no such setting"
        label = FEATURES.get(self.name, "nothing")
        fixed = re.search(rf"^{label}: \w+ \[fixed\]", self._said("-k"), re.MULTILINE)
        return "the card holds it fixed" if fixed else ""

    def set(self, wanted: str) -> None:
        """Ask the card for it."""
        if self.name in FEATURES:
            self.machine.run("ethtool", "-K", self.card, self.name, wanted)
        elif self.name == "queues":
            self.machine.run("ethtool", "-L", self.card, "combined", wanted)
        else:
            most = re.findall(r"^(RX|TX):\s+(\d+)", self._said("-g"), re.MULTILINE)[:2]
            words = [word for label, count in most for word in (label.lower(), count)]
            self.machine.run("ethtool", "-G", self.card, *words)


class Unit(Knob):
    """Something that runs or does not: a unit of systemd, on or off."""

    own = False

    def __init__(self, machine: Machine, unit: str, on: str) -> None:
        super().__init__("")
        self.machine, self.unit, self.on = machine, unit, on

    def live(self) -> str | None:
        """Return whether the unit runs now and after a boot."""
        words = ("systemctl", "show", "--property=ActiveState,UnitFileState", self.unit)
        said = self.machine.run(*words).split()
        is_on = "ActiveState=active" in said and "UnitFileState=enabled" in said
        return self.on if is_on else "off"

    def refusal(self, wanted: str) -> str:  # noqa: ARG002 - either way
        """Say so where there is no such unit."""
        words = ("systemctl", "show", "--property=LoadState", self.unit)
        return "" if "=loaded" in self.machine.run(*words) else f"{self.unit} is not installed"

    def set(self, wanted: str) -> None:
        """Switch it."""
        verb = "enable" if wanted == self.on else "disable"
        self.machine.run("systemctl", verb, "--now", self.unit)


class Swap(Knob):
    """Swap of the whole machine; what is short is made up by a file."""

    own = False

    def __init__(self, machine: Machine) -> None:
        super().__init__("")
        self.machine, self.file = machine, machine.at(SWAP_FILE)

    def live(self) -> str | None:
        """Return how much there is."""
        lines = self.machine.at("proc/swaps").read_text().splitlines()[1:]
        return f"{sum(int(line.split()[2]) for line in lines) // 1024}MB"

    def refusal(self, wanted: str) -> str:
        """Say so where the disk has no room, or memory none for what is in swap."""
        if wanted == "0MB":
            memory = self.machine.at("proc/meminfo").read_text()
            field = {k: int(v) for k, v in re.findall(r"^(\w+):\s+(\d+)", memory, re.MULTILINE)}
            used = field["SwapTotal"] - field["SwapFree"]
            return (
                "" if used < field["MemAvailable"] // 2 else "memory has no room for what is in it"
            )
        room = shutil.disk_usage(self.file.parent).free // 2**20
        return "" if room > 3 * int(wanted[:-2]) else f"only {room} MB are free on the disk"

    def set(self, wanted: str) -> None:
        """Add a file, or take swap away."""
        if wanted == "0MB":
            self.machine.run("swapoff", "--all")
            self.file.unlink(missing_ok=True)
            return
        if not self.file.exists():
            short = int(wanted[:-2]) - int((self.live() or "0MB")[:-2])
            self.machine.run("fallocate", "--length", f"{short}MiB", str(self.file))
            self.file.chmod(0o600)
            self.machine.run("mkswap", str(self.file))
        self.machine.run("swapon", str(self.file))


class Mounted(Knob):
    """How a directory's filesystem is mounted: reported, set by whoever mounts it."""

    def __init__(self, machine: Machine, path: str, field: int) -> None:
        super().__init__("whoever mounts it sets it")
        self.machine, self.path, self.field = machine, path, field

    def live(self) -> str | None:
        """Return the filesystem, or those options that were asked for."""
        rows = [row.split() for row in self.machine.at("proc/mounts").read_text().splitlines()]
        return next((row[self.field] for row in reversed(rows) if row[1] == self.path), None)

    def refusal(self, wanted: str) -> str:  # noqa: ARG002 - it is only reported
        """Say whether it is a volume at all."""
        return "no volume of its own" if self.live() is None else self.why


def knob_of(machine: Machine, of: str, name: str) -> Knob:
    """Return how a setting of the model is set."""
    if of == "nic":
        card = machine.interface()
        if name == "mtu":
            return Files([machine.at(f"sys/class/net/{card}/mtu")])
        return Card(machine, card, name)
    if name in ("filesystem", "mount_options"):
        path = machine.paths.get(of, of)
        return Mounted(machine, path, 2 if name == "filesystem" else 3)
    if name in ("scheduler", "read_ahead_kb"):
        disk = machine.disk(of)
        return Files([disk / "queue" / name] if disk else [])
    return _of_the_system(machine, of, name)


def _of_the_system(machine: Machine, of: str, name: str) -> Knob:
    if name == "swap":
        return Swap(machine)
    if name in UNITS:
        return Unit(machine, *UNITS[name])
    if "." in name and not of:
        return Files(
            [machine.at(f"proc/sys/{name.replace('.', '/')}")], own=name.startswith("net.")
        )
    paths = [path for pattern in PATTERNS.get(name, ()) for path in machine.root.glob(pattern)]
    if name == "irq_cores":
        card = machine.at(f"sys/class/net/{machine.interface()}/device/msi_irqs")
        numbers = [each.name for each in card.glob("*")]
        paths = [machine.at(f"proc/irq/{number}/smp_affinity_list") for number in numbers]
    return Files(paths) if name in (*PATTERNS, "irq_cores") else Knob()


def _chosen(text: str) -> str:
    found = re.search(r"\[([\w-]+)\]", text)
    return found[1] if found else text
