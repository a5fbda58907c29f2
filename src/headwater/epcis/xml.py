"""EPCIS documents in XML: 2.0 and 1.2 are read, 2.0 is written.

>>> reading = read(b'<ObjectEvent><eventTime>2026-03-02T08:00:00Z</eventTime>'
...                b'<eventTimeZoneOffset>+08:00</eventTimeZoneOffset><action>OBSERVE</action></ObjectEvent>')
>>> reading.document.events[0].action
'OBSERVE'

A bare event, or an EventList alone, is a document of kind "".

Source: EPCIS 2.0, section 9.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from headwater.epcis import times
from headwater.epcis.errors import EpcisError, Problem
from headwater.epcis.model import Document, Event, Vocabulary
from headwater.epcis.reading import Reading
from headwater.epcis.xml_events import event as read_event
from headwater.epcis.xml_extensions import add, foreign_attributes, value
from headwater.epcis.xml_master_data import HEADER, build_header, parties, vocabularies
from headwater.epcis.xml_names import EPCIS, EPCIS_1, FIELDS, QUERY, QUERY_1, SBDH, XSD, XSI, own, split
from headwater.epcis.xml_parse import Element, parse
from headwater.epcis.xml_values import require_no_text
from headwater.epcis.xml_write import write_document, write_event

if TYPE_CHECKING:
    from headwater.epcis.model import Extensions

__all__ = ["read", "write_document", "write_event"]

_ROOTS = {
    f"{{{EPCIS}}}EPCISDocument": EPCIS,
    f"{{{EPCIS_1}}}EPCISDocument": EPCIS_1,
    f"{{{QUERY}}}EPCISQueryDocument": EPCIS,
    f"{{{QUERY_1}}}EPCISQueryDocument": EPCIS_1,
}
"""Root element to the namespace of its edition."""
_RESULTS = (f"{{{QUERY}}}QueryResults", f"{{{QUERY_1}}}QueryResults")
_VERSION = re.compile(r"\d+(\.\d+)*", re.ASCII)
_BARE = frozenset((*FIELDS, "QuantityEvent"))
_OURS = frozenset((EPCIS, EPCIS_1, QUERY, QUERY_1, SBDH, XSI, XSD))
"""Namespaces that every writer knows without being told."""


def read(data: bytes) -> Reading:
    """Read an EPCIS document, a query document with results, a bare event or a bare EventList.

    An event that is wrong becomes problems, with its index and the path in terms of the model's JSON; the
    others are read.

    Raises:
        EpcisError: not XML, not EPCIS, or wrong outside of its events.
    """
    root = parse(data)
    namespaces = {prefix: namespace for prefix, namespace in root.nsmap.items() if prefix}
    if root.tag in _BARE:
        return _Events(namespaces, EPCIS).reading({"kind": ""}, [root])
    if root.tag == "EventList":
        require_no_text(root, "")
        return _Events(namespaces, EPCIS).reading({"kind": ""}, list(root))
    edition = _ROOTS.get(root.tag)
    if edition is None:
        raise EpcisError.of(
            "not-epcis", "", "{name!r} is no root of an EPCIS 2.0 or 1.2 document.", name=root.tag
        )
    found = _document(root, namespaces)
    return _Events(namespaces, edition).reading(found, found.pop("events"))


class _Events:
    """The events of one document, read one by one."""

    def __init__(self, namespaces: dict[str, str], edition: str) -> None:
        self._namespaces = namespaces
        self._edition = edition
        self._events: list[Event] = []
        self._indexes: list[int] = []
        self._problems: list[Problem] = []
        self._count = 0

    def reading(self, document: dict[str, Any], elements: list[Element]) -> Reading:
        """Everything read, with the other fields of the document as given."""
        self._read(elements)
        bound = {prefix: found for prefix, found in self._namespaces.items() if found not in _OURS}
        return Reading(
            Document(**document, events=tuple(self._events), namespaces=bound),
            tuple(self._indexes),
            tuple(self._problems),
        )

    def _read(self, elements: list[Element]) -> None:
        for element in elements:
            if element.tag == "extension":  # EPCIS 1 keeps later event types in here
                self._read(list(element))
                continue
            try:
                self._events.append(read_event(element, self._namespaces, self._edition))
                self._indexes.append(self._count)
            except EpcisError as error:
                self._problems.extend(problem.at(self._count) for problem in error.problems)
            self._count += 1


def _document(root: Element, namespaces: dict[str, str]) -> dict[str, Any]:
    """The arguments of Document, with the event elements under "events"."""
    found: dict[str, Any] = {
        "kind": split(root.tag)[1],
        "schema_version": _version(root),
        "creation_date": _creation_date(root),
        "id": root.get("id"),
        "events": [],
        "master_data": (),
        "extensions": {},
    }
    for name, text in foreign_attributes(root):
        if name not in ("schemaVersion", "creationDate", "id"):
            add(found["extensions"], own(name, EPCIS), text)
    body = None
    require_no_text(root, "")
    for child in root:
        if child.tag == "EPCISHeader":
            _header(child, found, namespaces)
        elif child.tag == "EPCISBody":
            body = child
        else:
            _other(child, found["extensions"], namespaces)
    if body is None:
        raise EpcisError.of("missing-field", "/epcisBody", "The field {name!r} is missing.", name="epcisBody")
    require_no_text(body, "/epcisBody")
    for child in body:
        if child.tag == "EventList":
            require_no_text(child, "/epcisBody/eventList")
            found["events"] = list(child)
        elif child.tag in _RESULTS:
            _results(child, found, namespaces)
        elif found["kind"] == "EPCISQueryDocument":
            raise EpcisError.of(
                "not-epcis",
                "/epcisBody",
                "Of query documents, only results are read, not {name!r}.",
                name=child.tag,
            )
        else:
            _other(child, found["extensions"], namespaces)
    return found


def _version(root: Element) -> str:
    found = root.get("schemaVersion", "2.0").strip()
    if _VERSION.fullmatch(found) is None:
        raise EpcisError.of(
            "version-format", "/schemaVersion", "{value!r} is no version number.", value=found
        )
    return found


def _creation_date(root: Element) -> str | None:
    """When the document was made; XSD allows a time without a zone here, which is taken for UTC."""
    found = root.get("creationDate")
    if found is None:
        if split(root.tag)[1] == "EPCISQueryDocument":
            return None
        raise EpcisError.of(
            "missing-field", "/creationDate", "The field {name!r} is missing.", name="creationDate"
        )
    try:
        times.parse(found.strip())
    except times.TimeError as error:
        if error.code == "time-no-zone":
            return found.strip() + "Z"
        raise EpcisError.of(error.code, "/creationDate", error.template, **error.params) from None
    return found.strip()


def _results(element: Element, found: dict[str, Any], namespaces: dict[str, str]) -> None:
    for child in element:
        if child.tag == "queryName":
            found["query_name"] = (child.text or "").strip()
        elif child.tag == "subscriptionID":
            found["subscription_id"] = (child.text or "").strip()
        elif child.tag == "resultsBody":
            for body in child:
                if body.tag == "EventList":
                    require_no_text(body, "/epcisBody/queryResults/resultsBody/eventList")
                    found["events"] = list(body)
                elif body.tag == "VocabularyList":
                    found["master_data"] += vocabularies(
                        body, "/epcisBody/queryResults/resultsBody/vocabularyList", namespaces
                    )
        else:
            _other(child, found["extensions"], namespaces)


def _header(element: Element, found: dict[str, Any], namespaces: dict[str, str]) -> None:
    header: Extensions = {own(name, EPCIS): text for name, text in foreign_attributes(element)}
    require_no_text(element, "/epcisHeader")
    for child in element:
        if child.tag == "extension":
            for inner in child:
                if inner.tag == "EPCISMasterData":
                    found["master_data"] += _master_data(inner, namespaces)
                else:
                    _other(inner, header, namespaces)
        else:
            _other(child, header, namespaces)
    business = header.get(HEADER)
    if isinstance(business, dict):
        names = parties(business)
        found["sender"], found["receiver"], found["instance_identifier"] = names
        if business == build_header(*names, found["creation_date"]):
            del header[HEADER]
    found["header"] = header


def _master_data(element: Element, namespaces: dict[str, str]) -> tuple[Vocabulary, ...]:
    vocabulary_list = element.find("VocabularyList")
    if vocabulary_list is None:
        return ()
    return vocabularies(vocabulary_list, "/epcisHeader/epcisMasterData/vocabularyList", namespaces)


def _other(element: Element, extensions: Extensions, namespaces: dict[str, str]) -> None:
    """Keep an extension element; of a wrapper, what it wraps."""
    if element.tag == "extension":
        for child in element:
            _other(child, extensions, namespaces)
    else:
        add(extensions, own(element.tag, EPCIS), value(element, namespaces))
