"""What the rules say of a stack's resources, with what those cost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from cloud.costing import bill
from cloud.stack import Stack
from policies.pack import Report, judge
from policies.resources import Resource
from policies.site import site_of


def report_of(stack: Stack, resources: Sequence[Resource]) -> Report:
    """Ask every rule of some resources, with what they cost."""
    cost = bill(resources, stack.environment, stack.prices)
    monthly = None if cost.unpriced else cost.monthly
    return judge(resources, replace(site_of(stack.environment), monthly=monthly))
