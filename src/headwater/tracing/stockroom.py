"""Where the stock of one lot without item codes is: its quantities, event by event, place by place.

What events tell is moved; what they do not tell stays where it was last said to be, so that no place that may
still have some of the lot is ever left out. Taking more than a place is known to have takes all of it, and
never leaves less than nothing. What is only seen somewhere is there, and does not empty any other place:
nobody said that it is the same part of the lot.

Source: EPCIS 2.0, sections 7.3.3.3 (quantities), 7.3.5.4 (bizLocation), 7.4.3 (childQuantityList); DESIGN.md,
section 4.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple, Protocol

from msgspec import Struct, field, structs

from headwater.lineage.balance import bucket
from headwater.lineage.facts import LAYERS, SHIPS, Fact, Layer, Order, Role

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from headwater.lineage.place import Place


class Movement(Struct, frozen=True):
    """One quantity of the lot in one event; or, with the role "parent", that a container was emptied."""

    fact: Fact
    role: Role
    quantity: Decimal | None = None
    """None where the event does not say how much."""
    uom: str | None = None
    source: int | None = None
    """Of a shipment or receipt: the location of its sourceList."""
    container: int | None = None
    """What was emptied."""

    @property
    def here(self) -> int | None:
        """Where it happened."""
        return self.fact.place if self.fact.place is not None else self.fact.seen_at


class Spot(NamedTuple):
    """Somewhere that stock can be: a place (0: nobody said which), a container, or on the way. Ids, 0 for none."""

    place: int = 0
    container: int = 0
    layer: Layer | None = None
    in_transit: bool = False
    origin: int = 0
    destination: int = 0


class Pile(Struct):
    """What is at one spot."""

    last: Fact
    """The newest fact that brought some of it."""
    amounts: dict[str | None, Decimal] = field(default_factory=dict)
    """By unit; more than nothing of each."""
    seen: dict[str | None, Decimal] = field(default_factory=dict)
    """How much of it was seen here before anybody said that it was received."""
    vague: bool = False
    """Whether some went in or out and nobody said how much."""


class Packed(Struct):
    """Some of the lot was in a container from one fact to another, or still is."""

    container: int
    layer: Layer
    opened: Fact
    quantity: Decimal | None
    uom: str | None
    closed: Fact | None = None


class Surroundings(Protocol):
    """What the fold asks of the world around one lot."""

    def stood(self, container: int, before: Order, /) -> Place:
        """Where a container was just before a moment."""
        ...

    def same_holder(self, one: int, other: int, /) -> bool:
        """Whether two places are parts of one site or belong to one organisation."""
        ...


class Stockroom:
    """Piles of one lot by spot, after the movements it was given, in the order of their facts."""

    def __init__(self, around: Surroundings) -> None:
        self._around = around
        self.piles: dict[Spot, Pile] = {}
        self.packed: list[Packed] = []
        self.emptied: Movement | None = None
        """What took the last of the lot, where nothing is left anywhere."""
        self._ahead: dict[tuple[int, str | None], Decimal] = {}
        """By place and unit: what was received from there and nobody had reported to have left."""

    def fold(self, movements: Iterable[Movement]) -> None:
        """Book movements, which may be in any order; of one fact, what went in before what came out.

        One event that two organisations recorded is one event: its hash is the same.
        """
        recorded: dict[bytes, int] = {}
        for movement in sorted(movements, key=_order):
            if recorded.setdefault(movement.fact.digest, movement.fact.event) == movement.fact.event:
                had_some = bool(self.piles)
                self._book(movement)
                if self.piles:
                    self.emptied = None
                elif had_some:
                    self.emptied = movement

    def _book(self, movement: Movement) -> None:
        fact = movement.fact
        if movement.role == "parent":
            self._empty(movement)
            return
        if movement.role == "child":
            {"ADD": self._pack, "DELETE": self._unpack}.get(fact.action or "", self._see)(movement)
            return
        what = bucket(fact.type, fact.action, fact.step, fact.disposition, movement.role)
        if what == "made":
            self._put(Spot(movement.here or 0), movement.quantity, movement.uom, fact)
        elif what in ("received", "returned"):
            self._receive(movement)
        elif what == "shipped" and fact.step in SHIPS:
            self._ship(movement)
        elif what == "unshipped":
            self._unship(movement)
        elif what == "counted":
            self._count(movement)
        elif what is not None:
            self._take(movement, movement.here)
        elif fact.step in SHIPS:
            self._depart(movement)
        else:
            self._see(movement)

    def _put(self, spot: Spot, quantity: Decimal | None, uom: str | None, fact: Fact) -> Pile:
        pile = self.piles.get(spot) or Pile(fact)
        if quantity is None:
            pile.vague = True
        elif quantity:
            pile.amounts[uom] = pile.amounts.get(uom, Decimal(0)) + quantity
        else:
            return pile
        pile.last = fact
        self.piles[spot] = pile
        return pile

    def _draw(self, spot: Spot, quantity: Decimal | None, uom: str | None) -> Decimal:
        """Take from one pile as much as it is known to have; how much could not be found there."""
        pile = self.piles.get(spot)
        if pile is None:
            return quantity or Decimal(0)
        if quantity is None:
            pile.vague = True
            return Decimal(0)
        taken = min(quantity, pile.amounts.get(uom, Decimal(0)))
        if taken:
            left = pile.amounts.pop(uom) - taken
            pile.seen[uom] = min(pile.seen.get(uom, Decimal(0)), left)
            if left:
                pile.amounts[uom] = left
        if pile.vague:  # the rest may well have been here
            return Decimal(0)
        if not pile.amounts:
            del self.piles[spot]
        return quantity - taken

    def _take(self, movement: Movement, where: int | None) -> int:
        """Take from where it was, else from the one place that can be meant; which place that is, or 0."""
        rest = movement.quantity
        if where is not None and Spot(where) in self.piles:
            rest = self._draw(Spot(where), movement.quantity, movement.uom)
            if not rest:
                return where
        other = self._meant(movement.fact, where)
        if other is not None:
            self._draw(other, rest, movement.uom)
        return where or (other.place if other is not None else 0)

    def _meant(self, fact: Fact, where: int | None) -> Spot | None:
        """The only pile that a fact can be about that names no place, or one that has not enough."""
        loose = [spot for spot in self.piles if not spot.container and not spot.in_transit]
        if where is not None:
            loose = [
                spot
                for spot in loose
                if spot.place != where and (not spot.place or self._around.same_holder(spot.place, where))
            ]
        own = [spot for spot in loose if self.piles[spot].last.capturer == fact.capturer]
        for found in (own, loose):
            if len(found) == 1:
                return found[0]
        return None

    def _ship(self, movement: Movement) -> None:
        where = movement.source if movement.source is not None else movement.here
        early = self._arrived_before(where, movement)
        if early:
            movement = structs.replace(movement, quantity=(movement.quantity or Decimal(0)) - early)
            if not movement.quantity:
                return
        origin = self._take(movement, where)
        spot = Spot(in_transit=True, origin=origin, destination=movement.fact.destination or 0)
        self._put(spot, movement.quantity, movement.uom, movement.fact)

    def _arrived_before(self, where: int | None, movement: Movement) -> Decimal:
        """How much of a shipment, more than its place has, a receipt of earlier event time told of already."""
        pile, ahead = self.piles.get(Spot(where or 0)), (where or 0, movement.uom)
        there = pile.amounts.get(movement.uom, Decimal(0)) if pile else Decimal(0)
        early = min((movement.quantity or Decimal(0)) - there, self._ahead.get(ahead, Decimal(0)))
        if early <= 0:
            return Decimal(0)
        self._ahead[ahead] -= early
        return early

    def _depart(self, movement: Movement) -> None:
        """A departure after a shipping is of what was shipped; one without is a shipment."""
        fact, quantity, uom = movement.fact, movement.quantity, movement.uom
        gone = [
            self.piles[spot]
            for spot in self.piles
            if spot.in_transit and self.piles[spot].last.capturer == fact.capturer
        ]
        if quantity is None or any(pile.vague for pile in gone):
            if not gone:
                self._ship(movement)
            return
        more = quantity - sum((pile.amounts.get(uom, Decimal(0)) for pile in gone), Decimal(0))
        if more > 0:
            self._ship(Movement(fact, movement.role, more, uom, movement.source))

    def _unship(self, movement: Movement) -> None:
        """The newest shipments of whoever takes one back return to where they came from."""
        fact, rest, uom = movement.fact, movement.quantity, movement.uom
        shipped = [
            (pile.last.order, spot)
            for spot, pile in self.piles.items()
            if spot.in_transit and pile.last.capturer == fact.capturer
        ]
        for _, spot in sorted(shipped, reverse=True):
            back = Spot(spot.origin or movement.here or 0)
            if rest is None:
                self._move(spot, back, fact)
                return
            before = rest
            rest = self._draw(spot, rest, uom)
            if before != rest:
                self._put(back, before - rest, uom, fact)
            if not rest:
                return

    def _arriving(self, here: int) -> list[Spot]:
        """What is on the way to a place, or nobody said where to: surest first, then oldest."""

        def surely(spot: Spot) -> int:
            if spot.destination == here:
                return 0
            if not spot.destination:
                return 2
            return 1 if self._around.same_holder(spot.destination, here) else 3

        ways = [(surely(spot), pile.last.order, spot) for spot, pile in self.piles.items() if spot.in_transit]
        return [spot for sure, _, spot in sorted(ways) if sure < 3]

    def _arrive(self, here: int, quantity: Decimal, uom: str | None) -> Decimal:
        """Take what arrived from what was on the way; how much could not be found there."""
        rest = quantity
        for spot in self._arriving(here):
            if rest:
                rest = self._draw(spot, rest, uom)
        return rest

    def _receive(self, movement: Movement) -> None:
        fact, quantity, uom, here = movement.fact, movement.quantity, movement.uom, movement.here
        if here is None:
            self._put(Spot(), quantity, uom, fact)
        elif quantity is None:
            arriving = [spot for spot in self._arriving(here) if spot.destination]
            for spot in arriving:
                self._move(spot, Spot(here), fact)
            if not arriving:
                self._put(Spot(here), None, None, fact)
        else:
            known = self.piles.get(Spot(here))
            before = min(quantity, known.seen.get(uom, Decimal(0))) if known else Decimal(0)
            if known and before:
                known.seen[uom] -= before
            rest = self._arrive(here, quantity - before, uom)
            if movement.source is not None and movement.source != here:
                # Nobody reported that it left, and it is here: so it is there no more.
                self._leave(movement.source, rest, uom)
            self._put(Spot(here), quantity - before, uom, fact)

    def _leave(self, source: int, quantity: Decimal, uom: str | None) -> None:
        left = quantity - self._draw(Spot(source), quantity, uom)
        if left:
            self._ahead[source, uom] = self._ahead.get((source, uom), Decimal(0)) + left

    def _see(self, movement: Movement) -> None:
        """Something said that it is at a place: it is there, with at least so much."""
        fact, quantity, uom, here = movement.fact, movement.quantity, movement.uom, movement.fact.location
        if here is None:
            return
        known = self.piles.get(Spot(here))
        if quantity is None:
            if known is None:
                self._put(Spot(here), None, None, fact)
            return
        more = quantity - (known.amounts.get(uom, Decimal(0)) if known else Decimal(0))
        if more > 0 and not (known and known.vague):
            self._arrive(here, more, uom)
            pile = self._put(Spot(here), more, uom, fact)
            pile.seen[uom] = pile.seen.get(uom, Decimal(0)) + more

    def _count(self, movement: Movement) -> None:
        """A count tells what is there, whatever the books say."""
        here, quantity = movement.here, movement.quantity
        if here is None or quantity is None:
            self._see(movement)
            return
        counted = Pile(movement.fact)
        if Spot(here) in self.piles:
            counted.amounts |= self.piles.pop(Spot(here)).amounts
        counted.amounts[movement.uom] = quantity
        counted.amounts = {uom: amount for uom, amount in counted.amounts.items() if amount}
        if counted.amounts:
            self.piles[Spot(here)] = counted

    def _pack(self, movement: Movement) -> None:
        fact, quantity, uom = movement.fact, movement.quantity, movement.uom
        if fact.parent is None or fact.layer is None:
            return
        self._take(movement, movement.here)
        self._put(Spot(container=fact.parent, layer=fact.layer), quantity, uom, fact)
        self.packed.append(Packed(fact.parent, fact.layer, fact, quantity, uom))

    def _unpack(self, movement: Movement) -> None:
        fact, quantity, uom = movement.fact, movement.quantity, movement.uom
        if fact.parent is None or fact.layer is None:
            if movement.here is not None:
                self._put(Spot(movement.here), quantity, uom, fact)
            return
        inside = Spot(container=fact.parent, layer=fact.layer)
        out = self._out_of(fact.parent, fact, movement.here)
        if quantity is None and inside in self.piles:
            self._move(inside, out, fact)
        else:
            self._draw(inside, quantity, uom)
            self._put(out, quantity, uom, fact)
        if inside not in self.piles:
            self._close(inside, fact)

    def _empty(self, movement: Movement) -> None:
        """Everything came out of a container: by name of none, or since it began another life."""
        fact, container = movement.fact, movement.container
        layers: Sequence[Layer] = LAYERS if fact.layer is None else (fact.layer,)
        for layer in layers:
            inside = Spot(container=container or 0, layer=layer)
            if inside in self.piles:
                here = movement.here if fact.layer else None
                self._move(inside, self._out_of(inside.container, fact, here), fact)
                self._close(inside, fact)

    def _out_of(self, container: int, fact: Fact, here: int | None) -> Spot:
        """Where something is that came out of a container: where the event says, else where that was."""
        if here is not None:
            return Spot(here)
        stood = self._around.stood(container, fact.order)
        if stood.in_transit:
            return Spot(in_transit=True, origin=stood.origin or 0, destination=stood.destination or 0)
        return Spot(stood.place or stood.seen_at or 0)

    def _move(self, origin: Spot, target: Spot, fact: Fact) -> None:
        """A whole pile goes somewhere else."""
        pile = self.piles.pop(origin)
        for uom, amount in pile.amounts.items():
            self._put(target, amount, uom, fact)
        if pile.vague:
            self._put(target, None, None, fact)

    def _close(self, inside: Spot, fact: Fact) -> None:
        for stay in self.packed:
            if (stay.container, stay.layer) == (inside.container, inside.layer) and stay.closed is None:
                stay.closed = fact


def _order(movement: Movement) -> tuple[int, int, bytes, int, bool, str, Decimal]:
    """Of one event that two recorded, the record of the same one counts, whichever arrived first."""
    time, rank, digest, _ = movement.fact.order
    return (
        time, rank, digest, movement.fact.capturer or 0,
        movement.role == "output", movement.uom or "", movement.quantity or Decimal(0),
    )  # fmt: skip
