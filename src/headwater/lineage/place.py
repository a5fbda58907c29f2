"""Where an object is, in what state, and inside of what.

The newest fact that says where (`Fact.location`) among the object and what contained it, since it went in, tells
the place. After shipping or departing without one it is in transit, until a fact says where, or that it has
come: then it is where it was sent; or takes the shipping back: then it is again where it was. A stay that ends
without anybody saying where ends where the container then was, if that is newer than what is known of the object
itself.

Source: EPCIS 2.0, sections 7.3.5.4 (bizLocation holds until contradicted) and 7.4.6 (a location as parent of an
association); CBV 2.0, section 7.1 (void_shipping); DESIGN.md, section 4.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from headwater.lineage.containment import LEAST, MOST
from headwater.lineage.facts import (
    COMES,
    DESTROYED,
    LAYERS,
    MOVES,
    SAYS_OVER,
    SELLS,
    SHIPS,
    SOLD,
    VOIDS,
    Fact,
    Order,
)
from headwater.lineage.history import History, Step, history, steps
from headwater.lineage.lives import Process, process

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from headwater.lineage.ancestry import Ancestry

CONSUMED = "consumed"
"""Went into a transformation and did not come out of it, by name or with what it was in."""
DECOMMISSIONED = "decommissioned"
ENDS = (SOLD, CONSUMED, DESTROYED, DECOMMISSIONED)
"""States of a life that is over."""
REPEATS = frozenset({*SAYS_OVER, "disposed", "inactive"})
"""Dispositions that say again of what is over that it is."""
STAMPS = frozenset({"recalled", "expired", "unknown"})
"""Dispositions that are said of things wherever they are, and of what is over as well: a recall is of what was sold."""
RETURNED = "returned"


class Place(Struct, frozen=True):
    """Where an object is, as far as facts tell. All ids are place ids."""

    place: int | None = None
    """None while in transit and while nothing is known."""
    in_transit: bool = False
    origin: int | None = None
    """Where goods in transit come from."""
    destination: int | None = None
    """Where goods in transit go to."""
    shipped_by: int | None = None
    """Of goods in transit: the capturer of what shipped them; nobody else takes that back."""
    seen_at: int | None = None
    """Newest readPoint since."""
    since: int | None = None
    """Event time of the fact that tells the place, microseconds UTC."""
    offset: int = 0
    """Minutes east of Greenwich of the clock by which that fact was told."""
    told_by: Order = LEAST
    """That fact; LEAST while nothing is known."""


class Standing(Struct, frozen=True):
    """Place, state and innermost container of an object."""

    object: int
    place: Place
    state: str | None
    """SOLD and the like, or the newest disposition."""
    via: int | None
    """The container it is in: by aggregation, else by association."""


UNKNOWN = Place()

Moment = tuple[int, Order]
"""An object, just before a fact."""
Endings = dict[Order, list[Moment]]
"""By when it ended: the containers of stays."""


def locate(known: Ancestry, item: int, before: Order = MOST) -> Standing:
    """Where an object is at the cut of what is known, or was just before a moment."""
    return standing(known, history(known, item, before), before)


def standing(known: Ancestry, told: History, before: Order = MOST) -> Standing:
    """The same of a life that is folded already, until that moment."""
    inside = {stay.layer: stay.container for stay in told.stays if stay.end >= before}
    via = next((inside[layer] for layer in LAYERS if layer in inside), None)
    made = [touch.fact for touch in known.touches(told.object) if touch.role == "output"]
    state = _state(told, {process(fact) for fact in made}, {fact.time for fact in made})
    return Standing(told.object, _place(known, told.object, before, told.steps), state, via)


def place(known: Ancestry, item: int, before: Order = MOST) -> Place:
    """The effective place of an object just before a moment."""
    return _place(known, item, before, steps(known, item, known.placed(item, before), before))


def _place(known: Ancestry, item: int, before: Order, lived: Sequence[Step]) -> Place:
    """Of an object that lived these steps, at least since it was last said where it is."""
    endings: dict[Moment, Endings] = {}
    asked = [(item, before)]
    for one in asked:  # grows while it is read
        if one not in endings:
            endings[one] = _endings(known, *one)
            asked += [moment for moments in endings[one].values() for moment in moments]
    places: dict[Moment, Place] = {}
    # What a place rests on lies strictly earlier.
    for one in sorted(endings, key=lambda moment: moment[1]):
        since = known.placed(*one)
        found = lived if one == (item, before) else steps(known, one[0], since, one[1])
        facts = [step.fact for step in found if step.fact.order >= since]
        places[one] = _folded(facts, endings[one], places)
    return places[item, before]


def _endings(known: Ancestry, item: int, before: Order) -> Endings:
    """By moment: (container, moment) of each stay that then ended unseen and whose place may count."""
    since = known.placed(item, before)
    found: Endings = {}
    for stay in known.containment(item).stays:
        if stay.ended_unseen and since < stay.end < before:
            found.setdefault(stay.end, []).append((stay.container, stay.end))
    return found


def _folded(facts: Sequence[Fact], endings: Endings, places: Mapping[Moment, Place]) -> Place:
    told = {fact.order: fact for fact in facts}
    now = UNKNOWN
    for moment in sorted(endings.keys() | told.keys()):
        for left in endings.get(moment, ()):
            now = max(now, places[left], key=lambda p: p.told_by)
        if moment in told:
            now = after(now, told[moment])
    return now


def after(now: Place, fact: Fact) -> Place:
    """The place of an object after a fact of its history."""
    if fact.location is not None:
        return Place(
            fact.location, seen_at=fact.seen_at, since=fact.time, offset=fact.offset, told_by=fact.order
        )
    seen_at = now.seen_at if fact.seen_at is None else fact.seen_at
    comes = fact.step in COMES and not (fact.idle and fact.step in SELLS)  # who had it not has not got it
    taken_back = fact.step in VOIDS and fact.capturer == now.shipped_by
    if now.in_transit and (comes or taken_back):
        origin = fact.seen_at if now.origin is None else now.origin
        return Place(
            now.destination if fact.step in COMES else origin,
            seen_at=seen_at,
            since=fact.time,
            offset=fact.offset,
            told_by=fact.order,
        )
    if fact.step in SHIPS:
        return Place(
            in_transit=True,
            origin=now.origin if now.in_transit else now.place,
            # A departure after a shipping still goes where the shipping said.
            destination=now.destination if fact.destination is None else fact.destination,
            shipped_by=fact.capturer,
            seen_at=seen_at,
            since=fact.time,
            offset=fact.offset,
            told_by=fact.order,
        )
    return now if seen_at == now.seen_at else replace(now, seen_at=seen_at)


def _state(told: History, given: Collection[Process], made: Collection[int]) -> str | None:
    """The state at the end of a history: the newest thing said about it.

    What is over is, until it is seen or handled at a later time: then it was not, or has come back. Of one instant the
    end counts last, but for a return of what was sold. What was used up with its container is, until a fact names it again: then it was not in there, and
    is what it was.

    Args:
        given: the transformations that give the object out, in any of its lives.
        made: when they did. What was there before, and at one instant goes into one and comes out of another, was
            reworked.
    """
    began = told.steps[0].fact.time if told.steps else 0
    used_up = {stay.closed.event for stay in told.stays if stay.closed and stay.ending == "used up"}
    now: str | None = None
    since = 0
    was: list[tuple[str | None, int]] = []
    for step in told.steps:
        if step.inherited_from is not None and step.fact.event in used_up:
            was, now, since = [(now, since)], CONSUMED, step.fact.time
            continue
        if was and step.inherited_from is None:
            now, since = was.pop()
        said = _said(step, given)
        if said == CONSUMED and began < step.fact.time and step.fact.time in made:
            said = None
        at_once = step.fact.time == since
        if said == SOLD and now == RETURNED and at_once:
            continue
        if now in ENDS and said not in ENDS:
            if not (now == SOLD and said == RETURNED if at_once else _brings_back(step, said)):
                continue
            now = None
        if said is not None:
            now, since = said, step.fact.time
    return now


def _brings_back(step: Step, said: str | None) -> bool:
    """Whether what was said to be over is there, by this step: a paper, or a reading alone, tells nothing of it."""
    fact = step.fact
    if fact.type == "TransactionEvent" or said in REPEATS:
        return False
    if fact.location is not None or fact.seen_at is not None or fact.step in MOVES:
        return True
    if fact.type != "ObjectEvent" or fact.action == "ADD" or fact.adds:
        return True
    return said is not None and said not in STAMPS


def _said(step: Step, given: Collection[Process]) -> str | None:
    """What a step says of the state; see `_state`."""
    fact = step.fact
    own = step.inherited_from is None
    if fact.type == "TransformationEvent":
        if not own:
            return None  # what a container is given out as says nothing of its contents
        if "output" in step.roles:
            return _word(step)
        # Another event of it may give the object out, whichever of them comes first.
        return None if fact.idle or process(fact) in given else CONSUMED
    if fact.type == "ObjectEvent":
        if fact.sells and not step.doubted:
            return SOLD
        if fact.destroys and not step.doubted:
            return DESTROYED
        if fact.action == "DELETE" and fact.step not in SHIPS:  # as ledgers tell of what they send
            # That a pallet's label ended says nothing of the goods on it.
            return DECOMMISSIONED if own else None
    return _word(step)


def _word(step: Step) -> str | None:
    """The state that a disposition means.

    Who says that something is over is judged by custody in an ObjectEvent, and not believed in another if it is not theirs.
    """
    fact = step.fact
    if (fact.idle or step.doubted) and fact.disposition in REPEATS:
        return None
    if fact.foreign and fact.type != "ObjectEvent" and fact.disposition in SAYS_OVER:
        return None
    return SAYS_OVER.get(fact.disposition or "", fact.disposition)
