"""Documents to capture: twelve new items in an event, as a packing line reports them."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import orjson

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

CONTEXT = "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"
EPCS = 12
"""Items of one event."""
GTIN = "09521141000014"
OWN = "urn:epc:id:sgtin:9521141.000001."
"""In front of a serial of that GTIN, whose codes are ours."""
FOREIGN = "urn:epc:id:sgtin:9521141.000002."
"""Of another, whose serials others give."""
_START = datetime(2026, 3, 2, tzinfo=UTC)
_LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def numbers(count: int) -> list[str]:
    """Serials in sequence as others give them."""
    return [str(100_000_000_000 + number) for number in range(count)]


def letters(count: int) -> list[str]:
    """Serials of ten random letters and digits, as others give them."""
    rng = random.Random(1)
    found: dict[str, None] = {}
    while len(found) < count:
        found["".join(rng.choices(_LETTERS, k=10))] = None
    return list(found)


def shuffled(serials: Sequence[str]) -> list[str]:
    """The same serials in random order."""
    return random.Random(1).sample(serials, len(serials))


def events(serials: Sequence[str], head: str) -> Iterator[dict[str, Any]]:
    """An event for each twelve serials, one second apart, each with a production order."""
    for number, first in enumerate(range(0, len(serials) - EPCS + 1, EPCS)):
        yield {
            "type": "ObjectEvent",
            "eventTime": (_START + timedelta(seconds=number)).isoformat(),
            "eventTimeZoneOffset": "+08:00",
            "epcList": [head + serial for serial in serials[first : first + EPCS]],
            "action": "ADD",
            "bizStep": "commissioning",
            "disposition": "active",
            "readPoint": {"id": "urn:epc:id:sgln:9521141.00001.1"},
            "bizLocation": {"id": "urn:epc:id:sgln:9521141.00001.0"},
            "bizTransactionList": [
                {"type": "prodorder", "bizTransaction": f"urn:epc:id:gdti:9521141.00001.{number // 1000}"}
            ],
        }


def document(some: Sequence[dict[str, Any]]) -> bytes:
    """An EPCIS document in JSON-LD."""
    return orjson.dumps(
        {
            "@context": CONTEXT,
            "type": "EPCISDocument",
            "schemaVersion": "2.0",
            "creationDate": _START.isoformat(),
            "epcisBody": {"eventList": list(some)},
        }
    )


def documents(serials: Sequence[str], head: str, per_document: int) -> list[bytes]:
    """Documents of so many events each, over all serials."""
    made = list(events(serials, head))
    return [document(made[at : at + per_document]) for at in range(0, len(made), per_document)]
