"""What users copy names commands that exist, keeps no key, and may do what the components need."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from commands.app import NOUNS
from commands.cloud import cloud
from lab.aws.table import ENTRIES
from topology.repository import ROOT, Repository

HERE = ROOT / "workflows"
FILES = sorted(each for each in HERE.rglob("*") if each.is_file() and each.suffix != ".md")
GITHUB = sorted((HERE / "github").glob("*.yml"))
AS_IAM_SAYS = {
    "elbv2": "elasticloadbalancing",
    "efs": "elasticfilesystem",
    "opensearch": "es",
}
ROLES = HERE / "roles.yml"


class Loader(yaml.SafeLoader):
    """Reads CloudFormation's own tags as what they are given."""


def _as_given(loader: Loader, _: str, node: Any) -> Any:  # noqa: ANN401 - YAML's own
    if isinstance(node, yaml.SequenceNode):
        return loader.construct_sequence(node)
    return loader.construct_scalar(node)


Loader.add_multi_constructor("!", _as_given)


def loaded(path: Path) -> Mapping[str, Any]:
    reader = Loader(path.read_text())
    found: Mapping[str, Any] = reader.get_single_data()
    return found


def commands(path: Path) -> Iterator[list[str]]:
    for said in re.findall(r"\.venv/bin/tandem ([a-z][a-z -]*[a-z])", path.read_text()):
        yield said.split()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_command_is_there(path: Path) -> None:
    verbs = {each.name for each in cloud.registered_commands}
    for noun, *rest in commands(path):
        assert noun in NOUNS
        assert noun != "cloud" or rest[0] in verbs


def test_every_environment_is_there() -> None:
    known = set(Repository(ROOT).names)
    for path in FILES:
        named = set(re.findall(r"\b(?:qps|logx|logmaster|securityai)-[a-z]+\b", path.read_text()))
        assert named <= known


def test_every_target_of_make_is_there() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    for path in FILES:
        for said in re.findall(r"\bmake ((?:[a-z]+ ?)+)", path.read_text()):
            assert set(said.split()) - {"git", "python"} <= targets


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_no_long_lived_key_is_kept(path: Path) -> None:
    assert not re.search(r"AWS_(SECRET_)?ACCESS_KEY|AKIA[0-9A-Z]{16}", path.read_text())


@pytest.mark.parametrize("path", GITHUB, ids=lambda path: path.name)
def test_a_workflow_may_only_read_unless_a_job_says_otherwise(path: Path) -> None:
    assert loaded(path)["permissions"] == {"contents": "read"}
    for job in loaded(path)["jobs"].values():
        uses_aws = "configure-aws-credentials" in str(job)
        assert uses_aws == (job.get("permissions", {}).get("id-token") == "write") or "uses" in job


def actions(role: str) -> set[str]:
    policies = loaded(ROLES)["Resources"][role]["Properties"]["Policies"]
    statements = [each for one in policies for each in one["PolicyDocument"]["Statement"]]
    return {action for each in statements for action in each["Action"]}


def test_the_role_that_builds_may_do_what_every_type_needs_and_no_service_more() -> None:
    allowed = actions("Builds")
    services = {AS_IAM_SAYS.get(each.service, each.service) for each in ENTRIES} - {"iam"}
    assert services <= {each.split(":")[0] for each in allowed if each.endswith(":*")}
    extra = {each.split(":")[0] for each in allowed} - services
    assert extra == {"iam", "ssm"}


def test_the_role_that_builds_may_handle_roles_and_nothing_else_of_iam() -> None:
    needed = {
        f"iam:{call.operation}"
        for each in ENTRIES
        if each.service == "iam"
        for call in (each.create, each.read, each.delete, *each.updates, *each.before_delete)
        if call
    }
    assert needed <= actions("Builds")


def test_the_role_that_reads_changes_nothing_but_its_lock() -> None:
    assert actions("Reads") == {"kms:Decrypt", "s3:PutObject", "s3:DeleteObject"}
