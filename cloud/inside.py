"""What nobody declared inside a cluster, where it opens or allows more than was declared.

A namespace is filled by charts, and that is theirs. But policies of networks add up, and so do
bindings of roles: one more of them undoes what was declared, and no refresh ever sees it.
"""

from __future__ import annotations

import base64
import json
import os
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import urllib3

from cloud.foreign import Thing
from cloud.trouble import FAILED, CloudError
from policies.pods import NAMESPACE, POLICY
from policies.resources import Resource

LOOKED_FOR: Mapping[str, tuple[str, str]] = {
    POLICY: (
        "/apis/networking.k8s.io/v1/namespaces/{}/networkpolicies",
        "what it opens is open beside what was declared",
    ),
    "kubernetes:rbac.authorization.k8s.io/v1:RoleBinding": (
        "/apis/rbac.authorization.k8s.io/v1/namespaces/{}/rolebindings",
        "what it allows is allowed beside what was declared",
    ),
}
"""Each type, where all of it in a namespace is, and why it matters."""
BROUGHT = "app.kubernetes.io/managed-by"
"""The label by which a chart says who brought it."""
REMEDY = "reach it through the bastion or a tunnel, with the `aws` command logged in"


class Way:
    """The way into a cluster that its kubeconfig describes."""

    def __init__(self, kubeconfig: str) -> None:
        said = json.loads(kubeconfig)
        cluster, user = said["clusters"][0]["cluster"], said["users"][0]["user"]
        data = cluster.get("certificate-authority-data")
        self._server: str = cluster["server"]
        self._headers = _headers(user.get("exec"))
        self._http = urllib3.PoolManager(
            ca_certs=cluster.get("certificate-authority"),
            ca_cert_data=base64.b64decode(data).decode() if data else None,
            cert_file=user.get("client-certificate"),
            key_file=user.get("client-key"),
            timeout=urllib3.Timeout(connect=5, read=60),
            retries=False,
        )

    def all(self, path: str) -> list[dict[str, Any]]:
        """Return every object of a place."""
        try:
            answer = self._http.request("GET", self._server + path, headers=self._headers)
        except urllib3.exceptions.HTTPError as error:
            raise _out_of_reach(self._server, str(error)) from None
        if answer.status != 200:
            raise _out_of_reach(self._server, answer.data.decode(errors="replace"))
        return list(answer.json()["items"])


def _headers(command: Mapping[str, Any] | None) -> dict[str, str]:
    """Return who one is, as a command says it; nothing, where a certificate does."""
    if command is None:
        return {}
    more = {each["name"]: each["value"] for each in command.get("env") or ()}
    words = [command["command"], *command.get("args", ())]
    try:
        said = subprocess.run(
            words, env={**os.environ, **more}, check=True, capture_output=True, text=True
        )
    except (OSError, subprocess.CalledProcessError) as error:
        why = str(getattr(error, "stderr", "") or error).strip()
        raise _out_of_reach(" ".join(words), why) from None
    return {"Authorization": f"Bearer {json.loads(said.stdout)['status']['token']}"}


def _out_of_reach(what: str, why: str) -> CloudError:
    return CloudError(f"{what} lets nobody in: {why}\n{REMEDY}", FAILED)


def look(kubeconfigs: Iterable[str], declared: Iterable[Resource]) -> Iterator[Thing]:
    """Yield what opens or allows more in a namespace of ours than was declared in it."""
    ours = list(declared)
    spaces = [each.get("metadata.name") for each in ours if each.kind == NAMESPACE]
    known = {(it.kind, _name(it.get("metadata"))) for it in ours if it.kind in LOOKED_FOR}
    for way in map(Way, kubeconfigs):
        for kind, (path, why) in LOOKED_FOR.items():
            for about in (each["metadata"] for it in spaces for each in way.all(path.format(it))):
                if (kind, _name(about)) not in known:
                    brought = BROUGHT in (about.get("labels") or {})
                    yield Thing(kind, _name(about), why, "co-managed" if brought else "foreign")


def _name(about: Mapping[str, Any]) -> str:
    return f"{about.get('namespace', '')}/{about['name']}"
