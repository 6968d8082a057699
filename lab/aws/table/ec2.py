"""What the rows of EC2 share: tags given at the creation, and finding things by them."""

from __future__ import annotations

from dataclasses import replace

from lab.aws.entry import Call, Entry, Tags

EC2_TAGS = Tags(
    add=Call("CreateTags", fixed={"Resources": ["{id}"]}, takes=("tags",)),
    remove=Call("DeleteTags", fixed={"Resources": ["{id}"]}),
    keys="Tags",
)
BY_NAME = {"Filters": [{"Name": "tag:Name", "Values": ["{name}"]}]}


def tagged(kind: str, entry: Entry) -> Entry:
    """Return a row of EC2 whose resource is found by its name."""
    find = entry.find or Call(entry.read.operation, fixed=BY_NAME)
    return replace(entry, service="ec2", tags=EC2_TAGS, tagged_as=kind, find=find)
