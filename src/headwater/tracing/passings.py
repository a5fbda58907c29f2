"""What happens to a container and so to the amounts in it: it is moved, emptied, ended or used anew.

As for items: what a pallet is sold, destroyed or used up with, its amounts are; and a case on it as well. What
ends the label of a container alone says nothing of what is in it. Source: DESIGN.md, section 4; ADR 9.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from headwater.lineage.balance import Bucket
from headwater.lineage.containment import LEAST, MOST
from headwater.lineage.facts import MOVES, Fact, Layer
from headwater.lineage.history import steps

if TYPE_CHECKING:
    from collections.abc import Sequence

    from headwater.lineage.ancestry import Ancestry
    from headwater.lineage.history import Step


class Passing(Struct, frozen=True):
    """One fact of a container, or of what contains it."""

    fact: Fact
    container: int
    end: Bucket | None = None
    """How what is inside ends by it, as a column of the balance."""
    empties: Layer | None = None
    """Everything comes out of it, without being named."""
    renews: bool = False
    """The container becomes another thing, with nothing in it."""

    @property
    def shows(self) -> bool:
        """Whether it tells that the container is somewhere."""
        fact = self.fact
        if fact.type == "TransactionEvent":
            return False
        somewhere = fact.location is not None or fact.seen_at is not None or fact.step in MOVES
        return somewhere or fact.type != "ObjectEvent" or fact.action == "ADD" or fact.adds


def passings(known: Ancestry, container: int) -> Sequence[Passing]:
    """What concerns the contents of a container, over all its lives, in order."""
    renewed = {fact.event for fact in known.renewed(container)}
    consumed = {fact.event for fact in known.used_up(container)}
    found = []
    for step in steps(known, container, LEAST, MOST):
        fact = step.fact
        one = Passing(
            fact,
            container,
            "consumed" if fact.event in consumed else _end(step),
            fact.layer if step.inherited_from is None and _empties(step) else None,
            fact.event in renewed,
        )
        moves = one.shows or fact.location is not None or (fact.layer and "child" in step.roles)
        if one.end or one.empties or one.renews or moves:
            found.append(one)
    return found


def _end(step: Step) -> Bucket | None:
    fact = step.fact
    if step.doubted:
        return None
    if fact.destroys:
        return "lost"
    return "shipped" if fact.sells else None


def _empties(step: Step) -> bool:
    return "parent" in step.roles and step.fact.action == "DELETE" and step.fact.all_children
