"""Every published document goes in by POST /epcis/capture and comes back by GET /epcis/events.

The answers are read again and compared field by field, as JSON-LD and as XML; what may differ is our record
time, and the eventID that an event without one receives.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.test import Client
from msgspec.structs import replace

from headwater.epcis import event_hash, jsonld, xml
from headwater.gs1.errors import IdentifierError
from headwater.gs1.heads import canonical_link
from headwater.identity import cache
from headwater.parties import operations
from tests.app.api.calling import NOW, Caller

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from headwater.epcis.model import Event

TYPES = {".json": "application/json", ".jsonld": "application/ld+json", ".xml": "application/xml"}
DOCUMENTS = 72


@pytest.fixture
def caller(db: None) -> Caller:
    cache.forget_all()
    organisation = operations.add_organisation(name="Reader", key="9521141123454", operating=True, by=None)
    key = operations.issue_api_key(name="key", organisation=organisation, role="integrator", now=NOW, by=None)
    return Caller(Client(), key, organisation)


def documents(vectors: Path) -> list[Path]:
    return sorted(
        path
        for folder in ("json", "xml", "xml-1.2")
        for path in (vectors / "epcis" / folder).rglob("*")
        if path.suffix in TYPES
    )


def test_every_published_document_comes_back_equal(vectors: Path, caller: Caller) -> None:
    paths = documents(vectors)
    assert len(paths) == DOCUMENTS
    first: dict[tuple[str, str, bool], Event] = {}
    for path in paths:
        sent = read(path.read_bytes(), path.suffix)
        response = caller.post("/epcis/capture", path.read_bytes(), TYPES[path.suffix])
        assert response.status_code == 202, (path, response.content)
        for accept, suffix in (("application/ld+json", ".json"), ("application/xml", ".xml")):
            kept = find(caller, sent, accept, suffix, "Never_Translates")
            for event in sent:
                # Some documents repeat the event of another in another spelling: the first one is kept.
                assert first.setdefault(identity(event), normal(event)) in kept, (path, accept)
            linked = find(caller, sent, accept, suffix, "Always_GS1_Digital_Link")
            hashes = {event_hash.event_hash(event) for event in linked}
            assert {event_hash.event_hash(event) for event in sent} <= hashes, (path, accept)
            assert not any("urn:epc:id" in epc for event in linked for epc in epcs(event)), path


def find(caller: Caller, sent: tuple[Event, ...], accept: str, suffix: str, epc_format: str) -> list[Event]:
    """What the interface has of each event's ID, without record times."""
    found: list[Event] = []
    for event in sent:
        event_id = event.event_id or event_hash.event_hash(event)
        response = caller.client.get(
            "/epcis/events",
            {"EQ_eventID": event_id},
            headers={"Authorization": f"Bearer {caller.key}", "Accept": accept, "GS1-EPC-Format": epc_format},
        )
        assert response.status_code == 200, response.content
        assert response["Content-Type"] == accept
        found += [normal(event) for event in read(response.content, suffix)]
    return found


def read(data: bytes, suffix: str) -> tuple[Event, ...]:
    reading = (xml if suffix == ".xml" else jsonld).read(data)
    assert not reading.problems
    return reading.document.events


def normal(event: Event) -> Event:
    """Without record time, and with the eventID that it has or gets."""
    return replace(event, record_time=None, event_id=event.event_id or event_hash.event_hash(event))


def identity(event: Event) -> tuple[str, str, bool]:
    """What makes an event a repeat of another."""
    digest = event_hash.event_hash(event)
    return event.event_id or digest, digest, event.error_declaration is not None


def epcs(event: Event) -> Iterator[str]:
    for text in (*event.epc_list, *event.child_epcs, *event.input_epc_list, *event.output_epc_list):
        try:
            canonical_link(text)
        except IdentifierError:
            continue
        yield text
