"""Which foreign endings count, for ranges of objects at once: what `custody` tells of each.

Source: docs/adr/0014-claims-stay-in-scope.md.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from headwater.lineage.newest import Newest, rise
from headwater.lineage.rows import STEP_RECEIVES, STEP_SHIPS, STEP_VOIDS
from headwater.lineage.segments import distinct

if TYPE_CHECKING:
    from headwater.lineage.facts import BulkSource
    from headwater.lineage.ranges import Bool, Int64
    from headwater.lineage.sweep import Sweep


def had(sweep: Sweep, source: BulkSource, segment: Int64, moment: Int64, used: Bool) -> Bool:
    """Of foreign endings, by segment and moment, whether their capturers had the objects just before.

    A segment of which it is not decided is marked slow: it was ended more than once, or what it was inside of was
    ended before.

    Args:
        sweep: knows stays and touches as if none of these endings were.
        source: knows whose the places are.
        used: which of the endings use something up, or what nobody owns: they count unless somebody else is known to
            have it.
    """
    rows, never = sweep.rows, sweep.never
    first = np.diff(segment, prepend=-1) != 0
    sweep.slow[segment[~first]] = True
    target, end = segment[first], moment[first]
    ended = np.full(len(sweep.bound), never, np.int64)
    ended[target] = end

    keeper, sent_to = _told(sweep, source)
    marks = {
        "kept": keeper > 0,
        "sent": sent_to > 0,
        "taken back": (rows.place == 0) & (rows.step == STEP_VOIDS),
    }
    newest = {name: np.full(len(sweep.bound), -1, np.int64) for name in marks}
    find = {name: Newest(sweep, mark[sweep.moment]) for name, mark in marks.items()}
    item, begin = target, np.full(len(target), -1, np.int64)
    depth = 0
    while len(target):
        if sweep.is_too_much(depth, len(target)):
            sweep.slow[target] = True
            break
        unsure = sweep.slow[item]
        if depth:
            unsure |= ended[item] < end
        sweep.slow[target[unsure]] = True
        for name, moments in newest.items():
            hit, touch = find[name].within(item, begin, end)
            rise(moments, target[hit], sweep.moment[touch])
        target, stay, begin, end = sweep.above(target, item, begin, end)
        item = sweep.stays.container[stay]
        depth += 1
    kept, sent, back = (newest[name][segment] for name in marks)
    # Taken back, if by whoever shipped it.
    sweep.slow[segment[(back > sent) & (sent > kept)]] = True
    is_sent = sent > np.maximum(kept, back)
    has = np.where(is_sent, sent_to[sent], np.where(kept >= 0, keeper[kept], 0))
    counts: Bool = np.where(has > 0, has == rows.capturer[moment], used)
    # They may have received it at that very instant.
    sweep.slow[segment[used & ~counts]] = True
    return counts


def _told(sweep: Sweep, source: BulkSource) -> tuple[Int64, Int64]:
    """By fact: who has what it names since then, and to whom it is sent; 0 where it does not tell."""
    rows = sweep.rows
    places = distinct(np.concatenate([rows.place, rows.destination]))
    known = source.owners([place for place in places.tolist() if place])
    owners = np.array([known.get(place, 0) for place in places.tolist()], dtype=np.int64)
    owner, receiver = (owners[np.searchsorted(places, column)] for column in (rows.place, rows.destination))
    keeper = np.where((owner == 0) & (rows.step == STEP_RECEIVES), rows.capturer, owner)
    sent_to = np.where((rows.place == 0) & (rows.step == STEP_SHIPS), receiver, 0)
    return keeper, sent_to
