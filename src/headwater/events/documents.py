"""The events themselves, as they came: about 64 compressed together.

An event alone takes ten times the room that it takes among its like.
"""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Final

from headwater import store
from headwater.epcis import stored
from headwater.events.models import Document
from headwater.events.naming import epcs_by_role

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from headwater.epcis.model import Event

PER_DOCUMENT: Final = 64
EPCS_PER_DOCUMENT: Final = 1_000
"""A document that has reached this takes no further event: whoever reads one event reads its neighbours too."""
_LEVEL: Final = 1
"""Higher levels take several times as long for a few per cent."""


def write(first: int, events: Sequence[Event]) -> None:
    """Store events whose positions follow each other from `first`."""
    rows = []
    start = epcs = 0
    for end, event in enumerate(events, 1):
        epcs += sum(len(found) for _, found in epcs_by_role(event))
        if end == len(events) or end - start == PER_DOCUMENT or epcs >= EPCS_PER_DOCUMENT:
            rows.append((first + start, zlib.compress(stored.encode(events[start:end]), _LEVEL)))
            start, epcs = end, 0
    store.insert(Document, ["id", "body"], rows)


def read(positions: Iterable[int]) -> dict[int, Event]:
    """The events at these positions. Two statements, past the ORM: pages of things asked for the first time wait."""
    wanted = sorted(set(positions))
    if not wanted:
        return {}
    rows = store.select(
        f"SELECT k.id, (SELECT max(d.id) FROM events_document d WHERE d.id <= k.id)"  # noqa: S608
        f" FROM {store.unnest('k', [('id', 'int')])}",
        store.arrays(wanted),
    )
    document_of: dict[int, int] = dict(rows)
    bodies = store.select(
        f"SELECT d.id, d.body FROM {store.unnest('k', [('id', 'int')])}"  # noqa: S608
        f" {store.looked_up('events_document', 'd', 'd.id = k.id')}",
        store.arrays(sorted(set(document_of.values()))),
    )
    decoded = {first: decode(bytes(body)) for first, body in bodies}
    return {position: decoded[first][position - first] for position, first in document_of.items()}


def decode(body: bytes) -> list[Event]:
    """The events of one stored document."""
    return stored.decode(zlib.decompress(body))
