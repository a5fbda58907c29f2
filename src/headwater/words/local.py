"""Days, times and degrees as a reader of the current language wants them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

from django.utils.formats import date_format, number_format
from django.utils.translation import get_language

if TYPE_CHECKING:
    from collections.abc import Iterable

UNITS = {
    "CEL": "°C", "FAH": "°F", "KEL": "K", "GRM": "g", "KGM": "kg", "TNE": "t", "MLT": "ml", "LTR": "l", "P1": "%",
    "A93": "g/m³", "PAL": "Pa", "BAR": "bar", "LUX": "lx",
}  # fmt: skip
"""UN/ECE codes whose sign people know better."""


def moment(time: str, offset: str = "+00:00") -> datetime:
    """A UTC time of an answer ("2026-03-02T00:00:00.000Z") on the clock of the place where it happened."""
    instant = datetime.fromisoformat(time)
    return instant.astimezone(_zone(offset))


def day(when: date) -> str:
    """ "2 March 2026" or 2026年3月2日. Django would turn it to the server's zone; the place's own is kept."""
    return _day(when.year, when.month, when.day, get_language())


@lru_cache(maxsize=4096)
def _day(year: int, month: int, day_of_month: int, _language: str | None) -> str:
    # Django's English format, "March 2, 2026", shortens some months and not others.
    return date_format(date(year, month, day_of_month), "Y年n月j日" if _chinese() else "j F Y")


def clock(when: datetime) -> str:
    """ "08:30", in the place's own time."""
    return f"{when:%H:%M}"


def zone(offset: str) -> str:
    """ "UTC+08:00", the name of the clock that stands so far from UTC; "UTC" of its own, and where none is known."""
    return "UTC" if offset in ("", "Z", "+00:00", "-00:00") else f"UTC{offset}"


def listed(texts: Iterable[str | None]) -> str:
    """ "Clearspring Dairy, Na Li": those there are, one after the other. Chinese has a comma of its own for that."""
    return ("、" if _chinese() else ", ").join(text for text in texts if text)


def measure(value: Decimal, unit: str | None) -> str:
    """ "4.5 °C", with a true minus sign."""
    text = number_format(value.normalize().quantize(Decimal("0.1")), decimal_pos=None)
    text = text.removesuffix(".0").replace("-", "−")
    return f"{text} {UNITS.get(unit or '', unit or '')}".strip()


def _zone(offset: str) -> timezone:
    if offset in ("", "Z"):
        return UTC
    hours, minutes = offset[1:].split(":")
    span = timedelta(hours=int(hours), minutes=int(minutes))
    return timezone(-span if offset[0] == "-" else span)


def _chinese() -> bool:
    return (get_language() or "").startswith("zh")
