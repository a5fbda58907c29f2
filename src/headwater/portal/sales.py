"""Whether a thing was sold, and whether it was seen since: who holds it should know both.

A sale is no state that passes: a can that was sold and is then counted in another shop is either back on the shelf or a
copy, and in either case not new. Only who takes it back by name (the disposition "returned") ends it.

Source: CBV 2.0, sections 7.1 (retail_selling, dispensing) and 7.2 (returned, retail_sold, dispensed).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from headwater.portal import moments
from headwater.portal.states import SOLD

if TYPE_CHECKING:
    from collections.abc import Sequence

    from headwater.portal.moments import Moment
    from headwater.tracing.answers import Step

_SELLS: Final = frozenset({"retail_selling", "dispensing"})
_RETURNED: Final = "returned"


@dataclass(frozen=True, slots=True)
class Sale:
    """The last sale of a life."""

    moment: Moment | None
    """When and where; None where only its state tells of it."""
    seen_since: bool = False
    """Whether anything was recorded of the thing after that."""


def last_sale(steps: Sequence[Step], state: str | None, language: str, now: str) -> Sale | None:
    """The sale that stands, if any.

    Args:
        steps: in the order of time.
        state: as tracing tells it.
        language: the one in force.
        now: as `moments.instant` tells it.
    """
    sold: Step | None = None
    since = False
    for step in steps:
        if step.status != "valid":
            continue
        if step.biz_step in _SELLS or step.disposition in SOLD:
            sold, since = step, False
        elif step.disposition == _RETURNED:
            sold = None
        elif sold is not None:
            since = True
    if sold is None:
        return Sale(None) if state in SOLD else None
    place, ahead = sold.place or sold.seen_at, sold.time > now
    told = moments.moment(sold.time, sold.offset, place, sold.responsible, language, ahead=ahead)
    return Sale(told, since)
