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
leaves two lives as one, which can bring too much into a trace and never too little.

Source: EPCIS 2.0, sections 7.4.2 (ObjectEvent) and 7.4.6 (TransformationEvent: inputs are consumed, outputs
produced); DESIGN.md, section 3.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from headwater.lineage.facts import Fact, Touch


def in_order(touches: Iterable[Touch]) -> tuple[Touch, ...]:
    """The touches of one object as history has them."""
    return tuple(sorted(touches, key=lambda t: (t.fact.order, t.role)))


def beginnings(touches: Sequence[Touch]) -> tuple[Fact, ...]:
    """The facts that began a second and each later life of one object, whose touches are in order.

    Of several at one instant the first; what else happened at that instant belongs to the new life.
    """
    taken = {_process(touch.fact) for touch in touches if touch.role == "input"}
    given = {_process(touch.fact) for touch in touches if touch.role == "output"}
    found: list[Fact] = []
    ended = False
    for _, at_once in groupby(touches, key=lambda touch: touch.fact.time):
        ends, begins = False, None
        for touch in at_once:
            fact = touch.fact
            if touch.role == "object" and fact.type == "ObjectEvent":
                ends |= fact.action == "DELETE"
                begin = fact.action == "ADD"
            else:
                ends |= touch.role == "input" and _process(fact) not in given
                begin = touch.role == "output" and _process(fact) not in taken
            if begin and begins is None:
                begins = fact
        if ended and begins is not None:
            found.append(begins)
        ended = ends or (ended and begins is None)
    return tuple(found)


def _process(fact: Fact) -> tuple[int, int | None]:
    """The transformation that the fact is, or is a part of."""
    return (0, fact.event) if fact.transformation is None else (fact.transformation, fact.capturer)
