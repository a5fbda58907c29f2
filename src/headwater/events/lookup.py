"""SQL by which rows of the event store are found: by object, and by event.

"Which ranges hold this id" is asked band by band, so that each look-up is a narrow slice of one index. The
joins are written in the order in which they must run: left free, both databases choose a scan of the whole
table, or repeat one look-up for each row of another (measured 100 to 1000 times slower).
`tests/app/tracing/test_plans.py` asserts the plans.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from headwater import store
from headwater.events.codes import BAND_BITS, ROW_BITS, Role

if TYPE_CHECKING:
    from collections.abc import Collection


def ranges_holding(columns: str, extra: str = "") -> str:
    """SQL for the ranges r that overlap the query ranges k(first, last), by way of the bands b.

    `columns` are what to select; `extra` is a condition on b or r. Parameters: those of `store.unnest` for
    (first, last).
    """
    keys = store.unnest("k", [("first", "int"), ("last", "int")])
    reach = "k.first - (CAST(1 AS bigint) << (b.band & 63)) + 1"
    where = f"r.band = b.band AND r.first BETWEEN {reach} AND k.last AND r.last >= k.first {extra}"
    ranges = store.looked_up("events_range", "r", where)
    return f"SELECT {columns} FROM {keys} CROSS JOIN events_band b {ranges}"  # noqa: S608


def role_bands(role: Role) -> str:
    """A condition for `ranges_holding`: ranges of this role only."""
    low = int(role) << BAND_BITS
    return f"AND b.band BETWEEN {low} AND {low + (1 << BAND_BITS) - 1}"


def events_within() -> str:
    """SQL for the events e whose positions are in the query ranges k(first, last), with an open WHERE.

    Parameters: those of `store.unnest` for (first, last).
    """
    keys = store.unnest("k", [("first", "int"), ("last", "int")])
    return f"{keys} {store.looked_up('events_event', 'e', 'e.id BETWEEN k.first AND k.last')} WHERE TRUE"


def event_of_row(where: str, row: str = "t.row_id") -> str:
    """SQL that joins the event e of a row, where e fulfils a condition, with an open WHERE.

    Parameters: those of `where`. `row` is the key of the row, (event << 20) + n.
    """
    return f"{store.looked_up('events_event', 'e', f'e.id = {row} >> {ROW_BITS} AND {where}')} WHERE TRUE"


def rows_of_events(table: str, columns: str, events: Collection[int]) -> list[tuple[Any, ...]]:
    """(event, *columns) of the rows of these events in a table whose key is (event << 20) + n."""
    if not events:
        return []
    keys = store.unnest("k", [("event", "int")])
    selected = ", ".join(f"r.{column.strip()}" for column in columns.split(","))
    where = f"r.id BETWEEN k.event << {ROW_BITS} AND (k.event << {ROW_BITS}) + {(1 << ROW_BITS) - 1}"
    return store.select(
        f"SELECT k.event, {selected} FROM {keys} {store.looked_up(table, 'r', where)} ORDER BY r.id",  # noqa: S608
        store.arrays(sorted(events)),
    )
