"""OS and service tuning of a host, from its memory, cores, disks, network and duties.

    host -> what of it decides (`machine`) -> what every rule asks for -> merged -> `Tuning`

A rule is a small function from the machine to settings, each with its reason; `memory` first
divides the memory, so that services of one host cannot together want more than there is, and
`merge` says which wish wins. Hosts that agree in everything that decides share one result.
"""

from topology.tuning.derive import Tuning, tuning
from topology.tuning.kinds import Kind, everywhere, kinds
from topology.tuning.managed import tuning_for_managed
from topology.tuning.settings import Area, Setting

__all__ = [
    "Area",
    "Kind",
    "Setting",
    "Tuning",
    "everywhere",
    "kinds",
    "tuning",
    "tuning_for_managed",
]
