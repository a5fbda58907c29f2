"""What an event begins, and the lot of which it tells that this is.

An event begins things when it is an ObjectEvent with action ADD, or a transformation that names them as outputs. A
lot number in its ILMD is that of the items of each GTIN that it begins, and of what it gives out of a GTIN by
quantity, where the quantity names no lot of its own.

Source: EPCIS 2.0, section 7.3.5 (ILMD describes what the event begins); CBV 2.0, section 9.2 (lotNumber).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from headwater.epcis.ilmd import texts
from headwater.events.codes import Role
from headwater.identity import dictionary

if TYPE_CHECKING:
    from headwater.epcis.model import Event

_BARE_GTIN: Final = re.compile(r"01/[0-9]{14}").fullmatch


def begins(event: Event) -> Role | None:
    """The role of the things that the event begins."""
    if event.type == "TransformationEvent":
        return Role.OUTPUT
    return Role.OBJECT if event.type == "ObjectEvent" and event.action == "ADD" else None


def begun(event: Event, role: Role) -> tuple[str, ...]:
    """The items that the event begins, as it spells them."""
    return event.epc_list if role == Role.OBJECT else event.output_epc_list


def lot_numbers(event: Event) -> list[str]:
    """The lot numbers that the ILMD tells."""
    return texts(event, "lotNumber")


def lots_of_quantities(event: Event) -> dict[str, str]:
    """By the spelling of a bare GTIN of which the event begins a quantity: the key of the lot that it is of.

    None of two lot numbers: nobody says how much is of which, and the amount counted for both would be there twice.
    """
    role = begins(event) if event.ilmd else None
    if role is None:
        return {}
    elements = event.quantity_list if role == Role.OBJECT else event.output_quantity_list
    numbers = set(lot_numbers(event)) if elements else set()
    if len(numbers) != 1:
        return {}
    (number,) = numbers
    keys = {element.epc_class: dictionary.canonical(element.epc_class) for element in elements}
    return {text: dictionary.lot_key(key, number) for text, key in keys.items() if _BARE_GTIN(key)}
