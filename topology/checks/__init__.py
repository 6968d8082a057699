"""Checks across a file, a pair and a finished environment; each returns all its complaints."""

from topology.checks.environment import environment_complaints
from topology.checks.pair import pair_complaints
from topology.checks.platform import common_complaints, platform_complaints

__all__ = [
    "common_complaints",
    "environment_complaints",
    "pair_complaints",
    "platform_complaints",
]
