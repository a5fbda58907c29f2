"""Lives: the same identity, used for one thing after another.

A tote is filled again, an SSCC is used again, a serial is commissioned again. One life ends and another begins:

- an ObjectEvent with action DELETE ends a life, and so does a transformation that takes the object in and does
  not give it out;
- an ObjectEvent with action ADD begins a life, and so does a transformation that gives the object out and did
  not take it in; but only if the life before had ended at an earlier time. An ADD of what still lives is a
  second claim to the same life.

At one instant beginnings come before endings, as ADD comes before DELETE: who reports a filling and an emptying
with the same time has not emptied the tote before it was filled.

Events of one capturer that share a transformationID are one transformation; what it takes in and gives out is
reworked and lives on. Only events that name the object itself count, and no claim: whoever leaves an ending out
leaves two lives as one, which can bring too much into a trace and never too little. History, containment and place
follow these lives; what a thing was made from may outlast an ending, see `reuse`. So what is used up with the container
that it is in is over (`containment`), and its life has not ended: nobody named it.

Source: EPCIS 2.0, sections 7.4.2 (ObjectEvent) and 7.4.6 (TransformationEvent: inputs are consumed, outputs
produced); DESIGN.md, section 3.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from headwater.lineage.facts import Fact, Touch


Process = tuple[int, int | None]
"""A transformation: of an event alone, or of all events of one capturer that share an ID."""


class Beginning(NamedTuple):
    """What began a second or later life."""

    fact: Fact
    used_up: bool
    """A transformation took in what was before."""
    made: tuple[Fact, ...] = ()
    """By which transformations give it out in this life that did not take it in."""


def in_order(touches: Iterable[Touch]) -> tuple[Touch, ...]:
    """The touches of one object as history has them."""
    return tuple(sorted(touches, key=lambda t: (t.fact.order, t.role)))


def beginnings(touches: Sequence[Touch]) -> tuple[Fact, ...]:
    """The facts that began a second and each later life of one object, whose touches are in order.

    Of several at one instant the first; what else happened at that instant belongs to the new life.
    """
    return tuple(beginning.fact for beginning in divided(touches))


def used_up(touches: Sequence[Touch]) -> tuple[Fact, ...]:
    """The facts by which a transformation took an object in and did not give it out; its touches are in order."""
    taken = [touch.fact for touch in touches if touch.role == "input" and not touch.fact.idle]
    if not taken:
        return ()
    given = {process(touch.fact) for touch in touches if touch.role == "output"}
    return tuple(fact for fact in taken if process(fact) not in given)


def given_out(touches: Iterable[Touch], fact: Fact) -> bool:
    """Whether the transformation that a fact is, or is a part of, gives an object out."""
    return any(touch.role == "output" and process(touch.fact) == process(fact) for touch in touches)


def divided(touches: Sequence[Touch]) -> tuple[Beginning, ...]:
    """The same facts, each with what tells whether it began another thing; see `reuse`."""
    if not any(map(_may_end, touches)):
        return ()
    taken = {process(touch.fact) for touch in touches if touch.role == "input"}
    given = {process(touch.fact) for touch in touches if touch.role == "output"}
    found: list[Beginning] = []
    ended = consumed = False
    for _, at_once in groupby(touches, key=lambda touch: touch.fact.time):
        deletes = consumes = False
        begins = None
        makes: tuple[Fact, ...] = ()
        for touch in at_once:
            fact = touch.fact
            if touch.role == "object" and fact.type == "ObjectEvent":
                deletes |= fact.action == "DELETE"
                begin = fact.action == "ADD"
            else:
                consumes |= touch.role == "input" and not fact.idle and process(fact) not in given
                begin = touch.role == "output" and process(fact) not in taken
                makes += (fact,) if begin else ()
            if begin and begins is None:
                begins = fact
        if ended and begins is not None:
            found.append(Beginning(begins, consumed, makes))
        elif makes and found:
            found[-1] = found[-1]._replace(made=found[-1].made + makes)
        ended = deletes or consumes or (ended and begins is None)
        consumed = consumes or (consumed and begins is None)
    return tuple(found)


def _may_end(touch: Touch) -> bool:
    """Whether a life may end here: most objects that are asked about have but one, and it goes on."""
    return touch.role == "input" or (touch.role == "object" and touch.fact.action == "DELETE")


def process(fact: Fact) -> Process:
    """The transformation that the fact is, or is a part of."""
    return (0, fact.event) if fact.transformation is None else (fact.transformation, fact.capturer)
