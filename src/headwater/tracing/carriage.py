"""Amounts of one lot inside containers: what goes in and comes out, and what happens to it on the way.

What happens to a container happens to what is in it, for the stock as for the books of the maker: it leaves the maker
when the container is somewhere else, comes back with it, is used up, sold and destroyed with it. So the two cannot
disagree. Source: EPCIS 2.0, section 7.4.3 (childQuantityList); DESIGN.md, section 4; ADR 11.
"""

from __future__ import annotations

from bisect import bisect_right
from decimal import Decimal
from heapq import heappop, heappush
from typing import TYPE_CHECKING

from headwater.lineage import balance as books
from headwater.lineage.balance import bucket
from headwater.lineage.facts import LAYERS, instant, just_after
from headwater.lineage.place import Place
from headwater.tracing.piles import Emptying, Packed, Spot

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from headwater.lineage.balance import Bucket
    from headwater.lineage.facts import Fact, Order
    from headwater.tracing.passings import Passing
    from headwater.tracing.piles import Moment, Movement, Pile, Piles, Surroundings


class Carriage:
    """The containers that hold some of a lot; the piles in them are among those of the lot."""

    def __init__(self, piles: Piles, around: Surroundings, maker: Fact | None) -> None:
        """None yet.

        Args:
            piles: of the lot.
            around: places and containers.
            maker: the fact by which the lot was made, or first told of.
        """
        self._piles = piles
        self._around = around
        self._maker = maker
        self.packed: list[Packed] = []
        self._open: dict[Spot, list[Packed]] = {}
        """Those that are not closed, by container."""
        self._closed: dict[Spot, list[Packed]] = {}
        """Those that were closed, and may be open again."""
        self._standing: dict[int, list[Spot]] = {}
        """By place: containers with some of the lot that stand there, until one moves."""
        self.booked: list[books.Movement] = []
        """What became of it, for the books of the maker."""
        self._coming: list[tuple[Moment, int, int]] = []
        """What is to happen next to containers that hold some: a heap of (moment, container, index of the passing)."""
        self._awaited: set[int] = set()
        self._ended: dict[Spot, tuple[Fact, Pile]] = {}
        """What was sold or destroyed with its container, and by what: it is there again when that is."""

    def pack(self, movement: Movement, *, doubted: bool) -> None:
        fact, quantity, uom = movement.fact, movement.quantity, movement.uom
        if fact.parent is None or fact.layer is None:
            return
        inside = Spot(container=fact.parent, layer=fact.layer)
        anew = inside not in self._piles
        pile = self._piles.put(inside, quantity, uom, fact)
        pile.doubted |= doubted
        stay = Packed(fact.parent, fact.layer, fact, quantity, uom)
        self.packed.append(stay)
        self._open.setdefault(inside, []).append(stay)
        self._standing.clear()
        if self._maker is not None:
            away = self._is_away(self._stood_after(fact.parent, fact))
            pile.away = away if anew else pile.away
            if away and quantity is not None and fact.capturer == self._maker.capturer:
                self._tell("shipped", {uom: quantity}, fact)
        if fact.parent not in self._awaited:
            passings = self._around.passings(fact.parent)
            self._await(fact.parent, bisect_right(passings, fact.order, key=lambda one: one.fact.order))

    def unpack(self, movement: Movement) -> None:
        fact, quantity, uom = movement.fact, movement.quantity, movement.uom
        if fact.parent is None or fact.layer is None:
            if movement.here is not None:
                self._piles.put(Spot(movement.here), quantity, uom, fact)
            return
        inside = Spot(container=fact.parent, layer=fact.layer)
        out = self._out_of(fact.parent, fact.order, movement.here)
        if quantity is None and inside in self._piles:
            self._come_out(inside, out, fact)
            return
        if inside in self._piles:
            left = self._piles[inside].amounts.get(uom, Decimal(0))
            self._turn(self._piles[inside], {uom: min(left, quantity or left)}, self.stand(out, fact), fact)
        self._piles.draw(inside, quantity, uom)
        self._piles.put(out, quantity, uom, fact)
        self.close_if_empty(inside, fact)

    def _pass(self, inside: Spot, passing: Passing) -> None:
        """Something happened to a container that holds some."""
        fact = passing.fact
        if passing.renews:
            self._come_out(inside, self._out_of(inside.container, instant(fact.order), None), fact)
            return
        pile = self._piles[inside]
        stand = self._stood_after(inside.container, fact)
        self._turn(pile, pile.amounts, stand, fact)
        pile.away = self._is_away(stand)
        if passing.end is not None and not pile.doubted:
            if passing.end != "consumed":
                self._ended[inside] = (fact, pile)
            del self._piles[inside]
            if not pile.away:
                self._tell(passing.end, pile.amounts, fact)
            self.close_if_empty(inside, fact)
        elif passing.empties == inside.layer:
            here = fact.place if fact.place is not None else fact.seen_at
            self._come_out(inside, self._out_of(inside.container, fact.order, here), fact)

    def _bring_back(self, inside: Spot, passing: Passing) -> None:
        """A container was sold or destroyed, and something happened to it since: it is there, and so is what is in it."""
        fact = passing.fact
        if inside not in self._ended or fact.time == self._ended[inside][0].time:
            return
        if passing.renews:
            del self._ended[inside]
        elif passing.shows and passing.end is None:
            ended, pile = self._ended.pop(inside)
            if inside not in self._piles:
                pile.away = True  # by the books it had left
                self._piles[inside] = pile
            for stay in self._closed.get(inside, ()):
                if stay.closed == ended:
                    stay.closed = None
                    self._open.setdefault(inside, []).append(stay)

    def _come_out(self, inside: Spot, out: Spot, fact: Fact) -> None:
        """All of it came out of a container."""
        pile = self._piles[inside]
        self._turn(pile, pile.amounts, self.stand(out, fact), fact)
        self._piles.move(inside, out, fact)
        self.close_if_empty(inside, fact)

    def _turn(self, pile: Pile, amounts: Mapping[str | None, Decimal], stand: Place, fact: Fact) -> None:
        """What is in a container left its maker, or came back."""
        away = self._is_away(stand)
        if away and not pile.away:
            self._tell("shipped", amounts, fact)
        elif pile.away and not away:
            back = bucket("ObjectEvent", "OBSERVE", fact.step, fact.disposition, "object")
            self._tell(back if back in ("returned", "unshipped") else "received", amounts, fact)

    def _is_away(self, stand: Place) -> bool:
        return self._maker is not None and not self._around.is_with(self._maker, stand)

    def _stood_after(self, container: int, fact: Fact) -> Place:
        return self._around.stood(container, just_after(fact.order))

    def _tell(self, what: Bucket, amounts: Mapping[str | None, Decimal], fact: Fact) -> None:
        if self._maker is not None:
            self.booked += [
                books.Movement(fact.order, what, amount, uom) for uom, amount in amounts.items() if amount
            ]

    def _out_of(self, container: int, before: Order, here: int | None) -> Spot:
        """Where something is that came out of a container: where the event says, else where that was."""
        if here is not None:
            return Spot(here)
        stood = self._around.stood(container, before)
        if stood.in_transit:
            return Spot(in_transit=True, origin=stood.origin or 0, destination=stood.destination or 0)
        return Spot(stood.place or stood.seen_at or 0)

    def close_if_empty(self, inside: Spot, fact: Fact) -> None:
        if inside.container and inside not in self._piles and inside in self._open:
            closing = self._open.pop(inside)
            for stay in closing:
                stay.closed = fact
            self._closed.setdefault(inside, []).extend(closing)

    def pass_until(self, moment: Moment | None, note: Callable[[Emptying, bool], None]) -> None:
        """Let happen to containers what happened before a moment."""
        while self._coming and (moment is None or self._coming[0][0] < moment):
            _, container, index = heappop(self._coming)
            self._standing.clear()
            passing = self._around.passings(container)[index]
            for spot in _inside(container):
                self._bring_back(spot, passing)
            inside = [spot for spot in _inside(container) if spot in self._piles]
            for spot in inside:
                self._pass(spot, passing)
            note(Emptying(passing.fact, passing.end), bool(inside))
            self._await(container, index + 1)

    def _await(self, container: int, index: int) -> None:
        passings = self._around.passings(container)
        if index < len(passings) and any(
            spot in self._piles or spot in self._ended for spot in _inside(container)
        ):
            self._awaited.add(container)
            heappush(self._coming, (_passes(passings[index]), container, index))
        else:
            self._awaited.discard(container)

    def standing(self, where: int, fact: Fact) -> Iterator[Spot]:
        """Containers with some of the lot that stand at a place."""
        if where not in self._standing:
            held = [spot for spot in self._piles if spot.container]
            self._standing[where] = sorted(
                (spot for spot in held if self._around.stood(spot.container, fact.order).place == where),
                key=lambda spot: (self._piles[spot].last.order, spot.container),
                reverse=True,
            )
        left = self._standing[where]
        while left and left[-1] not in self._piles:
            left.pop()
        yield from (spot for spot in reversed(left) if spot in self._piles)

    def stand(self, spot: Spot, fact: Fact) -> Place:
        """Where what is at a spot stands just before a fact: in a container, where that does."""
        if spot.container:
            return self._around.stood(spot.container, fact.order)
        return Place(spot.place or None, in_transit=spot.in_transit, destination=spot.destination or None)


def _inside(container: int) -> list[Spot]:
    return [Spot(container=container, layer=layer) for layer in LAYERS]


def _passes(passing: Passing) -> Moment:
    """What happens to a container comes before what the same event puts in or takes out by name."""
    return (*passing.fact.order, -1, "", Decimal(0))
