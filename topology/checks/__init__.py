"""Checks across a file, a pair and a finished environment; each returns all its complaints."""

from topology.checks.environment import environment_complaints
from topology.checks.networks import STAND_IN, fits, region_complaints
from topology.checks.pair import of_a_dc, pair_complaints
from topology.checks.platform import common_complaints, platform_complaints
from topology.checks.sight import Sight

__all__ = [
    "STAND_IN",
    "Sight",
    "common_complaints",
    "environment_complaints",
    "fits",
    "of_a_dc",
    "pair_complaints",
    "platform_complaints",
    "region_complaints",
]
