"""Where the parts of a lot are: its items, counted, and the amounts that are told by quantity.

Source: DESIGN.md, section 4 (place).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from headwater.epcis import times
from headwater.lineage.past import place_lives
from headwater.lineage.place import ENDS
from headwater.lineage.ranges import EMPTY
from headwater.tracing.answers import Part
from headwater.tracing.naming import iso
from headwater.tracing.stocks import Gone, Stocks
from headwater.tracing.subjects import is_lot

if TYPE_CHECKING:
    from collections.abc import Sequence

    from headwater.lineage.ranges import RangeSet
    from headwater.lineage.sweep import Placement
    from headwater.tracing.answers import Stock
    from headwater.tracing.graph import DatabaseGraph
    from headwater.tracing.naming import Directory
    from headwater.tracing.source import DatabaseSource


class Spread(NamedTuple):
    """Where a lot is."""

    parts: Sequence[Part]
    gone: Gone | None
    """How and when the last of it went, where nothing is left."""


def spread_of(
    lot: int, key: str, source: DatabaseSource, graph: DatabaseGraph, directory: Directory
) -> Spread:
    """Where a lot is: its items that have codes, most first, then what is told of it by quantity.

    Args:
        lot: the lot, with its key; nothing is known of where a bare product is.
        source: what counts and the viewer sees.
        graph: membership of lives, told by the source.
        directory: names of the answer.
    """
    if not is_lot(key):
        return Spread((), None)
    members = graph.members([lot]).get(lot, EMPTY)
    items = _of_items(members, source, graph, directory)
    stocks = Stocks([lot], source, directory)
    amounts = [_of_stock(row) for row in stocks.rows({lot})]
    ends = [gone for gone in (items.gone, stocks.gone().get(lot)) if gone is not None]
    is_left = amounts or (items.parts and items.gone is None)
    last = None if is_left else max(ends, key=lambda gone: gone.since, default=None)
    return Spread([*items.parts, *amounts], last)


def _of_items(
    members: RangeSet, source: DatabaseSource, graph: DatabaseGraph, directory: Directory
) -> Spread:
    if not members:
        return Spread((), None)
    items = graph.plain(members)
    _, placement = place_lives(source, members & items, graph.past(members, items))
    counts: dict[tuple[int, bool, int, int], int] = {}
    columns = (placement.place, placement.in_transit, placement.destination, placement.state)
    sizes = placement.last - placement.first + 1
    for *where, size in zip(*(column.tolist() for column in columns), sizes.tolist(), strict=True):
        place, in_transit, destination, state = where
        key = (0 if in_transit else place, bool(in_transit), destination if in_transit else 0, state)
        counts[key] = counts.get(key, 0) + size
    directory.learn_places({word for place, _, to, _ in counts for word in (place, to) if word})
    found = [
        Part(
            place=directory.place(place or None),
            in_transit=in_transit,
            destination=directory.place(destination or None),
            state=placement.states[state - 1] if state else None,
            objects=count,
        )
        for (place, in_transit, destination, state), count in counts.items()
    ]
    parts = sorted(found, key=lambda one: (-(one.objects or 0), _named(one)))
    return Spread(parts, _end(parts, placement, source))


def _end(parts: Sequence[Part], placement: Placement, source: DatabaseSource) -> Gone | None:
    """Of items whose lives are all over: how most of them ended, and when it was last told where one is."""
    if not parts or not all(part.state in ENDS for part in parts):
        return None
    ended: dict[str, int] = {}
    for part in parts:
        ended[part.state or ""] = ended.get(part.state or "", 0) + (part.objects or 0)
    facts = source.facts_of(set(placement.told_by.tolist()) - {0}).values()
    newest = max(facts, key=lambda fact: fact.order, default=None)
    if newest is None:
        return None
    return Gone(
        max(ended, key=lambda end: (ended[end], end)), iso(newest.time), times.format_offset(newest.offset)
    )


def _of_stock(row: Stock) -> Part:
    return Part(
        place=row.place,
        in_transit=row.in_transit,
        destination=row.destination,
        quantity=row.quantity,
        uom=row.uom,
        via=row.via,
        since=row.since,
        offset=row.offset,
        coded=row.coded,
    )


def _named(one: Part) -> tuple[bool, str, str, str]:
    return (
        one.in_transit,
        one.place.id if one.place else "",
        one.destination.id if one.destination else "",
        one.state or "",
    )
