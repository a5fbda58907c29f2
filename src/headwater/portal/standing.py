"""Whether a code is one of ours: decoded and authenticated, not looked up in a list of codes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from headwater.identity import layout, objects

if TYPE_CHECKING:
    from headwater.gs1.identifier import Identifier

Standing = Literal["issued", "unknown", "forged"]


def standing(subject: Identifier) -> Standing:
    """ "issued" for a code of a block of ours; "forged" for one in their form whose tag or number is wrong.

    "unknown" for all others: codes that others gave out, lots, shipping units.
    """
    if subject.kind != "instance":
        return "unknown"
    named = objects.find_objects([subject.digital_link()])
    if named.not_issued:
        return "forged"
    return "issued" if layout.origin(int(named.ids[0])) == layout.OWN else "unknown"
