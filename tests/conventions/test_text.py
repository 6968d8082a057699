"""What no file may say, and what every script must."""

import re

from tests.conventions.tree import expect_none, files, hits, text

# Escaped or bracketed, so that this file does not name what it forbids.
REGISTRIES = (
    r"pypi\.org",
    r"pythonhosted\.org",
    r"(deb|security|ftp\.\w+|snapshot)\.debian\.org",
    r"archive\.ubuntu\.com",
    r"registry\.npmjs\.org",
    r"proxy\.golang\.org",
    r"(repo1?\.maven|maven\.apache)\.org",
    r"crates\.io",
    r"galaxy\.ansible\.com",
)
MACHINE_PATHS = r"(?<![\w.}])/([r]oot|wor[k]|hom[e]/\w+|opt/wheel[s])(/|\b)"


def test_no_file_names_a_package_registry() -> None:
    """Where packages come from is the machine's to say: a mirror, a proxy, or the public ones."""
    expect_none(hits("|".join(REGISTRIES)))


def test_no_file_names_a_path_of_one_machine() -> None:
    """What is set on hosts, and asked of them, may name those folders that every host has."""
    found = hits(MACHINE_PATHS)
    expect_none(each for each in found if not each.startswith(("roles/", "tests/hosts/")))


def test_every_shell_script_stops_at_the_first_error() -> None:
    expect_none(
        str(path)
        for path in files()
        if (shell := re.match(r"#!.*\b(ba|da|k|z)?sh\b", text(path)))
        # The shell of a host's own programs is POSIX's, which knows no pipefail.
        and not re.search(
            r"^set -euo pipefail$" if shell[1] == "ba" else r"^set -eu(o pipefail)?$",
            text(path),
            re.MULTILINE,
        )
    )


def test_every_requirement_is_pinned_by_its_hash() -> None:
    expect_none(
        f"{path}: {pin.strip()}"
        for path in files("requirements/*.txt")
        for pin in re.findall(
            r"^[a-z0-9].*(?:\n    #.*)*\n(?!    --hash=sha256:)", text(path), re.MULTILINE
        )
    )


def test_the_layers_of_requirements_agree() -> None:
    """What `tandem` runs with is what its tests ran with."""
    pins = {
        path.stem: set(re.findall(r"^\w\S+==\S+", text(path), re.MULTILINE))
        for path in files("requirements/*.txt")
    }
    everything = pins.pop("dev")
    expect_none(f"{name}: {pin}" for name, some in pins.items() for pin in some - everything)


def test_what_is_asked_for_is_pinned() -> None:
    """Fails when `make lock` was forgotten after an edit."""
    expect_none(
        f"{path}: {name}"
        for path in files("requirements/*.in")
        for name in re.findall(r"^[\w-]+", text(path).lower(), re.MULTILINE)
        if not name.startswith("-") and f"\n{name}==" not in text(path.with_suffix(".txt"))
    )
