"""What is followed alone: an object whose makers account for the whole way back to where it came from.

A transformation that names an object as output tells what that object was made of, as far as it tells what went
in. The rest may be known of the lot: that it came out of a mixing kettle by quantity, before a packing line named
the cans. So an object goes by its lot as well unless everything that is known to have made its lot made the object,
too, and something is known to have gone in; and unless some of its lot was ever packed by quantity: whatever happened
to that may have happened to this object, since nobody knows which ones they were. Too much may be traced so, never too little; and what two runs each
name of one lot stays apart, as long as nothing else gives that lot out.

A claim makes nothing be followed alone: nobody takes a can out of its lot by claiming to have made it.

Source: DESIGN.md, section 4; docs/adr/0009-what-joins-in-the-graph.md.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from headwater.lineage.ranges import EMPTY, RangeSet, union

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from headwater.lineage.ranges import Piece


class Makers(Protocol):
    """The part of a graph that tells what lots were made of."""

    def inputs(self, transformations: Collection[int], /) -> Mapping[int, tuple[set[int], RangeSet]]:
        """See `facts.Graph`."""
        ...

    def makers(self, lots: Collection[int], /) -> Mapping[int, set[int]]:
        """The transformations that have each lot in their output quantities; a lot without any may be absent."""
        ...

    def packed_lots(self, lots: Collection[int], /) -> set[int]:
        """Those of these lots of which some quantity was ever put into a container."""
        ...


def followed_alone(graph: Makers, made: Mapping[int, RangeSet], pieces: Sequence[Piece]) -> RangeSet:
    """Those of some objects that do not go by their lots.

    Args:
        graph: tells what went into transformations, which gave lots out, and what was packed of them.
        made: by transformation that is no claim: what it gives out without having taken it in.
        pieces: (first, last, lot) of these objects, as far as they belong to a lot.
    """
    named = union(made.values())
    if not named:
        return EMPTY
    inputs = graph.inputs(made)
    left = union(mine for one, mine in made.items() if not any(inputs[one]))
    members: dict[int, list[tuple[int, int]]] = {}
    for first, last, lot in pieces:
        members.setdefault(lot, []).append((first, last))
    packed = graph.packed_lots(members) if members else set[int]()
    for lot, makers in graph.makers(members).items() if members else ():
        mine = RangeSet.from_pairs(members[lot])
        left |= union(mine - made.get(one, EMPTY) for one in makers)
    left |= RangeSet.from_pairs(pair for lot in packed for pair in members[lot])
    return named - left
