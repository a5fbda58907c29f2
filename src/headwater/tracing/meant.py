"""What somebody means by a text: an identifier, or a recorded lot whose number no GS1 key can hold.

Source: DESIGN.md, section 3; GS1 General Specifications, AI (10): at most twenty characters of set 82.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from headwater.gs1 import typed
from headwater.gs1.errors import IdentifierError, shown
from headwater.gs1.identify import identify
from headwater.identity import dictionary
from headwater.lineage.ranges import RangeSet
from headwater.tracing.eyes import Eyes
from headwater.tracing.subjects import find

if TYPE_CHECKING:
    from headwater.gs1.identifier import Identifier
    from headwater.parties.actors import Viewer


def meant(text: str, *, viewer: Viewer) -> Identifier:
    """The identifier in a text as typed; or the lot that is recorded with the number in it, as people gave it.

    No statement for what is an identifier in ASCII; else two for each lot that could be meant.

    Raises:
        IdentifierError: no identifier, and no such lot that the viewer sees. What is not recorded and what the viewer
            may not see are refused alike.
    """
    try:
        found = typed.identify(text)
    except IdentifierError:
        lot = _recorded(text, viewer)
        if lot is None:
            raise
        return lot
    if text.isascii() and found.scheme != "uri":
        return found
    lot = _recorded(text, viewer)
    if lot is None and found.scheme == "uri":
        _require_encoded(text, found, viewer)
    return lot or found


def _recorded(text: str, viewer: Viewer) -> Identifier | None:
    """The first lot that could be meant and that the viewer sees."""
    for product, number in typed.lots(text):
        key = dictionary.lot_key(product, number)
        lot = dictionary.find_classes([key]).get(key)
        if lot is not None and Eyes(viewer).named_classes([lot]):
            return identify(key)
    return None


def _require_encoded(text: str, found: Identifier, viewer: Viewer) -> None:
    """Refuse what would be a link to a lot but for a slash, unless it is recorded as the URI that it is."""
    slashed = [number for _, number in typed.lots(text) if "/" in number]
    if slashed and not _is_recorded(found, Eyes(viewer)):
        raise IdentifierError(
            "slash",
            "In “{text}” the value “{value}” of AI ({ai}) has a slash; in a link it is written %2F.",
            text=shown(text),
            value=shown(slashed[0]),
            ai="10",
        )


def _is_recorded(identifier: Identifier, eyes: Eyes) -> bool:
    subject = find(identifier)
    if subject is None:
        return False
    if subject.kind == "object":
        return bool(eyes.named_objects(RangeSet.from_ids([subject.id])))
    return bool(eyes.named_classes([subject.id])) or subject.instance is not None
