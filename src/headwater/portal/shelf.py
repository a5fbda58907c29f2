"""The last day of a shelf life: as it was recorded, else as printed in the code beside its key.

What was recorded counts before what an address says, since anybody can write another date into an address.

>>> printed((("17", "290200"),), today=date(2026, 3, 2))
LastDay(day=datetime.date(2029, 2, 28), recorded=False, to_be_sold=False)
>>> recorded({"itemExpirationDate": "2027-09-06"})
LastDay(day=datetime.date(2027, 9, 6), recorded=True, to_be_sold=False)

Source: GS1 General Specifications, AIs (15), (16) and (17), and section 7.12 (which century two digits mean);
CBV 2.0, section 9.2 (itemExpirationDate, bestBeforeDate, sellByDate).
"""

from __future__ import annotations

from calendar import monthrange
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

RECORDED = ("itemExpirationDate", "bestBeforeDate", "sellByDate")
"""Attributes of master data, the one that counts first."""
PRINTED = ("17", "15", "16")
"""Their application identifiers."""
SELL_BY = ("sellByDate", "16")


@dataclass(frozen=True, slots=True)
class LastDay:
    """A day, and who says so."""

    day: date
    recorded: bool
    """Recorded as master data; otherwise it stands in the code."""
    to_be_sold: bool
    """The last day of sale; the thing is good for longer."""

    def passed(self, today: date) -> bool:
        """Whether the thing is past its shelf life."""
        return not self.to_be_sold and self.day < today


def last_day(
    recorded_dates: Mapping[str, str], attributes: Iterable[tuple[str, str]], *, today: date
) -> LastDay | None:
    """The last day; None where nobody tells one."""
    return recorded(recorded_dates) or printed(attributes, today=today)


def recorded(dates: Mapping[str, str]) -> LastDay | None:
    """Of dates or times of master data, by attribute; one that cannot be read is passed over."""
    for name in RECORDED:
        # Whoever recorded it may have written anything; only the day of a time counts.
        with suppress(ValueError):
            if name in dates:
                return LastDay(
                    date.fromisoformat(dates[name][:10]), recorded=True, to_be_sold=name in SELL_BY
                )
    return None


def printed(attributes: Iterable[tuple[str, str]], *, today: date) -> LastDay | None:
    """Of application identifiers and their values."""
    told = dict(attributes)
    for ai in PRINTED:
        if ai in told:
            return LastDay(_day(told[ai], today), recorded=False, to_be_sold=ai in SELL_BY)
    return None


def _day(value: str, today: date) -> date:
    year, month, day = int(value[:2]), int(value[2:4]), int(value[4:])
    difference = year - today.year % 100
    century = today.year // 100
    if difference >= 51:
        century -= 1
    elif difference <= -50:
        century += 1
    full_year = century * 100 + year
    return date(full_year, month, day or monthrange(full_year, month)[1])
