"""The CBV event hash, from the bytes of a document: what one processor does in a second."""

from __future__ import annotations

import hashlib
import time
from typing import TYPE_CHECKING

import orjson
from lxml import etree

from bench import workloads
from headwater.epcis import jsonld, xml
from headwater.epcis.event_hash import digest

if TYPE_CHECKING:
    from bench.figures import Report

EVENTS = 5_000
UNIT = "events/CPU-s"


def measure(report: Report) -> None:
    """From JSON-LD and from XML, twelve EPC URNs an event; the floor reads the bytes and hashes them plainly."""
    count = report.count(EVENTS)
    json_data = workloads.document(
        list(workloads.events(workloads.letters(count * workloads.EPCS), workloads.FOREIGN))
    )
    events = jsonld.read(json_data).document.events
    xml_data = xml.write_document(jsonld.read(json_data).document)
    assert [digest(event) for event in xml.read(xml_data).document.events] == [digest(e) for e in events]

    def json_floor() -> int:
        orjson.loads(json_data)
        hashlib.sha256(json_data).digest()
        return count

    def xml_floor() -> int:
        etree.fromstring(xml_data)
        hashlib.sha256(xml_data).digest()
        return count

    def hash_json() -> int:
        return len([digest(event) for event in jsonld.read(json_data).document.events])

    def hash_xml() -> int:
        return len([digest(event) for event in xml.read(xml_data).document.events])

    def hash_alone() -> int:
        return len([digest(event) for event in events])

    clock = time.process_time
    floor = report.rate("hash, floor: orjson and SHA-256 of the bytes", UNIT, json_floor, clock=clock)
    report.rate(
        "hash from JSON-LD, reading included", UNIT, hash_json, floor=floor.name, aim=50_000, clock=clock
    )
    floor = report.rate("hash, floor: lxml and SHA-256 of the bytes", UNIT, xml_floor, clock=clock)
    report.rate("hash from XML, reading included", UNIT, hash_xml, floor=floor.name, aim=20_000, clock=clock)
    report.rate("hash of events in memory", UNIT, hash_alone, clock=clock)
