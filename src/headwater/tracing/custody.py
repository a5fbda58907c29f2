"""Who has some of a lot may end it or use it up, though the lot is another's: a shop sells it, a co-packer fills it.

Such an event is a claim on the lot as a whole; it counts for what its capturer has. What somebody packed who had none
does not end with its container. Source: DESIGN.md, section 2
(authority: the owner, its delegates or the present custodian).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from headwater.lineage.balance import bucket

if TYPE_CHECKING:
    from headwater.lineage.place import Place
    from headwater.tracing.carriage import Carriage
    from headwater.tracing.piles import Movement, Pile, Piles, Spot, Surroundings


def held(movement: Movement, piles: Piles, carriage: Carriage, around: Surroundings) -> list[Spot]:
    """What a movement may take of that which its capturer has: where it happened, then what was on the way.

    Somewhere else, or where nobody said where it happened, only the one spot that can be meant.
    """
    fact, here = movement.fact, movement.here
    mine: list[list[Spot]] = [[], [], [], []]
    for spot, pile in piles.items():
        stand = carriage.stand(spot, fact)
        if not _has(fact.capturer, stand, pile, around):
            continue
        at = stand.destination if stand.in_transit else stand.place
        if here is None:
            mine[3].append(spot)
        elif at == here and not stand.in_transit:
            mine[1 if spot.container else 0].append(spot)
        elif at is None or around.same_holder(at, here):
            mine[2 if stand.in_transit else 3].append(spot)
    sure = [spot for spots in mine[:3] for spot in sorted(spots, key=lambda one: piles[one].last.order)]
    return sure + (mine[3] if len(mine[3]) == 1 else [])


def is_with_others(movement: Movement, piles: Piles, carriage: Carriage, around: Surroundings) -> bool:
    """Whether its capturer is known to have none of the lot, and others are known to have some."""
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
