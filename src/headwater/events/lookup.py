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
    if store.is_postgresql():
        return (
            f"SELECT {columns} FROM {keys} CROSS JOIN events_band b"  # noqa: S608
            f" CROSS JOIN LATERAL (SELECT r.* FROM events_range r WHERE {where} OFFSET 0) r"
        )
    return f"SELECT {columns} FROM {keys} CROSS JOIN events_band b CROSS JOIN events_range r WHERE {where}"  # noqa: S608


def role_bands(role: Role) -> str:
    """A condition for `ranges_holding`: ranges of this role only."""
    low = int(role) << BAND_BITS
    return f"AND b.band BETWEEN {low} AND {low + (1 << BAND_BITS) - 1}"


def events_within() -> str:
    """SQL for the events e whose positions are in the query ranges k(first, last), with an open WHERE.

    Parameters: those of `store.unnest` for (first, last).
    """
    keys = store.unnest("k", [("first", "int"), ("last", "int")])
    where = "e.id BETWEEN k.first AND k.last"
    if store.is_postgresql():
        # Left free, it compares every event with every range.
        return (
            f"{keys} CROSS JOIN LATERAL (SELECT e.* FROM events_event e WHERE {where} OFFSET 0) e WHERE TRUE"  # noqa: S608
        )
    return f"{keys} CROSS JOIN events_event e WHERE {where}"


def event_of_row(where: str) -> str:
    """SQL that joins to t the event e of its row `t.row_id`, where e fulfils a condition, with an open WHERE.

    Parameters: those of `where`.
    """
    where = f"e.id = t.row_id >> {ROW_BITS} AND {where}"
    if store.is_postgresql():
        # Left free, it may begin with the events, of which it believes that one is left: without statistics that is
        # all that it knows of a condition. What precedes would be looked up again for every event.
        return f"CROSS JOIN LATERAL (SELECT e.* FROM events_event e WHERE {where} OFFSET 0) e WHERE TRUE"  # noqa: S608
    return f"CROSS JOIN events_event e WHERE {where}"


def rows_of_events(table: str, columns: str, events: Collection[int]) -> list[tuple[Any, ...]]:
    """(event, *columns) of the rows of these events in a table whose key is (event << 20) + n."""
    if not events:
        return []
    keys = store.unnest("k", [("event", "int")])
    selected = ", ".join(f"r.{column.strip()}" for column in columns.split(","))
    where = f"r.id BETWEEN k.event << {ROW_BITS} AND (k.event << {ROW_BITS}) + {(1 << ROW_BITS) - 1}"
    if store.is_postgresql():
        # Left free, it compares every row of the table with every event.
        joined = f"CROSS JOIN LATERAL (SELECT r.* FROM {table} r WHERE {where} OFFSET 0) r"  # noqa: S608
    else:
        joined = f"CROSS JOIN {table} r WHERE {where}"
    return store.select(
        f"SELECT k.event, {selected} FROM {keys} {joined} ORDER BY r.id",  # noqa: S608
        store.arrays(sorted(events)),
    )
