"""The table agrees with Pulumi's SDK, with AWS's own model, and with what moto can do."""

import importlib
import inspect
from collections.abc import Iterator

from botocore import xform_name

from lab.aws import sdk
from lab.aws.calls import Api
from lab.aws.entry import Entry
from lab.aws.table import ENTRIES
from tests.conventions.tree import expect_none

CHANGES_THAT_MOTO_CANNOT_MAKE = {
    ("aws:backup/plan:Plan", "UpdateBackupPlan"),
    ("aws:budgets/budget:Budget", "TagResource"),
    ("aws:budgets/budget:Budget", "UntagResource"),
    ("aws:budgets/budget:Budget", "UpdateBudget"),
    ("aws:guardduty/detector:Detector", "TagResource"),
    ("aws:guardduty/detector:Detector", "UntagResource"),
    ("aws:cloudwatch/logGroup:LogGroup", "AssociateKmsKey"),
    ("aws:efs/fileSystem:FileSystem", "UpdateFileSystem"),
}
"""A stack that makes one of these changes fails in the rehearsal, and says so."""


def operations(entry: Entry) -> Iterator[str]:
    tags = entry.tags
    several = (
        entry.create,
        entry.read,
        entry.delete,
        entry.find,
        *entry.updates,
        *entry.before_delete,
        *(each.call for each in entry.more),
        *((tags.add, tags.remove, tags.listing) if tags else ()),
    )
    yield from (each.operation for each in several if each)


def test_no_type_has_two_rows() -> None:
    assert len({each.kind for each in ENTRIES}) == len(ENTRIES)


def test_the_sdk_has_every_type() -> None:
    expect_none(each.kind for each in ENTRIES if sdk.args_class(each.kind) is None)


def test_every_input_and_output_that_a_row_names_is_the_sdks() -> None:
    def unknown(entry: Entry) -> set[str]:
        args = sdk.args_class(entry.kind)
        known = {*sdk.inputs(args), *sdk.outputs(entry.kind)} if args else set()
        taken = {name for call in entry.updates for name in call.takes or ()}
        named = {*entry.seen, *entry.unsent, *entry.outputs, *entry.replace, *taken}
        return named - known - {"id", "arn"}

    expect_none(f"{each.kind}: {unknown(each)}" for each in ENTRIES if unknown(each))


def test_aws_has_every_operation(api: Api) -> None:
    for entry in ENTRIES:
        for operation in operations(entry):
            api.shape(entry.service, operation)


def test_moto_has_every_operation_of_what_is_not_only_recorded() -> None:
    def lacking(entry: Entry) -> Iterator[str]:
        module = importlib.import_module(f"moto.{entry.service}.responses")
        classes = [each for _, each in inspect.getmembers(module, inspect.isclass)]
        for operation in operations(entry):
            known = any(hasattr(each, xform_name(operation)) for each in classes)
            if not known and (entry.kind, operation) not in CHANGES_THAT_MOTO_CANNOT_MAKE:
                yield f"{entry.kind}: {operation}"

    held = [each for each in ENTRIES if not each.recorded and each.service != "s3"]
    expect_none(line for each in held for line in lacking(each))
