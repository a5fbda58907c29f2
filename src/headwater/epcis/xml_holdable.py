"""Events without what XML cannot hold, so that one partner's odd extension stops no reader of XML.

JSON-LD names extensions by any text and gives them any text as value; XML has names of its own and no control
characters. What is left out is told in the event, by the names in `OMITTED`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct
from msgspec.structs import replace

from headwater.epcis.errors import EpcisError
from headwater.epcis.xml_names import Prefixes
from headwater.epcis.xml_text import FORBIDDEN, wrapped

if TYPE_CHECKING:
    from headwater.epcis.model import Event, Extensions

OMITTED: Final = "{urn:headwater:epcis}omitted"
"""An extension: a list of the names of extensions that were left out."""


def holdable(event: Event) -> Event:
    """The event without extensions that XML cannot hold; itself where there are none."""
    names: list[str] = []
    held: Event = _held(event, names)
    if not names:
        return event
    told = [re.sub(FORBIDDEN, "\ufffd", name) for name in dict.fromkeys(names)]
    return replace(held, extensions={**held.extensions, OMITTED: told})


def _held(value: Any, names: list[str]) -> Any:
    """A part of an event, and of the parts of that, without such extensions, whose names are added to `names`."""
    if isinstance(value, Struct):
        parts = {name: getattr(value, name) for name in value.__struct_fields__}
        held = {name: _held(part, names) for name, part in parts.items()}
        return replace(value, **held)
    if isinstance(value, tuple):
        return tuple(_held(member, names) for member in value)
    if isinstance(value, dict):
        return _extensions(value, names)
    return value


def _extensions(extensions: Extensions, names: list[str]) -> Extensions:
    kept = {}
    for name, value in extensions.items():
        try:
            wrapped({name: value}, Prefixes({}))
        except EpcisError:
            names.append(name)
        else:
            kept[name] = value
    return kept
