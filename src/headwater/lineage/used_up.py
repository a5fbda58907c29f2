"""What was used up with the container that it was in, for ranges of objects at once: what `containment` tells of each.

Source: docs/adr/0009-what-joins-in-the-graph.md.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from headwater.lineage.merged import INPUT, OUTPUT

if TYPE_CHECKING:
    from headwater.lineage.ranges import Bool, Int64
    from headwater.lineage.sweep import Sweep


def end_stays(sweep: Sweep) -> None:
    """End the stays in containers that a transformation took in, and so on downwards.

    Marked slow is what such a transformation may have given out, what was inside of something else as well, what would
    end twice, and what was asked about and is named again afterwards. A slow container ends nothing: what was inside of
    it is folded anyway.
    """
    role = sweep.rows.role[sweep.row]
    taken = (role == INPUT) & ~sweep.slow[sweep.segment] & ~sweep.idle
    if not taken.any():
        return
    # By another event of its transformation, perhaps; or by the same.
    given = np.zeros(len(sweep.bound), np.bool_)
    given[sweep.segment[(role == OUTPUT) & sweep.rows.named[sweep.moment]]] = True
    out = sweep.key[role == OUTPUT]
    stays, size = sweep.stays, sweep.size
    ended = np.zeros(len(stays.item), np.bool_)
    keys, depth = sweep.key[taken], 0
    while len(keys):
        at, moment = _within(keys, size, stays.container, stays.begin, stays.end - ended)
        sweep.slow[stays.item[at[ended[at]]]] = True
        if sweep.is_too_much(depth, len(at)):
            sweep.slow[stays.item[at]] = True
            break
        stays.end[at] = moment + 1  # it is still an event of what was inside
        stays.unseen[at] = sweep.rows.place[moment] == 0
        ended[at] = True
        # What somebody put in there who may not have had it is not used up by that.
        sweep.slow[stays.item[at[sweep.rows.foreign[stays.begin[at]]]]] = True
        item = stays.item[at]
        sweep.slow[item[given[item] | np.isin(item * size + moment, out)]] = True
        at = at[~sweep.slow[stays.item[at]]]
        keys = np.sort(stays.item[at] * size + stays.end[at] - 1)
        depth += 1
    if not ended.any():
        return
    item, moment = stays.item[ended], stays.end[ended] - 1
    beside, _ = _within(np.sort(item * size + moment), size, stays.item, stays.begin, stays.end - ended)
    sweep.slow[stays.item[beside]] = True
    again = sweep.key[np.searchsorted(sweep.key, (item + 1) * size) - 1] > item * size + moment
    sweep.slow[item[again & _asked(sweep)[item]]] = True


def _within(keys: Int64, size: int, segment: Int64, begin: Int64, end: Int64) -> tuple[Int64, Int64]:
    """(index, moment) of the windows of segments in which there is a key, with the first that is strictly inside."""
    at = np.searchsorted(keys, segment * size + begin, side="right")
    found = keys[np.minimum(at, len(keys) - 1)]
    hit = np.flatnonzero((at < len(keys)) & (found < segment * size + end))
    return hit, found[hit] - segment[hit] * size


def _asked(sweep: Sweep) -> Bool:
    wanted = np.zeros(len(sweep.bound), np.bool_)
    wanted[sweep.asked] = True
    return wanted
