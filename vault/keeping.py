"""Where secrets are kept: a folder of encrypted files, and the password that opens them."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypedDict

import yaml
from ansible.errors import AnsibleError
from ansible.parsing.dataloader import DataLoader
from ansible.parsing.vault import VaultLib, VaultSecret, get_file_vault_secret

from topology.problems import InvalidInputError, Problem
from topology.secrets import Wanted
from vault import making

FOLDER = "TANDEM_SECRETS"
"""The environment variable that names another folder than the checkout's `secrets/`."""
PASSWORD_FILE = "ANSIBLE_VAULT_PASSWORD_FILE"  # noqa: S105 - Ansible's own name
"""The environment variable that names another password file than the one in the folder."""
DEFAULT_PASSWORD_FILE = ".vault-pass"  # noqa: S105 - only a file's name

Secrets = dict[str, Any]


class Content(TypedDict):
    """What a file holds. `made` has the day of each, by `<kind>/<name>`.

    `former` has passwords that were renewed and that some hosts may still use, `second` the
    accounts whose second login is the one in use: each renewal turns it. While the authority is
    replaced, it has a `next_` or a `former_certificate` beside its own.
    """

    passwords: dict[str, str]
    former: dict[str, str]
    second: dict[str, bool]
    authority: dict[str, str]
    shared: dict[str, dict[str, str]]
    made: dict[str, str]


@dataclass(frozen=True)
class Vault:
    """A folder of encrypted files."""

    folder: Path
    password_file: Path

    def file(self, home: str) -> Path:
        """Return the file of an environment or a pair."""
        return self.folder / f"{home}.yml"

    def read(self, home: str) -> Content | None:
        """Return what is kept; nothing, where there is no file yet."""
        file = self.file(home)
        if not file.exists():
            return None
        try:
            text = self._lib().decrypt(file.read_bytes())
        except AnsibleError as error:
            asked = f"is {self.password_file} its password file? {PASSWORD_FILE} names another"
            raise bad(file, f"{error.message}; {asked}") from None
        return _content(yaml.safe_load(text) or {})

    def add(self, wanted: Wanted) -> list[str]:
        """Make what is missing, touch nothing else, and return the names of what was made."""
        return self.change(wanted.home, lambda content: _missing(content, wanted))

    def change(self, home: str, make: Callable[[Content], Iterable[str]]) -> list[str]:
        """Let something make secrets; keep what it made, and return the names of that."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with self._locked():
            self._make_password()
            content = self.read(home) or _content({})
            made = list(make(content))
            if made:
                day = datetime.now(UTC).date().isoformat()
                content["made"].update(dict.fromkeys(made, day))
                self._write(home, content)
        return made

    def _lib(self) -> VaultLib:
        name = str(self.password_file)
        secret: VaultSecret = get_file_vault_secret(name, loader=DataLoader())
        secret.load()
        return VaultLib([("default", secret)])

    def _write(self, home: str, content: Content) -> None:
        text = yaml.safe_dump(dict(content), sort_keys=True)
        draft = self.folder / f".{home}.new"
        draft.unlink(missing_ok=True)
        draft.touch(mode=0o600)
        draft.write_bytes(self._lib().encrypt(text))
        draft.replace(self.file(home))

    def _make_password(self) -> None:
        """Make the password of a new folder; that of files which are there is never guessed."""
        path = self.password_file
        if path.exists():
            return
        if path.parent != self.folder or any(self.folder.glob("*.yml")):
            raise bad(
                path, f"the vault's password file is not there; {PASSWORD_FILE} names another"
            )
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(making.password() + "\n")

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Wait until nobody else adds to the folder."""
        descriptor = os.open(self.folder, os.O_RDONLY)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)


def vault_of(root: Path) -> Vault:
    """Return the vault of a checkout, or the one that the environment variables choose."""
    folder = Path(os.environ.get(FOLDER) or root / "secrets").expanduser()
    named = os.environ.get(PASSWORD_FILE)
    return Vault(folder, Path(named).expanduser() if named else folder / DEFAULT_PASSWORD_FILE)


def bad(path: Path, message: str) -> InvalidInputError:
    """Return what is wrong with a file, as all bad input is told."""
    return InvalidInputError([Problem(path, 0, 0, "", message)])


def _content(found: Secrets) -> Content:
    return Content(
        passwords=found.get("passwords", {}),
        former=found.get("former", {}),
        second=found.get("second", {}),
        authority=found.get("authority", {}),
        shared=found.get("shared", {}),
        made=found.get("made", {}),
    )


def _missing(content: Content, wanted: Wanted) -> Iterator[str]:
    """Make each thing that is not there, and yield its name."""
    if not content["authority"]:
        content["authority"].update(making.authority(f"Tandem {wanted.home}"))
        yield "authority"
    for name in wanted.passwords:
        if name not in content["passwords"]:
            content["passwords"][name] = making.password()
            yield f"passwords/{name}"
    for name in wanted.shared:
        if name not in content["shared"]:
            content["shared"][name] = making.ssh_pair(f"{name}@{wanted.home}")
            yield f"shared/{name}"
