"""Totals of a trace: how much, where all of it is now, and who has it."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np

from headwater import store
from headwater.events.lookup import event_of_row
from headwater.lineage.facts import SOLD
from headwater.lineage.past import place_lives
from headwater.lineage.place import ENDS
from headwater.lineage.quantities import exactly
from headwater.lineage.ranges import EMPTY, RangeSet
from headwater.tracing.answers import PlaceCount, Quantity, Summary
from headwater.tracing.balances import Piece, balances
from headwater.tracing.shipments import shipments

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from headwater.lineage.ranges import Bool
    from headwater.lineage.sweep import Placement
    from headwater.tracing.graph import DatabaseGraph
    from headwater.tracing.naming import Directory
    from headwater.tracing.source import DatabaseSource
    from headwater.tracing.stocks import Stocks
    from headwater.tracing.traces import Walked


def summarise(
    *,
    walked: Walked,
    seen_lots: Collection[int],
    seen_items: RangeSet,
    containers: int,
    events: Collection[int],
    hidden: int,
    source: DatabaseSource,
    graph: DatabaseGraph,
    locate: bool,
    stocks: Stocks,
    stocked: Collection[int],
    directory: Directory,
) -> Summary:
    """Totals over what the viewer sees; places of items only where `locate` asks for them."""
    downstream = walked.forward if locate else EMPTY
    past = graph.past(downstream, seen_items)
    now = downstream & seen_items
    lived, placement = place_lives(source, now, past)
    forward = now | RangeSet.from_pairs((vertex, vertex + life.last - life.first) for vertex, life in past)
    # Items tell the balance of a lot only where all of them are in the trace.
    members, facts = _facts(graph.members(seen_lots), walked.pieces, graph)
    whole = {lot for lot, objects in members.items() if objects <= forward}
    counted = [piece for piece in facts if piece[2] in whole]
    locations, holders, unlocated = _where(placement, directory)
    return Summary(
        lots=len(seen_lots),
        objects=seen_items.count,
        containers=containers,
        events=len(events),
        quantities=_quantities(walked.ends & set(seen_lots), source),
        locations=locations,
        in_transit=placement.count_in_transit,
        unlocated=unlocated,
        holders=holders,
        shipments=shipments(placement, source, directory),
        balance=balances(
            walked.followed & set(seen_lots), members, counted, lived, stocks, source, directory
        ),
        stock=stocks.rows(stocked),
        hidden=hidden,
        ended={end: count for end in ENDS if (count := _count_in(placement, end))},
    )


def _facts(
    members: Mapping[int, RangeSet], pieces: Sequence[Piece], graph: DatabaseGraph
) -> tuple[Mapping[int, RangeSet], Sequence[Piece]]:
    """Members of lots, and (first, last, lot) of some of them, without those that claims alone tell of.

    A claim is in scope, and changes the balance of nobody's lot.
    """
    claimed = graph.stored.claimed()
    if not claimed:
        return members, pieces
    left = {lot: objects - graph.lived(objects, claimed.get(lot, EMPTY)) for lot, objects in members.items()}
    facts = [
        (*pair, lot)
        for first, last, lot in pieces
        for pair in (RangeSet.from_pairs([(first, last)]) & left[lot] if lot in left else ())
    ]
    return {lot: objects for lot, objects in left.items() if objects}, facts


def _where(placement: Placement, directory: Directory) -> tuple[list[PlaceCount], list[PlaceCount], int]:
    """Objects by place and by the organisation whose place it is, most first; and how many are nowhere."""
    counts = placement.count_by_place()
    sold = _sold_by_place(placement)
    directory.learn_places(counts)
    owners: dict[int, int] = {}
    sold_by: dict[int, int] = {}
    locations = []
    for word, count in counts.items():
        place = directory.place(word)
        assert place is not None
        locations.append(
            PlaceCount(
                place.id, place.name, place.name_zh, count, place.latitude, place.longitude, sold.get(word, 0)
            )
        )
        owner = directory.owner(word)
        if owner is not None:
            owners[owner] = owners.get(owner, 0) + count
            sold_by[owner] = sold_by.get(owner, 0) + sold.get(word, 0)
    directory.learn_organisations(owners)
    holders = [
        PlaceCount(
            directory.party(owner),
            directory.organisation(owner).name,
            directory.organisation(owner).name_zh,
            count,
            sold=sold_by[owner],
        )
        for owner, count in owners.items()
    ]
    total = int((placement.last - placement.first + 1).sum())
    unlocated = total - sum(counts.values()) - placement.count_in_transit
    return _most_first(locations), _most_first(holders), unlocated


def _in_state(placement: Placement, state: str) -> Bool:
    """Which ranges are in a state."""
    code = placement.states.index(state) + 1 if state in placement.states else -1
    found: Bool = placement.state == code
    return found


def _count_in(placement: Placement, state: str) -> int:
    return int((placement.last - placement.first + 1)[_in_state(placement, state)].sum())


def _sold_by_place(placement: Placement) -> dict[int, int]:
    """How many objects were sold at each place."""
    at = np.flatnonzero(_in_state(placement, SOLD) & (placement.place > 0))
    places, which = np.unique(placement.place[at], return_inverse=True)
    totals = np.zeros(len(places), np.int64)
    np.add.at(totals, which, (placement.last - placement.first + 1)[at])
    return dict(zip(places.tolist(), totals.tolist(), strict=True))


def _most_first(found: list[PlaceCount]) -> list[PlaceCount]:
    return sorted(found, key=lambda one: (-one.objects, one.id))


def _quantities(lots: Collection[int], source: DatabaseSource) -> list[Quantity]:
    """How much was made of these lots, unit by unit: what transformations gave out, or events began.

    An event that several organisations captured made it once.
    """
    live, parameters = source.live()
    rows = store.select(
        f"SELECT q.quantity, q.uom, e.digest, e.capturer_id FROM {store.unnest('k', [('lot', 'int')])}"  # noqa: S608
        f" {store.looked_up('events_quantity', 'q', 'q.item_class = k.lot AND q.quantity IS NOT NULL')}"
        f" {event_of_row(live, 'q.id')} AND (q.role = 4 OR (q.role = 0 AND e.type = 1 AND e.rank = 0))",
        [*store.arrays(sorted(lots)), *parameters],
    )
    told: dict[bytes, dict[int, list[tuple[str, str | None]]]] = {}
    for value, uom, digest, capturer in rows:
        told.setdefault(bytes(digest), {}).setdefault(capturer, []).append((value, uom))
    totals: dict[str | None, Decimal] = {}
    with exactly():
        for by_capturer in told.values():
            for value, uom in by_capturer[min(by_capturer)]:  # whose records `Stockroom` takes
                totals[uom] = totals.get(uom, Decimal(0)) + Decimal(value)
    return [Quantity(totals[uom], uom) for uom in sorted(totals, key=lambda uom: uom or "")]
