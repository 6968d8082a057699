"""Moto's server, with the faults of moto mended that stand in a rehearsal's way.

Each mend is here because a call that AWS answers fails, or loses something, in moto alone. It is
told what moto does wrong, and a test holds that moto still does: a mend that nobody needs goes.
`python -m lab.aws.mended -H HOST -p PORT`
"""

from __future__ import annotations

import logging
from functools import cache
from typing import Any

from moto import backends
from moto.core import loaders, utils
from moto.rds.models import DBInstance, RDSBackend
from moto.server import main


def remove_replica(self: DBInstance, replica: DBInstance) -> None:
    """Strike out a copy by the name that it was written down by.

    Moto notes a copy of another region by its ARN and strikes it out by its identifier: the
    removal fails half way, when the copy is gone and its source still names it.
    """
    abroad = self.region != replica.region
    self.replicas.remove(replica.db_instance_arn if abroad else replica.db_instance_identifier)


_PROMOTE = RDSBackend.promote_read_replica


def promote_read_replica(self: RDSBackend, db_kwargs: dict[str, Any]) -> DBInstance:
    """Let a copy that was promoted follow nobody.

    Moto lets it write, and goes on saying whose copy it is: nobody could see who leads.
    """
    promoted = _PROMOTE(self, db_kwargs)
    source = promoted.source_db_instance_identifier
    if source:
        remove_replica(self.find_db_from_id(source), promoted)
        promoted.source_db_instance_identifier = None
    return promoted


def mend() -> None:
    """Put every mend in moto's place."""
    RDSBackend.promote_read_replica = promote_read_replica  # type: ignore[method-assign] # moto's is wrong
    DBInstance.remove_replica = remove_replica  # type: ignore[method-assign] # moto's is wrong


def quicken() -> None:
    """Spare it what it does at each call for nothing.

    It looks through its own folders for the names of its services, twice a call and one call after
    another; it looks through botocore's for each service; and it notes every call.
    """
    modules = tuple(backends.list_of_moto_modules())
    backends.list_of_moto_modules = lambda: modules
    vars(utils)["create_loader"] = cache(loaders.create_loader)
    logging.getLogger("werkzeug").setLevel(logging.WARNING)


if __name__ == "__main__":
    mend()
    quicken()
    main()
