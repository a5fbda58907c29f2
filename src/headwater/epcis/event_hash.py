"""The event hash: one name for one event, the same from XML and JSON-LD, whoever computes it.

>>> event = Event("ObjectEvent", "2026-03-02T08:00:00+08:00", "+08:00", action="OBSERVE")
>>> prehash(event)
'eventType=ObjectEventeventTime=2026-03-02T00:00:00.000ZeventTimeZoneOffset=+08:00action=OBSERVE'
>>> event_hash(event)
'ni:///sha-256;c927dd51cd2746051afebcfc15c727101f2627a2270ac548aa4efce5ddbcc6b6?ver=CBV2.0'

Everything that the event says goes into one string in a fixed order, without separators, and SHA-256 makes the
hash of it. What is said about the event stays out: eventID, recordTime, errorDeclaration, rdfs:comment, XML's own
xsi: attributes, and the fields that an extension `ignoreFields` names.

Source: CBV 2.0, section 8.9; where its text and the published hashes differ, the hashes. What neither settles is
decided in docs/adr/0010-event-hash-unsettled-points.md.
"""

from __future__ import annotations

from decimal import Decimal
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from msgspec import NODEFAULT
from msgspec.structs import fields, replace

from headwater.epcis.event_hash_values import link, links, number, shared_link, text, time
from headwater.epcis.model import Event
from headwater.epcis.vocabulary import uri

if TYPE_CHECKING:
    from headwater.epcis.model import (
        Extensions,
        Place,
        QuantityElement,
        SensorElement,
        SensorMetadata,
        SensorReport,
        Typed,
    )
    from headwater.epcis.vocabulary import Kind

_COMMENT = "{http://www.w3.org/2000/01/rdf-schema#}comment"
_XSI = "@{http://www.w3.org/2001/XMLSchema-instance}"
_IGNORE = "}ignoreFields"
_FIELDS = {
    field.encode_name: (field.name, field.default_factory() if field.default is NODEFAULT else field.default)
    for field in fields(Event)
    if not field.required
}
"""JSON name of each optional field, with its name as attribute and what it holds when empty."""


def event_hash(event: Event) -> str:
    """The event hash as a URI: "ni:///sha-256;" and 64 hexadecimal digits and "?ver=CBV2.0".

    Raises:
        ValueError: a time of the event is none.
    """
    return f"ni:///sha-256;{sha256(prehash(event).encode('utf-8', 'surrogatepass')).hexdigest()}?ver=CBV2.0"


def digest(event: Event) -> bytes:
    """The 32 bytes of the event hash."""
    return sha256(prehash(event).encode("utf-8", "surrogatepass")).digest()


def prehash(event: Event) -> str:
    """The string that is hashed, for people who look for why two hashes differ."""
    if event.extensions and any(name.endswith(_IGNORE) for name in event.extensions):
        event = _without_ignored(event)
    parts = [
        (
            f"eventType={event.type}eventTime={time(event.event_time)}"
            f"eventTimeZoneOffset={event.event_time_zone_offset}"
        )
    ]
    add = parts.append
    if event.certification_info:
        add("".join(sorted(f"certificationInfo={text(uri_)}" for uri_ in event.certification_info)))
    if event.epc_list:
        add("epcList" + links("epc=", event.epc_list))
    if event.parent_id is not None:
        add("parentID=" + link(event.parent_id))
    if event.input_epc_list:
        add("inputEPCList" + links("epc=", event.input_epc_list))
    if event.child_epcs:
        add("childEPCs" + links("epc=", event.child_epcs))
    if event.quantity_list:
        add("quantityList" + _quantities(event.quantity_list))
    if event.child_quantity_list:
        add("childQuantityList" + _quantities(event.child_quantity_list))
    if event.input_quantity_list:
        add("inputQuantityList" + _quantities(event.input_quantity_list))
    if event.output_epc_list:
        add("outputEPCList" + links("epc=", event.output_epc_list))
    if event.output_quantity_list:
        add("outputQuantityList" + _quantities(event.output_quantity_list))
    if event.action is not None:
        add("action=" + event.action)
    if event.transformation_id is not None:
        add("transformationID=" + link(event.transformation_id))
    if event.biz_step is not None:
        add("bizStep=" + uri("bizStep", event.biz_step))
    if event.disposition is not None:
        add("disposition=" + uri("disposition", event.disposition))
    if event.persistent_disposition is not None:
        lasting = event.persistent_disposition
        add(
            "persistentDisposition"
            + _dispositions("set", lasting.set)
            + _dispositions("unset", lasting.unset)
        )
    if event.read_point is not None:
        add("readPoint" + _place(event.read_point))
    if event.biz_location is not None:
        add("bizLocation" + _place(event.biz_location))
    if event.sensor_element_list:
        add("sensorElementList" + "".join(sorted(map(_sensor_element, event.sensor_element_list))))
    parts += _rest(event)
    return "".join(parts)


def _rest(event: Event) -> list[str]:
    """What the order of fields does not place: sorted together as strings."""
    rest = []
    if event.biz_transaction_list:
        rest.append(
            "bizTransactionList" + _typed("bizTransaction", "bizTransaction", event.biz_transaction_list)
        )
    if event.source_list:
        rest.append("sourceList" + _typed("sourceDestination", "source", event.source_list))
    if event.destination_list:
        rest.append("destinationList" + _typed("sourceDestination", "destination", event.destination_list))
    if event.ilmd:
        rest.append("ilmd" + _extensions(event.ilmd))
    if event.extensions:
        rest += _members(event.extensions)
    rest.sort()
    return rest


def _quantities(elements: tuple[QuantityElement, ...]) -> str:
    return "".join(sorted(map(_quantity, elements)))


def _quantity(element: QuantityElement) -> str:
    amount = "" if element.quantity is None else "quantity=" + number(element.quantity)
    unit = "" if element.uom is None else "uom=" + text(element.uom)
    return f"quantityElementepcClass={shared_link(element.epc_class)}{amount}{unit}"


def _dispositions(name: str, words: tuple[str, ...]) -> str:
    return "".join(sorted(f"{name}={uri('disposition', word)}" for word in words))


def _place(place: Place) -> str:
    return f"id={shared_link(place.id)}{_extensions(place.extensions) if place.extensions else ''}"


def _typed(kind: Kind, name: str, members: tuple[Typed, ...]) -> str:
    return "".join(
        sorted(
            f"{name}={shared_link(member.id)}"
            if member.type is None
            else f"type={uri(kind, member.type)}{name}={shared_link(member.id)}"
            for member in members
        )
    )


def _sensor_element(element: SensorElement) -> str:
    return (
        "sensorElement"
        + ("" if element.metadata is None else "sensorMetadata" + _sensor_metadata(element.metadata))
        + "".join(sorted(map(_sensor_report, element.reports)))
        + _extensions(element.extensions)
    )


def _sensor_metadata(metadata: SensorMetadata) -> str:
    return (
        _time("time", metadata.time)
        + _time("startTime", metadata.start_time)
        + _time("endTime", metadata.end_time)
        + _text("deviceID", metadata.device_id)
        + _text("deviceMetadata", metadata.device_metadata)
        + _text("rawData", metadata.raw_data)
        + _text("dataProcessingMethod", metadata.data_processing_method)
        + _text("bizRules", metadata.biz_rules)
        + _extensions(metadata.extensions)
    )


def _sensor_report(report: SensorReport) -> str:
    return (
        "sensorReport"
        + _word("type", report.type)
        + _word("exception", report.exception)
        + _text("deviceID", report.device_id)
        + _text("deviceMetadata", report.device_metadata)
        + _text("rawData", report.raw_data)
        + _text("dataProcessingMethod", report.data_processing_method)
        + _time("time", report.time)
        + _text("microorganism", report.microorganism)
        + _text("chemicalSubstance", report.chemical_substance)
        + _number("value", report.value)
        + _word("component", report.component)
        + _text("stringValue", report.string_value)
        + (
            ""
            if report.boolean_value is None
            else f"booleanValue={'true' if report.boolean_value else 'false'}"
        )
        + _text("hexBinaryValue", report.hex_binary_value)
        + _text("uriValue", report.uri_value)
        + _number("minValue", report.min_value)
        + _number("maxValue", report.max_value)
        + _number("meanValue", report.mean_value)
        + _number("sDev", report.s_dev)
        + _number("percRank", report.perc_rank)
        + _number("percValue", report.perc_value)
        + _text("uom", report.uom)
        + _text("coordinateReferenceSystem", report.coordinate_reference_system)
        + _text("bizRules", report.biz_rules)
        + _extensions(report.extensions)
    )


def _time(name: str, value: str | None) -> str:
    return "" if value is None else f"{name}={time(value)}"


def _text(name: str, value: str | None) -> str:
    return "" if value is None else f"{name}={text(value)}"


def _number(name: str, value: Decimal | None) -> str:
    return "" if value is None else f"{name}={number(value)}"


def _word(kind: Kind, value: str | None) -> str:
    return "" if value is None else f"{kind}={uri(kind, value)}"


def _extensions(extensions: Extensions) -> str:
    return "".join(sorted(_members(extensions))) if extensions else ""


def _members(extensions: Extensions) -> list[str]:
    """Each extension as a string; a list is that many extensions of one name."""
    found: list[str] = []
    for name, value in extensions.items():
        if name != _COMMENT and name != "#text" and not name.startswith(_XSI):
            _extension(name.removeprefix("@"), value, found)
    return found


def _extension(name: str, value: Any, found: list[str]) -> None:
    if isinstance(value, list | tuple):
        for member in value:
            _extension(name, member, found)
    elif isinstance(value, dict):
        found.append(name + _leaf(value.get("#text", "")) + _extensions(value))
    else:
        found.append(name + _leaf(value))


def _leaf(value: Any) -> str:
    """A value after its name; an empty one leaves the name alone."""
    if isinstance(value, bool):
        return "=true" if value else "=false"
    if isinstance(value, int | float | Decimal):
        return "=" + number(value)
    value = "" if value is None else text(str(value))
    return "=" + value if value else ""


def _without_ignored(event: Event) -> Event:
    """The event without the fields that an extension `ignoreFields` of any namespace names, and without that.

    Names are those of JSON ("bizStep"), or of extensions: Clark names, full URIs, or members of a mapping.
    """
    names: set[str] = set()
    kept: Extensions = {}
    for name, value in event.extensions.items():
        if name.endswith(_IGNORE):
            names.update([value] if isinstance(value, str) else value)
        else:
            kept[name] = value
    empty = dict(_FIELDS[name] for name in names if name in _FIELDS)
    kept = {
        name: v for name, v in kept.items() if name not in names and name[1:].replace("}", "") not in names
    }
    return replace(event, **{**empty, "extensions": kept})
