"""What joins single objects to transformations and lots, row by row, in one cut of the store.

The id of a transformation: the position of its event; of one that several events of a capturer share, minus (word of
the transformationID << 20) + capturer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from headwater import store
from headwater.events.codes import BAND_BITS, Flag, Role
from headwater.events.lookup import event_of_row, ranges_holding, role_bands, rows_of_events
from headwater.identity import layout
from headwater.lineage.lives import process
from headwater.lineage.ranges import RangeSet
from headwater.lineage.reuse import Tie, TieKind
from headwater.tracing.member_lookup import memberships_holding

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from headwater.lineage.facts import Fact
    from headwater.lineage.lives import Process
    from headwater.tracing.source import DatabaseSource

SHARED_BITS: Final = 20
TRANSFORMATION: Final = (
    "CASE WHEN e.transformation IS NULL THEN e.id"
    f" ELSE -((e.transformation << {SHARED_BITS}) + e.capturer_id) END"
)
"""SQL over the event table "e": the id of the transformation to which an event belongs."""
CLAIMED: Final = f"e.flags & {int(Flag.CLAIM | Flag.FOREIGN_ADD)}"
"""SQL over the event table "e": whether what it tells of lots, or makes, is a claim."""
_LOGISTIC_UNITS: Final = RangeSet.from_pairs([(layout.SSCC, layout.SSCC + layout.OWN - 1)])
"""SSCCs of others, which no event tells the lot of; see `membership`."""


def events_of(source: DatabaseSource, transformations: Collection[int]) -> dict[int, int]:
    """The events that make up each transformation: event to transformation."""
    found = {one: one for one in source.eyes.events([one for one in transformations if one > 0])}
    shared = sorted(-one for one in transformations if one < 0)
    if shared:
        live, parameters = source.live()
        mask = (1 << SHARED_BITS) - 1
        rows = store.select(
            "SELECT e.id, e.transformation, e.capturer_id FROM "  # noqa: S608
            + store.unnest("k", [("word", "int"), ("capturer", "int")])
            + " "
            + store.looked_up(
                "events_event",
                "e",
                f"e.transformation = k.word AND e.capturer_id = k.capturer AND {live}",
            ),
            [
                *store.arrays([one >> SHARED_BITS for one in shared], [one & mask for one in shared]),
                *parameters,
            ],
        )
        found |= {event: -((word << SHARED_BITS) + capturer) for event, word, capturer in rows}
    return found


def memberships(source: DatabaseSource, objects: RangeSet) -> list[tuple[Any, ...]]:
    """(asked first, asked last, first, last, lot, event, whether it is a claim) of memberships that overlap these
    ranges."""
    live, parameters = source.telling()
    objects -= _LOGISTIC_UNITS
    if not objects:
        return []
    sql = memberships_holding(
        "k.first AS asked_first, k.last AS asked_last, m.first AS first, m.last AS last, m.lot AS lot,"
        " m.id AS row_id",
        [("first", "int"), ("last", "int")],
    )
    return store.select(
        f"SELECT t.asked_first, t.asked_last, t.first, t.last, t.lot, e.id, {CLAIMED} FROM ({sql}) t"  # noqa: S608
        f" {event_of_row(live)}",
        [*store.arrays(objects.first.tolist(), objects.last.tolist()), *parameters],
    )


def naming_objects(source: DatabaseSource, role: Role, objects: RangeSet) -> list[tuple[Any, ...]]:
    """(first, last, transformation, event, whether it is a claim) of ranges in a role that overlap these."""
    live, parameters = source.live()
    sql = ranges_holding("r.first AS first, r.last AS last, r.id AS row_id", role_bands(role))
    return store.select(
        f"SELECT t.first, t.last, {TRANSFORMATION}, e.id, {CLAIMED} FROM ({sql}) t"  # noqa: S608
        f" {event_of_row(live)}",
        [*store.arrays(objects.first.tolist(), objects.last.tolist()), *parameters],
    )


def origins(source: DatabaseSource, objects: RangeSet) -> list[Tie]:
    """The transformations that give these objects out, and the lots that they are of; see `lineage.reuse`."""
    belongs = [(first, last, lot, event) for _, _, first, last, lot, event, _ in memberships(source, objects)]
    given = [row[:4] for row in naming_objects(source, Role.OUTPUT, objects)]
    return ties(source, {"output": given, "member": belongs})


def ties(source: DatabaseSource, told: Mapping[TieKind, Sequence[tuple[Any, ...]]]) -> list[Tie]:
    """By kind: (first, last, transformation or lot, event)."""
    facts = source.facts_of({event for rows in told.values() for *_, event in rows})
    return [
        Tie(first, last, kind, to, facts[event].order)
        for kind, rows in told.items()
        for first, last, to, event in rows
    ]


def taking_in(source: DatabaseSource, facts: Collection[Fact]) -> set[Process]:
    """Those of the transformations of these facts into which something is told to have gone."""
    by_id = {_transformation(fact): process(fact) for fact in facts}
    events = events_of(source, by_id)
    taking = {
        event for event, role in rows_of_events("events_quantity", "role", events) if role == Role.INPUT
    }
    taking |= {
        event
        for event, band in rows_of_events("events_range", "band", events)
        if band >> BAND_BITS == Role.INPUT
    }
    return {by_id[events[event]] for event in taking}


def _transformation(fact: Fact) -> int:
    """The id of the transformation that a fact is, or is a part of."""
    if fact.transformation is None:
        return fact.event
    return -((fact.transformation << SHARED_BITS) + (fact.capturer or 0))
