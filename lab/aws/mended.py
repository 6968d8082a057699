"""Moto's server, with the faults of moto mended that stand in a rehearsal's way.

Each mend is here because a call that AWS answers fails, or loses something, in moto alone. It is
told what moto does wrong, and a test holds that moto still does: a mend that nobody needs goes.
`python -m lab.aws.mended -H HOST -p PORT`
"""

from __future__ import annotations

from moto.rds.models import DBInstance
from moto.server import main


def remove_replica(self: DBInstance, replica: DBInstance) -> None:
    """Strike out a copy by the name that it was written down by.

    Moto notes a copy of another region by its ARN and strikes it out by its identifier: the
    removal fails half way, when the copy is gone and its source still names it.
    """
    abroad = self.region != replica.region
    self.replicas.remove(replica.db_instance_arn if abroad else replica.db_instance_identifier)


def mend() -> None:
    """Put every mend in moto's place."""
    DBInstance.remove_replica = remove_replica  # type: ignore[method-assign] # moto's is wrong


if __name__ == "__main__":
    mend()
    main()
