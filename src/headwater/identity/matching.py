"""Object ids by pattern: every object of a class, of a company prefix, or of a scheme.

Where ids are arithmetic a whole class is one range; elsewhere the ids are read from the dictionary, and those that
arrived one after the other are one range again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from headwater import store
from headwater.identity import layout
from headwater.identity.models import Layout
from headwater.lineage.ranges import RangeSet

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from headwater.gs1.patterns import Like

_LIKE = r"LIKE %s ESCAPE '\'"
_SSCC_DIGITS = 17
"""Without the check digit, which no id has."""


def ranges_like(patterns: Iterable[Like]) -> RangeSet:
    """Ids of all objects that match one of the patterns; those of numbers that were never named may be among them."""
    found: list[tuple[int, int]] = []
    for root, serial in patterns:
        rows = store.select(
            f"SELECT id, layout, number FROM identity_series WHERE key {_LIKE} ORDER BY id",  # noqa: S608
            [root],
        )
        for _, kind, number in rows:
            if kind == Layout.SSCC:
                found += _of_sscc(serial)
            elif kind == Layout.NUMERIC:
                found += _of_numbers(number, serial)
        series = [row[0] for row in rows if row[1] != Layout.SSCC]
        if series:
            found += _interned(series, serial)
            if serial is None:
                found += _issued(series)
    return RangeSet.from_pairs(found)


def _of_sscc(serial: str | None) -> Iterator[tuple[int, int]]:
    """Ranges of SSCCs: "_0614141__________" has a range for each extension digit."""
    if serial is None:
        yield layout.SSCC, layout.SSCC + 10**_SSCC_DIGITS - 1
        return
    known = serial[1:_SSCC_DIGITS].rstrip("_")
    size: int = 10 ** (_SSCC_DIGITS - 1 - len(known))
    for extension in range(10):
        first = layout.SSCC + int(f"{extension}{known}") * size
        yield first, first + size - 1


def _of_numbers(number: int, serial: str | None) -> Iterator[tuple[int, int]]:
    """Ranges of serials that are numbers: "9506000_%" has a range for each length."""
    base = layout.NUMERIC + (number << layout.SERIAL_BITS)
    if serial is None:
        yield base, base + (1 << layout.SERIAL_BITS) - 1
        return
    beginning = serial.removesuffix("_%")
    if beginning != serial and layout.is_plain_number(beginning):
        for more in range(1, layout.SERIAL_DIGITS - len(beginning) + 1):
            first = base + int(beginning) * 10**more
            yield first, first + 10**more - 1


def _interned(series: list[int], serial: str | None) -> Iterator[tuple[int, int]]:
    condition, parameters = ("", []) if serial is None else (f" AND s.serial {_LIKE}", [serial])
    (ids,) = store.columns(
        ["s.id"],
        f"FROM {store.unnest('k', [('id', 'int')])} CROSS JOIN identity_serial s WHERE s.series_id = k.id{condition}",
        [*store.arrays(series), *parameters],
    )
    return iter(RangeSet.from_arrays(ids, ids))


def _issued(series: list[int]) -> list[tuple[int, int]]:
    rows = store.select(
        f"SELECT b.first_id, b.first_id + b.count - 1 FROM {store.unnest('k', [('id', 'int')])}"  # noqa: S608
        " CROSS JOIN identity_block b WHERE b.series_id = k.id",
        store.arrays(series),
    )
    return [(first, last) for first, last in rows]


def classes_like(patterns: Iterable[str]) -> list[int]:
    """Ids of all classes whose keys match one of the patterns, lots not among them."""
    found: set[int] = set()
    for pattern in patterns:
        rows = store.select(
            f"SELECT id FROM identity_class WHERE product_id IS NULL AND key {_LIKE}",  # noqa: S608
            [pattern],
        )
        found.update(row[0] for row in rows)
    return sorted(found)
