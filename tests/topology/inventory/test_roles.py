"""Every variable is named and typed in one place."""

from tests.topology.every import everywhere, load
from tests.topology.inventory.told import Chosen, derived
from topology.inventory.everywhere import Own
from topology.inventory.roles import ROLES

KNOWN = {
    name: role for role, kinds in ROLES.items() for kind in kinds for name in kind.__annotations__
}
"""Every variable that a class names, and its role."""


def test_a_variable_carries_the_prefix_of_its_role() -> None:
    outside = [name for name, role in KNOWN.items() if not name.startswith(f"{role}_")]
    assert outside == ["ansible_host"]  # Ansible's own


@everywhere
def test_every_variable_is_named_by_a_class(chosen: Chosen) -> None:
    found = derived(*chosen)
    used = {name for group in found.values() for name in group.get("vars", {})}
    used |= {name for own in found["_meta"]["hostvars"].values() for name in own}
    assert {name for name in used - set(KNOWN) if not name.endswith("_services")} == set()


@everywhere
def test_a_role_gets_all_that_its_class_names_or_nothing(chosen: Chosen) -> None:
    found = derived(*chosen)
    whole = [set(kind.__annotations__) for kinds in ROLES.values() for kind in kinds if kind != Own]
    for group in found.values():
        got = set(group.get("vars", {}))
        assert [names for names in whole if names & got and not names <= got] == []


@everywhere
def test_every_service_comes_with_what_the_catalogue_says(chosen: Chosen) -> None:
    environment = load(*chosen)
    for name, group in derived(*chosen).items():
        if name.startswith("tier_"):
            services = [v for key, v in group["vars"].items() if key.endswith("_services")]
            described = {each for variable in services for each in variable}
            first = next(h for h in environment.hosts if h.name == group["hosts"][0])
            assert described - {"chrony"} == set(first.services)
