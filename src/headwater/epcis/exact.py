"""What two events may differ in although their event hashes are alike.

The hash takes numbers through a double, text that looks like a number too ("007" and "7"), times to the
millisecond, and leaves out what an event's own `ignoreFields` names. That serves to recognise an event that
passed through another system; whether a fact is new must not rest on it. It also leaves out the lot that comes along
in the spelling of items, which is told of them where they begin. Other spellings of identifiers, and of one value in
XML and JSON, still make no difference here.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any, Final

import msgspec

from headwater.epcis import event_hash, event_hash_values, times
from headwater.gs1.spelt_lots import spelt_lots
from headwater.gs1.uri_forms import normal

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    from headwater.epcis.model import ErrorDeclaration, Event, Extensions, SensorElement

_IGNORED: Final = "}ignoreFields"
_COMMENT: Final = "{http://www.w3.org/2000/01/rdf-schema#}comment"
_XSI: Final = "@{http://www.w3.org/2001/XMLSchema-instance}"
_NUMBERS: Final = (
    "value",
    "min_value",
    "max_value",
    "mean_value",
    "s_dev",
    "perc_rank",
    "perc_value",
)


def exact(event: Event) -> bytes:
    """A digest of what the event hash rounds or leaves out; thirty-two bytes, or the time alone as digits."""
    leaves = [str(times.parse(event.event_time))]
    if event.sensor_element_list:
        leaves += [leaf for element in event.sensor_element_list for leaf in _of_sensors(element)]
    leaves += [
        f"{role}={_number(element.quantity)}"
        for role, elements in (
            ("quantity", event.quantity_list),
            ("child", event.child_quantity_list),
            ("input", event.input_quantity_list),
            ("output", event.output_quantity_list),
        )
        for element in elements
    ]
    begins = event.type == "ObjectEvent" and event.action == "ADD"
    begun = event.epc_list if begins else event.output_epc_list
    if begun:
        for number, places in spelt_lots(begun).items():
            leaves += [f"lot={number}\0{event_hash_values.link(begun[place])}" for place in places]
    for place in (event.read_point, event.biz_location):
        if place is not None and place.extensions:
            leaves += _of_extensions(place.extensions)
    if event.ilmd:
        leaves += _of_extensions(event.ilmd)
    if event.extensions:
        leaves += _of_extensions(event.extensions)
        kept = {name: value for name, value in event.extensions.items() if not name.endswith(_IGNORED)}
        if len(kept) != len(event.extensions):
            leaves.append(event_hash.digest(msgspec.structs.replace(event, extensions=kept)).hex())
    if len(leaves) == 1:
        return leaves[0].encode()
    return hashlib.sha256("\0".join(sorted(leaves)).encode()).digest()


def exact_declaration(declaration: ErrorDeclaration) -> bytes:
    """A digest of an error declaration, of which the event hash has nothing; thirty-two bytes."""
    leaves = [
        f"declarationTime={times.parse(declaration.declaration_time)}",
        f"reason={declaration.reason or ''}",
        *(f"correctiveEventID={normal(event_id)}" for event_id in declaration.corrective_event_ids),
        *_of_extensions(declaration.extensions),
    ]
    return hashlib.sha256("\0".join(sorted(leaves)).encode()).digest()


def _number(value: Decimal | None) -> str:
    return "" if value is None else str(value.normalize())


def _of_sensors(element: SensorElement) -> Iterator[str]:
    metadata = element.metadata
    if metadata is not None:
        for name in ("time", "start_time", "end_time"):
            if (moment := getattr(metadata, name)) is not None:
                yield f"{name}={times.parse(moment)}"
        yield from _of_extensions(metadata.extensions)
    for report in element.reports:
        if report.time is not None:
            yield f"report={times.parse(report.time)}"
        if report.string_value is not None:
            yield f"string={report.string_value.strip()}"
        yield from (f"{name}={_number(getattr(report, name))}" for name in _NUMBERS)
        yield from _of_extensions(report.extensions)
    yield from _of_extensions(element.extensions)


def _of_extensions(extensions: Extensions) -> Iterator[str]:
    for name, value in extensions.items():
        if name != _COMMENT and not name.startswith(_XSI):
            yield from _of_value(name.removeprefix("@"), value)


def _of_value(name: str, value: Any) -> Iterator[str]:
    if isinstance(value, list | tuple):
        for member in value:
            yield from _of_value(name, member)
    elif isinstance(value, dict):
        for inner, member in value.items():
            if inner != _COMMENT and not inner.startswith(_XSI):
                at = name if inner == "#text" else f"{name}/{inner.removeprefix('@')}"
                yield from _of_value(at, member)
    else:
        yield f"{name}={str(value).strip()}"
