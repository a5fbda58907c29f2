"""Custody: who had an object, and so might end it though its key is another's.

A shop sells, and thereby decommissions, what a brand made; a recycler destroys it. An ending by who does not own the
key (`Fact.foreign`: it decommissions, sells, destroys, or uses up) counts for those objects that its capturer had just before: at its place in event time, whenever
it arrived and whatever came with it. Who had an object tells the newest of

- facts that say where it is, at a place that is registered: the place's owner;
- facts that say that it was received, elsewhere or nobody says where: their capturer;
- shippings to a place that is registered: its owner; not those that were taken back.

Facts of what the object was inside of tell of it as well. What no such fact tells of, nobody has but its owner; but
using it up counts unless somebody else is known to have it.

Source: DESIGN.md, section 2 (authority); docs/adr/0014-claims-stay-in-scope.md.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from msgspec.structs import replace

from headwater.lineage.ancestry import Ancestry
from headwater.lineage.facts import RECEIVES, SHIPS, VOIDS, Touch
from headwater.lineage.history import steps
from headwater.lineage.lives import in_order, used_up

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from headwater.lineage.facts import Order, Origins, Source
    from headwater.lineage.history import Step


def holder(lived: Sequence[Step], owners: Mapping[int, int]) -> int | None:
    """Who has an object after these steps, in order; None where nobody can tell.

    Args:
        owners: organisations by place; a place that nobody registered is absent.
    """
    taken_back = False
    for step in reversed(lived):
        fact = step.fact
        if fact.location is None and fact.step in SHIPS:
            to = owners.get(fact.destination or 0)
            if to is not None and not taken_back:
                return to
        elif fact.location is None and fact.step in VOIDS:
            taken_back = True
        else:
            owner = owners.get(fact.location or 0)
            if owner is not None:
                return owner
            if fact.step in RECEIVES:
                return fact.capturer
    return None


def strangers(
    source: Source, ids: Collection[int], owners: Callable[[Collection[int]], Mapping[int, int]]
) -> set[tuple[int, int]]:
    """(object, event) of the foreign endings of these objects that do not count: their capturers had them not.

    See `left` for what is left of them.

    Args:
        source: supplies all touches, endings that may not count among them.
        ids: the objects, whose touches the source has told already.
        owners: of places; called once, if there are foreign endings.
    """
    until = {
        item: max(touch.fact.order for touch in told if _is_foreign(touch))
        for item, told in source.touches(ids).items()
        if any(map(_is_foreign, told))
    }
    if not until:
        return set()
    known = _Undecided(source)
    known.gather_all(source, until)
    ends = known.ends()
    has = owners(known.places())
    refused: set[tuple[int, int]] = set()
    for _, item, touch in sorted(ends, key=lambda end: end[:2]):
        order = touch.fact.order
        keeper = holder(steps(known, item, known.life(item, order), order), has)
        # Raw material is used up by who has it, and often nobody tells that it came.
        if keeper == touch.fact.capturer or (keeper is None and touch.role == "input"):
            known.accept(item, touch)
        else:
            refused.add((item, touch.fact.event))
            known.accept(item, *left(touch))
    return refused


def left(ending: Touch) -> tuple[Touch, ...]:
    """What is left of a foreign ending of something that its capturer had not.

    Who decommissions what they have not says nothing of where it is; who says that they sold, destroyed or used it up
    have seen it.
    """
    if ending.fact.action == "DELETE":
        return ()
    return (Touch(replace(ending.fact, idle=True), ending.role),)


def _is_foreign(touch: Touch) -> bool:
    return touch.fact.foreign and touch.role in ("object", "input")


class _Undecided(Ancestry):
    """Histories in which foreign endings do not count until they are accepted.

    Without them stays only last longer, so that whatever can matter is among what is fetched.
    """

    def __init__(self, origins: Origins) -> None:
        super().__init__()
        self._origins = origins
        self._ends: dict[int, list[Touch]] = {}

    def gather_all(self, source: Source, until: Mapping[int, Order]) -> None:
        """Fetch the histories until moments, over all lives, of objects and of what held them and may have ended."""
        asked: set[int] = set()
        wanted = dict(until)
        while wanted:
            asked |= wanted.keys()
            self.gather(source, wanted.items(), all_lives=True)
            wanted = {
                item: max(touch.fact.order for touch in told)
                for item, told in self._ends.items()
                if item not in asked
            }

    def _fetch(self, source: Source, ids: Collection[int]) -> None:
        super()._fetch(source, ids)
        for item in ids:
            told = self._touches[item]
            if any(map(_is_foreign, told)):
                self._ends[item] = [touch for touch in told if _is_foreign(touch)]
                mine = self._touches[item] = tuple(touch for touch in told if not _is_foreign(touch))
                self._taken.pop(item, None)
                if taken := used_up(mine):
                    self._taken[item] = taken
        self._renew(source, self._ends.keys() & set(ids))

    def ends(self) -> list[tuple[Order, int, Touch]]:
        """(when, object, ending) of every foreign ending."""
        return [(touch.fact.order, item, touch) for item, told in self._ends.items() for touch in told]

    def places(self) -> set[int]:
        """Every place and destination that a fact names."""
        every = chain(self._touches.values(), self._ends.values())
        facts = [touch.fact for told in every for touch in told]
        return {place for fact in facts for place in (fact.location, fact.destination) if place is not None}

    def accept(self, item: int, *endings: Touch) -> None:
        """Let an ending count, or what is left of it."""
        if not endings:
            return
        mine = self._touches[item] = in_order((*self._touches[item], *endings))
        self._renew(self._origins, [item])
        holds = any(touch.role == "parent" for touch in mine)
        if holds:
            self._containment.clear()
        else:
            self._containment.pop(item, None)
        taken = used_up(mine)
        if taken:
            self._taken[item] = taken
        if taken and not holds and item not in self._used_up:
            self._used_up[item] = list(taken)
        else:
            self._is_stale |= bool(taken) or item in self._used_up
