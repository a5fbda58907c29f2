"""A query as SQL: first what an event names, by index; then what its own columns say.

Each criterion on names becomes a set of events, found by an index however large the store; their common
members are joined to the event table by key. A query without such a criterion walks the index that gives the
order asked for, one arm for each business step or location, and stops at the end of the page. The joins are
written in the order in which they must run; see `lookup`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from headwater import store
from headwater.events.codes import BAND_BITS, ROW_BITS, Flag, Role
from headwater.events.lookup import ranges_holding
from headwater.events.preparing import event_key
from headwater.identity import dictionary, matching, objects
from headwater.lineage.ranges import RangeSet
from headwater.parties.sublocations import with_sublocations

if TYPE_CHECKING:
    from collections.abc import Sequence

    from headwater.events.query_model import ClassesNamed, EventQuery, ObjectsNamed, TermsNamed

ARMS: Final = 200
"""Places or steps up to which each has an arm of its own; more are looked for among all events, in order of time."""
COLUMNS: Final = "e.id, e.event_time, e.record_time, e.digest"
_PICKED: Final = "id, event_time, record_time, digest"

Sql = tuple[str, list[Any]]


class Nothing(Exception):  # noqa: N818 - an answer, named as such
    """A criterion asks for what was never named: no event matches."""


@dataclass(slots=True)
class Criteria:
    """Parts of a statement, each with its parameters."""

    sets: list[Sql] = field(default_factory=list)
    """Statements that select event positions."""
    arms: list[Sql] = field(default_factory=list)
    """Conditions of which an event fulfils one at most, each served by an index in order of time."""
    conditions: list[Sql] = field(default_factory=list)


def among(column: str, values: Sequence[int]) -> Sql:
    """The condition that a column has one of these values."""
    if len(values) == 1:
        return f"{column} = %s", [values[0]]
    if store.is_postgresql():
        return f"{column} = ANY(%s)", [list(values)]
    sql, parameters = store.any_of(values)
    return f"{column} IN {sql}", parameters


def criteria(query: EventQuery) -> Criteria:
    """The query in numbers of the dictionaries; a look-up for what this process has not met before.

    Raises:
        Nothing: no event can match.
    """
    made = Criteria()
    made.sets += [_by_objects(named) for named in query.objects]
    made.sets += [_by_classes(named) for named in query.classes]
    made.sets += [_by_terms(named) for named in query.terms]
    if query.event_ids:
        keys = sorted(event_key(event_id) for event_id in query.event_ids)
        sql, parameters = among("event_key", keys)
        made.sets.append((f"SELECT id FROM events_event WHERE {sql}", parameters))  # noqa: S608
    if query.transformations:
        sql, parameters = among("transformation", _words(query.transformations))
        made.sets.append((f"SELECT id FROM events_event WHERE {sql}", parameters))  # noqa: S608
    if query.declarations_only or query.error_reasons or query.declared != (None, None):
        made.sets.append(_by_declaration(query))
    _add_columns(made, query)
    return made


def _add_columns(made: Criteria, query: EventQuery) -> None:
    indexed = [
        ("biz_step", _words(query.biz_steps)),
        ("biz_location", _places(query.biz_locations, query.biz_locations_within)),
    ]
    for column, words in indexed:
        if not words:
            continue
        if made.sets or made.arms or len(words) > ARMS:
            made.conditions.append(among(f"e.{column}", words))
        else:
            made.arms = [(f"e.{column} = %s", [word]) for word in words]
    for column, values in (
        ("disposition", _words(query.dispositions)),
        ("read_point", _places(query.read_points, query.read_points_within)),
        ("type", [int(code) for code in query.types]),
        ("rank", [int(code) for code in query.actions]),
    ):
        if values:
            made.conditions.append(among(f"e.{column}", values))
    if query.actions:
        made.conditions.append((f"e.flags & {int(Flag.NO_ACTION)} = 0", []))
    made.conditions += _between("e.event_time", query.event_time)
    made.conditions += _between("e.record_time", query.record_time)


def _between(column: str, bounds: tuple[int | None, int | None]) -> list[Sql]:
    since, before = bounds
    found: list[Sql] = []
    if since is not None:
        found.append((f"{column} >= %s", [since]))
    if before is not None:
        found.append((f"{column} < %s", [before]))
    return found


def statement(made: Criteria, order: Sequence[str], *, descending: bool, limit: int) -> Sql:
    """The first rows of `COLUMNS` that fulfil the criteria, by the columns of `order`."""
    direction = "DESC" if descending else "ASC"

    def by(alias: str) -> str:
        return ", ".join(f"{alias}{column} {direction}" for column in order)

    if made.sets:
        where, parameters = _all(made.conditions)
        sets = " INTERSECT ".join(sql for sql, _ in made.sets)
        asked = [value for _, values in made.sets for value in values]
        joined = store.looked_up("events_event", "e", f"e.id = c.event AND {where}")
        found = f"SELECT DISTINCT event FROM (SELECT id AS event FROM ({sets}) s) s"  # noqa: S608
        return (
            f"SELECT {COLUMNS} FROM ({found}) c {joined} ORDER BY {by('e.')} LIMIT {limit}",  # noqa: S608
            [*asked, *parameters],
        )
    parts, values = [], []
    for arm in made.arms or [("TRUE", [])]:
        where, parameters = _all([arm, *made.conditions])
        parts.append(
            f"SELECT {_PICKED} FROM (SELECT {COLUMNS} FROM events_event e WHERE {where}"  # noqa: S608
            f" ORDER BY {by('e.')} LIMIT {limit}) a"
        )
        values += parameters
    union = " UNION ALL ".join(parts)
    return f"SELECT {_PICKED} FROM ({union}) u ORDER BY {by('')} LIMIT {limit}", values  # noqa: S608


def _all(conditions: Sequence[Sql]) -> Sql:
    return (
        " AND ".join(sql for sql, _ in conditions) or "TRUE",
        [value for _, values in conditions for value in values],
    )


def _words(keys: Sequence[str]) -> list[int]:
    found = sorted(dictionary.find_words(keys).values())
    if keys and not found:
        raise Nothing
    return found


def _places(exactly: Sequence[str], within: Sequence[str]) -> list[int]:
    """Words of places that are one of `exactly`, and one of `within` or part of it."""
    if not within:
        return _words(exactly)
    reached = with_sublocations(within)
    wanted = reached.intersection(exactly) if exactly else reached
    if not wanted:
        raise Nothing
    return _words(sorted(wanted))


def _by_objects(named: ObjectsNamed) -> Sql:
    ids = {int(number) for number in objects.find_objects(named.links).ids} - {objects.UNKNOWN}
    asked = RangeSet.from_ids(ids) | matching.ranges_like(named.patterns)
    if not asked.count:
        raise Nothing
    bands = " OR ".join(
        f"b.band BETWEEN {role << BAND_BITS} AND {((role + 1) << BAND_BITS) - 1}"
        for role in map(int, named.roles)
    )
    every = len(named.roles) == len(Role)
    sql = ranges_holding("r.id AS row_id", "" if every else f"AND ({bands})")
    return (
        f"SELECT row_id >> {ROW_BITS} AS id FROM ({sql}) t",  # noqa: S608
        store.arrays(asked.first.tolist(), asked.last.tolist()),
    )


def _by_classes(named: ClassesNamed) -> Sql:
    ids = {*dictionary.find_classes(named.keys).values(), *matching.classes_like(named.patterns)}
    if not ids:
        raise Nothing
    roles = ", ".join(str(int(role)) for role in named.roles)
    # The standard asks what an event names, not of which lot that is said to be elsewhere in it.
    rows, values = [], []
    for column, more in (("q.item_class", " AND q.sent_class IS NULL"), ("q.sent_class", "")):
        sql, parameters = among(column, sorted(ids))
        rows.append(
            f"SELECT q.id >> {ROW_BITS} AS id FROM events_quantity q WHERE {sql}{more} AND q.role IN ({roles})"  # noqa: S608
        )
        values += parameters
    return f"SELECT id FROM ({' UNION ALL '.join(rows)}) named", values  # noqa: S608


def _by_declaration(query: EventQuery) -> Sql:
    conditions = _between("d.declared_at", query.declared)
    if query.error_reasons:
        conditions.append(among("d.reason", _words(query.error_reasons)))
    where, parameters = _all(conditions)
    return f"SELECT d.id FROM events_declaration d WHERE {where}", parameters  # noqa: S608


def _by_terms(named: TermsNamed) -> Sql:
    (of_type,) = _words([named.type])
    sql, parameters = among("t.value", _words(named.keys))
    return (
        (
            f"SELECT t.id >> {ROW_BITS} AS id FROM events_term t"  # noqa: S608
            f" WHERE {sql} AND t.kind = {int(named.kind)} AND t.type = %s"
        ),
        [*parameters, of_type],
    )
