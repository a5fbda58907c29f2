"""Mass balance of the lots of a trace, each seen from the organisation that made it.

The quantities of a lot are booked as events tell them; of a lot whose items have codes, the items are counted
where they are. Source: DESIGN.md, section 4.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np

from headwater import store
from headwater.catalog.queries import factors as unit_factors
from headwater.events.codes import Role, Term
from headwater.events.lookup import event_of_row, rows_of_events
from headwater.identity import dictionary
from headwater.lineage import balance as books
from headwater.lineage.place import CONSUMED, DECOMMISSIONED, DESTROYED, SOLD
from headwater.lineage.segments import alike, overlapping
from headwater.tracing.answers import Balance
from headwater.tracing.naming import link
from headwater.tracing.source import FACT_COLUMNS, ROLE_NAMES, DatabaseSource

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from headwater.lineage.facts import Fact
    from headwater.lineage.sweep import Placement
    from headwater.tracing.naming import Directory

Piece = tuple[int, int, int]
"""(first, last, lot)."""


def balances(
    lots: Collection[int],
    coded: Collection[int],
    pieces: Sequence[Piece],
    placement: Placement,
    source: DatabaseSource,
    directory: Directory,
) -> list[Balance]:
    """Balances of lots, by lot and unit.

    Args:
        lots: those that the viewer sees.
        coded: those of them whose items have codes: the books of such a lot do not tell where its items are.
        pieces: which objects belong to which of them, of lots that are in the trace with all their objects.
        placement: where these objects are.
        source: what counts and the viewer sees.
        directory: names of the answer.
    """
    keys = dictionary.classes(lots)
    booked = _booked(lots, source, directory)
    told = {
        lot: [
            row.uom
            for row in sorted(movements, key=lambda one: one.order)
            if not (row.uom is None and lot in coded)
        ]
        for lot, movements in booked.items()
    }
    counted = _counted(pieces, placement, _makers({lot for _, _, lot in pieces}, source), directory)
    units = in_one_unit(told, keys)
    found = []
    for lot in sorted(lots, key=lambda one: keys[one]):
        rows = [row for row in booked.get(lot, []) if not (row.uom is None and lot in coded)]
        found += [_answer(link(keys[lot]), row) for row in books.balance(rows, units.get(lot))]
        if lot in counted:
            found.append(_answer(link(keys[lot]), counted[lot]))
    return found


def in_one_unit(
    told: Mapping[int, Iterable[str | None]], keys: Mapping[int, str]
) -> dict[int, dict[str | None, tuple[str | None, Decimal]]]:
    """By lot: factors to its first unit from the others, where the catalogue has them.

    One statement, and none where every lot has one unit, as most have.

    Args:
        told: units of each lot, in the order in which events told them.
        keys: keys of these lots.
    """
    units = {lot: [unit for unit in dict.fromkeys(some) if unit] for lot, some in told.items()}
    several = {lot: some for lot, some in units.items() if len(some) > 1}
    if not several:
        return {}
    factors = unit_factors({keys[lot][3:17] for lot in several if keys[lot].startswith("01/")})
    found: dict[int, dict[str | None, tuple[str | None, Decimal]]] = {}
    for lot, (first, *others) in several.items():
        for unit in others:
            factor = factors.convert(Decimal(1), gtin=keys[lot][3:17], from_uom=unit, to_uom=first)
            if factor is not None:
                found.setdefault(lot, {})[unit] = (first, factor)
    return found


def _answer(lot: str, row: books.Balance) -> Balance:
    return Balance(
        lot=lot,
        uom=row.uom,
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


def _booked(
    lots: Collection[int], source: DatabaseSource, directory: Directory
) -> dict[int, list[books.Movement]]:
    """By lot: the movements that were booked by the organisation that made it, or first told of it."""
    live, parameters = source.live()
    rows = store.select(
        f"SELECT q.item_class, q.role, q.quantity, q.uom, {FACT_COLUMNS}"  # noqa: S608
        f" FROM {store.unnest('k', [('lot', 'int')])}"
        f" {store.looked_up('events_quantity', 'q', 'q.item_class = k.lot AND q.quantity IS NOT NULL')}"
        f" {event_of_row(live, 'q.id')}",
        [*store.arrays(sorted(lots)), *parameters],
    )
    facts = source.facts([row[4:] for row in rows])
    inner = _between_own_sites([facts[row[4]] for row in rows], directory)
    told: dict[int, list[tuple[Fact, books.Movement]]] = {}
    for lot, role, quantity, uom, position, *_ in rows:
        fact = facts[position]
        what = books.bucket(fact.type, fact.action, fact.step, fact.disposition, ROLE_NAMES[Role(role)])
        if what is not None and position not in inner:
            movement = books.Movement(fact.order, what, Decimal(quantity), uom)
            told.setdefault(lot, []).append((fact, movement))
    found = {}
    for lot, movements in told.items():
        first = min(movements, key=lambda one: (one[1].bucket != "made", one[0].order))
        maker = first[0].capturer
        found[lot] = [movement for fact, movement in movements if fact.capturer == maker]
    return found


def _between_own_sites(facts: Sequence[Fact], directory: Directory) -> set[int]:
    """Positions of shipments and receipts whose other end belongs to the capturer as well."""
    ends = {fact.event: fact for fact in facts if fact.step in ("shipping", "receiving")}
    if not ends:
        return set()
    rows = [row for row in rows_of_events("events_term", "kind, value", ends) if row[1] != Term.TRANSACTION]
    directory.learn_places({value for _, _, value in rows})
    inner = set()
    for event, kind, value in rows:
        fact = ends[event]
        other_end = Term.DESTINATION if fact.step == "shipping" else Term.SOURCE
        if kind == other_end and directory.owner(value) == fact.capturer:
            inner.add(event)
    return inner


_LEFT: Mapping[str, str] = {CONSUMED: "consumed", SOLD: "shipped", DESTROYED: "lost", DECOMMISSIONED: "lost"}
"""Ends of life, as columns of the balance."""


def _makers(lots: Collection[int], source: DatabaseSource) -> dict[int, Fact]:
    """The event that began the first members of each lot: by event time, whichever was recorded first."""
    if not lots:
        return {}
    live, parameters = source.live()
    rows = store.select(
        "SELECT DISTINCT t.lot, t.id FROM (SELECT m.lot AS lot, e.id AS id, RANK() OVER"  # noqa: S608
        " (PARTITION BY m.lot ORDER BY e.event_time, e.rank, e.digest) AS place"
        f" FROM {store.unnest('k', [('lot', 'int')])}"
        f" {store.looked_up('tracing_membership', 'm', 'm.lot = k.lot')} {event_of_row(live, 'm.id')}) t"
        " WHERE t.place = 1",
        [*store.arrays(sorted(lots)), *parameters],
    )
    facts = source.facts_of([position for _, position in rows])
    found: dict[int, Fact] = {}
    for lot, position in sorted(rows):
        found.setdefault(lot, facts[position])
    return found


def _is_own(place: int, maker: Fact | None, directory: Directory) -> bool:
    """Whether a place is the maker's: by its owner, or, where nobody is known to own it, because it made there."""
    if maker is None:
        return False
    owner = directory.owner(place)
    return owner == maker.capturer if owner is not None else place in (maker.place, maker.seen_at)


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
            own = bool(place) and _is_own(place, makers.get(lot), directory)
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
