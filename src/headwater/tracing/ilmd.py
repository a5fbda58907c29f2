"""Dates in the instance or lot master data of events.

Source: CBV 2.0, section 9.2 (attributes of trade items at lot and instance level).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from headwater.epcis.ilmd import texts
from headwater.events import documents
from headwater.identity.cache import Memory

if TYPE_CHECKING:
    from collections.abc import Collection

    from headwater.epcis.model import Event

Dates = dict[str, str]
"""Attribute to date or time as it was written: "itemExpirationDate" to "2027-09-06"."""

NAMES: Final = ("itemExpirationDate", "bestBeforeDate", "sellByDate")


def dates(event: Event) -> Dates:
    """The dates that the event tells of what it begins."""
    return {name: min(some) for name in NAMES if (some := texts(event, name))}


_told: Memory[int, Dates] = Memory()


def dates_of(events: Collection[int]) -> Dates:
    """The dates that some events tell together; of two that differ, the earlier.

    Two statements for events whose dates this process has not read before: events never change.
    """
    told = {event: known for event in events if (known := _told.get(event)) is not None}
    if missing := set(events) - told.keys():
        read = {event: dates(whole) for event, whole in documents.read(missing).items()}
        _told.keep_on_commit(read)
        told |= read
    found: Dates = {}
    for one in told.values():
        for name, text in one.items():
            found[name] = min(text, found.get(name, text))
    return found
