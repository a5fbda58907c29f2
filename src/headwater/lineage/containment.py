"""Containment: from when until when an object was inside another.

Aggregations and associations are two layers of it, alike in every rule; an object has at most one parent
in each. Its own touches tell when it went in and when it was taken out by name. That its container was
emptied without naming anybody, was used up, or began another life, only the container's touches tell, and those of
what the container was in.

Source: EPCIS 2.0, section 7.4.3 and 7.4.6; DESIGN.md, section 4; docs/adr/0009-what-joins-in-the-graph.md.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from msgspec import Struct

from headwater.lineage.facts import LAYERS, Fact, Layer, Order, Touch, instant, just_after
from headwater.lineage.lives import beginnings

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

LEAST: Order = (-(2**63), 0, b"", 0, b"", 0)
MOST: Order = (2**63, 0, b"", 0, b"", 0)
"""Before and after every fact."""

Ending = Literal["left", "emptied", "used up", "renewed"]
"""How a stay ended: a fact took the object out; one emptied the container; one used the container up, or the object
with another container; a new life of either began."""


class Stay(Struct, frozen=True):
    """An object was inside a container from one fact to another, or still is."""

    container: int
    layer: Layer
    opened: Fact
    closed: Fact | None = None
    ending: Ending | None = None

    @property
    def begin(self) -> Order:
        return self.opened.order

    @property
    def end(self) -> Order:
        if self.closed is None:
            return MOST
        # A new life begins before whatever else happens at that instant.
        return instant(self.closed.order) if self.ending == "renewed" else self.closed.order

    def may_hold(self, order: Order) -> bool:
        """Whether the object may have been inside at the instant of a fact of this order.

        Of what happened at one instant nobody knows the order: a hash must not decide what went into a tank.
        """
        return self.begin[0] <= order[0] and instant(order) < self.end

    @property
    def until(self) -> Order:
        """The first moment whose facts of the container are not the object's: what emptied it or used it up still is."""
        if self.closed is None or self.ending not in ("emptied", "used up"):
            return self.end
        return just_after(self.closed.order)

    @property
    def doubted(self) -> bool:
        """Whether only somebody who had it not says that it went in: it does not end with its container."""
        return self.opened.idle

    @property
    def ended_unseen(self) -> bool:
        """Whether the stay ended without anybody saying where."""
        return self.closed is not None and (self.ending == "renewed" or self.closed.location is None)


class Contradiction(Struct, frozen=True):
    """A fact that cannot be true together with those before it."""

    fact: Fact
    code: Literal["observed-not-inside", "deleted-not-inside", "contains-itself"]
    container: int
    """The parent that the fact names."""


class Containment(Struct, frozen=True):
    """All stays of one object, by opening, and what contradicted them."""

    stays: tuple[Stay, ...]
    contradictions: tuple[Contradiction, ...]


def went_into(item: int, touches: Iterable[Touch]) -> list[tuple[Fact, Layer, int]]:
    """(fact, layer, container) of each ADD of this object to another, in the order of its touches."""
    return [
        (fact, fact.layer, fact.parent)
        for fact in (t.fact for t in touches if t.role == "child" and t.fact.action == "ADD")
        if fact.layer and fact.parent is not None and fact.parent != item
    ]


class _Whole(NamedTuple):
    """A fact that ends stays without naming who is inside."""

    fact: Fact
    ending: Ending
    layers: tuple[Layer, ...]
    inside: int | None
    """The container, where only stays in that one end."""

    @property
    def order(self) -> Order:
        return instant(self.fact.order) if self.ending == "renewed" else self.fact.order


def fold(
    item: int,
    touches: Sequence[Touch],
    containers: Mapping[int, Sequence[Touch]],
    used_up: Mapping[int, Sequence[Fact]],
    renewed: Mapping[int, Sequence[Fact]],
    *,
    lasting: bool = False,
) -> Containment:
    """Fold the stays of `item`.

    Args:
        item: the object.
        touches: its touches, in order, over all its lives.
        containers: touches, in order, of whatever it was put into. Of one that is absent it is taken that
            it was never emptied as a whole.
        used_up: the facts by which these, and the object itself, were used up: by name, or with what they were in.
        renewed: the facts by which these became another thing, with nothing in it; see `reuse`.
        lasting: True where nothing is taken out by who had it not (`Fact.idle`): it may then be in several containers
            of one layer.
    """
    folding = _Folding(item, lasting=lasting)
    whole: list[_Whole] = []
    for container in {parent for _, _, parent in went_into(item, touches)}:
        theirs = containers.get(container, ())
        for touch in theirs:
            fact = touch.fact
            if touch.role == "parent" and fact.all_children and fact.layer and not (lasting and fact.idle):
                whole.append(_Whole(fact, "emptied", (fact.layer,), container))
        whole += [_Whole(fact, "renewed", LAYERS, container) for fact in renewed.get(container, ())]
        whole += [_Whole(fact, "used up", LAYERS, container) for fact in used_up.get(container, ())]
    whole += [_Whole(fact, "renewed", LAYERS, None) for fact in beginnings(touches)]
    # With the container of one layer, and so out of that of the other as well.
    whole += [_Whole(fact, "used up", LAYERS, None) for fact in used_up.get(item, ())]
    moments: list[tuple[Order, int, Touch | _Whole]] = [(t.fact.order, 1, t) for t in touches]
    moments += [(one.order, 0, one) for one in whole]
    moments.sort(key=lambda m: m[:2])
    for _, _, what in moments:
        if isinstance(what, Touch):
            folding.take(what)
        else:
            for layer in what.layers:
                folding.close(layer, what.fact, what.ending, inside=what.inside)
    return Containment(tuple(folding.all_stays()), tuple(folding.contradictions))


class _Folding:
    """Where the object is while its facts pass by."""

    def __init__(self, item: int, *, lasting: bool) -> None:
        self.item = item
        self.lasting = lasting
        self.open: list[Stay] = []
        self.again: set[tuple[Layer, int, int, int | None]] = set()
        """(layer, container, time, capturer) of what put the object into what it was inside of already."""
        self.ended: list[Stay] = []
        self.contradictions: list[Contradiction] = []

    def all_stays(self) -> list[Stay]:
        return sorted([*self.ended, *self.open], key=lambda s: s.begin)

    def close(self, layer: Layer, fact: Fact, ending: Ending, *, inside: int | None = None) -> None:
        """End what is open of this layer (in the container `inside`, where given)."""
        for stay in [one for one in self.open if one.layer == layer and inside in (None, one.container)]:
            if ending == "used up" and stay.doubted:
                continue
            if ending == "emptied" and self._is_put_back(fact, stay):
                continue
            self.ended.append(Stay(stay.container, layer, stay.opened, fact, ending))
            self.open.remove(stay)

    def take(self, touch: Touch) -> None:
        """Let one touch of the object itself pass."""
        fact = touch.fact
        if touch.role == "child":
            if fact.layer and fact.parent is not None:
                self._packed(fact, fact.layer, fact.parent)
        elif (touch.role == "input" and not fact.idle) or (
            touch.role == "object"
            and fact.type == "ObjectEvent"
            and (fact.action == "DELETE" or fact.sells or fact.destroys)
        ):
            for layer in LAYERS:
                self.close(layer, fact, "left")

    def _packed(self, fact: Fact, layer: Layer, parent: int) -> None:
        stay = next((one for one in self.open if (one.layer, one.container) == (layer, parent)), None)
        stays_on = self.lasting and fact.idle
        if fact.action == "ADD":
            if parent == self.item:
                self.contradictions.append(Contradiction(fact, "contains-itself", parent))
            elif stay is not None:
                self.again.add((layer, parent, fact.time, fact.capturer))
            else:
                if not stays_on:
                    self.close(layer, fact, "left")
                self.open.append(Stay(parent, layer, fact))
        elif fact.action == "DELETE":
            if stay is None:
                self.contradictions.append(Contradiction(fact, "deleted-not-inside", parent))
            elif not stays_on and not self._is_put_back(fact, stay):
                self.close(layer, fact, "left", inside=parent)
        elif stay is None:
            self.contradictions.append(Contradiction(fact, "observed-not-inside", parent))

    def _is_put_back(self, fact: Fact, stay: Stay) -> bool:
        """Whether what takes the object out is of one instant with what put it back: it is inside still.

        Of one instant the ADD counts first, and says nothing of what is inside already; told by the capturer of
        the DELETE, it can only mean that the object was taken out and put back. What went in at that very instant
        was not inside before, and was taken out after.
        """
        again = (stay.layer, stay.container, fact.time, fact.capturer)
        return again in self.again and stay.opened.time < fact.time
