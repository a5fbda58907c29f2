"""What an event is called, without reading its document."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from headwater import store
from headwater.events.preparing import hash_id
from headwater.identity.cache import Memory

if TYPE_CHECKING:
    from collections.abc import Collection


@dataclass(frozen=True, slots=True)
class Label:
    """The name of an event."""

    event_id: str
    flags: int


_labels: Memory[int, Label] = Memory()


def labels(positions: Collection[int]) -> dict[int, Label]:
    """Labels of events, by position. They never change, and a process remembers them."""
    known = {position: label for position in positions if (label := _labels.get(position)) is not None}
    missing = sorted(set(positions) - known.keys())
    if missing:
        rows = store.select(
            f"SELECT e.id, e.event_id, e.digest, e.flags FROM {store.unnest('k', [('id', 'int')])}"  # noqa: S608
            f" {store.looked_up('events_event', 'e', 'e.id = k.id')}",
            store.arrays(missing),
        )
        found = {
            position: Label(event_id or hash_id(bytes(digest)), flags)
            for position, event_id, digest, flags in rows
        }
        _labels.keep_on_commit(found)
        known |= found
    return known
