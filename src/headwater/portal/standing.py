"""Whether a code is one of ours: decoded and authenticated, not looked up in a list of codes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from headwater.identity import layout, objects
from headwater.tracing.queries import Subject

if TYPE_CHECKING:
    from headwater.gs1.identifier import Identifier


@dataclass(frozen=True, slots=True)
class Standing:
    """What a code is before anything is asked about its life."""

    status: Literal["issued", "unknown", "forged"]
    """ "issued" for a code of a block of ours; "forged" for one in their form whose tag or number is wrong;
    "unknown" for all others: codes that others gave out, lots, shipping units."""
    subject: Identifier | Subject
    """With its number where it has one, so that nobody decodes it twice."""


def standing(subject: Identifier) -> Standing:
    """The standing of one code."""
    if subject.kind != "instance":
        return Standing("unknown", subject)
    named = objects.find_objects([subject.digital_link()])
    if named.not_issued:
        return Standing("forged", subject)
    found = int(named.ids[0])
    if found == objects.UNKNOWN:
        return Standing("unknown", subject)
    issued = layout.origin(found) == layout.OWN
    return Standing("issued" if issued else "unknown", Subject(subject, "object", found))
