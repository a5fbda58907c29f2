"""Locations as parents of associations: what is associated with one is there.

Source: EPCIS 2.0, section 7.4.6 (parentID of an AssociationEvent: an object or a location).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from headwater.identity import dictionary, objects

if TYPE_CHECKING:
    from collections.abc import Collection


def places_of_parents(parents: Collection[int]) -> dict[int, int]:
    """Place ids of those of these object ids that are locations; a few statements, none for none."""
    keys = objects.keys_of_locations(parents)
    if not keys:
        return {}
    words = dictionary.find_words(keys.values())
    return {parent: words[key] for parent, key in keys.items() if key in words}
