"""Files in the shared directories."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path

from lab.probe.app.given import MissingError


class Shares:
    """The shared directories, by name."""

    def __init__(self, directories: Mapping[str, Path]) -> None:
        self._directories = directories

    def put(self, share: str, name: str, content: bytes) -> None:
        """Write a file, whole or not at all, onto the disk."""
        path = self._path(share, name)
        half = path.with_name(f".{path.name}.{os.getpid()}")
        with half.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        half.replace(path)

    def get(self, share: str, name: str) -> bytes:
        """Return what a file holds."""
        path = self._path(share, name)
        if not path.is_file():
            raise MissingError(f"no file {name} in {share}")
        return path.read_bytes()

    def well(self, host: str) -> None:
        """Raise unless each share takes a file and gives it back."""
        for share in self._directories:
            self.put(share, f"health-{host}", host.encode())
            if self.get(share, f"health-{host}") != host.encode():
                raise OSError(f"{share} gave back something else")

    def _path(self, share: str, name: str) -> Path:
        if share not in self._directories or not re.fullmatch(r"[a-z0-9][a-z0-9._-]{0,99}", name):
            raise MissingError(f"no {share}/{name}")
        folder = self._directories[share] / "probe"
        folder.mkdir(exist_ok=True)
        return folder / name
