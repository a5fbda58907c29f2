"""Who has some of a lot may end it or use it up, though the lot is another's: a shop sells it, a co-packer fills it.

Such an event is a claim on the lot as a whole; it counts for what its capturer has. What somebody packed who had none
does not end with its container. Source: DESIGN.md, section 2
(authority: the owner, its delegates or the present custodian).
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from headwater.lineage.balance import bucket
from headwater.tracing.piles import Spot

if TYPE_CHECKING:
    from collections.abc import Iterator

    from headwater.lineage.facts import Fact
    from headwater.lineage.place import Place
    from headwater.tracing.carriage import Carriage
    from headwater.tracing.piles import Movement, Pile, Piles, Surroundings


def arriving(here: int, piles: Piles, around: Surroundings) -> Iterator[Spot]:
    """What is on the way to a place, or nobody said where to: surest first, then oldest."""
    yield from piles.on_the_way(here)
    for other in piles.destinations():
        if other not in (0, here) and around.same_holder(other, here):
            yield from piles.on_the_way(other)
    yield from piles.on_the_way(0)


def held(movement: Movement, piles: Piles, carriage: Carriage, around: Surroundings) -> Iterator[Spot]:
    """What a movement may take of that which its capturer has: where it happened, then what was on the way.

    Somewhere else, or where nobody said where it happened, only the one spot that can be meant. Who uses something up
    may have got it by a way of which nobody said where to.
    """
    fact, here = movement.fact, movement.here
    seen: set[Spot] = set()

    def is_mine(spot: Spot) -> bool:
        return _has(fact.capturer, carriage.stand(spot, fact), piles[spot], around)

    if here is not None:
        near = chain(
            (spot for spot in (Spot(here), Spot(here, claim=True)) if spot in piles),
            carriage.standing(here, fact),
            arriving(here, piles, around),
        )
        for spot in near:
            seen.add(spot)
            lost = spot.in_transit and not spot.destination
            if is_mine(spot) or (lost and movement.role == "input"):
                yield spot
    rest = [spot for spot in piles if spot not in seen and is_mine(spot)]
    if here is not None:
        stands = {spot: carriage.stand(spot, fact) for spot in rest}
        rest = [spot for spot in rest if _may_be_at(stands[spot], here, around)]
    if len(rest) == 1:
        yield rest[0]


def _may_be_at(stand: Place, here: int, around: Surroundings) -> bool:
    at = stand.destination if stand.in_transit else stand.place
    return at is None or around.same_holder(at, here)


def is_at_home(fact: Fact, around: Surroundings) -> bool:
    """Whether an event was recorded by those of whose place it tells."""
    where = fact.place if fact.place is not None else fact.seen_at
    return where is not None and around.owner(where) == fact.capturer


def is_with_others(movement: Movement, piles: Piles, carriage: Carriage, around: Surroundings) -> bool:
    """Whether its capturer is known to have none of the lot, and others are known to have some."""
    if any(held(movement, piles, carriage, around)):
        return False
    stands = [(carriage.stand(spot, movement.fact), pile) for spot, pile in piles.items()]
    if any(_has(movement.fact.capturer, stand, pile, around) for stand, pile in stands):
        return False
    return any(_owner(stand, around) is not None for stand, _ in stands)


def _has(organisation: int | None, stand: Place, pile: Pile, around: Surroundings) -> bool:
    """Whether a pile is with an organisation: at its place, on the way there, or received by it."""
    owner = _owner(stand, around)
    if owner is not None and owner == organisation:
        return True
    last = pile.last
    received = bucket(last.type, last.action, last.step, last.disposition, "object") == "received"
    return last.capturer == organisation and (owner is None or received)


def _owner(stand: Place, around: Surroundings) -> int | None:
    """Whose place it is where something stands, or goes to."""
    word = stand.destination if stand.in_transit else stand.place
    return None if word is None else around.owner(word)
