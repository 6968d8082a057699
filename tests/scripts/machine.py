"""A pretended machine: a folder that is all of PATH, and a record of what was called."""

import subprocess
from dataclasses import dataclass
from pathlib import Path
from shutil import copytree, which

ROOT = Path(__file__).parents[2]
REAL = (
    "awk bash cat chmod date dirname echo env false flock grep head id make mkdir mktemp rm sed "
    "sha256sum tail tee touch"
)


@dataclass(frozen=True)
class Machine:
    """A checkout with our scripts, on a machine of which the test says what it has."""

    home: Path

    @classmethod
    def in_folder(cls, folder: Path) -> "Machine":
        """Make one that has the basic tools and nothing else."""
        copytree(ROOT / "scripts", folder / "scripts")
        (folder / "bin").mkdir()
        for tool in REAL.split():
            if path := which(tool):
                (folder / "bin" / tool).symlink_to(path)
        return cls(folder)

    def has(self, tool: str, does: str = "") -> None:
        """Give it a tool, which is recorded when called, and then does as told in shell."""
        file = self.home / "bin" / tool
        file.unlink(missing_ok=True)
        file.write_text(f'#!/bin/bash\necho "{tool} $*" >>calls\n{does}\n')
        file.chmod(0o755)

    def run(
        self, script: str, *arguments: str, **settings: str
    ) -> subprocess.CompletedProcess[str]:
        """Run one of our scripts, with nothing of this machine's environment."""
        environment = {"PATH": str(self.home / "bin"), "HOME": str(self.home)} | settings
        return subprocess.run(
            [self.home / "scripts" / script, *arguments],
            check=False,
            capture_output=True,
            text=True,
            env=environment,
        )

    def calls(self, *words: str) -> list[str]:
        """Return the recorded calls that hold all the words."""
        record = self.home / "calls"
        lines = record.read_text().splitlines() if record.exists() else []
        return [line for line in lines if all(word in line for word in words)]

    def forget(self) -> None:
        """Start the record afresh."""
        (self.home / "calls").unlink(missing_ok=True)
