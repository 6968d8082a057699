"""Checks of backups: everything that is kept has a policy, and the policy can be carried out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from topology.checks.calendars import calendar_fault
from topology.checks.known import Check, Known
from topology.platform import Platform
from topology.problems import nearest
from topology.stores import Engine
from topology.units import span
from topology.validate import Complaint

CONFIGURATION = "configuration"

_OF_ONE_ENGINE: Mapping[str, Engine] = {"pgbackrest": "postgresql", "mariadb-backup": "mysql"}
_RHYTHMS = ("full", "differential", "incremental", "offsite", "restore_test")


def _subjects(platform: Platform, _: Known) -> Iterator[Complaint]:
    subjects = {CONFIGURATION, *platform.stores, *platform.files}
    for name in platform.backup:
        if name not in subjects:
            message = f"there is no store and there are no files '{name}'{nearest(name, subjects)}"
            yield ("backup", name), message
    refilled = {
        name
        for name, store in platform.stores.items()
        if all(copied.between == "rebuilt" for copied in store.sizes.values())
    }
    for name in sorted(subjects - refilled - set(platform.backup)):
        message = "is missing; expected a policy, as for all that is not `rebuilt` at every size"
        yield ("backup", name), message


def _methods(platform: Platform, _: Known) -> Iterator[Complaint]:
    for name, policy in platform.backup.items():
        engine = _OF_ONE_ENGINE.get(policy.method)
        store = platform.stores.get(name)
        if engine and (store is None or store.engine != engine):
            what = f"of {store.engine}" if store else "no database"
            message = f"{policy.method} backs up {engine} alone, and '{name}' is {what}"
            yield ("backup", name, "method"), f"{message}; write another method, such as restic"


def _keep(platform: Platform, _: Known) -> Iterator[Complaint]:
    for name, policy in platform.backup.items():
        keep = policy.keep
        pairs = (
            ("weekly", keep.weekly, "daily", keep.daily),
            ("monthly", keep.monthly, "weekly", keep.weekly),
        )
        for rarer, longer, rhythm, shorter in pairs:
            if longer < shorter:
                found = f"{span(longer)} is shorter than `{rhythm}: {span(shorter)}`"
                yield ("backup", name, "keep", rarer), f"{found}; rarer backups are kept longer"


def _rhythms(platform: Platform, _: Known) -> Iterator[Complaint]:
    for name, policy in platform.backup.items():
        for rhythm in _RHYTHMS:
            written = getattr(policy, rhythm)
            if written and (fault := calendar_fault(written)):
                yield ("backup", name, rhythm), fault


CHECKS: tuple[Check[Platform], ...] = (
    (_subjects, {"stores", "files", "backup"}),
    (_methods, {"stores"}),
    (_keep, set()),
    (_rhythms, set()),
)
