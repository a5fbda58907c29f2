"""Contents: what is inside a container now, what ever was in its present life, and what was at some moment.

Source: DESIGN.md, section 4.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from msgspec import Struct

from headwater.lineage.ancestry import gather
from headwater.lineage.containment import MOST
from headwater.lineage.facts import ROLES, Order
from headwater.lineage.lives import beginnings, in_order
from headwater.lineage.ranges import EMPTY, RangeSet, union
from headwater.lineage.segments import bounds

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from headwater.lineage.facts import BulkSource, Layer

Windows = dict[int, list[tuple["Order", "Order"]]]
"""Between which moments each of some containers was inside of the one asked about."""

Moment = tuple["Order", int]
"""The order of a fact, and a container."""


class Contents(Struct, frozen=True):
    """What one container holds; nothing holds itself."""

    container: int
    direct: RangeSet
    """Inside now, in the container itself."""
    inside: RangeSet
    """Inside now, at any depth; containers within it are among them."""
    ever: RangeSet
    """Inside at any time of the container's present life, at any depth; what is inside now included."""
    came_in: tuple[tuple[int, int, Order], ...]
    """(first, last, when) of everything in `ever`, and of the container itself where it held itself; at that
    moment it had the life in which it was inside."""
    ever_lots: frozenset[int]
    """Lots of which some quantity went into it or into something inside, by a childQuantityList."""


def contents(source: BulkSource, container: int) -> Contents:
    """Contents at the cut of the source: a few calls per level of containment, however many the objects."""
    life = gather(source, [container]).life(container)
    level: Windows = {container: [(life, MOST)]}
    direct, inside, ever = EMPTY, EMPTY, EMPTY
    lots: set[int] = set()
    came_in: list[tuple[int, int, Order]] = []
    seen = {(container, life, MOST)}
    while level:
        lots |= _lots(source, level)
        held: list[tuple[int, int]] = []
        passed: list[tuple[int, int]] = []
        below: Windows = {}
        for piece, holds, begin, end in _went_in(source, level):
            passed.append(piece)
            came_in.append((*piece, begin))
            if end == MOST:
                held.append(piece)
            for item in range(piece[0], piece[1] + 1) if holds else ():
                if (item, begin, end) not in seen:
                    seen.add((item, begin, end))
                    below.setdefault(item, []).append((begin, end))
        found = RangeSet.from_pairs(held)
        direct = found if container in level and not inside else direct
        inside |= found
        ever |= RangeSet.from_pairs(passed)
        level = below
    itself = RangeSet.from_ids([container])
    return Contents(
        container, direct - itself, inside - itself, ever - itself, tuple(came_in), frozenset(lots)
    )


def inside_at(
    source: BulkSource, moments: Collection[Moment]
) -> dict[Moment, tuple[frozenset[int], RangeSet]]:
    """Lots and objects that were in each container, at any depth, just before each moment.

    What the fact of the moment takes out was still inside. A lot stays inside until the container is emptied as
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
        known = gather(source, [first for first, _, _ in pieces], all_lives=True)
        for first, last, holds in pieces:
            for stay in known.containment(first).stays:
                for one in level.get(stay.container, ()):
                    if not stay.begin < one[0] <= stay.end:
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
    touches = source.touches(list(level))
    for container, told in source.child_lots(list(level)).items():
        theirs = in_order(touches.get(container, ()))
        ends: list[tuple[Order, Layer | None]] = [
            (t.fact.order, t.fact.layer) for t in theirs if t.role == "parent" and t.fact.all_children
        ]
        ends += [(fact.order, None) for fact in beginnings(theirs)]
        for fact, lot in told:
            if fact.action == "ADD":
                end = min(
                    (end for end, layer in ends if end > fact.order and layer in (None, fact.layer)),
                    default=MOST,
                )
                for one in level[container]:
                    if fact.order < one[0] <= end:
                        lots[one].add(lot)


def _lots(source: BulkSource, level: Windows) -> set[int]:
    return {
        lot
        for container, told in source.child_lots(list(level)).items()
        for fact, lot in told
        if fact.action == "ADD" and any(begin <= fact.order < end for begin, end in level[container])
    }


def _went_in(source: BulkSource, level: Windows) -> list[tuple[tuple[int, int], bool, Order, Order]]:
    """(range of objects, whether they hold something themselves, begin, end) of everything that was inside."""
    pieces = pieces_alike(source, union(source.children(list(level)).values()))
    known = gather(source, [first for first, _, _ in pieces], all_lives=True)
    found: list[tuple[tuple[int, int], bool, Order, Order]] = []
    for first, last, holds in pieces:
        for stay in known.containment(first).stays:
            for since, until in level.get(stay.container, ()):
                begin, end = max(stay.begin, since), min(stay.end, until)
                if begin < end:
                    found.append(((first, last), holds, begin, end))
    return found


def pieces_alike(source: BulkSource, objects: RangeSet) -> list[tuple[int, int, bool]]:
    """(first, last, whether they ever were a parent) of objects that have the same touches."""
    if not objects:
        return []
    rows = source.rows(objects)
    bound = bounds((rows.first, rows.last), (objects.first, objects.last))
    parents = rows.role == ROLES.index("parent")
    holding = RangeSet.from_arrays(rows.first[parents], rows.last[parents])
    at = np.flatnonzero(objects.holds(bound[:-1]))
    first, last = bound[at], bound[at + 1] - 1
    return list(zip(first.tolist(), last.tolist(), holding.holds(first).tolist(), strict=True))
