"""The API of one cluster, over HTTP: objects are applied by the server, checked strictly."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import urllib3

from lab.kubernetes.authority import ADMIN, AUTHORITY
from lab.processes import LOOPBACK

MANAGER = "tandem"
"""Under this name the server notes which fields are ours."""
FORBIDDEN, ABSENT, INVALID = 403, 404, 422
Object = dict[str, Any]


class RefusedError(Exception):
    """The API server refuses, in its own words."""

    def __init__(self, status: int, answer: Mapping[str, Any]) -> None:
        self.status = status
        self.causes = tuple((answer.get("details") or {}).get("causes") or ())
        super().__init__(str(answer.get("message") or answer))


@dataclass(frozen=True)
class Kind:
    """One kind of object, as the server serves it."""

    path: str
    """Such as `/apis/apps/v1`."""
    plural: str
    namespaced: bool

    def address(self, name: str, namespace: str | None) -> str:
        """Return where an object is, or all of them."""
        within = f"/namespaces/{namespace}" if self.namespaced and namespace else ""
        return f"{self.path}{within}/{self.plural}" + (f"/{name}" if name else "")


class Api:
    """One API server."""

    def __init__(self, home: Path, port: int) -> None:
        self._base = f"https://{LOOPBACK}:{port}"
        self._http = urllib3.PoolManager(
            maxsize=32,
            ca_certs=str(home / f"{AUTHORITY}.crt"),
            cert_file=str(home / f"{ADMIN}.crt"),
            key_file=str(home / f"{ADMIN}.key"),
            timeout=urllib3.Timeout(connect=5, read=60),
            retries=False,
        )
        self._kinds: dict[str, dict[str, Kind]] = {}
        self._lock = threading.Lock()

    @property
    def is_ready(self) -> bool:
        """Whether it serves."""
        try:
            return self._http.request("GET", f"{self._base}/readyz").status == 200
        except urllib3.exceptions.HTTPError:
            return False

    def ask(
        self,
        method: str,
        path: str,
        body: object = None,
        kind: str = "application/json",
        **query: str,
    ) -> Object:
        """Make a call; `RefusedError` with the server's words where it says no."""
        url = self._base + path + (f"?{urlencode(query)}" if query else "")
        data = None if body is None else json.dumps(body).encode()
        answer = self._http.request(method, url, body=data, headers={"Content-Type": kind})
        try:
            found = json.loads(answer.data or b"{}")
        except json.JSONDecodeError:
            found = {"message": answer.data.decode(errors="replace")}
        if answer.status >= 400:
            raise RefusedError(answer.status, found)
        return dict(found)

    def kind(self, version: str, name: str) -> Kind:
        """Return what the server knows of a kind, such as `Namespace` of `v1`."""
        with self._lock:
            if version not in self._kinds:
                path = f"/apis/{version}" if "/" in version else f"/api/{version}"
                self._kinds[version] = {
                    each["kind"]: Kind(path, each["name"], each["namespaced"])
                    for each in self.ask("GET", path)["resources"]
                    if "/" not in each["name"]
                }
        known = self._kinds[version]
        if name not in known:
            raise RefusedError(ABSENT, {"message": f"{version} has no {name}"})
        return known[name]

    def get(self, wanted: Object) -> Object | None:
        """Return an object as it stands; nothing, where it does not."""
        try:
            return self.ask("GET", self._address(wanted))
        except RefusedError as error:
            if error.status == ABSENT:
                return None
            raise

    def apply(self, wanted: Object, *, force: bool, dry: bool = False) -> Object:
        """Have the server make it what it should be, and return what it is, or would be, then."""
        query = {"fieldManager": MANAGER, "fieldValidation": "Strict", "force": str(force).lower()}
        if dry:
            query["dryRun"] = "All"
        kind = "application/apply-patch+yaml"
        return self.ask("PATCH", self._address(wanted), wanted, kind, **query)

    def delete(self, wanted: Object) -> None:
        """Remove an object; no matter, where there is none."""
        try:
            self.ask("DELETE", self._address(wanted), propagationPolicy="Background")
        except RefusedError as error:
            if error.status != ABSENT:
                raise

    def all_in(self, namespace: str, version: str, name: str) -> str:
        """Return the address of all objects of a kind in a namespace."""
        return self.kind(version, name).address("", namespace)

    def _address(self, wanted: Object) -> str:
        about = wanted["metadata"]
        kind = self.kind(wanted["apiVersion"], wanted["kind"])
        return kind.address(about["name"], about.get("namespace"))
