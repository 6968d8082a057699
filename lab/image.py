"""Images of hosts, bare as a server that was just installed, from this machine's own mirrors."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path

from lab.engine import Engine, limits
from lab.plan import Release
from lab.shell import CommandError, as_root, root, run

ADMIN = "admin"
"""Who logs in first, with sudo, as on the images of clouds."""
INSTALLED = (
    *("systemd", "systemd-sysv", "dbus", "libpam-systemd", "openssh-server", "sudo"),
    *("python3", "python3-apt", "ca-certificates", "curl"),
    *("iproute2", "iputils-ping", "nftables", "procps"),
)
_SHARED_MOUNTS = r"""[Unit]\nDefaultDependencies=no\nBefore=sysinit.target\n[Service]\nType=oneshot
ExecStart=/bin/mount --make-rshared /\n"""
PREPARE = (
    f'chroot "$1" useradd --create-home --shell /bin/bash {ADMIN}',
    f'echo "{ADMIN} ALL=(ALL) NOPASSWD:ALL" > "$1/etc/sudoers.d/90-{ADMIN}"',
    # The kernel and its modules are this machine's: Debian 13 would report them as failed.
    'ln -s /dev/null "$1/etc/systemd/system/systemd-modules-load.service"',
    # In a container systemd leaves mounts private: credentials would be empty folders.
    f"printf '{_SHARED_MOUNTS}' > \"$1/etc/systemd/system/lab-mounts.service\"",
    'ln -s ../lab-mounts.service "$1/etc/systemd/system/sysinit.target.wants/"',
    # Made for each host, and so that no two are one another.
    'rm -f "$1"/etc/ssh/ssh_host_*; : > "$1/etc/machine-id"',
)
LABEL = "tandem.image=host"
CACHE_LABEL = "tandem.image=packages"

_MEMORY = Path("/dev/shm")  # noqa: S108 - the folder in it is new, and root's alone
_BUILD_MB = 1500


def image(release: Release) -> str:
    """Return the name of a release's image; a changed recipe is another image."""
    return f"localhost/tandem-lab:{release}-{_mark(*INSTALLED, *PREPARE)}"


def cache_image(release: Release) -> str:
    """Return the name of the package cache's image."""
    return f"localhost/tandem-lab-packages:{release}-{_mark(image(release))}"


def build(engine: Engine, release: Release) -> None:
    """Build a release's image where it is not at hand."""
    if engine.has("image", image(release)):
        return
    with tempfile.TemporaryDirectory(dir=_workshop(), prefix="tandem-image-") as folder:
        packed = Path(folder) / "image.tar"
        hooks = [f"--customize-hook={hook}" for hook in PREPARE]
        root(
            # A build whose lab was killed ends with it.
            *("setpriv", "--pdeathsig", "KILL", "env", f"TMPDIR={folder}"),
            *("mmdebstrap", "--quiet", "--variant=minbase", f"--include={','.join(INSTALLED)}"),
            *('--aptopt=Acquire::Languages "none"', *hooks, release, packed, "-"),
            given="\n".join(sources(release, _own_sources())),
        )
        root("chown", str(os.getuid()), packed)
        change = ("--change=CMD /sbin/init", f"--change=LABEL {LABEL}")
        engine("import", *change, packed, image(release))


def build_cache(engine: Engine, release: Release) -> None:
    """Build the package cache's image where it is not at hand."""
    if engine.has("image", cache_image(release)):
        return
    name = engine.lab.own("packages-build")
    remove(engine, name)
    install = "apt-get -q update && apt-get -q install -y --no-install-recommends apt-cacher-ng"
    words = (f"--name={name}", "--network=host", "--pull=never", *limits())
    engine("run", *words, image(release), "sh", "-c", install)
    engine("commit", "--quiet", f"--change=LABEL {CACHE_LABEL}", name, cache_image(release))
    remove(engine, name)


def remove(engine: Engine, name: str) -> None:
    """Remove a container, also one that an engine was stopped from making or removing."""
    try:
        engine(*engine.removal_words(name))
    except CommandError as error:
        if "no such container" not in error.said.lower():
            raise


def remove_all(engine: Engine) -> None:
    """Remove every image of ours that no other lab's hosts are made of."""
    for label in (CACHE_LABEL, LABEL):
        for found in engine("image", "ls", "--quiet", f"--filter=label={label}").split():
            try:
                engine("image", "rm", found)
            except CommandError as error:
                if "in use" not in error.said and "being used" not in error.said:
                    raise


def sources(release: Release, own: Iterable[tuple[str, str, str]]) -> list[str]:
    """Return package sources of a release, from those that this machine has of its own release.

    >>> sources("trixie", [("http://mirror.example/debian/", "bookworm-updates", "main")])
    ['deb http://mirror.example/debian/ trixie-updates main']
    """
    found = (
        f"deb {site} {'-'.join([release, *suite.split('-')[1:]])} {component}"
        for site, suite, component in own
    )
    return list(dict.fromkeys(found))


def _own_sources() -> list[tuple[str, str, str]]:
    form = "$(REPO_URI) $(RELEASE) $(COMPONENT)"
    wanted = ("Created-By: Packages", "Origin: Debian")
    found = run("apt-get", "indextargets", f"--format={form}", *wanted)
    return [(site, suite, part) for site, suite, part in map(str.split, found.splitlines())]


def _workshop() -> Path | None:
    """Return where to build: in memory, three times as fast, where there is enough of it."""
    free = shutil.disk_usage(_MEMORY).free if _MEMORY.is_dir() else 0
    return _MEMORY if free > _BUILD_MB * 2**20 and not as_root() else None


def _mark(*recipe: str) -> str:
    return hashlib.sha256("\n".join(recipe).encode()).hexdigest()[:8]
