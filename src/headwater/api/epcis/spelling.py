"""Identifiers and words of events in the spelling that a client asked for.

Events are stored as they came. A Digital Link stays the one that it was: only EPC URNs become canonical
Digital Links, or the other way round. Where the length of a company prefix is not known a Digital Link has no
URN and stays. Source: EPCIS 2.0, section 12.5 (GS1-EPC-Format, GS1-CBV-XML-Format).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from msgspec.structs import replace

from headwater.epcis import vocabulary
from headwater.gs1.errors import IdentifierError
from headwater.gs1.heads import canonical_link
from headwater.gs1.identify import identify
from headwater.parties.keys import prefix_digits
from headwater.parties.queries import prefix_lengths_for

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from headwater.api.epcis.negotiation import CbvFormat, EpcFormat
    from headwater.epcis.model import Event, SensorElement, Typed
    from headwater.epcis.vocabulary import Kind
    from headwater.gs1.identifier import Identifier

_URN: Final = "urn:epc:"
_LISTS: Final = ("epc_list", "child_epcs", "input_epc_list", "output_epc_list")
_QUANTITIES: Final = ("quantity_list", "child_quantity_list", "input_quantity_list", "output_quantity_list")
_SINGLE: Final = ("parent_id", "transformation_id")
_PLACES: Final = ("read_point", "biz_location")
_TYPED: Final = ("biz_transaction_list", "source_list", "destination_list")
_DEVICE: Final = ("device_id", "device_metadata", "raw_data", "data_processing_method", "biz_rules")


def respelled(events: Sequence[Event], format_: EpcFormat) -> tuple[Event, ...]:
    """The events with their identifiers in this format. Two statements at most, for EPC URNs."""
    if format_ == "Always_GS1_Digital_Link":
        return tuple(_mapped(event, _link) for event in events)
    if format_ == "Always_EPC_URN":
        urns = _urns({text for event in events for text in _identifiers(event)})
        return tuple(_mapped(event, lambda text: urns.get(text, text)) for event in events)
    return tuple(events)


def _link(text: str) -> str:
    if text[: len(_URN)].lower() != _URN:
        return text
    try:
        return canonical_link(text)
    except IdentifierError:
        return text  # a URI that only looks like an EPC, as a device or a document may have


def _urns(texts: set[str]) -> dict[str, str]:
    found: dict[str, Identifier] = {}
    for text in texts:
        if text[: len(_URN)].lower() != _URN:
            try:
                found[text] = identify(text)
            except IdentifierError:
                continue  # no GS1 key: it has no other spelling
    digits = {text: prefix_digits(identifier.key) for text, identifier in found.items()}
    lengths = prefix_lengths_for({known for known in digits.values() if known})
    urns: dict[str, str] = {}
    for text, identifier in found.items():
        try:
            urns[text] = identifier.urn(lengths.get(digits[text] or ""))
        except IdentifierError:
            continue  # the length is not known, or the standard gives the key no URN
    return urns


def _identifiers(event: Event) -> Iterator[str]:
    seen: list[str] = []

    def keep(text: str) -> str:
        seen.append(text)
        return text

    _mapped(event, keep)
    yield from seen


def _mapped(event: Event, spell: Callable[[str], str]) -> Event:
    """The event with every identifier spelt anew."""
    changed: dict[str, Any] = {}
    for name in _LISTS:
        if texts := getattr(event, name):
            changed[name] = tuple(map(spell, texts))
    for name in _QUANTITIES:
        if elements := getattr(event, name):
            changed[name] = tuple(replace(part, epc_class=spell(part.epc_class)) for part in elements)
    for name in _SINGLE:
        if (text := getattr(event, name)) is not None:
            changed[name] = spell(text)
    for name in _PLACES:
        if (place := getattr(event, name)) is not None:
            changed[name] = replace(place, id=spell(place.id))
    for name in _TYPED:
        if typed := getattr(event, name):
            changed[name] = tuple(replace(part, id=spell(part.id)) for part in typed)
    if event.sensor_element_list:
        changed["sensor_element_list"] = tuple(_sensors(part, spell) for part in event.sensor_element_list)
    return replace(event, **changed)


def _sensors(element: SensorElement, spell: Callable[[str], str]) -> SensorElement:
    metadata = None if element.metadata is None else _devices(element.metadata, spell)
    return replace(
        element, metadata=metadata, reports=tuple(_devices(report, spell) for report in element.reports)
    )


def _devices(part: Any, spell: Callable[[str], str]) -> Any:
    return replace(
        part, **{name: spell(text) for name in _DEVICE if (text := getattr(part, name)) is not None}
    )


def worded(events: Sequence[Event], format_: CbvFormat) -> tuple[Event, ...]:
    """The events with the words that XML writes as URNs as web URIs, if that is asked for."""
    return tuple(map(_web, events)) if format_ == "Always_Web_URI" else tuple(events)


def _web(event: Event) -> Event:
    changed: dict[str, Any] = {}
    if event.biz_step is not None:
        changed["biz_step"] = vocabulary.uri("bizStep", event.biz_step)
    if event.disposition is not None:
        changed["disposition"] = vocabulary.uri("disposition", event.disposition)
    if (persistent := event.persistent_disposition) is not None:
        changed["persistent_disposition"] = replace(
            persistent,
            set=tuple(vocabulary.uri("disposition", word) for word in persistent.set),
            unset=tuple(vocabulary.uri("disposition", word) for word in persistent.unset),
        )
    changed["biz_transaction_list"] = _types(event.biz_transaction_list, "bizTransaction")
    changed["source_list"] = _types(event.source_list, "sourceDestination")
    changed["destination_list"] = _types(event.destination_list, "sourceDestination")
    if (declaration := event.error_declaration) is not None and declaration.reason is not None:
        changed["error_declaration"] = replace(
            declaration, reason=vocabulary.uri("errorReason", declaration.reason)
        )
    return replace(event, **changed)


def _types(typed: tuple[Typed, ...], kind: Kind) -> tuple[Typed, ...]:
    return tuple(
        part if part.type is None else replace(part, type=vocabulary.uri(kind, part.type)) for part in typed
    )
