"""Calendar expressions of systemd: ``Sun 02:00``, ``*-*-01 06:00``, ``0/4:30``, ``hourly``."""

from __future__ import annotations

import re

from topology.problems import shown

_WORDS = "minutely|hourly|daily|weekly|monthly|quarterly|semiannually|yearly|annually"
_DAY = "(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)"


def _list_of(number: str) -> str:
    """Return the pattern of ``*``, figures, ranges and steps, joined by commas."""
    item = rf"(?:\*|{number}(?:\.\.{number})?)(?:/\d{{1,2}})?"
    return f"{item}(?:,{item})*"


_DAYS = rf"{_DAY}(?:(?:\.\.|,){_DAY})*"
_YEAR = _list_of(r"\d{4}")
_MONTH = _list_of("(?:0?[1-9]|1[0-2])")
_DAY_OF_MONTH = _list_of("(?:0?[1-9]|[12][0-9]|3[01])")
_DATE = rf"(?:{_YEAR}-)?{_MONTH}-{_DAY_OF_MONTH}"
_HOUR = _list_of("(?:[01]?[0-9]|2[0-3])")
_MINUTE = _list_of("[0-5]?[0-9]")
_TIME = rf"{_HOUR}:{_MINUTE}(?::{_MINUTE})?"
_CALENDAR = re.compile(rf"{_WORDS}|{_DAYS}(?: {_DATE})?(?: {_TIME})?|{_DATE}(?: {_TIME})?|{_TIME}")


def calendar_fault(written: str) -> str | None:
    """Say what is wrong with an expression; nothing, where systemd will understand it."""
    if _CALENDAR.fullmatch(written):
        return None
    return f"expected a calendar such as 'Sun 02:00', '0/4:30' or hourly; found {shown(written)}"
