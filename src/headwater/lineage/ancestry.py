"""What must be known to fold the history and place of some objects: touches, level by level of containment.

One call to the source fetches all containers of a level, whatever the number of objects. Only those are
fetched that can matter: a crate that has stood on five hundred pallets is not asked about all of them for
the sake of a can that spent one day in it.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

from headwater.lineage import containment
from headwater.lineage.containment import LEAST, MOST, Containment
from headwater.lineage.facts import instant
from headwater.lineage.lives import beginnings, given_out, in_order, used_up
from headwater.lineage.reuse import renewals

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from headwater.lineage.facts import Fact, Order, Origins, Source, Touch

Demand = tuple[int, "Order", "Order", bool]
"""An object's containers between two moments are asked for; True: its place at the second moment as well."""


class Ancestry:
    """Touches of some objects and of all their containers that matter; `gather` makes it."""

    def __init__(self, *, uses_up: bool = True) -> None:
        """Nothing yet.

        Args:
            uses_up: False to fold for those who trace; see `gather`.
        """
        self._uses_up = uses_up
        self._touches: dict[int, tuple[Touch, ...]] = {}
        self._containment: dict[int, Containment] = {}
        self._taken: dict[int, tuple[Fact, ...]] = {}
        """The facts by which objects were used up by name."""
        self._used_up: dict[int, list[Fact]] = {}
        """The same, and those by which they were used up with what they were in."""
        self._renewed: dict[int, tuple[Fact, ...]] = {}
        """The facts by which objects became another thing."""
        self._is_stale = False
        """Whether `_used_up` is to be found anew."""

    def touches(self, item: int) -> tuple[Touch, ...]:
        """Touches of one object in order, over all its lives."""
        return self._touches.get(item, ())

    def between(self, item: int, after: Order, before: Order) -> Sequence[Touch]:
        """Touches of one object strictly between two moments, in order."""
        mine = self.touches(item)
        start = bisect_right(mine, after, key=lambda t: t.fact.order)
        return mine[start : bisect_left(mine, before, lo=start, key=lambda t: t.fact.order)]

    def containment(self, item: int) -> Containment:
        """Stays of one object; exact for the times in which they were asked for."""
        if self._is_stale:
            self._use_up()
        found = self._containment.get(item)
        if found is None:
            found = containment.fold(
                item,
                self.touches(item),
                self._touches,
                self._used_up,
                self._renewed,
                lasting=not self._uses_up,
            )
            self._containment[item] = found
        return found

    def renewed(self, item: int) -> Sequence[Fact]:
        """The facts by which an object became another thing."""
        return self._renewed.get(item, ())

    def used_up(self, item: int) -> Sequence[Fact]:
        """The facts by which transformations used an object up, by name or with what it was in; as exact as its stays."""
        if self._is_stale:
            self._use_up()
        return self._used_up.get(item, ())

    def _use_up(self) -> None:
        """Find what was used up with what it was in: in the order of time, so that all that was before is known."""
        self._is_stale = False
        self._containment.clear()
        self._used_up = {item: list(facts) for item, facts in self._taken.items()}
        held: dict[int, set[int]] = {}
        for item, touches in self._touches.items():
            for _, _, container in containment.went_into(item, touches):
                held.setdefault(container, set()).add(item)
        taken = [
            (fact.order, outer, fact)
            for outer in self._taken.keys() & held.keys()
            for fact in self._taken[outer]
        ]
        for order, outer, fact in sorted(taken, key=lambda one: one[:2]):
            waiting = [outer]
            for container in waiting:  # grows while it is read
                for item in held.get(container, ()):
                    if not any(
                        stay.container == container and not stay.doubted and stay.begin < order <= stay.end
                        for stay in self.containment(item).stays
                    ):
                        continue
                    del self._containment[item]
                    if fact not in self._used_up.get(item, ()) and not given_out(self.touches(item), fact):
                        self._used_up.setdefault(item, []).append(fact)
                        waiting.append(item)

    def life(self, item: int, before: Order = MOST) -> Order:
        """The instant at which the life began that the object had just before this moment; LEAST for the first."""
        begun = [instant(fact.order) for fact in beginnings(self.touches(item))]
        return next((one for one in reversed(begun) if one < before), LEAST)

    def placed(self, item: int, before: Order) -> Order:
        """Since when older facts say nothing about the object's place just before this moment.

        Its newest own fact that says where it is, or the beginning of its life.
        """
        mine = self.touches(item)
        at = bisect_left(mine, before, key=lambda t: t.fact.order)
        own = next((t.fact.order for t in reversed(mine[:at]) if t.fact.location is not None), LEAST)
        return max(own, self.life(item, before))

    def gather(self, source: Source, moments: Collection[tuple[int, Order]], *, all_lives: bool) -> None:
        """Fetch what the histories and places of objects need, each until a moment."""
        self._fetch(source, {item for item, _ in moments})
        level: list[Demand] = []
        for item, before in moments:
            level.append((item, LEAST if all_lives else self.life(item, before), before, False))
            level.append((item, self.placed(item, before), before, True))
        seen = set(level)
        while level:
            missing: set[int] = set()
            for item, after, before, _ in level:
                missing |= self._containers(item, after, before)
                # A wider demand may bring containers that an earlier fold had not known.
                self._containment.pop(item, None)
            missing -= self._touches.keys()
            if missing:
                self._fetch(source, missing)
            if self._is_stale:  # stays may end earlier than was thought: all demands are to be followed anew
                level = list(seen)
            asked = dict.fromkeys(found for demand in level for found in self._follow(demand))
            level = [demand for demand in asked if demand not in seen]
            seen.update(level)

    def _containers(self, item: int, after: Order, before: Order) -> set[int]:
        """What the object may have been inside of between these moments."""
        found: set[int] = set()
        earlier: dict[str, set[int]] = {}
        for fact, layer, container in containment.went_into(item, self.touches(item)):
            if fact.order >= before:
                break
            if fact.order > after:
                found.add(container)
            else:
                # To those who trace it is still in what somebody took it out of who had it not.
                earlier[layer] = {container} | (earlier.get(layer, set()) if fact.idle else set())
        return found.union(*earlier.values())

    def _fetch(self, source: Source, ids: Collection[int]) -> None:
        supplied = source.touches(ids)
        for item in ids:
            touches = self._touches[item] = in_order(supplied.get(item, ()))
            taken = used_up(touches) if self._uses_up else ()
            if taken:
                self._taken[item] = taken
        self._renew(source, ids)
        self._is_stale = bool(self._taken)

    def _renew(self, origins: Origins, ids: Iterable[int]) -> None:
        """Find when those of these that hold something became another thing."""
        told = {item: self._touches[item] for item in ids}
        holding = {item: its for item, its in told.items() if any(touch.role == "parent" for touch in its)}
        if holding:
            self._renewed |= dict.fromkeys(holding, ()) | renewals(origins, holding)

    def _follow(self, demand: Demand) -> list[Demand]:
        """What one demand asks of the containers, whose touches are here."""
        item, after, before, place = demand
        asked: list[Demand] = []
        for stay in self.containment(item).stays:
            end = min(stay.end, before)
            if max(stay.begin, after) < end:
                # From when it went in: by what happened since, the stay may have ended before `after`.
                asked.append((stay.container, stay.begin, end, False))
            if place and stay.ended_unseen and after < stay.end < before:
                asked.append((stay.container, self.placed(stay.container, stay.end), stay.end, True))
        return asked


def gather(
    source: Source, items: Collection[int], *, all_lives: bool = False, uses_up: bool = True
) -> Ancestry:
    """Fetch what the histories and places of these objects need: one call per level of containment.

    Args:
        all_lives: the stays of earlier lives as well, not only those of the life at the cut.
        uses_up: False to fold for those who trace: as if whatever is used up left what is in it where it is, and as if
            nobody took out what they had not (`Fact.idle`).
    """
    known = Ancestry(uses_up=uses_up)
    known.gather(source, {(item, MOST) for item in items}, all_lives=all_lives)
    return known


def gather_until(source: Source, moments: Collection[tuple[int, Order]]) -> Ancestry:
    """Fetch what the histories and places of objects need in the lives that they had just before moments."""
    known = Ancestry()
    known.gather(source, moments, all_lives=False)
    return known
