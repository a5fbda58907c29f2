"""EPCIS documents in XML: 2.0 and 1.2 are read, 2.0 is written.

>>> reading = read(b'<ObjectEvent><eventTime>2026-03-02T08:00:00Z</eventTime>'
...                b'<eventTimeZoneOffset>+08:00</eventTimeZoneOffset><action>OBSERVE</action></ObjectEvent>')
>>> reading.document.events[0].action
'OBSERVE'

A bare event, or an EventList alone, is a document of kind "".

Source: EPCIS 2.0, section 9.
"""

from __future__ import annotations

from typing import Any

from headwater.epcis.errors import EpcisError, Problem
from headwater.epcis.model import Document, Event
from headwater.epcis.reading import Reading
from headwater.epcis.xml_document import event_elements, fields
from headwater.epcis.xml_events import event as read_event
from headwater.epcis.xml_names import EPCIS, EPCIS_1, FIELDS, QUERY, QUERY_1, SBDH, XSD, XSI
from headwater.epcis.xml_parse import Element, parse
from headwater.epcis.xml_write import write_document, write_event

__all__ = ["read", "write_document", "write_event"]

_ROOTS = {
    f"{{{EPCIS}}}EPCISDocument": EPCIS,
    f"{{{EPCIS_1}}}EPCISDocument": EPCIS_1,
    f"{{{QUERY}}}EPCISQueryDocument": EPCIS,
    f"{{{QUERY_1}}}EPCISQueryDocument": EPCIS_1,
}
"""Root element to the namespace of its edition."""
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
        extensions: dict[str, Any] = {}
        elements = event_elements(root, "", extensions, EPCIS)
        return _Events(namespaces, EPCIS).reading({"kind": "", "extensions": extensions}, elements)
    edition = _ROOTS.get(root.tag)
    if edition is None:
        raise EpcisError.of(
            "not-epcis", "", "{name!r} is no root of an EPCIS 2.0 or 1.2 document.", name=root.tag
        )
    found = fields(root, namespaces, edition)
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
            try:
                self._events.append(read_event(element, self._namespaces, self._edition))
                self._indexes.append(self._count)
            except EpcisError as error:
                self._problems.extend(problem.at(self._count) for problem in error.problems)
            self._count += 1
