"""Mass balance: what became of the quantity of a lot, seen from one organisation.

    made + received = on hand + shipped + consumed + sampled + lost + returned + unaccounted

holds to the last digit. Which column an event's quantity falls in is a table. An OBSERVE makes and unmakes
nothing: it can hand goods over (shipping, selling, receiving) and it can count them.

Source: CBV 2.0, section 7.1 (business steps), 7.2 (dispositions); DESIGN.md, section 4; BRCGS issue 9, 3.9.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from headwater.lineage.facts import Order
from headwater.lineage.quantities import exactly

if TYPE_CHECKING:
    from collections.abc import Iterable

    from headwater.lineage.facts import Action, EventType, Role

Bucket = Literal[
    "made", "received", "shipped", "unshipped", "consumed", "sampled", "lost", "returned", "counted"
]
"""Columns of the balance; "unshipped" takes back from shipped, "counted" says what is on hand."""

BY_ADD: dict[str | None, Bucket] = {"receiving": "received", "accepting": "received"}
"""ADD by business step; any other made it."""
BY_DELETE: dict[str | None, Bucket] = {
    "sampling": "sampled",
    "inspecting": "sampled",
    "retail_selling": "shipped",
    "dispensing": "shipped",
    "shipping": "shipped",
}
"""DELETE by business step; any other lost it."""
BY_OBSERVE: dict[str | None, Bucket] = {
    "shipping": "shipped",
    "void_shipping": "unshipped",
    "retail_selling": "shipped",
    "dispensing": "shipped",
    "receiving": "received",
    "cycle_counting": "counted",
    "stock_taking": "counted",
}
"""OBSERVE by business step; any other, departing and arriving among them, tells of goods already booked."""


def bucket(
    type: EventType,  # noqa: A002 - the standard's name
    action: Action | None,
    step: str | None,
    disposition: str | None,
    role: Role,
) -> Bucket | None:
    """The column for a quantity in an event; None where it changes nothing.

    Args:
        type: bare name of the event type.
        action: None for a TransformationEvent.
        step: bare bizStep, or a URI.
        disposition: bare word, or a URI.
        role: the list that holds the quantity: "object" for quantityList, "child", "input" or "output".
    """
    if role in ("input", "output"):
        return "consumed" if role == "input" else "made"
    if type != "ObjectEvent":
        return None
    if step == "receiving" and disposition == "returned" and action != "DELETE":
        return "returned"
    if action == "ADD":
        return BY_ADD.get(step, "made")
    if action == "DELETE":
        return BY_DELETE.get(step, "lost")
    return BY_OBSERVE.get(step)


class Movement(Struct, frozen=True):
    """One quantity of the lot in one event."""

    order: Order
    """Of the event's fact."""
    bucket: Bucket
    quantity: Decimal
    uom: str | None = None
    """UN/ECE Recommendation 20 code; None for a count of items."""


class Balance(Struct, frozen=True):
    """The columns, in one unit."""

    uom: str | None
    made: Decimal
    received: Decimal
    on_hand: Decimal
    shipped: Decimal
    consumed: Decimal
    sampled: Decimal
    lost: Decimal
    returned: Decimal
    """Came back from those it had been shipped to."""
    unaccounted: Decimal
    """Missing at the last count when positive; negative when more left than there was."""


def balance(movements: Iterable[Movement]) -> tuple[Balance, ...]:
    """Balance the movements of one lot, a row per unit, by unit.

    Movements that name two sites of the organisation are not to be among them, and a count is one of all that it
    holds. Without a count, on hand is what the books leave. What its maker receives beyond what it shipped has
    only moved.

    Args:
        movements: in any order, and in one unit where factors tell how.

    Raises:
        decimal.Inexact: a sum needs more than a thousand digits.
    """
    by_unit: dict[str | None, list[Movement]] = {}
    with exactly():
        for movement in movements:
            by_unit.setdefault(movement.uom, []).append(movement)
        return tuple(_balance(unit, by_unit[unit]) for unit in sorted(by_unit, key=lambda u: u or ""))


def _can_come_back(movements: Iterable[Movement]) -> Decimal | None:
    """How much of what it made an organisation can receive: what it shipped. None where it made nothing.

    More than that came from a place of its own, whose sending nobody booked: it moved, and is no new stock.
    """
    shipped = Decimal()
    made = False
    for movement in movements:
        made |= movement.bucket == "made"
        if movement.bucket in ("shipped", "unshipped"):
            shipped += movement.quantity if movement.bucket == "shipped" else -movement.quantity
    return max(shipped, Decimal()) if made else None


def _balance(unit: str | None, movements: list[Movement]) -> Balance:
    sums = dict.fromkeys(
        ("made", "received", "shipped", "consumed", "sampled", "lost", "returned"), Decimal()
    )
    on_hand = unaccounted = Decimal()
    back = _can_come_back(movements)
    for movement in sorted(movements, key=lambda m: m.order):
        what, quantity = movement.bucket, movement.quantity
        if what == "received" and back is not None:
            quantity = min(quantity, back)
            back -= quantity
        if what == "counted":
            unaccounted += on_hand - quantity
            on_hand = quantity
        elif what == "unshipped":
            sums["shipped"] -= quantity
            on_hand += quantity
        elif what == "returned":
            # Held apart from stock, by those to whom it was no longer shipped.
            sums["shipped"] -= quantity
            sums["returned"] += quantity
        else:
            sums[what] += quantity
            on_hand += quantity if what in ("made", "received") else -quantity
    if on_hand < 0:
        unaccounted += on_hand
        on_hand = Decimal()
    return Balance(unit, on_hand=on_hand, unaccounted=unaccounted, **sums)
