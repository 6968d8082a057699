"""What our converge checks, asked by pyinfra: run by it, with the checks in a file of JSON.

Nothing is to change: the site was converged before, and each wish is how it is.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

from pyinfra import host  # type: ignore[import-not-found]  # of an environment of its own
from pyinfra.operations import (  # type: ignore[import-not-found]  # likewise
    apt,
    files,
    server,
    systemd,
)

checks = json.loads(Path(os.environ["TANDEM_BENCH_PEER"]).read_text())[host.name]

apt.packages(name="packages", packages=checks["packages"])
for name in checks["groups"]:
    server.group(name=f"group {name}", group=name)
for name in checks["users"]:
    server.user(name=f"user {name}", user=name, ensure_home=False)
for each in checks["files"]:
    owned = {"user": each["user"], "group": each["group"], "mode": each["mode"]}
    if each["kind"] == "file":
        files.put(name=each["path"], src=each["content"], dest=each["path"], **owned)
    elif each["kind"] == "directory":
        files.directory(name=each["path"], path=each["path"], **owned)
    else:
        files.link(name=each["path"], path=each["path"], target=each["target"])
for key, value in checks["sysctl"].items():
    server.sysctl(name=key, key=key, value=value)
for each in checks["services"]:
    systemd.service(
        name=each["unit"], service=each["unit"], running=each["running"], enabled=each["enabled"]
    )
