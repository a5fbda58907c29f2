"""The stock of lots whose items have no codes: how much of each is where, in what, on the way to whom.

Source: DESIGN.md, section 4.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from headwater import store
from headwater.epcis import times
from headwater.events.codes import Role, Term
from headwater.events.labels import labels
from headwater.events.lookup import event_of_row, rows_of_events
from headwater.identity import dictionary
from headwater.lineage.ancestry import gather
from headwater.lineage.balance import bucket
from headwater.lineage.facts import DESTROYS, SHIPS
from headwater.lineage.lives import beginnings
from headwater.lineage.place import CONSUMED, DECOMMISSIONED, DESTROYED, SOLD, UNKNOWN
from headwater.lineage.place import Place as Standpoint
from headwater.lineage.place import place as place_of
from headwater.lineage.quantities import exactly
from headwater.lineage.ranges import RangeSet
from headwater.tracing.answers import Edge, Quantity, Stock
from headwater.tracing.balances import in_one_unit
from headwater.tracing.naming import iso, link, nodes_of_objects
from headwater.tracing.packing import containment_edges
from headwater.tracing.source import FACT_COLUMNS, ROLE_NAMES
from headwater.tracing.stockroom import Movement, Stockroom

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from headwater.events.labels import Label
    from headwater.lineage.ancestry import Ancestry
    from headwater.lineage.facts import Order
    from headwater.tracing.answers import Node
    from headwater.tracing.eyes import Eyes
    from headwater.tracing.naming import Directory
    from headwater.tracing.source import DatabaseSource
    from headwater.tracing.stockroom import Packed, Pile, Spot


RECEIVES: Final = frozenset({"receiving", "accepting"})
"""Business steps that may tell from where something came."""
UNAVAILABLE: Final = "unavailable"
"""CBV's word for the state of what is not there."""


class Gone(NamedTuple):
    """That nothing of a lot is left, by how and when the last of it went."""

    state: str
    """An end of life, or "unavailable" where a count found nothing."""
    since: str
    offset: str


class Stocks:
    """The stock of some lots, as one viewer sees it at one cut."""

    def __init__(self, lots: Collection[int], source: DatabaseSource, directory: Directory) -> None:
        """Read and fold: the same few statements however many lots; none for no lots.

        Args:
            lots: those that the viewer sees and that have no items with codes.
            source: what counts and the viewer sees.
            directory: names of the answer.
        """
        self._source = source
        self._directory = directory
        self._keys = dictionary.classes(lots)
        movements = _movements(self._keys, source) if lots else {}
        containers = {
            one.fact.parent
            for found in movements.values()
            for one in found
            if one.role == "child" and one.fact.parent is not None
        }
        self._known = gather(source, containers, all_lives=True) if containers else None
        self._links = {
            container: node.id for container, node in nodes_of_objects(dict.fromkeys(containers, 0)).items()
        }
        around = _Around(self._known, self._directory)
        self._rooms: dict[int, Stockroom] = {}
        for lot in sorted(movements, key=lambda one: self._keys[one]):
            told = movements[lot]
            room = self._rooms[lot] = Stockroom(around)
            packed_in = {one.fact.parent for one in told if one.role == "child"}
            with exactly():
                room.fold([*told, *self._emptyings(packed_in - {None})])

    def _emptyings(self, containers: Collection[int | None]) -> list[Movement]:
        """Facts by which everything came out of containers without being named."""
        found = []
        for container in containers:
            if self._known is None or container is None:
                continue
            touches = self._known.touches(container)
            ends = [
                touch.fact
                for touch in touches
                if touch.role == "parent" and touch.fact.layer and touch.fact.all_children
            ]
            found += [Movement(fact, "parent", container=container) for fact in (*ends, *beginnings(touches))]
        return found

    def rows(self) -> list[Stock]:
        """All stock, by lot, then what is at places, by place and container, then what is on the way."""
        stands = [
            (lot, spot, pile, self._stand(spot, pile))
            for lot, room in self._rooms.items()
            for spot, pile in room.piles.items()
        ]
        facts = {stand.told_by[3] for *_, stand in stands}
        told = self._source.facts_of(facts)
        places = [word for *_, stand in stands for word in (stand.place, stand.destination) if word]
        self._directory.learn_places(places)
        owners = {owner for word in places if (owner := self._directory.owner(word)) is not None}
        capturers = {fact.capturer for fact in told.values() if fact.capturer is not None}
        self._directory.learn_organisations(owners | capturers)
        found: list[Stock] = []
        for lot, spot, pile, stand in stands:
            fact = told[stand.told_by[3]]
            capturer = fact.capturer
            owner = self._directory.owner(stand.place) if stand.place else None
            holder = capturer if owner is None else owner
            amounts: list[tuple[str | None, Decimal | None]] = [
                (uom, None if pile.vague else amount) for uom, amount in pile.amounts.items()
            ]
            for uom, amount in amounts or [(None, None)]:
                found.append(
                    Stock(
                        lot=link(self._keys[lot]),
                        place=self._directory.place(stand.place),
                        quantity=amount,
                        uom=uom,
                        via=self._links[spot.container] if spot.container else None,
                        in_transit=stand.in_transit,
                        destination=self._directory.place(stand.destination) if stand.in_transit else None,
                        since=iso(fact.time),
                        offset=times.format_offset(fact.offset),
                        holder=self._directory.holder(holder),
                    )
                )
        return sorted(found, key=_position)

    def gone(self) -> dict[int, Gone]:
        """Lots of which nothing is left."""
        found = {}
        for lot, room in self._rooms.items():
            if room.emptied is not None:
                fact = room.emptied.fact
                found[lot] = Gone(_end(room.emptied), iso(fact.time), times.format_offset(fact.offset))
        return found

    def _stand(self, spot: Spot, pile: Pile) -> Standpoint:
        """Where a pile is: that of a container stands where the container does."""
        if spot.container and self._known is not None:
            stand = place_of(self._known, spot.container)
            if stand.place is not None or stand.in_transit:
                return stand
            return Standpoint(stand.seen_at or pile.last.seen_at, told_by=pile.last.order)
        return Standpoint(
            spot.place or None,
            in_transit=spot.in_transit,
            destination=spot.destination or None,
            told_by=pile.last.order,
        )

    def packings(
        self, nodes: Mapping[int, Node], eyes: Eyes, most: int
    ) -> tuple[dict[int, Node], list[Edge]]:
        """What lots were packed in, as nodes by id, and the stays there, as edges with their quantity.

        Args:
            nodes: the nodes of the lots.
            eyes: whoever asks.
            most: containers to list; of more, none is listed here: `rows` has them all.
        """
        stays = [(lot, stay) for lot, room in self._rooms.items() for stay in room.packed]
        holding = {stay.container for _, stay in stays}
        if not holding or len(holding) > most:
            return {}, []
        containers = nodes_of_objects(dict.fromkeys(holding, 0), containers=holding)
        outer, above = containment_edges(
            RangeSet.from_ids(holding), containers, self._source, eyes, self._directory
        )
        opened = [stay.opened for _, stay in stays]
        self._directory.learn(opened)
        events = labels({fact.event for fact in opened})
        edges = [self._edge(nodes[lot], containers[stay.container], stay, events) for lot, stay in stays]
        return outer | containers, edges + above

    def _edge(self, lot: Node, container: Node, stay: Packed, events: Mapping[int, Label]) -> Edge:
        opened = stay.opened
        return Edge(
            lot.id,
            container.id,
            "containment" if stay.layer == "aggregation" else "association",
            event=events[opened.event].event_id,
            time=iso(opened.time),
            until=iso(stay.closed.time) if stay.closed else None,
            offset=times.format_offset(opened.offset),
            until_offset=times.format_offset(stay.closed.offset) if stay.closed else None,
            responsible=self._directory.responsible(opened),
            place=self._directory.place(opened.place if opened.place is not None else opened.seen_at),
            quantity=None if stay.quantity is None else Quantity(stay.quantity, stay.uom),
        )


class _Around:
    """Containers and places around the lots; implements `stockroom.Surroundings`."""

    def __init__(self, known: Ancestry | None, directory: Directory) -> None:
        self._known = known
        self._directory = directory

    def stood(self, container: int, before: Order, /) -> Standpoint:
        return UNKNOWN if self._known is None else place_of(self._known, container, before)

    def same_holder(self, one: int, other: int, /) -> bool:
        self._directory.learn_places({one, other})
        if _site(self._directory, one) == _site(self._directory, other):
            return True
        owner = self._directory.owner(one)
        return owner is not None and owner == self._directory.owner(other)


def _site(directory: Directory, word: int) -> str:
    """A place without the part of it that an SGLN extension names."""
    place = directory.place(word)
    assert place is not None
    return place.id.partition("/254/")[0]


def _movements(keys: Mapping[int, str], source: DatabaseSource) -> dict[int, list[Movement]]:
    """Everything that events say of quantities of these lots, each lot in one unit where factors tell how."""
    live, parameters = source.live()
    rows = store.select(
        f"SELECT q.item_class, q.role, q.quantity, q.uom, {FACT_COLUMNS}"  # noqa: S608
        f" FROM {store.unnest('k', [('lot', 'int')])}"
        f" {store.looked_up('events_quantity', 'q', 'q.item_class = k.lot')} {event_of_row(live, 'q.id')}",
        [*store.arrays(sorted(keys)), *parameters],
    )
    facts = source.facts([row[4:] for row in rows])
    sources = _sources({row[4] for row in rows if facts[row[4]].step in SHIPS | RECEIVES})
    by_lot: dict[int, list[Sequence[Any]]] = {}
    for row in sorted(rows, key=lambda one: facts[one[4]].order):
        by_lot.setdefault(row[0], []).append(row)
    units = in_one_unit({lot: [row[3] for row in told] for lot, told in by_lot.items()}, keys)
    found: dict[int, list[Movement]] = {}
    for lot, told in by_lot.items():
        for _, role, text, uom, position, *_ in told:
            unit, factor = units.get(lot, {}).get(uom, (uom, Decimal(1)))
            with exactly():
                quantity = None if text is None else Decimal(text) * factor
            found.setdefault(lot, []).append(
                Movement(facts[position], ROLE_NAMES[Role(role)], quantity, unit, sources.get(position))
            )
    return found


def _end(movement: Movement) -> str:
    """How the last of a lot went."""
    fact = movement.fact
    what = bucket(fact.type, fact.action, fact.step, fact.disposition, movement.role)
    if what == "lost":
        return DESTROYED if fact.step in DESTROYS else DECOMMISSIONED
    return {"consumed": CONSUMED, "sampled": CONSUMED, "shipped": SOLD}.get(what or "", UNAVAILABLE)


def _sources(events: Collection[int]) -> dict[int, int]:
    """By event, the location of its sourceList."""
    rows = [
        row for row in rows_of_events("events_term", "kind, type, value", events) if row[1] == Term.SOURCE
    ]
    types = dictionary.words({row[2] for row in rows if row[2] is not None})
    return {event: value for event, _, kind, value in rows if kind is not None and types[kind] == "location"}


def _position(row: Stock) -> tuple[str, bool, str, str, str, str]:
    where = row.place or row.destination
    return (
        row.lot, row.in_transit, where.id if where else "~", row.via or "", row.uom or "", row.since
    )  # fmt: skip
