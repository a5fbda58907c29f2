"""What a stockroom is made of: movements of a lot, the spots where some of it can be, and what is there."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple, Protocol

from msgspec import Struct, field

from headwater.lineage.facts import Fact, Layer, Order, Role

if TYPE_CHECKING:
    from collections.abc import Sequence

    from headwater.lineage.balance import Bucket
    from headwater.lineage.place import Place
    from headwater.tracing.passings import Passing


Moment = tuple[int, int, bytes, int, bytes, int, int, str, Decimal]
"""When something is booked: time, rank and hash of its event, capturer, and what comes first of one event."""


class Movement(Struct, frozen=True):
    """One quantity of the lot in one event."""

    fact: Fact
    role: Role
    quantity: Decimal | None = None
    """None where the event does not say how much."""
    uom: str | None = None
    source: int | None = None
    """Of a shipment or receipt: the location of its sourceList."""
    claim: bool = False
    """Told by an organisation without authority over the lot: what it ends counts as far as they have some of it, what
    it makes is told as a claim, and what it packs does not end with its container unless they had some."""

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
    claim: bool = False
    """Of a place: what only claims tell was made there."""


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
    away: bool = False
    """Of what is in a container: whether that has left its maker."""
    doubted: bool = False
    """Of what is in a container: whether somebody put some of it there who had it not. It does not end with that."""


class Piles(dict[Spot, Pile]):
    """What there is of one lot, by spot."""

    def __init__(self) -> None:
        super().__init__()
        self._ways: dict[int, dict[Spot, None]] = {}
        """By destination: spots that were on the way there, in the order in which they were first."""

    def on_the_way(self, destination: int) -> list[Spot]:
        """What is on the way to a place (0: nobody said where to), oldest first."""
        told = self._ways.get(destination, {})
        for gone in [spot for spot in told if spot not in self]:
            del told[gone]
        return sorted(told, key=lambda spot: (self[spot].last.order, spot.origin))

    def destinations(self) -> list[int]:
        """Whereto anything was ever on the way."""
        return list(self._ways)

    def put(self, spot: Spot, quantity: Decimal | None, uom: str | None, fact: Fact) -> Pile:
        """So much more is at a spot; what is there now."""
        pile = self.get(spot) or Pile(fact)
        if quantity is None:
            pile.vague = True
        elif quantity:
            pile.amounts[uom] = pile.amounts.get(uom, Decimal(0)) + quantity
        else:
            return pile
        pile.last = fact
        self[spot] = pile
        if spot.in_transit:
            self._ways.setdefault(spot.destination, {})[spot] = None
        return pile

    def draw(self, spot: Spot, quantity: Decimal | None, uom: str | None) -> Decimal:
        """Take from one pile as much as it is known to have; how much could not be found there."""
        pile = self.get(spot)
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
            del self[spot]
        return quantity - taken

    def move(self, origin: Spot, target: Spot, fact: Fact) -> None:
        """A whole pile goes somewhere else."""
        pile = self.pop(origin)
        for uom, amount in pile.amounts.items():
            self.put(target, amount, uom, fact)
        if pile.vague:
            self.put(target, None, None, fact)


class Packed(Struct):
    """Some of the lot was in a container from one fact to another, or still is."""

    container: int
    layer: Layer
    opened: Fact
    quantity: Decimal | None
    uom: str | None
    closed: Fact | None = None


class Emptying(NamedTuple):
    """What took the last of a lot."""

    fact: Fact
    how: Bucket | None


class Surroundings(Protocol):
    """What the fold asks of the world around one lot."""

    def stood(self, container: int, before: Order, /) -> Place:
        """Where a container was just before a moment."""
        ...

    def passings(self, container: int, /) -> Sequence[Passing]:
        """What happened to a container that concerns what is in it, in order."""
        ...

    def same_holder(self, one: int, other: int, /) -> bool:
        """Whether two places are parts of one site or belong to one organisation."""
        ...

    def owner(self, place: int, /) -> int | None:
        """The organisation whose place it is."""
        ...

    def is_with(self, maker: Fact, stand: Place, /) -> bool:
        """Whether what stands so is with the organisation that made the lot; so it is while nobody says where it is.

        Args:
            maker: the fact by which it was made.
            stand: what is on the way to a place is as if it were there.
        """
        ...
