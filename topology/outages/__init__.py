"""How long each kind of failure stops writes, from the configured timers, with the arithmetic.

Every figure is the worst case: the failure comes right after the last good check. What takes time
and is no timer of ours (a promotion, a start) is a figure of ``platforms/shared/timers.yml`` that
says whether it was measured, is documented, or is only assumed.
"""

from topology.outages.budgets import timer_complaints
from topology.outages.events import outages
from topology.outages.scene import Outage, Term

__all__ = ["Outage", "Term", "outages", "timer_complaints"]
