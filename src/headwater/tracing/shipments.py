"""What is on the way: from where to where, who shipped it, how many items.

Items on the way are at no place and so with no holder; whoever shipped them is to be called about them. Everything is
told by events that the viewer sees. Source: DESIGN.md, section 4 (place).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from headwater.epcis import times
from headwater.lineage.segments import alike
from headwater.tracing.answers import Shipment
from headwater.tracing.naming import iso

if TYPE_CHECKING:
    from headwater.lineage.facts import Fact
    from headwater.lineage.sweep import Placement
    from headwater.tracing.naming import Directory
    from headwater.tracing.source import DatabaseSource


def shipments(placement: Placement, source: DatabaseSource, directory: Directory) -> list[Shipment]:
    """Items on the way by origin, destination and shipper, most first; they add up to all that are.

    Args:
        placement: where the items are.
        source: what counts and the viewer sees.
        directory: names of the answer.
    """
    moving = placement.in_transit
    origins, destinations, told_by = (
        column[moving] for column in (placement.origin, placement.destination, placement.told_by)
    )
    group, sample = alike(origins, destinations, told_by)
    counts = np.zeros(len(sample), np.int64)
    np.add.at(counts, group, (placement.last - placement.first + 1)[moving])
    facts = source.facts_of(set(told_by.tolist()))
    found: dict[tuple[int, int, int | None], tuple[int, Fact]] = {}
    for origin, destination, told, count in zip(
        *(column[sample].tolist() for column in (origins, destinations, told_by)),
        counts.tolist(),
        strict=True,
    ):
        fact = facts[told]
        way = (origin, destination, fact.capturer)
        before, oldest = found.get(way, (0, fact))
        found[way] = (before + count, min(oldest, fact, key=lambda one: one.order))
    directory.learn_places({place for origin, to, _ in found for place in (origin, to) if place})
    directory.learn_organisations({by for *_, by in found if by is not None})
    answer = [
        Shipment(
            origin=directory.place(origin or None),
            destination=directory.place(destination or None),
            by=directory.holder(by),
            since=iso(oldest.time),
            offset=times.format_offset(oldest.offset),
            objects=count,
        )
        for (origin, destination, by), (count, oldest) in found.items()
    ]
    return sorted(answer, key=lambda one: (-one.objects, one.since, _position(one)))


def _position(one: Shipment) -> tuple[str, ...]:
    return tuple(party.id if party else "" for party in (one.origin, one.destination, one.by))
