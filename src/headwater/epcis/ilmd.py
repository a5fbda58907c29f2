"""Instance or lot master data of events: the texts of an attribute, in whatever form they came.

Source: CBV 2.0, section 9.2 (attributes of trade items at lot and instance level).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from headwater.epcis.model import Event

_MASTER_DATA: Final = "{urn:epcglobal:cbv:mda"
_FORMS: Final = ("#text", "@value", "@set", "@list")
"""Members of a mapping that hold what it says, where it is no text by itself: an element with attributes, and so on."""


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
