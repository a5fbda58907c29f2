"""Events and edges as documents, written one by one: a store of any size in little memory."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, BinaryIO, Final
from xml.sax.saxutils import quoteattr

import msgspec
import orjson

from headwater.epcis import jsonld, xml
from headwater.epcis.context import OFFICIAL_URL
from headwater.epcis.xml_names import EPCIS

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from headwater.epcis.model import Event
    from headwater.tracing.answers import Edge

EDGES_CONTEXT: Final = {
    "@vocab": "urn:headwater:lineage:",
    "from": {"@type": "@id"},
    "to": {"@type": "@id"},
    "id": "@id",
}
"""What the words of an edge mean to a JSON-LD processor."""


def write_jsonld(file: BinaryIO, events: Iterable[Event], created: datetime) -> None:
    """One EPCIS document. Its context stands at the end, where all its prefixes are known."""
    head = {"type": "EPCISDocument", "schemaVersion": "2.0", "creationDate": created.isoformat()}
    file.write(orjson.dumps(head)[:-1] + b',"epcisBody":{"eventList":[')
    prefixes: dict[str, str] = {}
    separator = b"\n"
    for event in events:
        written = jsonld.write_event(event, prefixes)
        for part in written.pop("@context"):
            if isinstance(part, dict):
                prefixes |= part
        file.write(separator + orjson.dumps(written))
        separator = b",\n"
    context: list[Any] = [OFFICIAL_URL, *({prefix: namespace} for prefix, namespace in prefixes.items())]
    file.write(b'\n]},"@context":' + orjson.dumps(context) + b"}\n")


def write_xml(file: BinaryIO, events: Iterable[Event], created: datetime) -> None:
    """One EPCIS document of XML 2.0; each event declares the prefixes of its own extensions."""
    file.write(
        f'<?xml version="1.0" encoding="UTF-8"?>\n<epcis:EPCISDocument xmlns:epcis={quoteattr(EPCIS)}'
        f' schemaVersion="2.0" creationDate={quoteattr(created.isoformat())}><EPCISBody><EventList>\n'.encode()
    )
    for event in events:
        _declaration, _newline, written = xml.write_event(event, {}).partition(b"\n")
        file.write(written)
    file.write(b"</EventList></EPCISBody></epcis:EPCISDocument>\n")


def write_edges(file: BinaryIO, edges: Iterable[Edge]) -> None:
    """One JSON-LD document with a list of edges, as a trace has them."""
    file.write(b'{"@context":' + orjson.dumps(EDGES_CONTEXT) + b',"edges":[')
    separator = b"\n"
    for edge in edges:
        file.write(separator + msgspec.json.encode(edge))
        separator = b",\n"
    file.write(b"\n]}\n")
