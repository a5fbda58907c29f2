"""What is part of a place: the yard of a plant, the dock of the yard.

Source: EPCIS 2.0, section 6.5 (master data tells the children of a location).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from headwater.parties.models import Location
from headwater.store import batched

if TYPE_CHECKING:
    from collections.abc import Collection

AT_A_TIME = 5000


def with_sublocations(keys: Collection[str]) -> set[str]:
    """The places of these canonical keys, registered or not, and all that are part of them. A statement a level."""
    found = set(keys)
    above = set(keys)
    while above:
        below = {
            key
            for some in batched(sorted(above), AT_A_TIME)
            for key in Location.objects.filter(parent__key__in=some).values_list("key", flat=True)
        }
        above = below - found
        found |= below
    return found
