"""Small documents to capture: each event has an eventID and names that no other has."""

from __future__ import annotations

from headwater.epcis import jsonld
from headwater.epcis.model import Document
from tests.app.tracing.capturing import item, lot, made, packed, seen, sscc, turned


def document(number: int, *, events: int = 8) -> tuple[bytes, list[str]]:
    """The bytes of one document, and the eventIDs in it."""
    told = []
    for n in range(0, events, 4):
        cans = [item(number % 3, f"{number}-{n}-{m}") for m in range(4)]
        case = sscc(number * 1000 + n)
        told += [
            made(n, cans, lot_number=f"L{number % 5}", event_id=f"https://example.com/{number}/{n}"),
            packed(n, case, cans, event_id=f"https://example.com/{number}/{n + 1}"),
            seen(n + 1, [case], biz_step="receiving", event_id=f"https://example.com/{number}/{n + 2}"),
            turned(
                n,
                [(lot(7, f"M{number % 4}"), 1)],
                [(lot(8, f"P{number}-{n}"), 2)],
                event_id=f"https://example.com/{number}/{n + 3}",
            ),
        ]
    whole = Document(kind="EPCISDocument", events=tuple(told), creation_date="2026-03-01T00:00:00Z")
    return jsonld.write_document(whole), [str(event.event_id) for event in told]
