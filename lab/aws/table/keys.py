"""Keys of KMS and their names."""

from __future__ import annotations

from lab.aws.entry import Call, Entry, More, Tags

_KEY = {"KeyId": "{id}"}


def _switch(operation: str, *, value: bool) -> Call:
    return Call(
        operation,
        fixed=_KEY,
        takes=("enableKeyRotation",),
        make=lambda _: {},
        only=value,
    )


ENTRIES = (
    Entry(
        kind="aws:kms/key:Key",
        service="kms",
        create=Call("CreateKey"),
        id="KeyMetadata.KeyId",
        read=Call("DescribeKey", fixed=_KEY),
        found="KeyMetadata.KeyState!='PendingDeletion' && KeyMetadata",
        delete=Call("ScheduleKeyDeletion", fixed=_KEY, takes=("deletionWindowInDays",)),
        updates=(
            _switch("EnableKeyRotation", value=True),
            _switch("DisableKeyRotation", value=False),
            Call("PutKeyPolicy", fixed=_KEY, takes=("policy",)),
            Call("UpdateKeyDescription", fixed=_KEY, takes=("description",)),
        ),
        tags=Tags(
            add=Call("TagResource", fixed=_KEY, takes=("tags",)),
            remove=Call("UntagResource", fixed=_KEY),
            keys="TagKeys",
            listing=Call("ListResourceTags", fixed=_KEY),
        ),
        more=(
            More(
                Call("GetKeyRotationStatus", fixed=_KEY), "KeyRotationEnabled", "EnableKeyRotation"
            ),
            More(Call("GetKeyPolicy", fixed={**_KEY, "PolicyName": "default"}), "Policy", "Policy"),
        ),
        names={"deletionWindowInDays": "PendingWindowInDays"},
        outputs={"keyId": "{id}", "arn": "arn:aws:kms:{region}:{account}:key/{id}"},
    ),
    Entry(
        kind="aws:kms/alias:Alias",
        service="kms",
        create=Call("CreateAlias"),
        id="{name}",
        read=Call("ListAliases"),
        found="Aliases[?AliasName=='{name}'] | [0]",
        delete=Call("DeleteAlias"),
        updates=(Call("UpdateAlias", takes=("targetKeyId",)),),
        names={"name": "AliasName"},
        outputs={"arn": "arn:aws:kms:{region}:{account}:{id}"},
    ),
)
