"""The last day of a shelf life, as printed in the code beside its key.

>>> last_day((("17", "290200"),), today=date(2026, 3, 2))
datetime.date(2029, 2, 28)

Source: GS1 General Specifications, AIs (15) and (17), and section 7.12 (which century two digits mean).
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

EXPIRY, BEST_BEFORE = "17", "15"


def last_day(attributes: Iterable[tuple[str, str]], *, today: date) -> date | None:
    """The expiry date, else the best-before date; None where the code tells neither."""
    told = dict(attributes)
    for ai in (EXPIRY, BEST_BEFORE):
        if ai in told:
            return _day(told[ai], today)
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
