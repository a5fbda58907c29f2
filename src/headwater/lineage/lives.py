"""Lives: the same identity, used for one thing after another.

An SSCC is used again and a crate comes back. An ADD of an ObjectEvent begins a new life when a DELETE of an
ObjectEvent came before it; an ADD without such a DELETE is a second claim to the same life.

Source: DESIGN.md, section 3.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from headwater.lineage.facts import Fact, Touch


def in_order(touches: Iterable[Touch]) -> tuple[Touch, ...]:
    """The touches of one object as history has them."""
    return tuple(sorted(touches, key=lambda t: (t.fact.order, t.role)))


def beginnings(touches: Sequence[Touch]) -> tuple[Fact, ...]:
    """The facts that began a second and each later life of one object, whose touches are in order."""
    found: list[Fact] = []
    ended = False
    for touch in touches:
        fact = touch.fact
        if touch.role != "object" or fact.type != "ObjectEvent":
            continue
        if fact.action == "DELETE":
            ended = True
        elif fact.action == "ADD" and ended:
            found.append(fact)
            ended = False
    return tuple(found)
