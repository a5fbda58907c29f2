"""How the events of the dairy world are written down: who captured what, in which order it arrived."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import NAMESPACE_URL, uuid5

from headwater.epcis.model import (
    Event,
    Place,
    QuantityElement,
    SensorElement,
    SensorMetadata,
    SensorReport,
    Typed,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from headwater.sample.dairy.names import Names

_OFFSET = "+08:00"
_MASTER_DATA = "{urn:epcglobal:cbv:mda}"
_EVENTS = "https://id.gs1.org/headwater/sample/dairy/"


@dataclass(frozen=True, slots=True)
class Temperature:
    """Degrees Celsius measured over a time, as texts so that no digit is lost."""

    lowest: str
    mean: str
    highest: str


def at(day: str, clock: str = "08:00") -> str:
    """A time in 2026, China standard time: `at("03-02", "05:30")`."""
    return f"2026-{day}T{clock}:00{_OFFSET}"


def master_data(**attributes: str) -> dict[str, Any]:
    """Instance or lot master data of the Core Business Vocabulary, as `lotNumber="..."`."""
    return {_MASTER_DATA + name: value for name, value in attributes.items()}


def celsius(
    time: str, value: str, device: str | None = None, *, allowed: Decimal | None = None
) -> SensorElement:
    """One temperature at one time; above what is allowed, the device raises its alarm."""
    degrees = Decimal(value)
    alarm = "ALARM_CONDITION" if allowed is not None and degrees > allowed else None
    return SensorElement(
        metadata=SensorMetadata(time=time, device_id=device),
        reports=(SensorReport(type="Temperature", exception=alarm, value=degrees, uom="CEL"),),
    )


def celsius_between(start: str, end: str, measured: Temperature, device: str) -> SensorElement:
    """What a logger saw from start to end."""
    report = SensorReport(
        type="Temperature",
        min_value=Decimal(measured.lowest),
        mean_value=Decimal(measured.mean),
        max_value=Decimal(measured.highest),
        uom="CEL",
    )
    metadata = SensorMetadata(start_time=start, end_time=end, device_id=device)
    return SensorElement(metadata=metadata, reports=(report,))


class Script:
    """Collects events in the order of their arrival, each with its capturing organisation and a name.

    The name ("pack P1/C3") gives the eventID, so that every telling of this world has the same ones.
    """

    def __init__(self, names: Names) -> None:
        self.names = names
        self.arrivals: list[tuple[str, Event]] = []
        self.event_ids: dict[str, str] = {}

    def event_id(self, name: str) -> str:
        """The eventID of the event so named, told already or not."""
        return f"urn:uuid:{uuid5(NAMESPACE_URL, _EVENTS + name)}"

    def tell(
        self,
        name: str,
        by: str,
        kind: str,
        time: str,
        step: str,
        *,
        where: str | None = None,
        seen_at: str | None = None,
        disposition: str | None = None,
        **fields: Any,
    ) -> Event:
        """Tell one event.

        Args:
            name: unique; what happened, in a few words.
            by: key of the organisation that captures it.
            kind: event type, as "ObjectEvent".
            time: event time with its zone.
            step: business step, a bare word.
            where: key of the business location, if the event has one.
            seen_at: key of the read point; the business location when not given.
            disposition: a bare word.
            fields: further fields of `Event`.
        """
        location = self.names.location(where) if where else None
        read_point = self.names.location(seen_at) if seen_at else location
        event = Event(
            type=f"{kind}Event",
            event_time=time,
            event_time_zone_offset=_OFFSET,
            event_id=self.event_id(name),
            biz_step=step,
            disposition=disposition,
            read_point=Place(read_point.uri) if read_point else None,
            biz_location=Place(location.uri) if location else None,
            **fields,
        )
        assert name not in self.event_ids, name
        self.event_ids[name] = self.event_id(name)
        self.arrivals.append((by, event))
        return event

    def transform(
        self,
        name: str,
        by: str,
        time: str,
        where: str,
        inputs: Sequence[tuple[str, str]],
        outputs: Sequence[tuple[str, str]],
        **fields: Any,
    ) -> None:
        """Lots become lots; each pair is the name of a lot and its amount in the unit of its product."""
        self.tell(
            name,
            by,
            "Transformation",
            time,
            "commissioning",
            where=where,
            input_quantity_list=tuple(self.amount(lot, amount) for lot, amount in inputs),
            output_quantity_list=tuple(self.amount(lot, amount) for lot, amount in outputs),
            **fields,
        )

    def observe(
        self, name: str, by: str, step: str, time: str, where: str, epcs: Sequence[str], **fields: Any
    ) -> None:
        """Things are seen, or begin or end, at a place; action and disposition may be given."""
        fields = {"action": "OBSERVE", "disposition": "in_progress", **fields}
        self.tell(name, by, "Object", time, step, where=where, epc_list=tuple(epcs), **fields)

    def ship(
        self, name: str, by: str, time: str, origin: str, target: str, epcs: Sequence[str], paper: str
    ) -> None:
        """Things leave one place for another; the event is named "ship" and `name`."""
        self.tell(
            f"ship {name}",
            by,
            "Object",
            time,
            "shipping",
            seen_at=origin,
            disposition="in_transit",
            action="OBSERVE",
            epc_list=tuple(epcs),
            biz_transaction_list=self.paper(by, "desadv", paper),
            **self.route(origin, target),
        )

    def receive(
        self, name: str, by: str, time: str, origin: str, target: str, epcs: Sequence[str], paper: str
    ) -> None:
        """Things come in from another place; the event is named "receive" and `name`."""
        sender = self.names.location(origin).organisation
        self.observe(
            f"receive {name}",
            by,
            "receiving",
            time,
            target,
            epcs,
            biz_transaction_list=self.paper(sender, "desadv", paper),
            **self.route(origin, target),
        )

    def contain(
        self,
        name: str,
        by: str,
        time: str,
        where: str,
        parent: str,
        children: Sequence[str],
        *,
        action: str = "ADD",
        kind: str = "Aggregation",
        step: str | None = None,
        **fields: Any,
    ) -> None:
        """Children go into a parent or, with action DELETE, come out; no children named means all."""
        self.tell(
            name,
            by,
            kind,
            time,
            step or ("packing" if action == "ADD" else "unpacking"),
            where=where,
            disposition="in_progress",
            action=action,
            parent_id=parent,
            child_epcs=tuple(children),
            **fields,
        )

    def amount(self, lot: str, amount: str) -> QuantityElement:
        """So much of a lot."""
        named = self.names.lots[lot]
        return QuantityElement(epc_class=named.uri, quantity=Decimal(amount), uom=named.product.uom)

    def route(self, origin: str, target: str) -> dict[str, Any]:
        """Source and destination of a shipment: the places, and who answers for the goods there."""
        ends = []
        for key in (origin, target):
            location = self.names.location(key)
            owner = self.names.organisations[location.organisation]
            ends.append(
                (Typed(type="possessing_party", id=owner.pgln), Typed(type="location", id=location.uri))
            )
        return {"source_list": ends[0], "destination_list": ends[1]}

    def paper(self, organisation: str, kind: str, number: str) -> tuple[Typed, ...]:
        """A business document of an organisation, as a despatch advice."""
        prefix = self.names.organisations[organisation].prefix
        return (Typed(type=kind, id=f"urn:epc:id:gdti:{prefix}.00001.{number}"),)
