"""History: what happened to an object, the events of what contained it included.

A can on a pallet was received when the pallet was. Strictly between the fact that put an object in and the
one that took it out, every event of the container is the object's too, and so on upwards. The DELETE that
emptied the container without naming anybody, and the transformation that used it up, is the object's last from there.

Source: DESIGN.md, section 4.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, structs

from headwater.lineage.containment import MOST, Contradiction, Stay
from headwater.lineage.facts import ROLES, Fact, Order, Role

if TYPE_CHECKING:
    from headwater.lineage.ancestry import Ancestry


class Step(Struct, frozen=True):
    """One event in the history of an object."""

    fact: Fact
    roles: tuple[Role, ...]
    """As what the event names the object, or the container from which it is inherited."""
    inherited_from: int | None = None
    """The nearest container that the event names; None for an event that names the object itself."""
    doubted: bool = False
    """Whether only somebody who had it not says that it was in there: that container's end is none of the object's."""


class History(Struct, frozen=True):
    """One life of an object."""

    object: int
    begun: Order
    """The instant at which this life began, or LEAST for the first life."""
    steps: tuple[Step, ...]
    """By event time, rank and hash; each event once."""
    stays: tuple[Stay, ...]
    """What it was inside of, by the time it went in."""
    contradictions: tuple[Contradiction, ...]


def history(known: Ancestry, item: int, before: Order = MOST) -> History:
    """The life that the object has at the cut of what is known, or had just before a moment, until then."""
    begun = known.life(item, before)
    contained = known.containment(item)
    return History(
        item,
        begun,
        steps(known, item, begun, before),
        tuple(s for s in contained.stays if begun <= s.begin < before),
        tuple(c for c in contained.contradictions if begun <= c.fact.order < before),
    )


def steps(known: Ancestry, item: int, since: Order, before: Order) -> tuple[Step, ...]:
    """Own and inherited events from `since` on and strictly before `before`, in order."""
    roles: dict[int, list[Role]] = {}
    own: dict[int, Step] = {}
    for touch in known.touches(item):
        if since <= touch.fact.order < before:
            roles.setdefault(touch.fact.event, []).append(touch.role)
            own[touch.fact.event] = Step(touch.fact, tuple(roles[touch.fact.event]))
    inherited, doubted = _inherited(known, item, since, before)
    if doubted:
        # What happened to a container does not end what only somebody who had it not put in there.
        sure, _ = _inherited(known, item, since, before, doubting=True)
        for event in inherited.keys() - sure.keys():
            inherited[event] = structs.replace(inherited[event], doubted=True)
    return tuple(sorted((inherited | own).values(), key=lambda s: s.fact.order))


def _inherited(
    known: Ancestry, item: int, since: Order, before: Order, *, doubting: bool = False
) -> tuple[dict[int, Step], bool]:
    """Events of containers by record position, each from the nearest, of two alike from the lower id.

    Also, whether anything was inside of something by a stay that is doubted; with `doubting` without these stays.
    """
    found: dict[int, Step] = {}
    doubted = False
    level = [(item, since, before)]
    seen = {(item, since, before)}
    while level:
        nearest: dict[int, tuple[int, set[Role], Fact]] = {}
        above: list[tuple[int, Order, Order]] = []
        for inner, after, until in level:
            for stay in known.containment(inner).stays:
                begin, end = max(stay.begin, after), min(stay.until, until)
                doubted |= stay.doubted
                if begin >= end or (doubting and stay.doubted):
                    continue
                for fact, role in ((t.fact, t.role) for t in known.between(stay.container, begin, end)):
                    other = nearest.get(fact.event)
                    if other is None or stay.container < other[0]:
                        nearest[fact.event] = (stay.container, {role}, fact)
                    elif stay.container == other[0]:
                        other[1].add(role)
                window = (stay.container, begin, end)
                # What an object inherits from itself, in a circle, it has already.
                if stay.container != item and window not in seen:
                    seen.add(window)
                    above.append(window)
        for event, (container, as_what, fact) in nearest.items():
            ordered = tuple(r for r in ROLES if r in as_what)
            found.setdefault(event, Step(fact, ordered, container))
        level = above
    return found, doubted
