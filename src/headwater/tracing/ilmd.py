"""Instance or lot master data of events: the texts of its values, and the dates among them.

Source: CBV 2.0, section 9.2 (attributes of trade items at lot and instance level).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from headwater.events import documents
from headwater.identity.cache import Memory

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from headwater.epcis.model import Event

Dates = dict[str, str]
"""Attribute to date or time as it was written: "itemExpirationDate" to "2027-09-06"."""

NAMES: Final = ("itemExpirationDate", "bestBeforeDate", "sellByDate")
_MASTER_DATA: Final = "{urn:epcglobal:cbv:mda"
_FORMS: Final = ("#text", "@value", "@set", "@list")
"""Members of a mapping that hold what it says, where it is no text by itself: an element with attributes, and so on."""


def dates(event: Event) -> Dates:
    """The dates that the event tells of what it begins."""
    return {name: min(some) for name in NAMES if (some := texts(event, name))}


def texts(event: Event, attribute: str) -> list[str]:
    """What the event tells of an attribute of master data ("lotNumber"): one text, unless it contradicts itself."""
    found: list[str] = []
    for name, value in event.ilmd.items():
        namespace, _, local = name.rpartition("}")
        if local == attribute and namespace.startswith(_MASTER_DATA):
            found += [text for one in _texts(value) if (text := one.strip())]
    return found


def _texts(value: Any) -> Iterator[str]:
    """The texts of a value in any of its forms, those of XML and of JSON-LD.

    Source: JSON-LD 1.1, sections 4.2 (value objects) and 4.3 (lists and sets).
    """
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)
    elif isinstance(value, dict):
        for form in _FORMS:
            yield from _texts(value.get(form))


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
