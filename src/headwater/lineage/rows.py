"""Touches in columns: a row says that one event names a range of objects, and as what.

Numbers stand for words as the tuples of `facts` list them: TYPES, ACTIONS and ROLES by index. Zero stands
for "says nothing" in every column of ids.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from headwater.lineage.facts import DESTROYS, RECEIVES, SELLS, SHIPS, VOIDS

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from headwater.lineage.ranges import Bool, Int64

    UInt64 = npt.NDArray[np.uint64]
    UInt8 = npt.NDArray[np.uint8]

_STEPS = (SHIPS, SELLS, DESTROYS, RECEIVES, VOIDS)
STEP_OTHER, STEP_SHIPS, STEP_SELLS, STEP_DESTROYS, STEP_RECEIVES, STEP_VOIDS = range(1 + len(_STEPS))


def step_code(step: str | None) -> int:
    """What a bizStep (bare word, URI or None) means to containment and place."""
    return next((code for code, steps in enumerate(_STEPS, 1) if step in steps), STEP_OTHER)


@dataclass(frozen=True, slots=True, eq=False)
class FactTable:
    """Facts as columns of one length n; `facts.Fact` says what each means."""

    event: Int64
    time: Int64
    type: UInt8
    action: UInt8
    step: UInt8
    """`step_code` of the bizStep."""
    disposition: Int64
    """0 for none, else 1 + index in `dispositions`."""
    place: Int64
    """`Fact.location`."""
    destination: Int64
    seen_at: Int64
    parent: Int64
    all_children: Bool
    foreign: Bool
    unowned: Bool
    adds: Bool
    named: Bool
    """Whether it has a transformationID, and so may be a part of a transformation."""
    mixed: Bool
    """Whether it is not foreign, or claim, or addition, to some of what it names."""
    capturer: Int64
    dispositions: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """Touch rows as columns of one length m: objects first to last (inclusive) are named by an event."""

    first: Int64
    last: Int64
    role: UInt8
    event: Int64
    """Record position of the event."""
