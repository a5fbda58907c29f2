"""Who sees which events: the basic rule.

An organisation sees an event that it captured and one that names it or a place of its own; the operating
organisation sees all. What is "its own" is data that the query of events joins when asked, as `Reach`:

    reach = visibility.reach(viewer)
    if not reach.everything:
        events = events.filter(Q(capturer=viewer.organisation_id) | Exists(places.filter(reach.q())))

Ownership of a place or party is decided as in `queries.owners_of_keys`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from headwater.parties.keys import gln_of
from headwater.parties.models import CompanyPrefix, Location, Organisation

if TYPE_CHECKING:
    from headwater.parties.actors import Viewer

_GLN = 13


@dataclass(frozen=True, slots=True)
class Reach:
    """The keys of places and parties that belong to one viewer."""

    organisation_id: int
    everything: bool = False
    """The operating organisation: no condition applies."""
    keys: frozenset[str] = frozenset()
    """Canonical keys registered to it one by one."""
    glns: frozenset[str] = frozenset()
    """GLNs of which it owns every form: place, place with extension, party."""
    gln_ranges: tuple[tuple[str, str], ...] = ()
    """First and last GLN under each of its company prefixes, both included."""
    foreign_keys: frozenset[str] = frozenset()
    """Keys within those GLNs that are registered to another organisation."""
    foreign_glns: frozenset[str] = frozenset()
    """GLNs within those ranges that are registered to another organisation."""

    def covers(self, key: str) -> bool:
        """Whether the place or party of this canonical key is the viewer's own (or the viewer sees all)."""
        if self.everything or key in self.keys:
            return True
        gln = gln_of(key)
        if gln is None or key in self.foreign_keys:
            return False
        if gln in self.glns:
            return True
        return gln not in self.foreign_glns and any(low <= gln <= high for low, high in self.gln_ranges)

    def q(self, key: str = "key", gln: str = "gln") -> Q:
        """The same as a condition on a table with the canonical key and, from `keys.gln_of`, the GLN."""
        if self.everything:
            return Q()
        ranged = Q(pk__in=[])
        for low, high in self.gln_ranges:
            ranged |= Q(**{f"{gln}__range": (low, high)})
        if self.foreign_glns:
            ranged &= ~Q(**{f"{gln}__in": self.foreign_glns})
        within = Q(**{f"{gln}__in": self.glns}) | ranged
        if self.foreign_keys:
            within &= ~Q(**{f"{key}__in": self.foreign_keys})
        return Q(**{f"{key}__in": self.keys}) | within


def reach(viewer: Viewer) -> Reach:
    """What belongs to the viewer. Three statements; none for the operating organisation."""
    mine = viewer.organisation_id
    if viewer.operating:
        return Reach(mine, everything=True)
    ranges = tuple(
        (digits.ljust(_GLN, "0"), digits.ljust(_GLN, "9"))
        for digits in CompanyPrefix.objects.filter(organisation=mine).values_list("digits", flat=True)
    )
    ranged = Q(pk__in=[])
    for bounds in ranges:
        ranged |= Q(gln__range=bounds)

    own_glns = Location.objects.filter(organisation=mine, gln__isnull=False).values("gln")
    own_party = Organisation.objects.filter(pk=mine, gln__isnull=False).values("gln")
    near = ranged | Q(gln__in=own_glns) | Q(gln__in=own_party)

    keys: set[str] = set()
    glns: set[str] = set()
    foreign_keys: set[str] = set()
    foreign_glns: set[str] = set()
    own_places = Location.objects.filter(organisation=mine).values("key")
    parties = Organisation.objects.filter(Q(pk=mine) | near | Q(key__in=own_places), key__isnull=False)
    for owner, key, gln in parties.order_by().values_list("pk", "key", "gln"):
        (keys if owner == mine else foreign_keys).add(str(key))
        if gln is not None:
            (glns if owner == mine else foreign_glns).add(gln)
    places = Location.objects.filter(Q(organisation=mine) | near, organisation__isnull=False)
    for owner, key, gln in places.order_by().values_list("organisation_id", "key", "gln"):
        if key not in foreign_keys:
            (keys if owner == mine else foreign_keys).add(key)
        if gln is not None and key == f"414/{gln}":
            # A place decides over a party of the same GLN, as in `queries.owners_of_keys`.
            (glns if owner == mine else foreign_glns).add(gln)
            (foreign_glns if owner == mine else glns).discard(gln)
    return Reach(
        organisation_id=mine,
        keys=frozenset(keys),
        glns=frozenset(glns),
        gln_ranges=ranges,
        foreign_keys=frozenset(foreign_keys),
        foreign_glns=frozenset(foreign_glns),
    )
