"""The rehearsal on this machine: its two processes, where they answer, and what they hold."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from lab.aws import ledger
from lab.processes import LOOPBACK, Processes, python
from lab.shell import LabError
from lab.state import PRIVATE, this_lab

LEDGER = "ledger.jsonl"
MOTO = "lab.aws.mended"
PROVIDER = "lab.aws.serve"


@dataclass(frozen=True)
class Rehearsal:
    """AWS on this machine."""

    home: Path

    @property
    def processes(self) -> Processes:
        """What was started."""
        return Processes(self.home)

    @property
    def is_up(self) -> bool:
        """Whether it answers."""
        return len(self.processes.all) == 2 and self.processes.run

    @property
    def endpoint(self) -> str:
        """Where AWS's API answers."""
        return f"http://{LOOPBACK}:{self._port(MOTO)}"

    @property
    def variables(self) -> Mapping[str, str]:
        """What makes an engine, and any client of AWS's, go there."""
        return {
            "PULUMI_DEBUG_PROVIDERS": f"aws:{self._port(PROVIDER)}",
            "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
            "AWS_ENDPOINT_URL": self.endpoint,
            "AWS_ACCESS_KEY_ID": "rehearsal",
            "AWS_SECRET_ACCESS_KEY": "rehearsal",
        }

    @property
    def share(self) -> ledger.Share:
        """How much of what was made is really held."""
        return ledger.share(ledger.read(self.home / LEDGER))

    def up(self) -> None:
        """Start what does not run. What one process held is gone with it, so both start anew."""
        if self.is_up:
            return
        self.down()
        self.home.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
        mine, variables = self.processes, {"MOTO_IAM_LOAD_MANAGED_POLICIES": "true"}
        where = str(self.home)
        api = mine.start(
            MOTO, lambda port: python(MOTO, "-H", LOOPBACK, "-p", str(port)), variables
        )
        endpoint = f"http://{LOOPBACK}:{api.port}"
        provider = mine.start(PROVIDER, lambda port: python(PROVIDER, where, endpoint, str(port)))
        try:
            for each in (api, provider):
                mine.await_(each)
        except LabError:
            self.down()
            raise

    def down(self) -> None:
        """End both and forget all that they held."""
        self.processes.stop_all()
        shutil.rmtree(self.home, ignore_errors=True)

    def _port(self, module: str) -> int:
        port = self.processes.port(module)
        if port is None:
            raise LabError("no rehearsal is up; `tandem lab aws up` starts one")
        return port


def this_rehearsal() -> Rehearsal:
    """Return the rehearsal of this lab."""
    home = this_lab().home
    return Rehearsal(home.with_name(f"{home.name}-aws"))
