"""What `gluster` prints, and names of systemd's mounts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any


def files_mount_unit(path: str) -> str:
    r"""Return the unit of a mount, as ``systemd-escape --path`` names it.

    >>> files_mount_unit("/srv/shop/up-loads")
    'srv-shop-up\\x2dloads.mount'
    """
    safe = (c if c.isalnum() or c in ":_./" else f"\\x{ord(c):02x}" for c in path.strip("/"))
    return "".join(safe).replace("/", "-") + ".mount"


def files_volumes(printed: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Return the volumes of ``gluster volume info`` by name, each with its `id` in hex.

    >>> files_volumes(["Volume Name: a", "Status: Started", "Brick1: h:/b", "", "client.ssl: on"])
    {'a': {'id': '', 'status': 'Started', 'bricks': ['h:/b'], 'options': {'client.ssl': 'on'}}}
    """
    volumes: dict[str, dict[str, Any]] = {}
    for key, _, value in (line.partition(": ") for line in printed):
        if key == "Volume Name":
            found: dict[str, Any] = {"id": "", "status": "", "bricks": [], "options": {}}
            volumes[value.strip()] = found
        elif key == "Volume ID":
            found["id"] = value.strip().replace("-", "")
        elif key == "Status":
            found["status"] = value.strip()
        elif key.startswith("Brick") and value:
            found["bricks"].append(value.split()[0])
        elif "." in key:
            found["options"][key] = value.strip()
    return volumes


def files_options(wanted: Mapping[str, object], has: Mapping[str, str]) -> list[str]:
    """Return the options that a volume does not have, one after the other with their values.

    >>> files_options({"a.b": "1", "c.d": "2"}, {"a.b": "1"})
    ['c.d', '2']
    """
    missing = ((key, str(value)) for key, value in wanted.items() if has.get(key) != str(value))
    return [word for pair in missing for word in pair]


class FilterModule:
    """What Ansible asks a file of filters for."""

    def filters(self) -> dict[str, Callable[..., object]]:
        """Return the filters by name."""
        return {
            "files_mount_unit": files_mount_unit,
            "files_volumes": files_volumes,
            "files_options": files_options,
        }
