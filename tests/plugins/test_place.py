"""Files and folders of a role, placed in one call: as `template`, `copy` and `file` would."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from ansible.errors import AnsibleActionFail
from ansible.module_utils.testing import patch_module_args

from plugins.action.place import wanted
from plugins.modules import place
from tests.conventions.tree import ROOT

TEMPLATE = """# {{ ansible_managed }}
{% if true %}
{{ greeting }} {{ item.key }}
{% endif %}
"""
PLAYBOOK = """
- hosts: localhost
  gather_facts: false
  vars: {greeting: hello, of: {first: 1, second: 2}}
  tasks:
    - name: As one
      place:
        mode: "0640"
        files:
          - {folder: "FOLDER/one", mode: "0750"}
          - {template: text.j2, to: "FOLDER/one/{item[key]}", each: "{{ of | dict2items }}"}
          - {copy: program, to: FOLDER/one/program, mode: "0755"}
          - {content: "{{ of | to_json }}", to: FOLDER/one/list}
    - {name: A folder, ansible.builtin.file: {path: FOLDER/many, state: directory, mode: "0750"}}
    - name: Texts
      ansible.builtin.template: {src: text.j2, dest: "FOLDER/many/{{ item.key }}", mode: "0640"}
      loop: "{{ of | dict2items }}"
    - name: A program
      ansible.builtin.copy: {src: program, dest: FOLDER/many/program, mode: "0755"}
    - name: A list
      ansible.builtin.copy: {content: "{{ of | to_json }}", dest: FOLDER/many/list, mode: "0640"}
"""


def play(folder: Path) -> str:
    """Run the playbook, and return what it says in the end."""
    for name, text in (("templates/text.j2", TEMPLATE), ("files/program", "#!/bin/sh\n")):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text)
    book = folder / "book.yml"
    book.write_text(PLAYBOOK.replace("FOLDER", str(folder)))
    ended = subprocess.run(
        [Path(sys.executable).with_name("ansible-playbook"), "-c", "local", book],
        cwd=ROOT,
        env={**os.environ, "HOME": str(folder), "ANSIBLE_STDOUT_CALLBACK": "default"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout


def kept(folder: Path) -> dict[str, tuple[str, int]]:
    return {each.name: (each.read_text(), each.stat().st_mode) for each in folder.iterdir()}


def test_it_places_what_the_modules_that_it_stands_for_would(tmp_path: Path) -> None:
    play(tmp_path)
    one, many = tmp_path / "one", tmp_path / "many"
    assert kept(one) == kept(many)
    assert set(kept(one)) == {"first", "second", "program", "list"}
    assert one.stat().st_mode == many.stat().st_mode
    assert "changed=0" in play(tmp_path)


def run(
    capsys: pytest.CaptureFixture[str], *files: dict[str, str], check: bool = False
) -> dict[str, Any]:
    """Return what the module answers."""
    words = {"files": list(files), "_ansible_check_mode": check, "_ansible_diff": True}
    with patch_module_args(words), pytest.raises(SystemExit):
        place.main()
    answer: dict[str, Any] = json.loads(capsys.readouterr().out)
    return answer


def test_only_what_differs_is_done_and_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "same").write_text("as it is")
    other = {"path": str(tmp_path / "other"), "content": "new", "mode": "0600"}
    answer = run(capsys, {"path": str(tmp_path / "same"), "content": "as it is"}, other)
    assert answer["done"] == [other["path"]]
    assert [(each["before"], each["after"]) for each in answer["diff"]] == [("", "new")]
    assert (tmp_path / "other").stat().st_mode & 0o777 == 0o600


def test_a_mode_alone_is_set_and_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("as it is")
    (tmp_path / "file").chmod(0o666)
    asked = {"path": str(tmp_path / "file"), "content": "as it is", "mode": "0600"}
    assert run(capsys, asked)["diff"][0]["after"]["mode"] == "0600"
    assert (tmp_path / "file").stat().st_mode & 0o777 == 0o600
    assert run(capsys, asked)["changed"] is False


def test_folders_above_are_made_with_the_same_mode(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(capsys, {"path": str(tmp_path / "a/b"), "mode": "0711"})
    assert [(tmp_path / each).stat().st_mode & 0o777 for each in ("a", "a/b")] == [0o711] * 2


def test_check_mode_tells_and_does_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, file = str(tmp_path / "a"), str(tmp_path / "a/b")
    answer = run(capsys, {"path": folder}, {"path": file, "content": "x"}, check=True)
    assert answer["done"] == [folder, file]
    assert not list(tmp_path.iterdir())


def test_a_link_is_replaced_and_what_it_led_to_is_left(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "far").write_text("as it was")
    (tmp_path / "link").symlink_to(tmp_path / "far")
    run(capsys, {"path": str(tmp_path / "link"), "content": "new"})
    assert (tmp_path / "far").read_text() == "as it was"
    assert not (tmp_path / "link").is_symlink()


def test_what_is_placed_is_not_said_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("treasure")
    answer = run(capsys, {"path": str(tmp_path / "file"), "content": "treasure"})
    assert "treasure" not in json.dumps(answer)


@pytest.mark.parametrize("path", ["file/b", "none/b"])
def test_a_file_without_a_folder_is_refused_and_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], path: str
) -> None:
    (tmp_path / "file").write_text("")
    answer = run(capsys, {"path": str(tmp_path / path), "content": "x"})
    assert answer["failed"] is True
    assert f"{path} has no folder" in answer["msg"]


@pytest.mark.parametrize(
    "entry",
    [
        {"to": "/a"},
        {"folder": "/a", "to": "/b"},
        {"content": "", "copy": "x", "to": "/a"},
        {"x": 1},
    ],
)
def test_a_file_that_is_said_wrongly_is_refused(entry: dict[str, object]) -> None:
    with pytest.raises(AnsibleActionFail):
        list(wanted({"files": [entry]}))


def test_an_unknown_word_is_refused() -> None:
    with pytest.raises(AnsibleActionFail, match="validate"):
        list(wanted({"files": [], "validate": "visudo"}))


def test_a_task_without_files_is_refused() -> None:
    with pytest.raises(AnsibleActionFail, match="takes files"):
        list(wanted({"mode": "0644"}))
