"""Dates and times of day in values of application identifiers.

Each function takes digits of the right number and the AI for the message, and raises IdentifierError ("month", "day",
"hour", "minute", "second") where they tell no time.

Source: GS1 General Specifications, sections 3.4 and 7.12 (two-digit years).
"""

from __future__ import annotations

from calendar import monthrange

from headwater.gs1.errors import IdentifierError


def _date(value: str, ai: str, year: int, *, day_may_be_absent: bool) -> None:
    month, day = int(value[-4:-2]), int(value[-2:])
    if not 1 <= month <= 12:
        raise IdentifierError(
            "month", "The date “{value}” in AI ({ai}) has no valid month.", value=value, ai=ai
        )
    if not (day_may_be_absent and day == 0) and not 1 <= day <= monthrange(year, month)[1]:
        raise IdentifierError("day", "The date “{value}” in AI ({ai}) has no valid day.", value=value, ai=ai)


# Two digits of a year mean one within 50 years of today, so they are a leap year exactly when those of 2000 to 2099
# are; no clock is needed.
def yymmdd(value: str, ai: str) -> None:
    _date(value, ai, 2000 + int(value[:2]), day_may_be_absent=False)


def yymmd0(value: str, ai: str) -> None:
    _date(value, ai, 2000 + int(value[:2]), day_may_be_absent=True)


def yyyymmdd(value: str, ai: str) -> None:
    # The calendar repeats every 400 years, and year 0 lies outside of Python's.
    _date(value, ai, int(value[:4]) % 400 + 400, day_may_be_absent=False)


def hh(value: str, ai: str) -> None:
    if int(value) > 23:
        raise IdentifierError("hour", "“{value}” in AI ({ai}) is no hour of a day.", value=value, ai=ai)


def mi(value: str, ai: str) -> None:
    if int(value) > 59:
        raise IdentifierError("minute", "“{value}” in AI ({ai}) is no minute of an hour.", value=value, ai=ai)


def ss(value: str, ai: str) -> None:
    if int(value) > 59:
        raise IdentifierError(
            "second", "“{value}” in AI ({ai}) is no second of a minute.", value=value, ai=ai
        )


def hhmi(value: str, ai: str) -> None:
    hh(value[:2], ai)
    mi(value[2:], ai)
