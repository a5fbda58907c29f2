"""Who captures in tests, and short ways to do so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from itertools import count
from typing import TYPE_CHECKING, Any

from headwater.epcis.model import ErrorDeclaration, Event, Place, QuantityElement, Typed
from headwater.events import operations
from headwater.gs1.check_digits import check_digit
from headwater.parties.actors import Actor, Viewer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from headwater.events.models import CaptureJob

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
LOT_NUMBER = "{urn:epcglobal:cbv:mda:}lotNumber"
_numbers = count(1)


@dataclass(frozen=True)
class Cast:
    """Organisations by id: the one that operates, a farm (places under 9521111), a shop (under 9522222)."""

    dairy: int
    farm: int
    shop: int

    def actor(self, organisation: int) -> Actor:
        return Actor(organisation, frozenset({"administrator"}), operating=organisation == self.dairy)

    def viewer(self, organisation: int) -> Viewer:
        return self.actor(organisation).viewer

    @property
    def operator(self) -> Viewer:
        return self.viewer(self.dairy)

    def capture(self, *events: Event, by: int | None = None, now: datetime = NOW) -> CaptureJob:
        """Store events in one capture, by the operating organisation unless another is named."""
        return operations.capture_events(events, by=self.actor(by or self.dairy), now=now)


def gtin(number: int) -> str:
    """A GTIN of fourteen digits that no organisation here owns."""
    body = f"0952{number:09}"
    return body + check_digit(body)


def gln(number: int, prefix: str = "9520000") -> str:
    """A GLN under a company prefix of seven digits."""
    body = f"{prefix}{number:05}"
    return body + check_digit(body)


def item(product: int, serial: str | int) -> str:
    return f"https://id.gs1.org/01/{gtin(product)}/21/{serial}"


def lot(product: int, number: str) -> str:
    return f"https://id.gs1.org/01/{gtin(product)}/10/{number}"


def at(location: str) -> dict[str, Any]:
    """Where an event leaves what it names, as a keyword of it."""
    return {"biz_location": Place(location)}


def sscc(number: int) -> str:
    body = f"3952{number:013}"
    return f"https://id.gs1.org/00/{body}{check_digit(body)}"


def place(number: int, prefix: str = "9520000") -> str:
    return f"https://id.gs1.org/414/{gln(number, prefix)}"


def moment(minute: int) -> str:
    """A time of day on one day, in minutes from its beginning."""
    return f"2026-03-01T{minute // 60:02}:{minute % 60:02}:00.000Z"


def event(kind: str, minute: int, **fields: Any) -> Event:
    """An event with an eventID of its own; lists may be given as lists, lots as texts or (lot, kilograms)."""
    for name, value in fields.items():
        if name.endswith("quantity_list"):
            fields[name] = tuple(quantity(one) for one in value)
        elif name.endswith(("_list", "_epcs")):
            fields[name] = tuple(value)
    fields.setdefault("event_id", f"https://example.com/event/{next(_numbers)}")
    return Event(kind, moment(minute), "+00:00", **fields)


def quantity(one: str | tuple[str, int | str]) -> QuantityElement:
    if isinstance(one, str):
        return QuantityElement(one)
    return QuantityElement(one[0], Decimal(one[1]), "KGM")


def made(minute: int, epcs: Sequence[str], *, lot_number: str | None = None, **fields: Any) -> Event:
    """Commissioning."""
    ilmd = {} if lot_number is None else {LOT_NUMBER: lot_number}
    return event(
        "ObjectEvent", minute, action="ADD", biz_step="commissioning", epc_list=epcs, ilmd=ilmd, **fields
    )


def seen(minute: int, epcs: Sequence[str], **fields: Any) -> Event:
    return event("ObjectEvent", minute, action="OBSERVE", epc_list=epcs, **fields)


def packed(minute: int, parent: str, children: Sequence[str], **fields: Any) -> Event:
    return event("AggregationEvent", minute, action="ADD", parent_id=parent, child_epcs=children, **fields)


def unpacked(minute: int, parent: str, children: Sequence[str] = (), **fields: Any) -> Event:
    """Without children: all of them."""
    return event("AggregationEvent", minute, action="DELETE", parent_id=parent, child_epcs=children, **fields)


def turned(minute: int, lots_in: Sequence[Any] = (), lots_out: Sequence[Any] = (), **fields: Any) -> Event:
    """A transformation of lots."""
    return event(
        "TransformationEvent", minute, input_quantity_list=lots_in, output_quantity_list=lots_out, **fields
    )


def ended(minute: int, epcs: Sequence[str]) -> Event:
    return event("ObjectEvent", minute, action="DELETE", epc_list=epcs, biz_step="decommissioning")


def declared_wrong(original: Event, **fields: Any) -> Event:
    """The error declaration of an event: its own content again, with the declaration."""
    declaration = ErrorDeclaration(moment(1439), reason="did_not_occur")
    return replace(original, error_declaration=declaration, **fields)


def replace(original: Event, **fields: Any) -> Event:
    from msgspec.structs import replace as replaced

    return replaced(original, **fields)


def destination(location: str) -> tuple[Typed, ...]:
    return (Typed(location, "location"),)
