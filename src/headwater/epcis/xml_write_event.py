"""One event as the text of its XML element.

Source: EPCIS 2.0, section 9.5; EPCglobal-epcis-2_0.xsd.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from msgspec.structs import fields

from headwater.epcis.cbv_urns import urn
from headwater.epcis.errors import EpcisError
from headwater.epcis.model import Event, SensorMetadata, SensorReport
from headwater.epcis.vocabulary import known
from headwater.epcis.xml_names import CBV, FIELDS, GS1, XSI, Prefixes
from headwater.epcis.xml_text import attribute, element, text, wrapped

if TYPE_CHECKING:
    from collections.abc import Callable
    from decimal import Decimal

    from headwater.epcis.model import (
        ErrorDeclaration,
        PersistentDisposition,
        Place,
        QuantityElement,
        SensorElement,
        Typed,
    )
    from headwater.epcis.vocabulary import Kind

    Writer: TypeAlias = Callable[[str, Any, Prefixes], str]

_NAMES = {field.encode_name: field.name for field in fields(Event)}
_METADATA = [
    (field.encode_name, field.name) for field in fields(SensorMetadata) if field.name != "extensions"
]
_REPORT = [(field.encode_name, field.name) for field in fields(SensorReport) if field.name != "extensions"]


def event(found: Event, prefixes: Prefixes) -> str:
    """The event's element.

    Raises:
        EpcisError: a text or an extension name cannot be written in XML; the path says in which field.
    """
    parts = []
    for name, attribute_name, write in _PLANS[found.type]:
        value = getattr(found, attribute_name)
        if value is None or value == () or value == {}:
            continue
        try:
            parts.append(write(name, value, prefixes))
        except EpcisError as error:
            raise EpcisError(tuple(problem.under(f"/{name}") for problem in error.problems)) from None
    attributes, more = wrapped(found.extensions, prefixes)
    return f"<{found.type}{attributes}>{''.join(parts)}{more}</{found.type}>"


def _text(name: str, value: str, _: Prefixes) -> str:
    return f"<{name}>{text(value)}</{name}>"


def _texts(name: str, values: tuple[str, ...], _: Prefixes) -> str:
    return "".join([f"<{name}>{text(value)}</{name}>" for value in values])


def _word(kind: Kind) -> Writer:
    def write(name: str, value: str, _: Prefixes) -> str:
        return f"<{name}>{text(urn(kind, value))}</{name}>"

    return write


def _epcs(name: str, values: tuple[str, ...], prefixes: Prefixes) -> str:
    return f"<{name}>{_texts('epc', values, prefixes)}</{name}>"


def decimal(value: Decimal) -> str:
    """A number in the plain notation of xsd:decimal."""
    return format(value, "f") if value else "0"


def _quantities(name: str, values: tuple[QuantityElement, ...], prefixes: Prefixes) -> str:
    return f"<{name}>{''.join([_quantity(value, prefixes) for value in values])}</{name}>"


def _quantity(value: QuantityElement, prefixes: Prefixes) -> str:
    if value.quantity is not None:
        quantity = f"<quantity>{decimal(value.quantity)}</quantity>"
    elif value.uom is not None:
        quantity = f'<quantity {prefixes.qualified(f"{{{XSI}}}nil")}="true"/>'
    else:
        quantity = ""
    unit = "" if value.uom is None else f"<uom>{text(value.uom)}</uom>"
    return f"<quantityElement><epcClass>{text(value.epc_class)}</epcClass>{quantity}{unit}</quantityElement>"


def _typed(kind: Kind, member: str) -> Writer:
    def write(name: str, values: tuple[Typed, ...], _: Prefixes) -> str:
        inner = "".join(
            [
                f"<{member}{'' if value.type is None else attribute('type', urn(kind, value.type))}>"
                f"{text(value.id)}</{member}>"
                for value in values
            ]
        )
        return f"<{name}>{inner}</{name}>"

    return write


def _place(name: str, value: Place, prefixes: Prefixes) -> str:
    attributes, more = wrapped(value.extensions, prefixes) if value.extensions else ("", "")
    return f"<{name}{attributes}><id>{text(value.id)}</id>{more}</{name}>"


def _persistent(name: str, value: PersistentDisposition, _: Prefixes) -> str:
    unset = [f"<unset>{text(urn('disposition', word))}</unset>" for word in value.unset]
    words = [f"<set>{text(urn('disposition', word))}</set>" for word in value.set]
    return f"<{name}>{''.join(unset + words)}</{name}>"


def _declaration(name: str, value: ErrorDeclaration, prefixes: Prefixes) -> str:
    parts = [f"<declarationTime>{text(value.declaration_time)}</declarationTime>"]
    if value.reason is not None:
        parts.append(f"<reason>{text(urn('errorReason', value.reason))}</reason>")
    if value.corrective_event_ids:
        ids = _texts("correctiveEventID", value.corrective_event_ids, prefixes)
        parts.append(f"<correctiveEventIDs>{ids}</correctiveEventIDs>")
    attributes, more = wrapped(value.extensions, prefixes)
    return f"<{name}{attributes}>{''.join(parts)}{more}</{name}>"


def _ilmd(name: str, value: dict[str, Any], prefixes: Prefixes) -> str:
    attributes, inner = wrapped(value, prefixes)
    return f"<{name}{attributes}>{inner}</{name}>"


def _sensors(name: str, values: tuple[SensorElement, ...], prefixes: Prefixes) -> str:
    return f"<{name}>{''.join([_sensor_element(value, prefixes) for value in values])}</{name}>"


def _sensor_element(value: SensorElement, prefixes: Prefixes) -> str:
    attributes, more = wrapped(value.extensions, prefixes)
    parts = (
        []
        if value.metadata is None
        else [_sensor_part("sensorMetadata", value.metadata, _METADATA, prefixes)]
    )
    parts += [_sensor_part("sensorReport", report, _REPORT, prefixes) for report in value.reports]
    return f"<sensorElement{attributes}>{''.join(parts)}{more}</sensorElement>"


def _sensor_part(
    tag: str, value: SensorMetadata | SensorReport, names: list[tuple[str, str]], prefixes: Prefixes
) -> str:
    attributes = []
    for name, attribute_name in names:
        found = getattr(value, attribute_name)
        if found is not None:
            attributes.append(attribute(name, _sensor_text(name, found, prefixes)))
    inner: list[str] = []
    for name, found in value.extensions.items():
        if name == "#text":
            inner.insert(0, text(found))
        elif isinstance(found, str):
            attributes.append(attribute(prefixes.qualified(name.removeprefix("@")), found))
        else:
            inner.append(element(name, found, prefixes))
    return f"<{tag}{''.join(attributes)}>{''.join(inner)}</{tag}>"


def _sensor_text(name: str, value: Any, prefixes: Prefixes) -> str:
    if isinstance(value, str):
        if name == "component":
            return f"{prefixes.bind(CBV)}:Comp-{value}" if known("component", value) else value
        if (name == "type" and known("type", value)) or (name == "exception" and known("exception", value)):
            return f"{prefixes.bind(GS1)}:{value}"
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


_WRITERS: dict[str, Writer] = {
    "eventTime": _text,
    "recordTime": _text,
    "eventTimeZoneOffset": _text,
    "eventID": _text,
    "errorDeclaration": _declaration,
    "certificationInfo": _texts,
    "action": _text,
    "transformationID": _text,
    "parentID": _text,
    "epcList": _epcs,
    "childEPCs": _epcs,
    "inputEPCList": _epcs,
    "outputEPCList": _epcs,
    "quantityList": _quantities,
    "childQuantityList": _quantities,
    "inputQuantityList": _quantities,
    "outputQuantityList": _quantities,
    "bizStep": _word("bizStep"),
    "disposition": _word("disposition"),
    "persistentDisposition": _persistent,
    "readPoint": _place,
    "bizLocation": _place,
    "bizTransactionList": _typed("bizTransaction", "bizTransaction"),
    "sourceList": _typed("sourceDestination", "source"),
    "destinationList": _typed("sourceDestination", "destination"),
    "sensorElementList": _sensors,
    "ilmd": _ilmd,
}
_PLANS = {kind: [(name, _NAMES[name], _WRITERS[name]) for name in names] for kind, names in FIELDS.items()}
"""For each event type: element, attribute of Event, writer, in the order of the XSD."""
