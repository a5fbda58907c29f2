"""Events as bytes and back, field by field the model: the form in which a store keeps them.

Unlike the standard's own formats this one needs no context and loses nothing that the model holds, the
difference between the number 10 and the text "10" in an extension included.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import msgspec

from headwater.epcis.jsonld_extensions import Literal
from headwater.epcis.model import ErrorDeclaration, Event, Place, SensorElement

if TYPE_CHECKING:
    from collections.abc import Sequence


def _encode_other(value: Any) -> Any:
    if isinstance(value, Literal):
        return msgspec.Raw(str(value).encode())
    raise NotImplementedError(type(value))


_encoder = msgspec.json.Encoder(enc_hook=_encode_other, decimal_format="number")
_decoder = msgspec.json.Decoder(list[Event], float_hook=Decimal)


def encode(events: Sequence[Event]) -> bytes:
    """Events as JSON of the model's own shape."""
    return _encoder.encode(events)


def decode(data: bytes) -> list[Event]:
    """The events that `encode` wrote.

    Raises:
        msgspec.DecodeError: other bytes.
    """
    return [_with_literals(event) for event in _decoder.decode(data)]


def _with_literals(event: Event) -> Event:
    """Extension values that JSON told apart from text, as the readers give them."""
    changed: dict[str, Any] = {}
    if event.ilmd:
        changed["ilmd"] = _mapping(event.ilmd)
    if event.extensions:
        changed["extensions"] = _mapping(event.extensions)
    for name in ("read_point", "biz_location", "error_declaration"):
        part: Place | ErrorDeclaration | None = getattr(event, name)
        if part is not None and part.extensions:
            changed[name] = msgspec.structs.replace(part, extensions=_mapping(part.extensions))
    if event.sensor_element_list:
        changed["sensor_element_list"] = tuple(map(_sensor_element, event.sensor_element_list))
    return msgspec.structs.replace(event, **changed) if changed else event


def _sensor_element(element: SensorElement) -> SensorElement:
    metadata = element.metadata
    if metadata is not None and metadata.extensions:
        metadata = msgspec.structs.replace(metadata, extensions=_mapping(metadata.extensions))
    reports = tuple(
        msgspec.structs.replace(report, extensions=_mapping(report.extensions))
        if report.extensions
        else report
        for report in element.reports
    )
    return msgspec.structs.replace(
        element, metadata=metadata, reports=reports, extensions=_mapping(element.extensions)
    )


def _mapping(extensions: dict[str, Any]) -> dict[str, Any]:
    return {name: _value(value) for name, value in extensions.items()}


def _value(value: Any) -> Any:
    if isinstance(value, str):
        return value
    if isinstance(value, dict):
        return _mapping(value)
    if isinstance(value, list):
        return [_value(member) for member in value]
    if isinstance(value, bool):
        return Literal("true" if value else "false")
    return Literal(str(value))
