"""Mass balance of the lots of a trace, each seen from the organisation that made it.

The quantities of a lot are booked as events tell them, those inside of containers with what happens to these; its
items that have codes are counted where they are, in a row of their own. Source: DESIGN.md, section 4.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np

from headwater import store
from headwater.events.lookup import event_of_row
from headwater.identity import dictionary
from headwater.lineage import balance as books
from headwater.lineage.facts import DESTROYED, SOLD
from headwater.lineage.place import CONSUMED, DECOMMISSIONED
from headwater.lineage.segments import alike, overlapping
from headwater.tracing.answers import Balance
from headwater.tracing.around import is_own
from headwater.tracing.naming import link

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from headwater.lineage.facts import Fact
    from headwater.lineage.sweep import Placement
    from headwater.tracing.naming import Directory
    from headwater.tracing.source import DatabaseSource
    from headwater.tracing.stocks import Stocks

Piece = tuple[int, int, int]
"""(first, last, lot)."""


def balances(
    lots: Collection[int],
    coded: Collection[int],
    pieces: Sequence[Piece],
    placement: Placement,
    stocks: Stocks,
    source: DatabaseSource,
    directory: Directory,
) -> list[Balance]:
    """Balances of lots, by lot and unit, the row of their items last.

    Args:
        lots: those that the viewer sees.
        coded: those of them that have items with codes.
        pieces: which objects belong to which of them, of lots that are in the trace with all their objects.
        placement: where these objects are.
        stocks: what is told of these lots by quantity.
        source: what counts and the viewer sees.
        directory: names of the answer.
    """
    keys = dictionary.classes(lots)
    counted = _counted(pieces, placement, _makers({lot for _, _, lot in pieces}, source), directory)
    found = []
    for lot in sorted(lots, key=lambda one: keys[one]):
        booked = _booked(lot, stocks)
        if lot in coded and not any(one.bucket in ("made", "received") for one in booked):
            booked = []  # nobody said how much there was: its items tell
        found += [_answer(link(keys[lot]), row) for row in books.balance(booked)]
        if lot in counted:
            found.append(_answer(link(keys[lot]), counted[lot], items=True))
    return found


def _answer(lot: str, row: books.Balance, *, items: bool = False) -> Balance:
    return Balance(
        lot=lot,
        uom=row.uom,
        items=items,
        made=row.made,
        received=row.received,
        on_hand=row.on_hand,
        shipped=row.shipped,
        consumed=row.consumed,
        sampled=row.sampled,
        lost=row.lost,
        returned=row.returned,
        unaccounted=row.unaccounted,
    )


def _booked(lot: int, stocks: Stocks) -> list[books.Movement]:
    """What the organisation that made a lot, or first told of it, booked; and what its containers tell."""
    maker, room = stocks.amounts.maker(lot), stocks.rooms.get(lot)
    if maker is None or room is None:
        return []
    told = [one for one in stocks.amounts.by_lot[lot] if not one.claim] + room.honoured
    booked = []
    for one in told:
        fact = one.fact
        what = books.bucket(fact.type, fact.action, fact.step, fact.disposition, one.role)
        is_own = fact.capturer == maker.capturer and fact.event not in stocks.amounts.inner
        if what is not None and one.quantity is not None and is_own:
            booked.append(books.Movement(fact.order, what, one.quantity, one.uom))
    return booked + room.carriage.booked


_LEFT: Mapping[str, str] = {CONSUMED: "consumed", SOLD: "shipped", DESTROYED: "lost", DECOMMISSIONED: "lost"}
"""Ends of life, as columns of the balance."""


def _makers(lots: Collection[int], source: DatabaseSource) -> dict[int, Fact]:
    """The event that began the first members of each lot."""
    if not lots:
        return {}
    live, parameters = source.live()
    rows = store.select(
        "SELECT DISTINCT t.lot, t.id FROM (SELECT m.lot AS lot, e.id AS id, RANK() OVER"  # noqa: S608
        " (PARTITION BY m.lot ORDER BY e.event_time, e.rank) AS place"
        f" FROM {store.unnest('k', [('lot', 'int')])}"
        f" {store.looked_up('tracing_membership', 'm', 'm.lot = k.lot')} {event_of_row(live, 'm.id')}) t"
        " WHERE t.place = 1",
        [*store.arrays(sorted(lots)), *parameters],
    )
    facts = source.facts_of([position for _, position in rows])
    found: dict[int, Fact] = {}
    for lot, position in rows:
        found[lot] = min(found.get(lot, facts[position]), facts[position], key=lambda fact: fact.order)
    return found


def _counted(
    pieces: Sequence[Piece], placement: Placement, makers: Mapping[int, Fact], directory: Directory
) -> dict[int, books.Balance]:
    """Balances of the lots whose items have codes: each item falls in the column that its place tells."""
    if not pieces or not len(placement.first):
        return {}
    belongs = np.array(pieces, dtype=np.int64)
    at, of = overlapping(placement.first, placement.last, belongs[:, 0], belongs[:, 1])
    sizes = (
        np.minimum(placement.last[at], belongs[of, 1]) - np.maximum(placement.first[at], belongs[of, 0]) + 1
    )
    told = (
        belongs[of, 2],
        placement.place[at],
        placement.state[at],
        placement.in_transit[at].astype(np.int64),
    )
    group, sample = alike(*told)
    totals = np.zeros(len(sample), dtype=np.int64)
    np.add.at(totals, group, sizes)
    lots, places, states, transits = (column[sample].tolist() for column in told)
    directory.learn_places({place for place in places if place})
    columns: dict[int, dict[str, int]] = {}
    for lot, place, state, in_transit, total in zip(
        lots, places, states, transits, totals.tolist(), strict=True
    ):
        column = _LEFT.get(placement.states[state - 1]) if state else None
        if column is None:
            own = bool(place) and is_own(place, makers.get(lot), directory)
            column = "on_hand" if own else "shipped" if place or in_transit else "unaccounted"
        row = columns.setdefault(lot, {})
        row[column] = row.get(column, 0) + total
    return {lot: _count(row) for lot, row in columns.items()}


def _count(row: Mapping[str, int]) -> books.Balance:
    def column(name: str) -> Decimal:
        return Decimal(row.get(name, 0))

    return books.Balance(
        uom=None,
        made=Decimal(sum(row.values())),
        received=Decimal(0),
        on_hand=column("on_hand"),
        shipped=column("shipped"),
        consumed=column("consumed"),
        sampled=Decimal(0),
        lost=column("lost"),
        returned=Decimal(0),
        unaccounted=column("unaccounted"),
    )
