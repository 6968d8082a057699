"""An Ansible module: unpacks a release, whole or not at all."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from pathlib import Path

from ansible.module_utils.basic import AnsibleModule

DOCUMENTATION = r"""
module: app_release
short_description: Unpack a release, whole or not at all
description: Checks an archive's sum, unpacks it beside the releases, and renames it into place.
options:
  archive: {description: The archive on this host., type: path, required: true}
  sha256: {description: Its sum., type: str, required: true}
  release: {description: The release's name., type: str, required: true}
  into: {description: The folder of the releases., type: path, required: true}
  commands: {description: The command of each runner., type: dict, required: true}
  static: {description: The folder of static files., type: str, default: ""}
"""

HALF = ".new-"
RUNNERS = ".tandem"


def clear(into: Path) -> None:
    """Remove what an interrupted run left."""
    for path in into.glob(f"{HALF}*"):
        shutil.rmtree(path)


def runner(folder: Path, command: str) -> str:
    """Return the program by which a unit starts a command, whatever release it belongs to."""
    return f"#!/bin/sh\ncd {folder} && exec {command}\n"


def finish(half: Path, final: Path, commands: dict[str, str], static: str) -> None:
    """Write the runners, and put a release into place."""
    for name, command in commands.items():
        path = half / RUNNERS / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(runner(final, command))
        path.chmod(0o755)
    if static:
        (half / RUNNERS / "static").symlink_to(final / static)
    half.chmod(0o755)
    half.rename(final)


def main() -> None:
    """Unpack, where the release is not there yet."""
    module = AnsibleModule(
        argument_spec={
            "archive": {"type": "path", "required": True},
            "sha256": {"type": "str", "required": True},
            "release": {"type": "str", "required": True},
            "into": {"type": "path", "required": True},
            "commands": {"type": "dict", "required": True},
            "static": {"type": "str", "default": ""},
        },
        supports_check_mode=True,
    )
    asked = module.params
    into, archive = Path(asked["into"]), Path(asked["archive"])
    final = into / asked["release"]
    if final.exists() or module.check_mode:
        module.exit_json(changed=not final.exists(), path=str(final))
    digest = hashlib.sha256(archive.read_bytes()).hexdigest()
    if digest != asked["sha256"]:
        module.fail_json(msg=f"{archive} has the sum {digest}, not {asked['sha256']}")
    clear(into)
    half = Path(tempfile.mkdtemp(prefix=HALF, dir=into))
    unpack = ["tar", "--extract", "--no-same-owner", "--no-same-permissions"]
    module.run_command([*unpack, f"--file={archive}", f"--directory={half}"], check_rc=True)
    if asked["static"] and not (half / asked["static"]).is_dir():
        shutil.rmtree(half)
        module.fail_json(msg=f"{archive} has no folder {asked['static']}, its static files")
    finish(half, final, asked["commands"], asked["static"])
    module.exit_json(changed=True, path=str(final))


if __name__ == "__main__":
    main()
