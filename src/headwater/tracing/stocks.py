"""The stock of lots, as far as it is told by quantity: how much of each is where, in what, on the way to whom.

Items that have codes are beside it and not in it.

Source: DESIGN.md, section 4.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from headwater.epcis import times
from headwater.events.labels import labels
from headwater.identity import dictionary
from headwater.lineage.ancestry import gather
from headwater.lineage.facts import DESTROYED, DESTROYS, SOLD
from headwater.lineage.place import CONSUMED, DECOMMISSIONED
from headwater.lineage.place import Place as Standpoint
from headwater.lineage.place import place as place_of
from headwater.lineage.quantities import exactly
from headwater.lineage.ranges import RangeSet, union
from headwater.tracing.amounts import Amounts
from headwater.tracing.answers import Edge, Quantity, Stock
from headwater.tracing.around import Around, site
from headwater.tracing.coded import coded_at
from headwater.tracing.naming import iso, link, nodes_of_objects
from headwater.tracing.packing import containment_edges
from headwater.tracing.stockroom import Stockroom

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from decimal import Decimal

    from headwater.events.labels import Label
    from headwater.tracing.answers import Node
    from headwater.tracing.naming import Directory
    from headwater.tracing.piles import Emptying, Packed, Pile, Spot
    from headwater.tracing.source import DatabaseSource


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
            lots: those that the viewer sees.
            source: what counts and the viewer sees.
            directory: names of the answer.
        """
        self._source = source
        self._directory = directory
        self._keys = dictionary.classes(lots)
        self.amounts = Amounts(self._keys, source, directory)
        told = self.amounts.by_lot
        containers = {
            one.fact.parent
            for found in told.values()
            for one in found
            if one.role == "child" and one.fact.parent is not None
        }
        self._known = gather(source, containers, all_lives=True) if containers else None
        self._links = {
            container: node.id for container, node in nodes_of_objects(dict.fromkeys(containers, 0)).items()
        }
        around = Around(self._known, [one.fact for found in told.values() for one in found], directory)
        self.rooms: dict[int, Stockroom] = {}
        for lot in sorted(told, key=lambda one: self._keys[one]):
            room = self.rooms[lot] = Stockroom(around, self.amounts.maker(lot))
            with exactly():
                room.fold(told[lot])

    def rows(self, lots: Collection[int]) -> list[Stock]:
        """The stock of lots, by lot, then what is at places, by place and container, then what is on the way."""
        stands = [
            (lot, spot, pile, self._stand(spot, pile))
            for lot, room in self.rooms.items()
            if lot in lots
            for spot, pile in room.piles.items()
        ]
        named = {(one.fact.event, lot) for lot in lots for one in self.amounts.by_lot.get(lot, ())}
        coded = coded_at({lot for lot, *_, stand in stands if stand.place}, named, self._source)
        facts = {stand.told_by[-1] for *_, stand in stands}
        told = self._source.facts_of(facts)
        places = [word for *_, stand in stands for word in (stand.place, stand.destination) if word]
        self._directory.learn_places([*places, *(word for found in coded.values() for word in found)])
        owners = {owner for word in places if (owner := self._directory.owner(word)) is not None}
        capturers = {fact.capturer for fact in told.values() if fact.capturer is not None}
        self._directory.learn_organisations(owners | capturers)
        found: list[Stock] = []
        for lot, spot, pile, stand in stands:
            fact = told[stand.told_by[-1]]
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
                        coded=self._coded(coded.get(lot, {}), stand.place),
                        claim=spot.claim,
                    )
                )
        return sorted(found, key=_position)

    def _coded(self, found: Mapping[int, RangeSet], place: int | None) -> int:
        """How many items were given codes at a place or at a part of it."""
        if not found or place is None:
            return 0
        here = site(self._directory, place)
        return union(items for word, items in found.items() if site(self._directory, word) == here).count

    def gone(self) -> dict[int, Gone]:
        """Lots of which nothing is left."""
        found = {}
        for lot, room in self.rooms.items():
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

    def packings(self, nodes: Mapping[int, Node], most: int) -> tuple[dict[int, Node], list[Edge]]:
        """What lots were packed in, as nodes by id, and the stays there, as edges with their quantity.

        Args:
            nodes: the nodes of the lots; of others nothing is told.
            most: containers to list; of more, none is listed here: `rows` has them all.
        """
        stays = [
            (lot, stay) for lot, room in self.rooms.items() if lot in nodes for stay in room.carriage.packed
        ]
        holding = {stay.container for _, stay in stays}
        if not holding or len(holding) > most:
            return {}, []
        containers = nodes_of_objects(dict.fromkeys(holding, 0), containers=holding)
        outer, above = containment_edges(
            RangeSet.from_ids(holding), containers, self._source, self._directory
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


def _end(last: Emptying) -> str:
    """How the last of a lot went."""
    if last.how == "lost":
        return DESTROYED if last.fact.step in DESTROYS else DECOMMISSIONED
    return {"consumed": CONSUMED, "sampled": CONSUMED, "shipped": SOLD}.get(last.how or "", UNAVAILABLE)


def _position(row: Stock) -> tuple[str, bool, str, str, str, str]:
    where = row.place or row.destination
    return (
        row.lot, row.in_transit, where.id if where else "~", row.via or "", row.uom or "", row.since
    )  # fmt: skip
