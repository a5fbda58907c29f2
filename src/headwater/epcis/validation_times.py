"""Times of an event: a real day, a zone, and a year in which goods were tracked."""

from __future__ import annotations

from headwater.epcis import times
from headwater.epcis.errors import Problem, problem

FIRST_YEAR = 1900
LAST_YEAR = 2199
_FIRST = times.parse(f"{FIRST_YEAR}-01-01T00:00:00Z")
_AFTER = times.parse(f"{LAST_YEAR + 1}-01-01T00:00:00Z")


def check_time(text: str, path: str, problems: list[Problem]) -> int | None:
    """Refuse what is no time and years that only mistakes make; answers microseconds since 1970 if good."""
    try:
        us = times.parse(text)
    except times.TimeError as error:
        problems.append(problem(error.code, path, error.template, **error.params))
        return None
    if not _FIRST <= us < _AFTER:
        problems.append(
            problem(
                "time-year",
                path,
                "{value!r} lies outside the years {first} to {last}.",
                value=text,
                first=FIRST_YEAR,
                last=LAST_YEAR,
            )
        )
        return None
    return us


def check_offset(text: str, path: str, problems: list[Problem]) -> None:
    """Refuse what is no offset from -14:00 to +14:00."""
    try:
        times.offset_minutes(text)
    except times.TimeError as error:
        problems.append(problem(error.code, path, error.template, **error.params))
