"""IAM: roles, their policies, and the profiles by which instances wear them."""

from __future__ import annotations

from lab.aws.entry import Call, Entry, Tags

_ROLE = {"RoleName": "{name}"}
_PARENT = {"RoleName": "{role}"}
ONE = "us-east-1"
"""IAM is worldwide; its signatures are made for this region."""

ENTRIES = (
    Entry(
        kind="aws:iam/role:Role",
        service="iam",
        region=ONE,
        create=Call("CreateRole"),
        id="{name}",
        read=Call("GetRole", fixed=_ROLE),
        found="Role",
        delete=Call("DeleteRole", fixed=_ROLE),
        updates=(
            Call("UpdateAssumeRolePolicy", fixed=_ROLE, takes=("assumeRolePolicy",)),
            Call("UpdateRole", fixed=_ROLE, takes=("description", "maxSessionDuration")),
        ),
        names={"name": "RoleName", "assumeRolePolicy": "AssumeRolePolicyDocument"},
        tags=Tags(
            add=Call("TagRole", fixed=_ROLE, takes=("tags",)),
            remove=Call("UntagRole", fixed=_ROLE),
            keys="TagKeys",
        ),
        outputs={"arn": "arn:aws:iam::{account}:role/{id}"},
    ),
    Entry(
        kind="aws:iam/rolePolicy:RolePolicy",
        service="iam",
        region=ONE,
        create=Call("PutRolePolicy"),
        id="{role}:{name}",
        read=Call("GetRolePolicy", fixed={**_PARENT, "PolicyName": "{name}"}),
        delete=Call("DeleteRolePolicy", fixed={**_PARENT, "PolicyName": "{name}"}),
        updates=(Call("PutRolePolicy", fixed=_PARENT, takes=("name", "policy")),),
        replace=("name", "role"),
        names={"role": "RoleName", "name": "PolicyName", "policy": "PolicyDocument"},
    ),
    Entry(
        kind="aws:iam/rolePolicyAttachment:RolePolicyAttachment",
        service="iam",
        region=ONE,
        create=Call("AttachRolePolicy"),
        id="{role}/{policyArn}",
        read=Call("ListAttachedRolePolicies", fixed=_PARENT),
        found="AttachedPolicies[?PolicyArn=='{policyArn}'] | [0]",
        delete=Call("DetachRolePolicy"),
        names={"role": "RoleName"},
    ),
    Entry(
        kind="aws:iam/instanceProfile:InstanceProfile",
        service="iam",
        region=ONE,
        create=Call("CreateInstanceProfile"),
        id="{name}",
        read=Call("GetInstanceProfile", fixed={"InstanceProfileName": "{name}"}),
        found="InstanceProfile",
        delete=Call("DeleteInstanceProfile", fixed={"InstanceProfileName": "{name}"}),
        updates=(
            Call(
                "AddRoleToInstanceProfile",
                fixed={"InstanceProfileName": "{name}"},
                takes=("role",),
            ),
        ),
        before_delete=(
            Call(
                "RemoveRoleFromInstanceProfile",
                fixed={"InstanceProfileName": "{name}"},
                takes=("role",),
            ),
        ),
        replace=("role",),
        names={"name": "InstanceProfileName", "role": "RoleName"},
        seen={"role": "Roles[0].RoleName"},
        tags=Tags(
            add=Call(
                "TagInstanceProfile", fixed={"InstanceProfileName": "{name}"}, takes=("tags",)
            ),
            remove=Call("UntagInstanceProfile", fixed={"InstanceProfileName": "{name}"}),
            keys="TagKeys",
        ),
        outputs={"arn": "arn:aws:iam::{account}:instance-profile/{id}"},
    ),
)
