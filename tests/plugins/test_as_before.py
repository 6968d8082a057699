"""What goes and what comes back: by what a host was, what a converge left, and what it is."""

import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest

from tests.roles.loading import program
from topology.repository import ROOT


def load(kind: str, name: str) -> ModuleType:
    """Load what Ansible brings to hosts; shared parts under the name that they have there."""
    known_as = f"ansible.module_utils.{name}" if kind == "module_utils" else name
    spec = spec_from_file_location(known_as, ROOT / f"plugins/{kind}/{name}.py")
    assert spec
    assert spec.loader
    found = module_from_spec(spec)
    sys.modules[known_as] = found
    spec.loader.exec_module(found)
    return found


memory, files, accounts, settings = (
    load("module_utils", f"host_{name}") for name in ("memory", "files", "accounts", "settings")
)
remember_packages, unneeded = (
    load("modules", name) for name in ("remember_packages", "unneeded_packages")
)

# It stands alone on a host, so it has words of its own for how a file looks.
contents = program("baseline/files/contents.py")

WAS = "0644 root:root content before"
MADE = "0644 root:root content converged"
OTHER = "0644 root:root content somebody"


def sight(**given: object) -> object:
    """Return what is known of files; nothing, but for what is given."""
    nothing: dict[str, object] = {"before": {}, "known": {}, "now": {}}
    nothing |= {"named": (), "marked": (), "packaged": ()}
    return files.Sight(**{**nothing, **given})


@pytest.mark.parametrize(
    ("was", "known", "now", "expected"),
    [
        (None, MADE, MADE, "remove"),
        (None, None, OTHER, "leave"),
        (None, MADE, OTHER, "leave"),
        (WAS, MADE, MADE, "restore"),
        (WAS, MADE, OTHER, "leave"),
        (WAS, MADE, WAS, ""),
        (WAS, None, None, "restore"),
        (WAS, MADE, None, ""),
        (WAS, "0600 root:root content before", "0600 root:root content before", "mode"),
        (WAS, WAS, "0600 root:root content before", "leave"),
        ("a link to /a", "a link to /b", "a link to /b", "restore"),
        ("a link to /a", "a link to /b", "a link to /c", "leave"),
    ],
)
def test_only_what_the_converge_made_is_undone(
    was: str | None, known: str | None, now: str | None, expected: str
) -> None:
    given = {
        name: {"/etc/x": value} if value else {}
        for name, value in (("before", was), ("known", known), ("now", now))
    }
    assert files.judge("/etc/x", sight(**given)) == expected


def test_what_says_that_it_is_ours_goes_also_where_somebody_wrote_into_it() -> None:
    given = sight(now={"/etc/x": OTHER}, marked=["/etc/x"])
    assert files.judge("/etc/x", given) == "remove"
    given = sight(before={"/etc/x": WAS}, known={"/etc/x": MADE}, now={"/etc/x": OTHER})
    assert files.judge("/etc/x", given) == "leave"


def test_what_a_package_that_stays_brought_is_no_file_of_ours() -> None:
    seen = {"/etc/x": MADE}
    assert files.judge("/etc/x", sight(known=seen, now=seen, packaged=["/etc/x"])) == ""


def test_a_file_of_ours_by_name_that_was_there_before_is_nobodys_to_remove() -> None:
    given = sight(before={"/etc/x": WAS}, now={"/etc/x": OTHER}, named=["/etc/x"])
    assert files.judge("/etc/x", given) == "leave"
    assert files.judge("/etc/x", sight(now={"/etc/x": OTHER}, named=["/etc/x"])) == "remove"


def test_nothing_is_removed_of_data_or_homes() -> None:
    for path in (f"/{top}/x" for top in ("var/lib", "home", "var/log", "srv")):
        assert files.judge(path, sight(known={path: MADE}, now={path: MADE})) in {"", "leave"}


def test_a_host_is_remembered_once_whole_and_for_root_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "etc").mkdir()
    (tmp_path / "etc/x").write_text("before\n")
    (tmp_path / "etc/link").symlink_to("x")
    monkeypatch.setattr(memory, "running", lambda: ["ssh.service"])
    memory.remember(tmp_path)
    folder = tmp_path / memory.MEMORY
    assert folder.stat().st_mode & 0o777 == 0o700
    told = memory.remembered(tmp_path)
    assert told is not None
    assert told["looks"]["/etc/link"] == "a link to x"

    (tmp_path / "etc/x").write_text("converged\n")
    (tmp_path / "etc/link").unlink()
    (tmp_path / "etc/new").write_text("converged\n")
    now = memory.looks(tmp_path)
    seen = sight(before=told["looks"], known=now, now=now)
    for _ in range(2):
        files.perform(tmp_path, files.plan(seen), told["looks"])
        assert (tmp_path / "etc/x").read_text() == "before\n"
        assert (tmp_path / "etc/link").readlink() == Path("x")
        assert not (tmp_path / "etc/new").exists()
    assert files.plan(sight(before=told["looks"], known=now, now=memory.looks(tmp_path))) == []


@pytest.mark.parametrize("there", ["etc/tandem", "var/lib/tandem/packages"])
def test_a_host_that_was_built_before_is_not_remembered_as_bare(tmp_path: Path, there: str) -> None:
    assert memory.is_bare(tmp_path)
    (tmp_path / there).mkdir(parents=True)
    assert not memory.is_bare(tmp_path)


def test_what_is_mounted_below_a_folder_keeps_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "data/shared").mkdir(parents=True)
    monkeypatch.setattr(files, "_mounts", lambda: [tmp_path / "data/shared"])
    with pytest.raises(OSError, match="is mounted below"):
        files.fell(tmp_path, ["/data"], really=True)
    assert (tmp_path / "data/shared").exists()
    monkeypatch.setattr(files, "_mounts", lambda: [Path("/")])
    assert files.fell(tmp_path, ["/data", "/none"], really=False) == ["/data"]
    assert (tmp_path / "data/shared").exists()
    assert files.fell(tmp_path, ["/data", "/none"], really=True) == ["/data"]
    assert not (tmp_path / "data").exists()


def people(passwd: str, group: str, shadow: str = "") -> object:
    """Return accounts and groups."""
    return accounts.People(*(accounts.rows(text) for text in (passwd, group, shadow)))


def test_accounts_of_ours_go_and_others_get_back_what_they_had() -> None:
    before = people(
        "ann:x:1000:1000::/people/ann:/bin/bash\n",
        "ann:x:1000:\nsudo:x:27:ann\nwww:x:33:\n",
        "ann:secret:1:0:99999:7:::",
    )
    now = people(
        "ann:x:1000:1000::/people/ann:/usr/sbin/nologin\nredis:x:105:107::/:/x\neve:x:1001:1001::/:/x",
        "ann:x:1000:\nsudo:x:27:eve\nwww:x:33:ann\nredis:x:107:\ntls:x:996:redis\neve:x:1001:\n",
        "ann:!secret:1:0:99999:7::1:",
    )
    ours = ["ann", "redis", "tls"]
    back = [
        ["gpasswd", "--add", "ann", "sudo"],
        ["gpasswd", "--delete", "ann", "www"],
        ["usermod", "--shell", "/bin/bash", "--expiredate", "", "ann"],
        ["usermod", "--unlock", "ann"],
    ]
    asked = list(accounts.commands(before, now, ours, all_of_them=True))
    assert asked == [["userdel", "redis"], ["groupdel", "tls"], *back]
    assert list(accounts.commands(before, now, ours, all_of_them=False)) == back


def test_a_setting_that_somebody_else_set_since_stays(tmp_path: Path) -> None:
    (tmp_path / "proc/sys/net").mkdir(parents=True)
    for name, value in (("ours", "1"), ("theirs", "7"), ("same", "3")):
        (tmp_path / "proc/sys/net" / name).write_text(f"{value}\n")
    (tmp_path / "conf").write_text("# no\nnet.ours = 1\nnet.theirs = 1\nnet.same=3\nnet.new=4\n")
    told = settings.told(tmp_path, ["/conf", "/none"])
    before = {"net.ours": "0", "net.theirs": "0", "net.same": "3"}
    assert settings.altered(before, told, tmp_path) == {"net.ours": "0"}


@pytest.mark.parametrize(
    ("live", "said"), [("1,3-5", "1,3,4,5"), ("4096\t16384 1", "4096 16384 1"), ("", "")]
)
def test_a_setting_is_the_same_however_the_kernel_writes_it(live: str, said: str) -> None:
    assert settings.plain(live) == settings.plain(said)
    assert settings.plain(live) != settings.plain("7")


def test_an_interrupted_installation_is_remembered_from_its_beginning(tmp_path: Path) -> None:
    remember_packages.begin(tmp_path, {"old", "lost"})
    remember_packages.begin(tmp_path, {"old", "half"})
    assert remember_packages.end(tmp_path, {"old", "half", "new"}) == ({"half", "new"}, {"lost"})
    remember_packages.begin(tmp_path, {"old", "half", "new", "theirs"})
    remember_packages.end(tmp_path, {"old", "half", "new", "theirs", "later"})
    assert remember_packages.lines(tmp_path / "brought") == {"half", "new", "later"}
    assert remember_packages.lines(tmp_path / "before") == {"old", "lost"}
    assert remember_packages.lines(tmp_path / "lost") == {"lost"}


def test_a_host_that_was_built_before_gets_no_list_of_what_came(tmp_path: Path) -> None:
    (tmp_path / "before").write_text("old\n")
    remember_packages.begin(tmp_path, {"old", "ours"})
    remember_packages.end(tmp_path, {"old", "ours", "new"})
    assert not (tmp_path / "brought").exists()


def test_a_package_that_somebody_elses_needs_stays_with_what_it_needs() -> None:
    installed = [
        {"Package": "theirs", "Depends": "keeper-of-time, either | ours-b, base (>= 1)"},
        {"Package": "ours-a", "Provides": "keeper-of-time (= 1)", "Pre-Depends": "ours-c"},
        {"Package": "ours-b"},
        {"Package": "ours-c"},
        {"Package": "ours-d", "Depends": "ours-c"},
        {"Package": "either"},
        {"Package": "base"},
    ]
    ours = {"ours-a", "ours-b", "ours-c", "ours-d"}
    assert unneeded.needed(installed, ours) == {"ours-a", "ours-c"}


def test_what_a_host_was_is_told_in_the_words_of_what_a_converge_left(tmp_path: Path) -> None:
    """They are held against one another: a look told otherwise would be somebody's change."""
    top = tmp_path / "etc"
    top.mkdir()
    (top / "text").write_text("some words\n")
    (top / "text").chmod(0o640)
    (top / "large").write_bytes(b"\0" * (memory.LARGE + 1))
    (top / "link").symlink_to("text")
    (top / "folder").mkdir(mode=0o700)
    there = {path.name for path in top.iterdir()}
    was, left = memory.looks(tmp_path), contents.files(tmp_path)
    assert {name: was[f"/etc/{name}"] for name in there} == {
        name: left[f"/etc/{name}"] for name in there
    }
