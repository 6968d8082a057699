"""What the voters keep, and what they say of it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

RECORD = "/tandem/lease/record"
"""The key of the record: written when the lease is given, taken or shut."""
BEAT = "/tandem/lease/beat"
"""The key that renewals write, so that the voters agree on each of them."""
POSITION = "/tandem/lease/position"
"""The key of how far the leading database was when its host last renewed."""
LOCK = "/tandem/lease/lock"
"""The key of the run that alone may change a site."""
AUTOMATIC = "/tandem/lease/automatic"
"""The key of the last failover that nobody decided, until somebody has acknowledged it."""
JOURNALS = "/tandem/lease/journal/"
"""Where runs write down what they did, so that another machine can go on."""


@dataclass(frozen=True)
class Record:
    """Whom the lease is given to."""

    site: str
    is_open: bool
    """Whether the doors of that site may stand open; those of the other never may."""
    by: str
    """The run that wrote it, for people."""

    def text(self) -> str:
        """Return it as voters keep it."""
        return json.dumps(asdict(self), sort_keys=True)

    @classmethod
    def parsed(cls, text: str) -> Record:
        """Return what was kept."""
        return cls(**json.loads(text))


@dataclass(frozen=True)
class View:
    """What a majority of the voters said at one moment."""

    record: Record | None
    revision: int
    """Of the record: another one with every change; 0 without a record."""

    def is_open_for(self, site: str) -> bool:
        """Tell whether a site may lead."""
        return self.record is not None and self.record.is_open and self.record.site == site


@dataclass(frozen=True)
class Answer:
    """What came of one request to the voters."""

    renewed: bool
    view: View
