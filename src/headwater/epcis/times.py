"""Points in time: ISO 8601 with a zone, and microseconds since 1970 UTC.

>>> parse("2026-03-02T08:00:00.5+08:00")
1772409600500000
>>> format(1772409600500000, 480)
'2026-03-02T08:00:00.500+08:00'

Source: EPCIS 2.0, section 7.3.2 (a time has a zone); XML Schema 1.1, dateTimeStamp.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from headwater.gs1.remembering import remembered

_TIME = re.compile(
    r"(\d{4}-\d\d-\d\d)T([01]\d|2[0-3]):([0-5]\d):([0-5]\d)(?:\.(\d+))?(Z|[+-](?:0\d|1[0-3]):[0-5]\d|[+-]14:00)",
    re.ASCII,
)
_OFFSET = re.compile(r"[+-](?:(?:0\d|1[0-3]):[0-5]\d|14:00)", re.ASCII)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SECOND = 1_000_000
_MINUTE = 60 * _SECOND


class TimeError(ValueError):
    """Text that is no time, with the reason as a stable code and a template with parameters."""

    def __init__(self, code: str, template: str, **params: object) -> None:
        super().__init__(template.format(**params))
        self.code = code
        self.template = template
        self.params = params


@lru_cache(maxsize=4096)
def _day(date: str) -> int:
    """Microseconds from 1970 to the start of "yyyy-mm-dd"."""
    return (datetime.fromisoformat(date).replace(tzinfo=UTC) - _EPOCH).days * 86_400 * _SECOND


@lru_cache(maxsize=4096)
def _zone(zone: str) -> int:
    """Microseconds east of UTC of "Z" or "+hh:mm"."""
    return 0 if zone == "Z" else offset_minutes(zone) * _MINUTE


@remembered(1024)
def parse(text: str) -> int:
    """Read a time such as "2026-03-02T08:00:00.000+08:00".

    Returns:
        Microseconds since 1970-01-01 UTC; further digits are cut, so that rounding to milliseconds later
        looks at the true fourth decimal.

    Raises:
        TimeError: no time, no zone, or a day that does not exist.
    """
    match = _TIME.fullmatch(text)
    if match is None:
        raise _why(text)
    date, hour, minute, second, fraction, zone = match.groups()
    try:
        day = _day(date)
    except ValueError:
        raise TimeError(
            "time-no-such-day", "{value!r} names a day that does not exist.", value=text
        ) from None
    us = day + (int(hour) * 3600 + int(minute) * 60 + int(second)) * _SECOND - _zone(zone)
    if fraction:
        us += int(fraction[:6].ljust(6, "0"))
    return us


def _why(text: str) -> TimeError:
    if re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?", text, re.ASCII):
        return TimeError("time-no-zone", "{value!r} has no time zone.", value=text)
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII):
        return TimeError("time-no-clock", "{value!r} is a day, without a time and a time zone.", value=text)
    return TimeError(
        "time-format", '{value!r} is not a time like "2026-03-02T08:00:00.000+08:00".', value=text
    )


@lru_cache(maxsize=2048)
def offset_minutes(text: str) -> int:
    """Minutes east of UTC of "+hh:mm" or "-hh:mm", from -14:00 to +14:00.

    Raises:
        TimeError: another form, or farther than 14 hours.
    """
    if _OFFSET.fullmatch(text) is None:
        raise TimeError("offset-format", '{value!r} is not a time zone offset like "+08:00".', value=text)
    minutes = int(text[1:3]) * 60 + int(text[4:6])
    return -minutes if text[0] == "-" else minutes


def moment(us: int) -> datetime:
    """Microseconds since 1970 as a moment of UTC.

    Raises:
        TimeError: UTC has none such, as of 9999-12-31T23:59:59-14:00.
    """
    try:
        return _EPOCH + timedelta(microseconds=us)
    except OverflowError:
        raise TimeError("time-range", "In UTC, the time is outside the years 1 to 9999.") from None


def microseconds(when: datetime) -> int:
    """Of a moment with a zone, since 1970 UTC: the inverse of `moment`, and exact, which no double is after 2255."""
    return (when - _EPOCH) // timedelta(microseconds=1)


def format(us: int, offset_minutes: int = 0) -> str:  # noqa: A001  (the counterpart of parse)
    """Write microseconds since 1970 UTC as a time of the zone `offset_minutes` east, "Z" for zero.

    Three decimals, or six where the microseconds ask for them.

    Raises:
        TimeError: as from `moment`.
    """
    local = moment(us + offset_minutes * _MINUTE)
    text = local.replace(tzinfo=None).isoformat(timespec="milliseconds" if us % 1000 == 0 else "microseconds")
    if offset_minutes == 0:
        return text + "Z"
    return text + format_offset(offset_minutes)


def format_offset(minutes: int) -> str:
    """Write minutes east of UTC as "+hh:mm" or "-hh:mm"."""
    hours, rest = divmod(abs(minutes), 60)
    return f"{'-' if minutes < 0 else '+'}{hours:02d}:{rest:02d}"
