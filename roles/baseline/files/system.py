"""The system: accounts, packages, units, mounts, and what SSH was told."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from asking import Items, ask, fingerprint, text

SHOWN = "Id,Type,LoadState,UnitFileState,ActiveState,NeedDaemonReload,Transient,Triggers"
COMES_AND_GOES = re.compile(
    r"^(user@|user-runtime-dir@|session-|getty@|run-|systemd-(hostnamed|timedated|localed|fsck)|"
    r"ssh@|tandem-(listeners|firewall-restore)|snap)"
)
STANDING = ("enabled", "enabled-runtime", "masked", "masked-runtime", "generated")
_OPTIONS = {"ro", "nosuid", "nodev", "noexec"}


def users(root: Path = Path("/")) -> Items:
    """Return accounts: what they are, whether they have a password, and when they end."""
    kept = {line.split(":")[0]: line.split(":") for line in text(root / "etc/shadow").splitlines()}
    found: Items = {}
    for line in text(root / "etc/passwd").splitlines():
        name, _, uid, gid, _, home, shell = (line.split(":") + [""] * 7)[:7]
        found[name] = (
            f"uid {uid}, gid {gid}, home {home}, {shell or 'no shell'}, {_password(kept.get(name))}"
        )
    return found


def groups(root: Path = Path("/")) -> Items:
    """Return groups and who is in them."""
    found: Items = {}
    for line in text(root / "etc/group").splitlines():
        name, _, gid, members = (line.split(":") + [""] * 4)[:4]
        found[name] = (
            f"gid {gid}, {', '.join(sorted(filter(None, members.split(',')))) or 'nobody'}"
        )
    return found


def packages() -> Items:
    """Return the packages that somebody asked for; what they need comes and goes with them."""
    automatic = set(
        re.findall(
            r"^Package: (\S+)\n(?:[A-Z].*\n)*?Auto-Installed: 1$",
            text(Path("/var/lib/apt/extended_states")),
            re.MULTILINE,
        )
    )
    listed = ask(
        "dpkg-query", "--show", "--showformat=${Package} ${db:Status-Want} ${db:Status-Status}\n"
    )
    found: Items = {}
    for name, want, state in (line.split() for line in listed.splitlines()):
        if state not in {"not-installed", "config-files"} and (
            name not in automatic or want == "hold"
        ):
            found[name] = f"{state}, held" if want == "hold" else state
    return found


def units() -> Items:
    """Return units that stand: those that start with the host, and those that must not start."""
    said = ask(
        "systemctl", "show", f"--property={SHOWN}", "--type=service,timer,socket,path", "--all", "*"
    )
    found = dict(_unit(block) for block in said.split("\n\n") if block.strip())
    for line in ask("systemctl", "list-unit-files", "--plain", "--no-legend").splitlines():
        name, state = line.split()[:2]
        if state in STANDING and "@." not in name:
            found.setdefault(name, state)
    return {
        name: value for name, value in found.items() if value and not COMES_AND_GOES.match(name)
    }


def mounts() -> Items:
    """Return what is mounted where, without what systemd and the kernel mount for themselves."""
    found: Items = {}
    for line in text(Path("/proc/self/mountinfo")).splitlines():
        before, _, after = line.partition(" - ")
        place, options = before.split()[4:6]
        kind, _, rest = after.split(maxsplit=2)
        if not re.match(r"/(sys|proc|dev|run)(/|$)", place) and "/var/lib/containers" not in place:
            said = sorted(_OPTIONS & set(f"{options},{rest.split()[-1]}".split(",")))
            found[place] = " ".join([kind, *said])
    return found


def ssh() -> Items:
    """Return the settings that SSH's server runs by, its defaults among them."""
    found: dict[str, list[str]] = {}
    for line in ask("sshd", "-T", "-C", "user=root,host=localhost,addr=127.0.0.1").splitlines():
        name, _, value = line.partition(" ")
        found.setdefault(name, []).append(value)
    return {name: " ".join(sorted(values)) for name, values in found.items()}


def keys(root: Path = Path("/")) -> Items:
    """Return every key that opens an account, by the account and the key's own words."""
    found: Items = {}
    for line in text(root / "etc/passwd").splitlines():
        name, home = line.split(":")[0], (line.split(":") + [""] * 6)[5].lstrip("/")
        for file in ("authorized_keys", "authorized_keys2"):
            for key in text(root / home / ".ssh" / file).splitlines() if home else ():
                if key.strip() and not key.startswith("#"):
                    found[f"{name}: {key.split()[-1][-40:]} {fingerprint(key)}"] = (
                        "opens the account"
                    )
    return found


def _password(kept: list[str] | None) -> str:
    if kept is None or len(kept) < 8:
        return "no entry in shadow"
    secret, ends = kept[1], kept[7]
    if secret.startswith(("!", "*")):
        said = "no password"
    else:
        said = f"password {fingerprint(secret)}" if secret else "an empty password"
    return f"{said}, ends on day {ends}" if ends else said


def _unit(block: str) -> tuple[str, str]:
    """Return a unit and how it stands; nothing where that is nobody's business."""
    seen = dict(_properties(block))
    name, state = seen.get("Id", ""), seen.get("UnitFileState", "")
    runs = seen.get("ActiveState", "")
    is_transient = seen.get("Transient") == "yes"
    if state not in STANDING and not is_transient and seen.get("Type") in {"oneshot", "dbus", None}:
        return name, "failed" if runs == "failed" else ""
    if state not in STANDING and not is_transient and runs != "active":
        return name, "failed" if runs == "failed" else ""
    stands = [state or ("made while the host ran" if is_transient else "started by others")]
    if seen.get("Type") != "oneshot" or runs == "failed":
        stands.append({"active": "runs", "failed": "failed"}.get(runs, "does not run"))
    return name, ", ".join(stands)


def _properties(block: str) -> Iterator[tuple[str, str]]:
    for line in block.splitlines():
        name, _, value = line.partition("=")
        yield name, value
