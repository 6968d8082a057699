"""What somebody adds to a cluster is found, by whichever way its kubeconfig says to go in."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any, ClassVar

import pytest

from cloud.inside import LOOKED_FOR, look
from cloud.trouble import FAILED, CloudError
from policies.pods import NAMESPACE
from policies.resources import Resource

POLICY, BINDING = LOOKED_FOR
SPACE = Resource(NAMESPACE, "tenant", {"metadata": {"name": "shop"}})
CLOSED = Resource(POLICY, "closed", {"metadata": {"name": "closed", "namespace": "shop"}})
TOPIC = Resource("aws:sns/topic:Topic", "watch", {"name": "watch"})
TOKEN = "k8s-aws-v1.x"  # noqa: S105 - nobody's


class Answers(BaseHTTPRequestHandler):
    """Answers for an API server, to whoever brings the token."""

    held: ClassVar[dict[str, list[dict[str, Any]]]] = {}

    def do_GET(self) -> None:
        """Return what is in one place."""
        may = self.headers["Authorization"] == f"Bearer {TOKEN}"
        items = self.held.get(self.path.rpartition("/")[2], [])
        said = {"items": items if "/namespaces/shop/" in self.path else []}
        self.send_response(200 if may else 401)
        self.end_headers()
        self.wfile.write(json.dumps(said if may else {"message": "Unauthorized"}).encode())

    def log_message(self, *_: object) -> None:  # the library's name
        """Say nothing."""


@pytest.fixture
def server() -> Iterator[str]:
    Answers.held = {"networkpolicies": [{"metadata": CLOSED.inputs["metadata"]}]}
    with HTTPServer(("127.0.0.1", 0), Answers) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{running.server_port}"
        running.shutdown()


def kubeconfig(server: str, said: str = TOKEN) -> str:
    credential = json.dumps({"status": {"token": said}})
    user = {"exec": {"command": "printf", "args": ["%s", credential]}}
    cluster = {"name": "a", "cluster": {"server": server}}
    return json.dumps({"clusters": [cluster], "users": [{"name": "a", "user": user}]})


def found(server: str) -> list[tuple[str, str, str]]:
    return [(it.cls, it.kind, it.id) for it in look([kubeconfig(server)], [TOPIC, SPACE, CLOSED])]


def test_what_was_declared_is_not_told(server: str) -> None:
    assert not found(server)
    assert not list(look([], [SPACE, CLOSED]))


def test_what_somebody_added_is_foreign_and_what_a_chart_brought_is_not(server: str) -> None:
    chart = {"app.kubernetes.io/managed-by": "Helm"}
    Answers.held["networkpolicies"].append({"metadata": {"name": "a", "namespace": "shop"}})
    about = {"name": "b", "namespace": "shop", "labels": chart}
    Answers.held["rolebindings"] = [{"metadata": about}]
    assert found(server) == [("foreign", POLICY, "shop/a"), ("co-managed", BINDING, "shop/b")]


def test_who_is_not_let_in_is_told_what_to_do(server: str) -> None:
    with pytest.raises(CloudError, match=r"(?s)Unauthorized.*bastion") as refused:
        list(look([kubeconfig(server, "stale")], [SPACE]))
    assert refused.value.code == FAILED
    nobody = kubeconfig(server).replace("printf", "no-such-command")
    with pytest.raises(CloudError, match=r"(?s)no-such-command.*logged in"):
        list(look([nobody], [SPACE]))
    with pytest.raises(CloudError, match=r"(?s)lets nobody in.*tunnel"):
        list(look([kubeconfig("http://127.0.0.1:9")], [SPACE]))
