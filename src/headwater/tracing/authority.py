"""Custody: whoever has a thing may end it, though its key is another's.

The gate of `events` knows owners of keys alone. Which foreign endings count is folded on read (`lineage.custody`), so
that it depends on what happened when, and not on what came when. A finding tells of those that did not count when they
were captured, by what was known then: what arrives later, or which places are registered later, may make them count.

Source: DESIGN.md, section 2 (authority); docs/adr/0014-claims-stay-in-scope.md.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from headwater.events.codes import Flag, Role
from headwater.events.models import Finding
from headwater.parties.actors import Viewer
from headwater.tracing.cut import Cut
from headwater.tracing.eyes import Eyes
from headwater.tracing.source import DatabaseSource

if TYPE_CHECKING:
    from headwater.events.batch import Batch


def recognise_custodians(batch: Batch) -> None:
    """Drop the findings about endings of objects that their capturer has, once the batch is stored."""
    names = batch.names
    if names is None:
        return
    claimed = {position for kind, position, _ in batch.findings if kind == Finding.Kind.CLAIM}
    ends = {
        n: one.position
        for n, one in enumerate(batch.new)
        if one.flags & Flag.FOREIGN_END and one.position in claimed
    }
    if not ends:
        return
    of_object = names.roles == Role.OBJECT
    ids = {n: set(names.objects[(names.owners == n) & of_object].tolist()) for n in ends}
    source = DatabaseSource(Cut(), Eyes(Viewer(batch.by.organisation_id, operating=True)))
    source.touches(set[int]().union(*ids.values()))
    counted = {
        position
        for n, position in ends.items()
        if not any(position in source.aside.get(item, ()) for item in ids[n])
    }
    batch.findings = [
        found for found in batch.findings if found[0] != Finding.Kind.CLAIM or found[1] not in counted
    ]
