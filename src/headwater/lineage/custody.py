"""Custody: who had an object, and so might end, pack or unpack it though its key is another's.

A shop sells, and thereby decommissions, what a brand made; a recycler destroys it. An ending by who does not own the
key (`Fact.foreign`: it decommissions, sells, destroys, or uses up) counts for those objects that its capturer had just before: at its place in event time, whenever
it arrived and whatever came with it. So does a packing or unpacking, to those who trace; see `left`. Who had an object tells the newest of

- facts that say where it is, at a place that is registered: the place's owner;
- facts that say that it was received, elsewhere or nobody says where: their capturer;
- shippings to a place that is registered: its owner; not those that were taken back.

Facts of what the object was inside of tell of it as well. What no such fact tells of, nobody has but its owner; but
using it up, packing and unpacking it counts unless somebody else is known to have it.

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

    from headwater.lineage.facts import Fact, Order, Origins, Source
    from headwater.lineage.history import Step


def holder(lived: Sequence[Step], owners: Mapping[int, int]) -> int | None:
    """Who has an object after these steps, in order; None where nobody can tell.

    Args:
        owners: organisations by place; a place that nobody registered is absent.
    """
    taken_back: set[int | None] = set()
    for step in reversed(lived):
        fact = step.fact
        if fact.idle and not fact.layer:
            continue  # who ended what they had not has not got it by that
        if fact.location is None and fact.step in SHIPS:
            to = owners.get(fact.destination or 0)
            if to is not None and fact.capturer not in taken_back:
                return to
        elif fact.location is None and fact.step in VOIDS:
            taken_back.add(fact.capturer)
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
    """(object, event) of what is foreign and does not count for these objects: its capturer had them not.

    See `left` for what is left of it.

    Args:
        source: supplies all touches, endings that may not count among them.
        ids: the objects, whose touches the source has told already.
        owners: of places; called once, if anything is foreign.
    """
    until = {
        item: max(touch.fact.order for touch in told if _is_judged(touch))
        for item, told in source.touches(ids).items()
        if any(map(_is_judged, told))
    }
    if not until:
        return set()
    known = _Undecided(source)
    known.gather_all(source, until)
    has = owners(known.places())
    refused: set[tuple[int, int]] = set()
    for order, item, touch in known.waiting():
        fact = touch.fact
        keeper = holder(steps(known, item, known.life(item, order), order), has)
        # Goods are packed, and raw material is used up, by who has them, and often nobody tells that they came.
        free = fact.unowned or _packs(touch) or touch.role == "input"
        counts = keeper == fact.capturer or (free and keeper is None)
        if not counts and (_packs(touch) or touch.role == "input"):
            counts = _receives_at_once(known, item, fact)
        if counts:
            known.accept(item, touch)
        else:
            refused.add((item, fact.event))
            known.refuse(item, touch)
    return refused


def left(touch: Touch) -> tuple[Touch, ...]:
    """What is left of a touch, but of an output, by a fact that is foreign and whose capturer had not what it names.

    Who decommissions what they have not says nothing of where it is; who says that they sold, destroyed or used it up
    have seen it. Who says that they packed or unpacked it is believed, but for `Fact.idle`.
    """
    if touch.fact.action == "DELETE" and not touch.fact.layer:
        return ()
    return (Touch(replace(touch.fact, idle=True), touch.role),)


def _is_judged(touch: Touch) -> bool:
    """Whether it depends on custody what a fact does to an object."""
    return _ends(touch) or _packs(touch)


def _ends(touch: Touch) -> bool:
    return touch.fact.foreign and touch.role in ("object", "input")


def _packs(touch: Touch) -> bool:
    """Whether it is a foreign packing or unpacking of what it names, or of all that is in that."""
    fact = touch.fact
    if not fact.foreign or fact.action == "OBSERVE":
        return False
    return touch.role == "child" or (touch.role == "parent" and fact.all_children)


def _receives_at_once(known: Ancestry, item: int, fact: Fact) -> bool:
    """Whether who packs an object, or uses it up, received it at that very instant: of one instant, receipts count later.

    It, or what it then was in.
    """
    around = [item]
    for one in around:  # grows while it is read
        if any(
            touch.fact.event != fact.event
            and (touch.fact.time, touch.fact.capturer) == (fact.time, fact.capturer)
            and touch.fact.step in RECEIVES
            for touch in known.touches(one)
        ):
            return True
        stays = known.containment(one).stays
        around += [
            stay.container
            for stay in stays
            if stay.begin < fact.order <= stay.end and stay.container not in around
        ]
    return False


class _Undecided(Ancestry):
    """Histories in which foreign endings do not count, and foreign packings do, until they are judged.

    Without endings stays only last longer, so that whatever can matter is among what is fetched.
    """

    def __init__(self, origins: Origins) -> None:
        super().__init__()
        self._origins = origins
        self._waiting: dict[int, list[Touch]] = {}
        """By object, all that is to be judged."""

    def gather_all(self, source: Source, until: Mapping[int, Order]) -> None:
        """Fetch the histories until moments, over all lives, of objects and of what held them and is to be judged."""
        asked: set[int] = set()
        wanted = dict(until)
        while wanted:
            asked |= wanted.keys()
            self.gather(source, wanted.items(), all_lives=True)
            wanted = {
                item: max(touch.fact.order for touch in told)
                for item, told in self._waiting.items()
                if item not in asked
            }

    def _fetch(self, source: Source, ids: Collection[int]) -> None:
        super()._fetch(source, ids)
        ended = []
        for item in ids:
            told = self._touches[item]
            if any(map(_is_judged, told)):
                self._waiting[item] = [touch for touch in told if _is_judged(touch)]
            if any(map(_ends, told)):
                ended.append(item)
                mine = self._touches[item] = tuple(touch for touch in told if not _ends(touch))
                self._taken.pop(item, None)
                if taken := used_up(mine):
                    self._taken[item] = taken
        self._renew(source, ended)

    def waiting(self) -> list[tuple[Order, int, Touch]]:
        """(when, object, touch) of all that is to be judged, in order."""
        found = [(touch.fact.order, item, touch) for item, told in self._waiting.items() for touch in told]
        return sorted(found, key=lambda one: one[:2])

    def places(self) -> set[int]:
        """Every place and destination that a fact names."""
        every = chain(self._touches.values(), self._waiting.values())
        facts = [touch.fact for told in every for touch in told]
        return {place for fact in facts for place in (fact.location, fact.destination) if place is not None}

    def accept(self, item: int, touch: Touch) -> None:
        """Let count what waits."""
        if _ends(touch):
            self._add(item, (touch,))

    def refuse(self, item: int, touch: Touch) -> None:
        """Let count what is left of what waits."""
        if _packs(touch):
            self._touches[item] = tuple(one for one in self._touches[item] if one is not touch)
            self._is_stale |= bool(self._taken)
        self._add(item, left(touch))

    def _add(self, item: int, more: Sequence[Touch]) -> None:
        if not more:
            return
        mine = self._touches[item] = in_order((*self._touches[item], *more))
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
