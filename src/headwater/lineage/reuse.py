"""Which lives of an object are one and the same thing, for a trace.

A can that was sold and comes back is still of its lot; an SSCC that is used again holds something else. So a new life
is the thing of the life before, come back, and no life of its own to a trace, if

- no transformation gives it out in it that something went into: an ObjectEvent with action ADD began it, or a
  transformation of which only the outputs are told. Who reports what went in and what came out as two
  transformations, by mistake or as two organisations, has reworked it all the same;
- no transformation took in what was before (that is in something else now), unless one of the latter kind gives it out;
- no event of it tells of another lot;
- it was known before what it is: a lot told of it, or a transformation that gave it out; or the event that begins it
  says that it was received. What never was of anything is only what it holds, and that goes by lives.

A claim tells of no other lot: nobody takes a can out of a recall by claiming it. But what only a claim told of the
life before is kept: that can bring too much into a trace and never too little.

Source: docs/adr/0016-lives-are-vertices.md and docs/adr/0014-claims-stay-in-scope.md.
"""

from __future__ import annotations

from bisect import bisect_right
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

import numpy as np
from msgspec import Struct

from headwater.lineage.containment import MOST
from headwater.lineage.facts import RECEIVES, Fact, Order
from headwater.lineage.lives import Beginning, Process, divided, in_order, process
from headwater.lineage.pieces import pieces_alike
from headwater.lineage.ranges import RangeSet
from headwater.lineage.segments import overlapping

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from headwater.lineage.facts import BulkSource, Origins, Touch

TieKind = Literal["input", "carried", "output", "made", "member"]


class Reused(Struct, frozen=True):
    """Objects `first` to `last` have been more than one thing, and alike."""

    first: int
    last: int
    begun: tuple[Order, ...]
    """What began the second and each later of these lives."""

    def number(self, time: int) -> int:
        """Which of these lives they had at a time, from 0; at that of a beginning, the new one."""
        return bisect_right([begin[0] for begin in self.begun], time)


class Tie(Struct, frozen=True):
    """What an event says of objects `first` to `last` that joins them to something."""

    first: int
    last: int
    kind: TieKind
    """Into a transformation, itself or inside of something; out of one, and so by what is no claim; of a lot."""
    to: int
    """The transformation or the lot."""
    order: Order
    """When."""


class _Lived(Struct, frozen=True):
    """Objects `first` to `last` have lived more than once."""

    first: int
    last: int
    begun: tuple[tuple[Fact, bool], ...]
    """What began each later life, and whether that is another thing for what transformations did."""
    facts: frozenset[int]
    """The events that name them and are no claims."""


def reused(source: BulkSource, candidates: RangeSet, origins: Origins) -> list[Reused]:
    """Those of these objects that have been more than one thing.

    Args:
        source: supplies touches, in two calls; no claims, if claims are to begin and end nothing.
        candidates: objects that may have lived more than once.
        origins: each of its methods is called once at most.
    """
    pieces = pieces_alike(source, candidates)
    touches = source.touches([first for first, _, _ in pieces]) if pieces else {}
    told = {first: in_order(touches.get(first, ())) for first, _, _ in pieces}
    return [
        Reused(first, last, tuple(fact.order for fact in begun))
        for first, last, begun in _others([(first, last) for first, last, _ in pieces], told, origins)
        if begun
    ]


def renewals(origins: Origins, told: Mapping[int, Sequence[Touch]]) -> dict[int, tuple[Fact, ...]]:
    """By object: the facts that began another thing, in order; of what has been but one thing nothing.

    What came back holds what it held: nobody unpacks a case by selling it.

    Args:
        origins: as above.
        told: by object: its touches, in order.
    """
    return {
        first: begun for first, _, begun in _others([(item, item) for item in told], told, origins) if begun
    }


def _others(
    pieces: Sequence[tuple[int, int]], told: Mapping[int, Sequence[Touch]], origins: Origins
) -> Iterator[tuple[int, int, tuple[Fact, ...]]]:
    """(first, last, what began another thing) of those pieces of objects that have lived more than once.

    Args:
        told: by the first object of a piece: its touches, in order.
    """
    turns = {first: divided(told[first]) for first, _ in pieces}
    making = {fact for begun in turns.values() for beginning in begun for fact in beginning.made}
    full = origins.taking_in(making) if making else ()
    lived = [
        _Lived(
            first,
            last,
            tuple((beginning.fact, _is_anew(beginning, full)) for beginning in turns[first]),
            frozenset(touch.fact.event for touch in told[first]),
        )
        for first, last in pieces
        if turns[first]
    ]
    back = [one for one in lived if not all(anew for _, anew in one.begun)]
    ties = origins.origins(RangeSet.from_pairs((one.first, one.last) for one in back)) if back else ()
    for one, its_ties in zip(lived, _by_piece(lived, ties), strict=True):
        for first, last, mine in _cut(one, its_ties):
            yield first, last, _anew(one, mine)


def _is_anew(beginning: Beginning, full: Collection[Process]) -> bool:
    """Whether transformations tell that it is another thing; `full` are those into which something went."""
    if not beginning.made:
        return beginning.used_up
    return any(process(fact) in full for fact in beginning.made)


def _by_piece(lived: Sequence[_Lived], ties: Sequence[Tie]) -> list[list[Tie]]:
    """The ties of some objects of each piece."""
    found: list[list[Tie]] = [[] for _ in lived]
    if ties:
        pieces, told = (
            np.array([(one.first, one.last) for one in listed], dtype=np.int64) for listed in (lived, ties)
        )
        for i, j in zip(*overlapping(pieces[:, 0], pieces[:, 1], told[:, 0], told[:, 1]), strict=True):
            found[i].append(ties[j])
    return found


def _cut(one: _Lived, ties: Sequence[Tie]) -> Iterator[tuple[int, int, list[Tie]]]:
    """The objects, (first, last, ties), in pieces of which the same is told: a block may end within a range."""
    cuts = {one.first, one.last + 1}
    for tie in ties:
        cuts |= {max(tie.first, one.first), min(tie.last, one.last) + 1}
    for first, after in pairwise(sorted(cuts)):
        yield first, after - 1, [tie for tie in ties if tie.first <= first <= tie.last]


def _anew(one: _Lived, ties: Collection[Tie]) -> tuple[Fact, ...]:
    """What began something else, and did not bring back what was before."""
    times = [fact.time for fact, _ in one.begun]
    before = [tie for tie in ties if tie.order[0] < times[0]]
    found = []
    for (fact, anew), until in zip(one.begun, (*times[1:], MOST[0]), strict=True):
        told = [tie for tie in ties if fact.time <= tie.order[0] < until]
        # An order ends with its event.
        lots = {tie.to for tie in told if tie.kind == "member" and tie.order[-1] in one.facts}
        known = {tie.to for tie in before if tie.kind == "member"}
        if anew or not (before or fact.step in RECEIVES) or not lots <= known:
            found.append(fact)
            before = told
        else:
            before = before + told
    return tuple(found)
