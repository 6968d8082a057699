"""Checks across a file, a pair and a finished environment; each returns all its complaints."""

from topology.checks.environment import environment_complaints
from topology.checks.pair import pair_complaints
from topology.checks.platform import platform_complaints

__all__ = ["environment_complaints", "pair_complaints", "platform_complaints"]
