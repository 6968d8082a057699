"""An output of AWS's is taken only where all of it is of the SDK's type."""

import pytest

from lab.aws import sdk

TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate"


@pytest.mark.parametrize(
    ("tags", "taken"), [({"a": "b"}, True), ([{"key": "a", "value": "b"}], False)]
)
def test_a_member_of_another_type_keeps_the_whole_out(tags: object, *, taken: bool) -> None:
    kind = sdk.outputs(TEMPLATE)["tagSpecifications"]
    value = [{"resourceType": "instance", "tags": tags}]
    assert (sdk.fitted(kind, value) is not None) is taken
