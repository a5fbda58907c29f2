"""Custody: whoever has a thing may end it, though its key is another's.

A shop sells, and thereby decommissions, what a brand made; a recycler destroys it. The gate of `events` knows
owners of keys alone and takes such events for claims; here the ones of present custodians are recognised.

Source: DESIGN.md, section 2 (authority).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from headwater.events.codes import Flag, Role
from headwater.events.models import Finding
from headwater.lineage.ancestry import gather
from headwater.lineage.place import locate
from headwater.parties.actors import Viewer
from headwater.parties.queries import owners_of_keys
from headwater.tracing.cut import Cut
from headwater.tracing.eyes import Eyes
from headwater.tracing.naming import Directory
from headwater.tracing.source import DatabaseSource

if TYPE_CHECKING:
    from headwater.events.batch import Batch, Names, Prepared
    from headwater.lineage.place import Standing


def recognise_custodians(batch: Batch) -> None:
    """Make facts of the claims that end objects which their capturer has at that moment."""
    names = batch.names
    if names is None:
        return
    for n, prepared in enumerate(batch.new):
        ends = prepared.event.type == "ObjectEvent" and prepared.event.action == "DELETE"
        if ends and prepared.flags & Flag.CLAIM and _has_all(batch, names, n, prepared):
            prepared.flags &= ~int(Flag.CLAIM)
            batch.findings = [
                found for found in batch.findings if found[:2] != (Finding.Kind.CLAIM, prepared.position)
            ]


def _has_all(batch: Batch, names: Names, n: int, prepared: Prepared) -> bool:
    """Whether all objects of an event are with its capturer, by what is stored and by what came along."""
    if prepared.event.quantity_list:
        return False  # of a lot nobody is the one custodian
    ids = set(names.objects[(names.owners == n) & (names.roles == Role.OBJECT)].tolist())
    ids -= _received_alongside(batch, names, prepared)
    source = DatabaseSource(Cut(at=prepared.time), Eyes(Viewer(batch.by.organisation_id, operating=True)))
    known = gather(source, ids)
    directory = Directory()
    return all(_is_with(batch.by.organisation_id, locate(known, item), directory) for item in ids)


def _is_with(organisation: int, standing: Standing, directory: Directory) -> bool:
    place = standing.place
    word = place.destination if place.in_transit else place.place
    if word is None:
        return False
    directory.learn_places([word])
    return directory.owner(word) == organisation


def _received_alongside(batch: Batch, names: Names, prepared: Prepared) -> set[int]:
    """Objects that an earlier event of the same batch places at a site of the capturer's own."""
    earlier = {
        n: names.keys[one.event.biz_location.id]
        for n, one in enumerate(batch.new)
        if one.event.biz_location is not None and one.time < prepared.time and not one.flags & Flag.CLAIM
    }
    owners = owners_of_keys(set(earlier.values()))
    found: set[int] = set()
    for n, key in earlier.items():
        if owners.get(key) == batch.by.organisation_id:
            found |= set(names.objects[names.owners == n].tolist())
    return found
