"""Contents: what ever was inside a container, as what it is now or ever was, and what was at some moment.

For those who trace. To them what went into a transformation is still inside: of a tote that was tipped into two vats,
one after the other, nobody knows what went into which.

Source: DESIGN.md, section 4; docs/adr/0016-lives-are-vertices.md.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct

from headwater.lineage.ancestry import gather
from headwater.lineage.containment import LEAST, MOST
from headwater.lineage.facts import Order, instant
from headwater.lineage.lives import in_order
from headwater.lineage.pieces import pieces_alike
from headwater.lineage.ranges import RangeSet, union
from headwater.lineage.reuse import renewals

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from headwater.lineage.facts import BulkSource, Layer

Windows = dict[int, list[tuple[int, "Order", "Order"]]]
"""Between which moments each of some containers was inside of another, and of which: (that one, begin, end)."""

Moment = tuple["Order", int]
"""The order of a fact, and a container."""


class Held(NamedTuple):
    """Objects `first` to `last`, or a lot, came into a container, or into something inside of it."""

    first: int
    last: int
    """Both the lot, if it is one."""
    container: int
    order: Order
    """Since when they were inside of it; at that moment each had the life in which it was inside."""


class Contents(Struct, frozen=True):
    """What one container held; nothing holds itself."""

    container: int
    ever: RangeSet
    """Inside at any time since the container is what it is, at any depth; containers within it are among them."""
    came_in: tuple[Held, ...]
    """How everything in `ever` came in, and the container itself where it held itself."""
    ever_lots: frozenset[int]
    """Lots of which some quantity was in it or in something inside, by a childQuantityList."""


def contents(source: BulkSource, container: int) -> Contents:
    """Contents until the cut of the source: a few calls per level of containment, however many the objects."""
    renewed = gather(source, [container]).renewed(container)
    since = instant(renewed[-1].order) if renewed else LEAST
    walk = _Walk(source, {container: [(container, since, MOST)]})
    ever = RangeSet.from_pairs((held.first, held.last) for held in walk.objects)
    return Contents(
        container,
        ever - RangeSet.from_ids([container]),
        tuple(walk.objects),
        frozenset(held.first for held in walk.lots),
    )


def ever_held(source: BulkSource, containers: Collection[int]) -> tuple[list[Held], list[Held]]:
    """What was ever inside of each of these containers in any of its lives, at any depth: objects, and lots.

    A few calls per level of containment, however many the containers. Of those that hold no containers, which are
    most, nothing is folded: whatever was put in was inside from then on.
    """
    packed = source.packed(containers)
    every = union(children for told in packed.values() for _, children in told)
    within = source.holding(every)
    nested = {one for one, told in packed.items() if any(children.overlaps(within) for _, children in told)}
    walk = _Walk(source, {one: [(one, LEAST, MOST)] for one in nested})
    objects = [held for held in walk.objects if not held.first <= held.container <= held.last]
    objects += [
        Held(first, last, one, fact.order)
        for one, told in packed.items()
        if one not in nested
        for fact, children in told
        for first, last in children - RangeSet.from_ids([one])
    ]
    lots = [
        Held(lot, lot, one, begin)
        for one, lot, begin, _ in _lot_stays(source, [one for one in containers if one not in nested])
    ]
    return objects, walk.lots + lots


class _Walk:
    """Down from some containers, level by level."""

    def __init__(self, source: BulkSource, level: Windows) -> None:
        self.objects: list[Held] = []
        self.lots: list[Held] = []
        seen = {(item, *window) for item, windows in level.items() for window in windows}
        while level:
            for container, lot, since, until in _lot_stays(source, level):
                for root, begin, end in level[container]:
                    if max(begin, since) < min(end, until):
                        self.lots.append(Held(lot, lot, root, max(begin, since)))
            below: Windows = {}
            for (low, high, holds), root, begin, end in _went_in(source, level):
                self.objects.append(Held(low, high, root, begin))
                for item in range(low, high + 1) if holds else ():
                    if (item, root, begin, end) not in seen:
                        seen.add((item, root, begin, end))
                        below.setdefault(item, []).append((root, begin, end))
            level = below


def inside_at(
    source: BulkSource, moments: Collection[Moment]
) -> dict[Moment, tuple[frozenset[int], RangeSet]]:
    """Lots and objects that were in each container, at any depth, at the instant of each moment.

    What went in or came out at that very instant may have been inside. A lot stays inside until the container is emptied as
    a whole or begins another life: a DELETE that names the lot may take a part of it.

    A few calls per level of containment, however many the moments.
    """
    level: dict[int, set[Moment]] = {}
    for one in moments:
        level.setdefault(one[1], set()).add(one)
    seen = {(one[1], one) for one in moments}
    lots: dict[Moment, set[int]] = {one: set() for one in moments}
    passed: dict[Moment, list[tuple[int, int]]] = {one: [] for one in moments}
    while level:
        _lots_at(source, level, lots)
        below: dict[int, set[Moment]] = {}
        pieces = pieces_alike(source, union(source.children(list(level)).values()))
        known = gather(source, [first for first, _, _ in pieces], all_lives=True, uses_up=False)
        for first, last, holds in pieces:
            for stay in known.containment(first).stays:
                for one in level.get(stay.container, ()):
                    if not stay.may_hold(one[0]):
                        continue
                    passed[one].append((first, last))
                    for item in range(first, last + 1) if holds else ():
                        if (item, one) not in seen:
                            seen.add((item, one))
                            below.setdefault(item, set()).add(one)
        level = below
    return {one: (frozenset(lots[one]), RangeSet.from_pairs(passed[one])) for one in moments}


def _lots_at(source: BulkSource, level: Mapping[int, set[Moment]], lots: Mapping[Moment, set[int]]) -> None:
    """Add the lots of which some quantity was in these containers themselves, each at its moments."""
    for container, lot, begin, end in _lot_stays(source, level):
        for one in level[container]:
            if begin[0] <= one[0][0] and instant(one[0]) < end:
                lots[one].add(lot)


def _lot_stays(source: BulkSource, containers: Collection[int]) -> Iterator[tuple[int, int, Order, Order]]:
    """(container, lot, begin, end): from when until when some quantity was in these containers themselves.

    A DELETE that names the lot may take a part of it, and ends nothing.
    """
    told = source.child_lots(list(containers))
    touches = source.touches(list(told)) if told else {}
    ordered = {container: in_order(touches.get(container, ())) for container in told}
    renewed = renewals(source, ordered)
    for container, named in told.items():
        theirs = ordered[container]
        ends: list[tuple[Order, Layer | None]] = [
            (t.fact.order, t.fact.layer)
            for t in theirs
            if t.role == "parent" and t.fact.all_children and not t.fact.idle
        ]
        ends += [(instant(fact.order), None) for fact in renewed.get(container, ())]
        for fact, lot in named:
            if fact.action == "ADD":
                end = min(
                    (end for end, layer in ends if end > fact.order and layer in (None, fact.layer)),
                    default=MOST,
                )
                yield container, lot, fact.order, end


def _went_in(source: BulkSource, level: Windows) -> Iterator[tuple[tuple[int, int, bool], int, Order, Order]]:
    """((first, last, whether they ever held something), container, begin, end) of everything that was inside."""
    pieces = pieces_alike(source, union(source.children(list(level)).values()))
    known = gather(source, [first for first, _, _ in pieces], all_lives=True, uses_up=False)
    for piece in pieces:
        for stay in known.containment(piece[0]).stays:
            for root, since, until in level.get(stay.container, ()):
                begin, end = max(stay.begin, since), min(stay.end, until)
                if begin < end:
                    yield piece, root, begin, end
