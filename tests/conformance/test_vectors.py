"""The published EPCIS documents and event hashes: all are read, nothing is lost, all hashes match.

Source: the folder that HEADWATER_VECTORS names, parts epcis/ and hash/.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import pytest
from lxml import etree

from headwater.epcis import jsonld, xml
from headwater.epcis.event_hash import event_hash, prehash
from headwater.epcis.model import Document
from headwater.epcis.validation import check

if TYPE_CHECKING:
    from headwater.epcis.reading import Reading

PARTS = {"json": (47, ".jsonld"), "xml": (20, ".xml"), "xml-1.2": (5, ".xml")}
"""Folder of epcis/ with the count and ending of its documents."""


@pytest.fixture(params=PARTS)
def documents(request, vectors) -> dict[str, Reading]:
    """The documents of one folder, read, by name."""
    count, ending = PARTS[request.param]
    folder = vectors / "epcis" / request.param
    paths = sorted(folder.rglob(f"*{ending}"))
    assert len(paths) == count
    read = jsonld.read if ending == ".jsonld" else xml.read
    return {path.relative_to(folder).as_posix(): read(path.read_bytes()) for path in paths}


def said(document: Document) -> Document:
    """What a document says, without the prefixes it likes and the edition it came in."""
    return msgspec.structs.replace(document, namespaces={}, schema_version="2.0")


def test_no_document_has_a_problem(documents):
    assert {name: reading.problems for name, reading in documents.items() if reading.problems} == {}


def test_no_event_breaks_a_rule(documents):
    found = {
        name: [problem for e in r.document.events for problem in check(e)] for name, r in documents.items()
    }

    assert {name: problems for name, problems in found.items() if problems} == {}


def test_documents_come_back_equal_in_json_and_xml(documents):
    for name, reading in documents.items():
        in_xml = xml.read(xml.write_document(reading.document))
        in_json = jsonld.read(jsonld.write_document(reading.document))
        by_both = jsonld.read(jsonld.write_document(in_xml.document))

        for found in (in_xml, in_json, by_both):
            assert found.problems == (), name
            assert said(found.document) == said(reading.document), name


def test_what_is_written_is_valid_by_the_published_xsd(documents, vectors):
    schemas = {
        "EPCISDocument": schema(vectors, "EPCglobal-epcis-2_0.xsd"),
        "EPCISQueryDocument": schema(vectors, "EPCglobal-epcis-query-2_0.xsd"),
    }
    for name, reading in documents.items():
        found = schemas[reading.document.kind]
        assert found.validate(etree.fromstring(xml.write_document(reading.document))), (name, found.error_log)


def schema(vectors: Path, name: str) -> etree.XMLSchema:
    """A schema of EPCIS 2.0, with the one type of XSD 1.1 that libxml2 lacks replaced."""
    folder = vectors / "epcis/schema/xsd-2.0"

    def patched(name: str) -> bytes:
        return (folder / name).read_bytes().replace(b"xsd:dateTimeStamp", b"xsd:dateTime")

    class Patched(etree.Resolver):
        def resolve(self, system_url, public_id, context):
            imported = Path(system_url).name
            return self.resolve_string(patched(imported), context, base_url=(folder / imported).as_uri())

    parser = etree.XMLParser()
    parser.resolvers.add(Patched())
    return etree.XMLSchema(etree.fromstring(patched(name), parser, base_url=(folder / name).as_uri()))


@pytest.mark.parametrize("name", ["", "2", "3"])
def test_reference_hashes(vectors, name):
    stem = vectors / "hash" / f"ReferenceEventHashAlgorithm{name}"
    hashes = stem.with_suffix(".hashes").read_text().split()
    prehashes = stem.with_suffix(".prehashes").read_text().splitlines()

    for reading in (
        jsonld.read(stem.with_suffix(".jsonld").read_bytes()),
        xml.read(stem.with_suffix(".xml").read_bytes()),
    ):
        assert [event_hash(event) for event in reading.document.events] == hashes
        assert [prehash(event) for event in reading.document.events] == prehashes


def test_every_event_hashes_alike_from_json_and_xml(documents):
    for name, reading in documents.items():
        for event in reading.document.events:
            by_json = jsonld.read(jsonld.write_document(Document("", (event,)))).document.events
            by_xml = xml.read(xml.write_document(Document("", (event,)))).document.events

            assert [*map(event_hash, by_json + by_xml)] == [event_hash(event)] * 2, name


def test_events_that_claim_one_hash(vectors):
    """Shuffled lists, other prefixes, xsi:type: one hash. The second differs: another offset is another event."""
    folder = vectors / "epcis/xml/WithEventHashID"
    events = [
        xml.read((folder / f"event_with_identical_hash_id_{i}.xml").read_bytes()).document.events[0]
        for i in range(1, 7)
    ]

    assert {e.event_time_zone_offset for e in events} == {"-06:00", "-05:00"}
    assert len({event_hash(e) for e in events if e.event_time_zone_offset == "-06:00"}) == 1
    assert len({prehash(e).replace("-05:00", "-06:00", 1) for e in events}) == 1
