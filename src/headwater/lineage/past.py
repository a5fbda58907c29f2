"""Where objects are in the lives that a trace met: now, or when an earlier life ended.

A serial that was commissioned again is somewhere in its new life; who asks about the lot of the old one must be
told where that ended.

Source: DESIGN.md, section 3.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from headwater.lineage.ancestry import gather_until
from headwater.lineage.facts import instant
from headwater.lineage.place import locate
from headwater.lineage.ranges import RangeSet
from headwater.lineage.sweep import COLUMNS, Placement, place_all

if TYPE_CHECKING:
    from collections.abc import Sequence

    from headwater.lineage.facts import BulkSource
    from headwater.lineage.lived import Life
    from headwater.lineage.ranges import Int64

_COLUMNS = ("first", "last", *COLUMNS)


def place_lives(
    source: BulkSource, now: RangeSet, past: Sequence[tuple[int, Life]]
) -> tuple[Placement, Placement]:
    """Place of every life, and of every object: in the last of its lives that are asked about.

    Args:
        source: supplies touches.
        now: objects whose present life is asked about.
        past: the first vertex of each earlier life, and the life (`lived.LivedGraph.past`).

    Returns:
        Two placements: by vertices of a graph of lives, and by objects.
    """
    present = place_all(source, now)
    if not past:
        return present, present
    known = gather_until(source, {(life.first, instant(life.end)) for _, life in past})
    codes = {word: 1 + i for i, word in enumerate(present.states)}
    by_vertex, by_object = [], []
    counted = now
    for vertex, life in sorted(past, key=lambda one: -one[1].number):
        standing = locate(known, life.first, instant(life.end))
        where = standing.place
        told = (
            where.place or 0,
            where.in_transit,
            where.origin or 0,
            where.destination or 0,
            where.seen_at or 0,
            where.told_by[-1],
            codes.setdefault(standing.state, len(codes) + 1) if standing.state else 0,
            standing.via or 0,
        )
        by_vertex.append((vertex, vertex + life.last - life.first, *told))
        objects = RangeSet.from_pairs([(life.first, life.last)])
        by_object += [(*pair, *told) for pair in objects - counted]
        counted |= objects
    present = replace(present, states=tuple(codes))
    return _with(present, by_vertex), _with(present, by_object)


def _with(present: Placement, rows: Sequence[tuple[int, ...]]) -> Placement:
    """A placement with more rows, ascending."""
    more = np.array(rows, dtype=np.int64).reshape(-1, len(_COLUMNS)).T
    order = np.argsort(np.concatenate([present.first, more[0]]), kind="stable")

    def column(name: str) -> Int64:
        return np.concatenate([getattr(present, name), more[_COLUMNS.index(name)]])[order]

    return replace(
        present,
        first=column("first"),
        last=column("last"),
        place=column("place"),
        in_transit=column("in_transit") > 0,
        origin=column("origin"),
        destination=column("destination"),
        seen_at=column("seen_at"),
        told_by=column("told_by"),
        state=column("state"),
        via=column("via"),
    )
