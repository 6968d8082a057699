"""Ansible and the files that feed it: short, and checked while they are typed."""

from tests.conventions.tree import expect_none, files, longer_than, text

TASK_LINES = 80
PLAYBOOK_LINES = 40


def test_no_task_file_is_longer_than_80_lines() -> None:
    expect_none(longer_than(TASK_LINES, "roles/*/tasks/**/*.yml", "roles/*/handlers/**/*.yml"))


def test_no_playbook_is_longer_than_40_lines() -> None:
    expect_none(longer_than(PLAYBOOK_LINES, "playbooks/**/*.yml"))


def test_every_file_that_the_model_reads_names_its_schema_in_its_first_line() -> None:
    """So that an editor completes and refuses as the model will. group_vars are Ansible's."""
    expect_none(
        str(path)
        for path in files("platforms/**/*.yml", "inventories/*.yml")
        if not text(path).startswith("# yaml-language-server: $schema=")
    )


def test_yaml_is_written_yml() -> None:
    """One ending, so that no rule above misses a file."""
    folders = ("inventories", "platforms", "playbooks", "roles")
    expect_none(str(path) for path in files(*(f"{folder}/**/*.yaml" for folder in folders)))
