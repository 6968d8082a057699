"""What an environment costs a month in AWS: each line from what the model derives of it."""

from topology.cost.estimate import Estimate, Verdict, estimate, judge
from topology.cost.lines import Line

__all__ = ["Estimate", "Line", "Verdict", "estimate", "judge"]
