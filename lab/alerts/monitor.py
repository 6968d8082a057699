"""What the live monitor says: which alerts are pending or firing, and who is told of them."""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, Literal
from urllib.parse import quote

from lab.alerts.hurry import longest_span
from lab.shell import LabError
from lab.trials.eyes import Eyes

Key = tuple[tuple[str, str], ...]
"""An alert's labels, in order: what tells one from another."""


@dataclass(frozen=True)
class Seen:
    """An alert as Prometheus has it now."""

    state: Literal["pending", "firing"]
    since: float
    """When its condition was first met, by the monitor's wall clock."""


@dataclass(frozen=True)
class Rule:
    """An alert's rule, as Prometheus judges by it now."""

    waits: float
    """Seconds that its condition must hold."""
    looks_back: float
    """Seconds of the past that it looks at, at most."""
    severity: str


@dataclass(frozen=True)
class Monitor:
    """The first monitor of a site."""

    eyes: Eyes

    @cached_property
    def host(self) -> str:
        """Return its name."""
        hosts = [each.name for each in self.eyes.engine.lab.plan.hosts]
        found = next((each for each in self.eyes.hosts("prometheus") if each in hosts), "")
        if not found:
            raise LabError(f"no monitor of {self.eyes.environment.name} is in the lab")
        return found

    def rules(self) -> Mapping[str, Rule]:
        """Return the rules of all alerts, by name."""
        groups = self._ask("prometheus", "/api/v1/rules?type=alert")["data"]["groups"]
        return {
            rule["name"]: Rule(
                float(rule["duration"]), longest_span(rule["query"]), rule["labels"]["severity"]
            )
            for group in groups
            for rule in group["rules"]
        }

    def alerts(self) -> Mapping[Key, Seen]:
        """Return the alerts that are pending or firing."""
        found = self._ask("prometheus", "/api/v1/alerts")["data"]["alerts"]
        return {
            key(each["labels"]): Seen(
                each["state"], datetime.fromisoformat(each["activeAt"]).timestamp()
            )
            for each in found
        }

    def shows(self, query: str) -> bool:
        """Tell whether a query has an answer now."""
        asked = f"/api/v1/query?query={quote(query)}"
        return bool(self._ask("prometheus", asked)["data"]["result"])

    def held_back(self) -> Mapping[Key, str]:
        """Return the alerts of which nobody is told, and the one that explains each."""
        found = self._ask("alertmanager", "/api/v2/alerts?active=true&inhibited=true")
        names = {each["fingerprint"]: each["labels"]["alertname"] for each in found}
        return {
            key(each["labels"]): names.get(each["status"]["inhibitedBy"][0], "another")
            for each in found
            if each["status"]["inhibitedBy"]
        }

    def _ask(self, service: str, path: str) -> Any:  # noqa: ANN401 - JSON has no narrower type
        port = self.eyes.told("prometheus")["monitoring_services"][service]["ports"][service]
        url = shlex.quote(f"https://{self.eyes.address(self.host)}:{port}{path}")
        tls = "/etc/tandem/tls"
        said = self.eyes.say(
            self.host,
            f"curl -s --fail --max-time 10 --cacert {tls}/ca.crt --cert {tls}/host.crt"
            f" --key {tls}/host.key {url}",
        )
        if not said:
            raise SilentError(f"{service} of {self.host} does not answer")
        return json.loads(said)


class SilentError(LabError):
    """The monitor does not answer, which may be what was broken."""


def key(labels: Mapping[str, str]) -> Key:
    """Return what tells an alert from others; two monitors of a site tell of the same one."""
    return tuple(sorted((name, value) for name, value in labels.items() if name != "monitor"))


def name_of(found: Key) -> str:
    """Return an alert's name."""
    return dict(found)["alertname"]
