"""Events and documents as JSON-LD.

What is written is valid against the published JSON schema: bare words of the Core Business Vocabulary, names
of extensions as CURIEs that the context explains, numbers with all their digits.

Source: EPCIS 2.0, section 10.2.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import orjson
from msgspec import structs

from headwater.epcis import model
from headwater.epcis.errors import EpcisError
from headwater.epcis.jsonld_extensions import write_value
from headwater.epcis.jsonld_numbers import json_number
from headwater.epcis.jsonld_prefixes import Prefixes
from headwater.epcis.vocabulary import GS1_VOC

if TYPE_CHECKING:
    from collections.abc import Mapping

    from msgspec import Struct

_RENAMED = {"bizTransactionList": "bizTransaction", "sourceList": "source", "destinationList": "destination"}
"""List to the name that its members give their identifier."""

_FIELDS: dict[type[Struct], tuple[tuple[str, str], ...]] = {
    cls: tuple((f.name, f.encode_name) for f in structs.fields(cls))
    for cls in (
        model.Event,
        model.QuantityElement,
        model.Place,
        model.PersistentDisposition,
        model.ErrorDeclaration,
        model.SensorMetadata,
        model.SensorReport,
        model.SensorElement,
    )
}
_WORDS = frozenset(["type", "exception"])


def _record(value: Struct, prefixes: Prefixes) -> dict[str, Any]:
    written: dict[str, Any] = {}
    for attribute, name in _FIELDS[type(value)]:
        member = getattr(value, attribute)
        if member is None or member == () or member == {}:
            continue
        if attribute == "extensions":
            written.update(write_value(member, prefixes))
        elif attribute == "ilmd":
            written[name] = write_value(member, prefixes)
        elif name in _RENAMED:
            written[name] = [_typed(part, _RENAMED[name]) for part in member]
        elif name in _WORDS:
            written[name] = _voc(member)
        else:
            written[name] = _plain(member, prefixes)
    return written


def _plain(value: Any, prefixes: Prefixes) -> Any:
    if type(value) is tuple:
        return list(value) if type(value[0]) is str else [_record(member, prefixes) for member in value]
    if type(value) is Decimal:
        return json_number(value)
    return value if isinstance(value, (str, bool)) else _record(value, prefixes)


def _typed(value: model.Typed, name: str) -> dict[str, str]:
    return {name: value.id} if value.type is None else {"type": value.type, name: value.id}


def _voc(word: str) -> str:
    # The schema refuses full URIs of the GS1 web vocabulary; its examples write the words it does not list as CURIEs.
    return "gs1:" + word[len(GS1_VOC) :] if word.startswith(GS1_VOC) else word


def _event(event: model.Event, prefixes: Prefixes) -> dict[str, Any]:
    written = _record(event, prefixes)
    if (
        event.type == "ObjectEvent"
        and not (event.epc_list or event.quantity_list or event.sensor_element_list)
    ) or (event.type == "TransactionEvent" and not (event.epc_list or event.quantity_list)):
        written["epcList"] = []  # the schema asks for one of these; an empty list says "nothing identified"
    return written


def write_event(event: model.Event, namespaces: Mapping[str, str]) -> dict[str, Any]:
    """One bare event with its own context, for orjson.

    `namespaces` are prefixes to prefer for extensions. Numbers that neither int nor float holds are
    `orjson.Fragment`.
    """
    prefixes = Prefixes(namespaces)
    written = _event(event, prefixes)
    return {"@context": prefixes.context(), **written}


def write_document(document: model.Document, *, creation_date: str | None = None) -> bytes:
    """The document as UTF-8 JSON-LD of the kind that it is.

    A document without a kind is written as one bare event, or a list of them. `creation_date` stands in where
    the document has none.

    Raises:
        EpcisError: code missing-field, an EPCIS document without any creation date.
    """
    if not document.kind:
        events = [write_event(event, document.namespaces) for event in document.events]
        return orjson.dumps(events[0] if len(events) == 1 else events)
    prefixes = Prefixes(document.namespaces)
    rest: dict[str, Any] = {"type": document.kind}
    if document.id is not None:
        rest["id"] = document.id
    rest["schemaVersion"] = document.schema_version if document.schema_version.startswith("2.") else "2.0"
    date = document.creation_date or creation_date
    if date is not None:
        rest["creationDate"] = date
    events = [_event(event, prefixes) for event in document.events]
    vocabularies = [_vocabulary(vocabulary, prefixes) for vocabulary in document.master_data]
    if document.kind == "EPCISQueryDocument":
        rest["epcisBody"] = _query_body(document, events, vocabularies)
    else:
        if date is None:
            raise EpcisError.of(
                "missing-field", "/creationDate", "The field {name!r} is missing.", name="creationDate"
            )
        rest |= _header(document, vocabularies, prefixes)
        rest["epcisBody"] = {"eventList": events}
    rest |= write_value(document.extensions, prefixes)
    return orjson.dumps({"@context": prefixes.context(), **rest})


def _query_body(document: model.Document, events: list[Any], vocabularies: list[Any]) -> dict[str, Any]:
    results: dict[str, Any] = {"queryName": document.query_name or "SimpleEventQuery"}
    if document.subscription_id is not None:
        results["subscriptionID"] = document.subscription_id
    results["resultsBody"] = {"eventList": events}
    if vocabularies:
        results["resultsBody"]["vocabularyList"] = vocabularies
    return {"queryResults": results}


def _header(document: model.Document, vocabularies: list[Any], prefixes: Prefixes) -> dict[str, Any]:
    simple = {
        "sender": document.sender,
        "receiver": document.receiver,
        "instanceIdentifier": document.instance_identifier,
    }
    written: dict[str, Any] = {name: value for name, value in simple.items() if value is not None}
    header = write_value(document.header, prefixes)
    if vocabularies:
        header["epcisMasterData"] = {"vocabularyList": vocabularies}
    if header:
        written["epcisHeader"] = header
    return written


def _vocabulary(vocabulary: model.Vocabulary, prefixes: Prefixes) -> dict[str, Any]:
    elements = []
    for element in vocabulary.elements:
        written: dict[str, Any] = {"id": element.id}
        if element.attributes:
            written["attributes"] = [
                {"id": a.id} if a.value is None else {"id": a.id, "attribute": write_value(a.value, prefixes)}
                for a in element.attributes
            ]
        if element.children:
            written["children"] = list(element.children)
        elements.append(written)
    return {"type": vocabulary.type, **({"vocabularyElementList": elements} if elements else {})}
