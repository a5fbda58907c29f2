"""The events themselves, as they came: about 64 compressed together.

An event alone takes ten times the room that it takes among its like.
"""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Final

from headwater import store
from headwater.epcis import stored
from headwater.events.codes import Flag
from headwater.events.models import Document
from headwater.events.preparing import hash_id

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from headwater.epcis.model import Event

PER_DOCUMENT: Final = 64
_LEVEL: Final = 1
"""Higher levels take several times as long for a few per cent."""


def write(first: int, events: Sequence[Event]) -> None:
    """Store events whose positions follow each other from `first`."""
    rows = [
        (first + at, zlib.compress(stored.encode(events[at : at + PER_DOCUMENT]), _LEVEL))
        for at in range(0, len(events), PER_DOCUMENT)
    ]
    store.insert(Document, ["id", "body"], rows)


def read(positions: Iterable[int]) -> dict[int, Event]:
    """The events at these positions."""
    wanted = sorted(set(positions))
    if not wanted:
        return {}
    rows = store.select(
        f"SELECT k.id, (SELECT max(d.id) FROM events_document d WHERE d.id <= k.id)"  # noqa: S608
        f" FROM {store.unnest('k', [('id', 'int')])}",
        store.arrays(wanted),
    )
    document_of: dict[int, int] = dict(rows)
    bodies = Document.objects.filter(id__in=set(document_of.values())).values_list("id", "body")
    decoded = {first: decode(bytes(body)) for first, body in bodies}
    return {position: decoded[first][position - first] for position, first in document_of.items()}


def event_ids(digests: Mapping[int, bytes]) -> dict[int, str]:
    """The eventIDs of events, given their hashes by position."""
    own = store.select(
        f"SELECT e.id FROM {store.unnest('k', [('id', 'int')])} CROSS JOIN events_event e"  # noqa: S608
        f" WHERE e.id = k.id AND e.flags & {int(Flag.OWN_ID)} <> 0",
        store.arrays(sorted(digests)),
    )
    found = {position: hash_id(digests[position]) for (position,) in own}
    others = read(digests.keys() - found.keys())
    return found | {
        position: event.event_id or hash_id(digests[position]) for position, event in others.items()
    }


def decode(body: bytes) -> list[Event]:
    """The events of one stored document."""
    return stored.decode(zlib.decompress(body))
