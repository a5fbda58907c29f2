"""The life of one object or lot, step by step, and where it is."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from msgspec import structs

from headwater import store
from headwater.epcis import times
from headwater.events import documents
from headwater.events.codes import ROW_BITS, Flag, Role
from headwater.events.labels import Label, labels
from headwater.identity import objects
from headwater.lineage.ancestry import Ancestry, gather
from headwater.lineage.history import History as Lived
from headwater.lineage.history import history as fold_history
from headwater.lineage.place import REPEATS, UNKNOWN, Standing, after, locate
from headwater.lineage.place import Place as Standpoint
from headwater.tracing.answers import Amount, History, Located, Node, Reading, Step
from headwater.tracing.naming import Directory, iso, link, nodes_of_classes, nodes_of_objects
from headwater.tracing.source import FACT_COLUMNS, ROLE_NAMES, DatabaseSource
from headwater.tracing.subjects import Subject, UnknownSubject

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from headwater.epcis.model import Event, SensorReport
    from headwater.gs1.identifier import Identifier
    from headwater.lineage.facts import Fact
    from headwater.tracing.stocks import Gone


@dataclass(frozen=True, slots=True)
class Line:
    """A step before names are looked up."""

    fact: Fact
    inherited_from: int | None
    status: str
    amounts: tuple[Amount, ...] = ()


def history_of(subject: Subject, source: DatabaseSource) -> History:
    """The life that the subject has at the cut of the source.

    Raises:
        UnknownSubject: no event names it that counts or is shown.
    """
    if subject.kind == "object":
        known = gather(source, [subject.id])
        lines = object_lines(fold_history(known, subject.id), source)
        node = nodes_of_objects({subject.id: 0}, containers=_containers(subject.id, known))[subject.id]
    else:
        lines = lines_of_class(subject, source)
        node = nodes_of_classes({subject.id: 0})[subject.id]
    if not lines:
        raise UnknownSubject(subject.identifier.key)
    directory = Directory()
    directory.learn([line.fact for line in lines])
    return History(node, steps(lines, directory), truncated=False, next=None)


def locate_objects(ids: Sequence[int], source: DatabaseSource) -> list[Standing]:
    """Where objects are, one by one."""
    known = gather(source, ids)
    return [locate(known, item) for item in ids]


def locate_class(subject: Subject, source: DatabaseSource) -> Standing | None:
    """Where a lot was last said to be by an event that names it, if any is seen."""
    lines = lines_of_class(subject, source)
    return class_standing(subject.id, lines) if lines else None


def class_standing(class_id: int, lines: Sequence[Line]) -> Standing:
    """Where a lot was last said to be, by what happened to it, in order."""
    now: Standpoint = UNKNOWN
    state = None
    for line in lines:
        if line.status == "valid":
            now = after(now, line.fact)
            if not (
                line.fact.foreign and line.fact.disposition in REPEATS
            ):  # of items, each is judged by itself
                state = line.fact.disposition or state
    return Standing(class_id, now, state, None)


def located(node: Node, standing: Standing, via: str | None, directory: Directory) -> Located:
    """A standing in words."""
    place = standing.place
    directory.learn_places(
        [word for word in (place.place, place.seen_at, place.destination, place.origin) if word is not None]
    )
    return Located(
        id=node.id,
        place=directory.place(place.place),
        seen_at=directory.place(place.seen_at),
        state=standing.state,
        via=via,
        since=iso(place.since) if place.since is not None else None,
        offset=times.format_offset(place.offset) if place.since is not None else None,
        in_transit=place.in_transit,
        destination=directory.place(place.destination),
    )


def used_up(told: Located, gone: Gone) -> Located:
    """A lot of which nothing is left is in no place."""
    return structs.replace(
        told,
        place=None,
        seen_at=None,
        state=gone.state,
        since=gone.since,
        offset=gone.offset,
        in_transit=False,
        destination=None,
    )


def unknown(subject: Identifier) -> Located:
    """The answer for what the viewer may see nothing of, which tells no more than was asked."""
    return Located(
        id=link(subject.key),
        place=None,
        seen_at=None,
        state=None,
        via=None,
        since=None,
        offset=None,
        in_transit=False,
        destination=None,
        known=False,
    )


def _containers(object_id: int, known: Ancestry) -> list[int]:
    """The object itself, if it ever held something."""
    return [object_id] if any(touch.role == "parent" for touch in known.touches(object_id)) else []


def object_lines(told: Lived, source: DatabaseSource) -> list[Line]:
    """What happened to an object in a life, in order, with what was said of it and does not count."""
    aside = {
        event: Line(fact, None, status) for event, (fact, status) in source.aside.get(told.object, {}).items()
    }
    lines = [line for line in aside.values() if line.fact.order >= told.begun]
    lines += [
        Line(step.fact, step.inherited_from, "valid") for step in told.steps if step.fact.event not in aside
    ]
    return sorted(lines, key=_order)


def _order(line: Line) -> tuple[int, int, bytes, bool, int, bytes, int]:
    """A declaration has its original's time and content and stands after it, whichever arrived first."""
    return (*line.fact.order[:3], line.status == "declaration", *line.fact.order[3:])


def lines_of_class(subject: Subject, source: DatabaseSource) -> list[Line]:
    """What happened to a lot or class, and to the object of the same URI, in order."""
    lines = class_lines(subject.id, source)
    if subject.instance is None:
        return lines
    known = gather(source, [subject.instance])
    named = {line.fact.event for line in lines}
    more = object_lines(fold_history(known, subject.instance), source)
    return sorted([*lines, *(line for line in more if line.fact.event not in named)], key=_order)


def class_lines(class_id: int, source: DatabaseSource) -> list[Line]:
    """Events that name a lot or class as a quantity, or begin members of it."""
    recorded, parameters = source.cut.recorded("e")
    seen, more = source.eyes.condition("e")
    is_void, at = source.cut.void("e")
    rows = store.select(
        f"SELECT t.line, t.role, t.quantity, t.uom, {is_void}, {FACT_COLUMNS} FROM"  # noqa: S608
        f" (SELECT q.id >> {ROW_BITS} AS event, q.id AS line, q.role AS role, q.quantity AS quantity, q.uom AS uom"
        " FROM events_quantity q WHERE q.item_class = %s UNION"
        f" SELECT q.id >> {ROW_BITS}, q.id, q.role, q.quantity, q.uom FROM events_quantity q WHERE q.sent_class = %s"
        f" UNION SELECT m.id >> {ROW_BITS}, NULL, NULL, NULL, NULL FROM tracing_membership m WHERE m.lot = %s) t"
        f" {store.looked_up('events_event', 'e', f'e.id = t.event AND {recorded} AND {seen}')}",
        [*at, class_id, class_id, class_id, *parameters, *more],
    )
    facts = source.facts([row[5:] for row in rows])
    amounts: dict[int, list[Amount]] = {}
    for _, role, quantity, uom, _, event, *_ in sorted(rows, key=lambda row: row[0] or 0):
        if role is not None:
            told = None if quantity is None else Decimal(quantity)
            amounts.setdefault(event, []).append(Amount(ROLE_NAMES[Role(role)], told, uom))
    lines = []
    for event, is_wrong, flags in {(row[5], bool(row[4]), row[10]) for row in rows}:
        fact = facts[event]
        status = source.status(flags, is_void=is_wrong)
        if status is None and flags & Flag.FOREIGN_ADD:
            status = "claim"
        if status == "claim" and flags & Flag.MIXED and source.owner_of_class(class_id) == fact.capturer:
            status = None
        lines.append(Line(fact, None, status or "valid", tuple(amounts.get(event, ()))))
    return sorted(lines, key=_order)


def steps(lines: Sequence[Line], directory: Directory) -> list[Step]:
    """Lines in words, by a directory that has learned their facts.

    One statement for events not met before, a few for containers, and two more where events carry readings.
    """
    named = labels({line.fact.event for line in lines})
    # Only events that carry readings are read whole.
    events = documents.read(position for position, label in named.items() if label.flags & Flag.SENSORS)
    containers = objects.keys_of(line.inherited_from for line in lines if line.inherited_from is not None)
    return [_step(line, named, events, containers, directory) for line in lines]


def _step(
    line: Line,
    named: Mapping[int, Label],
    events: Mapping[int, Event],
    containers: Mapping[int, str],
    directory: Directory,
) -> Step:
    fact = line.fact
    label = named[fact.event]
    elements = events[fact.event].sensor_element_list if fact.event in events else ()
    return Step(
        event=label.event_id,
        type=fact.type,
        action=fact.action,
        time=iso(fact.time),
        offset=times.format_offset(fact.offset),
        biz_step=fact.step,
        disposition=fact.disposition,
        place=directory.place(fact.place),
        seen_at=directory.place(fact.seen_at),
        destination=directory.place(fact.destination),
        responsible=directory.responsible(fact),
        inherited_from=link(containers[line.inherited_from]) if line.inherited_from is not None else None,
        readings=[
            _reading(report, element.metadata.time if element.metadata else None)
            for element in elements
            for report in element.reports
        ],
        status=line.status,
        position=fact.event,
        amounts=list(line.amounts),
    )


def _reading(report: SensorReport, time: str | None) -> Reading:
    return Reading(
        type=report.type or "",
        time=report.time or time,
        value=report.value,
        min_value=report.min_value,
        max_value=report.max_value,
        mean_value=report.mean_value,
        uom=report.uom,
        exception=report.exception,
    )
