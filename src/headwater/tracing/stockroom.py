"""Where the stock of one lot is, as far as it is told by quantity: its quantities, event by event, place by place.

What events tell is moved; what they do not tell stays where it was last said to be, so that no place that may
still have some of the lot is ever left out. Taking more than a place is known to have takes all of it, and
never leaves less than nothing. What is only seen somewhere is there, and does not empty any other place:
nobody said that it is the same part of the lot.

Source: EPCIS 2.0, sections 7.3.3.3 (quantities), 7.3.5.4 (bizLocation), 7.4.3 (childQuantityList); DESIGN.md,
section 4.
"""

from __future__ import annotations

from decimal import Decimal
from itertools import chain
from typing import TYPE_CHECKING, Final

from msgspec import structs

from headwater.lineage.balance import bucket
from headwater.lineage.facts import DESTROYS, SHIPS
from headwater.tracing.carriage import Carriage
from headwater.tracing.custody import arriving, held, is_at_home, is_with_others
from headwater.tracing.piles import Emptying, Movement, Pile, Piles, Spot

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from headwater.lineage.balance import Bucket
    from headwater.lineage.facts import Fact
    from headwater.tracing.piles import Moment, Surroundings


_LATE_US: Final = 24 * 60 * 60 * 1_000_000
"""By so much a receipt may be dated after the use of what it received, or before its shipping."""


class Stockroom:
    """Piles of one lot by spot, after the movements it was given, in the order of their facts."""

    def __init__(self, around: Surroundings, maker: Fact | None = None) -> None:
        """An empty one.

        Args:
            around: places and containers.
            maker: the fact by which the lot was made, or first told of.
        """
        self._around = around
        self.piles = Piles()
        self.carriage = Carriage(self.piles, around, maker)
        self.honoured: list[Movement] = []
        """Claims that count, each with as much as it took."""
        self.emptied: Emptying | None = None
        """What took the last of the lot, where nothing is left anywhere."""
        self._ahead: dict[tuple[int, str | None], dict[int, tuple[int, Decimal]]] = {}
        """By place and unit: what was received from there, by where, that nobody had reported to have left, and when
        that was last."""
        self._shipped: dict[tuple[int, str | None], Decimal] = {}
        """By place and unit: how much was reported to have been shipped from there."""
        self._announced: dict[tuple[Spot, str | None], Decimal] = {}
        """By way and unit: what was reported as shipped and not yet as departed."""
        self._counted: dict[tuple[int, int, str | None], Decimal] = {}
        """By event, place and unit: what it counted there."""
        self._used: dict[tuple[int, str | None], tuple[int, Decimal]] = {}
        """By place and unit: what was used there while it was on the way there by the books, and when that was last."""

    def fold(self, movements: Iterable[Movement]) -> None:
        """Book movements, which may be in any order; of one fact, what went in before what came out.

        One event that two organisations recorded is one event: its hash is the same. Two that one recorded under
        IDs of their own are two: on two pallets there may be as much.
        """
        told = list(movements)
        taking = {movement.fact.event for movement in told if movement.role == "input"}
        moments = sorted(((_moment(movement, taking), movement) for movement in told), key=lambda one: one[0])
        recorded = self._recorded([movement for _, movement in moments])
        for moment, movement in moments:
            fact = movement.fact
            self.carriage.pass_until(moment, self._note)
            if recorded[fact.digest] == fact.capturer:
                how = bucket(fact.type, fact.action, fact.step, fact.disposition, movement.role)
                with_some = bool(self.piles)
                self._book(movement, how)
                self._note(Emptying(fact, how), with_some)
        self.carriage.pass_until(None, self._note)

    def _recorded(self, told: Sequence[Movement]) -> dict[bytes, int | None]:
        """Whose record of each event counts: of who may say it, and of those of whose place it tells."""
        records: dict[bytes, dict[int | None, Movement]] = {}
        for movement in told:
            records.setdefault(movement.fact.digest, {}).setdefault(movement.fact.capturer, movement)
        return {
            digest: next(iter(by))
            if len(by) == 1
            else min(by, key=lambda one: (by[one].claim, not is_at_home(by[one].fact, self._around)))
            for digest, by in records.items()
        }

    def _note(self, what: Emptying, with_some: bool) -> None:
        if self.piles:
            self.emptied = None
        elif with_some:
            self.emptied = what

    def _book(self, movement: Movement, what: Bucket | None) -> None:
        fact = movement.fact
        if movement.role == "child":
            {"ADD": self._pack, "DELETE": self.carriage.unpack}.get(fact.action or "", self._see)(movement)
        elif what == "made":
            # Who makes what is another's has some: it must be found in a recall.
            self.piles.put(
                Spot(movement.here or 0, claim=movement.claim), movement.quantity, movement.uom, fact
            )
        elif what in ("received", "returned"):
            self._receive(movement)
        elif what == "shipped" and fact.step in SHIPS:
            self._ship(movement)
        elif what == "unshipped":
            self._unship(movement)
        elif what == "counted":
            self._count(movement)
        elif movement.claim:
            self._end_held(movement)
        elif what is not None:
            self._take(movement, movement.here, ends=True)
        elif fact.step in SHIPS:
            self._depart(movement)
        elif fact.step not in DESTROYS:
            self._see(movement)

    def _take(self, movement: Movement, where: int | None, *, ends: bool = False) -> int:
        """Take from where it was, else from the one place that can be meant; which place that is, or 0.

        What ends at a place may have stood there in containers.
        """
        rest = movement.quantity
        if where is not None:
            standing = self.carriage.standing(where, movement.fact) if ends else ()
            for spot in chain([Spot(where), Spot(where, claim=True)], standing):
                if spot in self.piles:
                    rest = self.piles.draw(spot, rest, movement.uom)
                    self.carriage.close_if_empty(spot, movement.fact)
                    if not rest:
                        return where
            for spot in self._arriving(where):
                # Who uses up, packs or ships on what was sent to a place has received it there.
                if spot.destination and spot in self.piles:
                    wanted, rest = rest, self.piles.draw(spot, rest, movement.uom)
                    if wanted:
                        self._note_use(where, movement, wanted - rest)
                    if not rest:
                        return where
        other = self._meant(movement.fact, where)
        if other is not None:
            self.piles.draw(other, rest, movement.uom)
        return where or (other.place if other is not None else 0)

    def _note_use(self, where: int, movement: Movement, quantity: Decimal) -> None:
        """Remember what was taken at a place that by the books was still on the way there."""
        _, before = self._used.get((where, movement.uom), (0, Decimal(0)))
        self._used[where, movement.uom] = (movement.fact.time, before + quantity)

    def _end_held(self, movement: Movement) -> None:
        """Whoever has some of another's lot may end it or use it up: as much as they have."""
        if taken := self._draw_held(movement):
            self.honoured.append(structs.replace(movement, quantity=taken))

    def _draw_held(self, movement: Movement) -> Decimal:
        """Take of what the capturer has; how much that was, nothing where the movement does not say how much."""
        quantity = rest = movement.quantity
        for spot in held(movement, self.piles, self.carriage, self._around):
            wanted, rest = rest, self.piles.draw(spot, rest, movement.uom)
            if quantity is None:
                break
            if spot.in_transit and movement.here is not None:
                self._note_use(movement.here, movement, (wanted or Decimal(0)) - rest)
            self.carriage.close_if_empty(spot, movement.fact)
            if not rest:
                break
        return (quantity or Decimal(0)) - (rest or Decimal(0))

    def _pack(self, movement: Movement) -> None:
        if movement.fact.parent is not None and movement.fact.layer is not None:
            doubted = movement.claim and is_with_others(movement, self.piles, self.carriage, self._around)
            self._take(movement, movement.here)
            self.carriage.pack(movement, doubted=doubted)

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
        mine = (None, fact.capturer)
        free = [spot for spot in loose if not spot.place or self._around.owner(spot.place) in mine]
        for found in (own, free):
            if len(found) == 1:
                return found[0]
        return None

    def _ship(self, movement: Movement) -> None:
        where = movement.source if movement.source is not None else movement.here
        if movement.claim:
            # Who sends on with DELETE what is another's sends what they have of it.
            movement = structs.replace(movement, quantity=self._draw_held(movement))
            if movement.quantity:
                self._send(movement, where or 0)
            return
        self._shipped[where or 0, movement.uom] = self._shipped.get(
            (where or 0, movement.uom), Decimal(0)
        ) + (movement.quantity or Decimal(0))
        early = self._arrived_before(where, movement)
        if early:
            movement = structs.replace(movement, quantity=(movement.quantity or Decimal(0)) - early)
            if not movement.quantity:
                return
        # Of what does not say where it goes more may have arrived: then the rest has not left.
        unsure = early and movement.fact.destination is None
        self._send(movement, (where or 0) if unsure else self._take(movement, where))

    def _send(self, movement: Movement, origin: int) -> None:
        spot = Spot(in_transit=True, origin=origin, destination=movement.fact.destination or 0)
        told = self._announced.get((spot, movement.uom), Decimal(0)) if spot in self.piles else Decimal(0)
        # What only departed has departed.
        shipped = movement.quantity if movement.fact.step == "shipping" else None
        self._announced[spot, movement.uom] = told + (shipped or Decimal(0))
        self.piles.put(spot, movement.quantity, movement.uom, movement.fact)

    def _arrived_before(self, where: int | None, movement: Movement) -> Decimal:
        """How much of a shipment receipts of earlier event time told of already, where it goes: it has left and come.

        If it does not say where it goes, only so much as its place has not.
        """
        to, quantity = movement.fact.destination, movement.quantity or Decimal(0)
        rest = quantity
        if to is None and (pile := self.piles.get(Spot(where or 0))) is not None:
            rest -= pile.amounts.get(movement.uom, Decimal(0))
        early = Decimal(0)
        received = self._ahead.get((where or 0, movement.uom), {})
        for here, (at, ahead) in received.items():
            # By its time it came before it left. A shipping much later is another one.
            if movement.fact.time - at <= _LATE_US and (
                to in (None, here) or self._around.same_holder(to, here)
            ):
                some = min(ahead, max(rest - early, Decimal(0)))
                received[here] = (at, ahead - some)
                early += some
        return early

    def _depart(self, movement: Movement) -> None:
        """A departure after a shipping to the same place is of what was shipped; one without is a shipment."""
        fact, quantity, uom = movement.fact, movement.quantity, movement.uom
        to = fact.destination
        ways = self.piles.destinations() if to is None else [to, 0]
        gone = [
            spot
            for way in ways
            for spot in self.piles.on_the_way(way)
            if self.piles[spot].last.capturer == fact.capturer
        ]
        if quantity is None or any(self.piles[spot].vague for spot in gone):
            if not gone:
                self._ship(movement)
            return
        for spot in gone:
            told = min(
                self._announced.get((spot, uom), Decimal(0)), self.piles[spot].amounts.get(uom, Decimal(0))
            )
            leaves = min(told, quantity)
            self._announced[spot, uom] = told - leaves
            quantity -= leaves
        if quantity > 0:
            self._ship(structs.replace(movement, quantity=quantity))

    def _unship(self, movement: Movement) -> None:
        """The newest shipments of whoever takes one back return to where they came from; only those to where it says."""
        fact, rest, uom = movement.fact, movement.quantity, movement.uom
        ways = self.piles.destinations() if fact.destination is None else [fact.destination, 0]
        shipped = [
            (bool(way), self.piles[spot].last.order, spot)
            for way in ways
            for spot in self.piles.on_the_way(way)
            if self.piles[spot].last.capturer == fact.capturer
        ]
        if fact.destination is None:
            shipped = [(True, order, spot) for _, order, spot in shipped]
        for _, _, spot in sorted(shipped, reverse=True):
            back = Spot(spot.origin or movement.here or 0)
            if rest is None:
                self.piles.move(spot, back, fact)
                return
            before = rest
            rest = self.piles.draw(spot, rest, uom)
            if before != rest:
                self.piles.put(back, before - rest, uom, fact)
            if not rest:
                return

    def _arriving(self, here: int) -> Iterator[Spot]:
        """What is on the way to a place, or nobody said where to: surest first, then oldest."""
        return arriving(here, self.piles, self._around)

    def _arrive(self, here: int, quantity: Decimal, uom: str | None) -> Decimal:
        """Take what arrived from what was on the way; how much could not be found there."""
        rest = quantity
        for spot in self._arriving(here) if rest else ():
            rest = self.piles.draw(spot, rest, uom)
            if not rest:
                break
        return rest

    def _receive(self, movement: Movement) -> None:
        fact, quantity, uom, here = movement.fact, movement.quantity, movement.uom, movement.here
        if here is None:
            self.piles.put(Spot(), quantity, uom, fact)
        elif quantity is None:
            arriving = [spot for spot in self._arriving(here) if spot.destination]
            for spot in arriving:
                self.piles.move(spot, Spot(here), fact)
            if not arriving:
                self.piles.put(Spot(here), None, None, fact)
        else:
            known = self.piles.get(Spot(here))
            before = min(quantity, known.seen.get(uom, Decimal(0))) if known else Decimal(0)
            if known and before:
                known.seen[uom] -= before
            rest = self._arrive(here, quantity - before, uom)
            at, early = self._used.get((here, uom), (0, Decimal(0)))
            # By its time, some of it was used before it came. Of a receipt much later, nobody knows.
            used = min(rest, early) if fact.time - at <= _LATE_US else Decimal(0)
            if used:
                self._used[here, uom] = (at, early - used)
                rest, before = rest - used, before + used
            if movement.source is not None and movement.source != here:
                # Nobody reported that it left, and it is here: so it is there no more.
                self._leave(movement.source, here, rest, uom, fact.time)
            if quantity > before or not used:
                self.piles.put(Spot(here), quantity - before, uom, fact)

    def _leave(self, source: int, here: int, quantity: Decimal, uom: str | None, time: int) -> None:
        """Take what was received from a place, and did not come by what was shipped there, off that place.

        As much as was shipped from there left it then, whatever became of it: it may be received at the dock and in
        the store, or elsewhere than it was sent.
        """
        quantity = max(quantity - self._shipped.get((source, uom), Decimal(0)), Decimal(0))
        left = quantity - self.piles.draw(Spot(source), quantity, uom)
        if left:
            ahead = self._ahead.setdefault((source, uom), {})
            _, before = ahead.get(here, (0, Decimal(0)))
            ahead[here] = (time, before + left)

    def _see(self, movement: Movement) -> None:
        """Something said that it is at a place: it is there, with at least so much."""
        fact, quantity, uom, here = movement.fact, movement.quantity, movement.uom, movement.fact.location
        if here is None:
            return
        known = [self.piles[spot] for spot in (Spot(here), Spot(here, claim=True)) if spot in self.piles]
        if quantity is None:
            if not known:
                self.piles.put(Spot(here), None, None, fact)
            return
        more = quantity - sum((pile.amounts.get(uom, Decimal(0)) for pile in known), Decimal(0))
        if more > 0 and not any(pile.vague for pile in known):
            self._arrive(here, more, uom)
            pile = self.piles.put(Spot(here), more, uom, fact)
            pile.seen[uom] = pile.seen.get(uom, Decimal(0)) + more

    def _count(self, movement: Movement) -> None:
        """A count tells what is there, whatever the books say; but to others than whose place it is they have seen it."""
        here, quantity, fact = movement.here, movement.quantity, movement.fact
        if here is None or quantity is None or not self._keeps(here, fact):
            self._see(movement)
            return
        line = fact.event, here, movement.uom
        # An event may count what there is in several lines.
        quantity = self._counted[line] = quantity + self._counted.get(line, Decimal(0))
        counted = Pile(fact)
        if Spot(here) in self.piles:
            counted.amounts |= self.piles.pop(Spot(here)).amounts
        self.piles.pop(Spot(here, claim=True), None)
        counted.amounts[movement.uom] = quantity
        counted.amounts = {uom: amount for uom, amount in counted.amounts.items() if amount}
        if counted.amounts:
            self.piles[Spot(here)] = counted

    def _keeps(self, here: int, fact: Fact) -> bool:
        """Whether the capturer of a fact has what is at a place: it is theirs, or nobody's and nobody else told of it."""
        owner = self._around.owner(here)
        known = self.piles.get(Spot(here))
        return owner == fact.capturer or (
            owner is None and (known is None or known.last.capturer == fact.capturer)
        )


def _moment(movement: Movement, taking: Collection[int]) -> Moment:
    """When a movement is booked: at one instant a lot is made before it is used; but what one event takes comes before
    what it gives out.

    Args:
        taking: events that take in some of the lot.
    """
    order, makes = movement.fact.order, movement.role == "output"
    if makes and movement.fact.event not in taking:
        order = (order[0], -1, *order[2:])
    return (*order, int(makes), movement.uom or "", movement.quantity or Decimal(0))
