"""Touches from the event store: which events name which objects, for the folds of `lineage`."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np
from msgspec import structs

from headwater import store
from headwater.events.codes import AUTHORITY, BAND_BITS, ROW_BITS, TYPE_NAMES, Action, Flag, Role, Type
from headwater.events.lookup import event_of_row, events_within, ranges_holding, role_bands, rows_of_events
from headwater.identity import dictionary
from headwater.identity import objects as objects_by_id
from headwater.lineage import facts as lineage_facts
from headwater.lineage.custody import left, strangers
from headwater.lineage.facts import Fact, Touch, as_seen
from headwater.lineage.lives import process
from headwater.lineage.ranges import EMPTY, RangeSet, union
from headwater.lineage.rows import (
    STEP_DESTROYS,
    STEP_OTHER,
    STEP_RECEIVES,
    STEP_SELLS,
    FactTable,
    Rows,
    step_code,
)
from headwater.lineage.segments import distinct
from headwater.parties.queries import owners_of_keys
from headwater.tracing import joining
from headwater.tracing.sites import places_of_parents
from headwater.tracing.subjects import is_lot

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    import numpy.typing as npt

    from headwater.lineage.lives import Process
    from headwater.lineage.reuse import Tie
    from headwater.lineage.rows import UInt64
    from headwater.tracing.cut import Cut
    from headwater.tracing.eyes import Eyes

FACT_COLUMNS: Final = (
    "e.id, e.event_time, e.digest, e.type, e.rank, e.flags, e.biz_step, e.disposition, e.biz_location,"
    ' e.read_point, e.destination, e.parent, e.capturer_id, e.transformation, e."offset", e.identity'
)
ROLE_NAMES: Final[dict[Role, lineage_facts.Role]] = {
    Role.OBJECT: "object",
    Role.PARENT: "parent",
    Role.CHILD: "child",
    Role.INPUT: "input",
    Role.OUTPUT: "output",
}
_SMALL: Final = (  # five small numbers for the price of one
    "e.type + CASE WHEN e.transformation IS NULL THEN 0 ELSE 8 END + 16 * e.rank + 256 * e.flags"
    " + 262144 * e.capturer_id"
)
BULK_COLUMNS: Final = (
    "e.id",
    "e.event_time",
    _SMALL,
    "e.biz_step",
    "e.disposition",
    "e.biz_location",
    "e.destination",
    "e.read_point",
    "e.parent",
)
"""What is read of many events at once; a million of them become one array for each."""
_TYPE_CODES: Final = np.array(
    [lineage_facts.TYPES.index(TYPE_NAMES[Type(n)]) if n else 0 for n in range(len(Type) + 1)],
    dtype=np.uint8,
)
_NO_ACTION, _ALL_CHILDREN = int(Flag.NO_ACTION), int(Flag.ALL_CHILDREN)
# Enumerations take a microsecond for each question, and a page asks them a hundred.
_DECLARATION, _CLAIM = int(Flag.DECLARATION), int(Flag.CLAIM)
_FOREIGN_END, _FOREIGN_ADD = int(Flag.FOREIGN_END), int(Flag.FOREIGN_ADD)
_UNOWNED_END, _MIXED, _AUTHORITY = int(Flag.UNOWNED_END), int(Flag.MIXED), int(AUTHORITY)
_OBSERVE: Final = lineage_facts.ACTIONS.index("OBSERVE")
_OBJECT_EVENT: Final = lineage_facts.TYPES.index("ObjectEvent")
_ASSOCIATION: Final = int(Type.ASSOCIATION)
_ACTIONS: Final = tuple(action.name for action in Action)


Status = Literal["declaration", "claim", "declared"]
Aside = tuple[Fact, Status]


class DatabaseSource:
    """What counts as a fact in one cut of the store, and is seen; implements `lineage.facts.BulkSource`."""

    def __init__(self, cut: Cut, eyes: Eyes) -> None:
        self.cut = cut
        self.eyes = eyes
        self._facts: dict[int, Fact] = {}
        self._as_seen: dict[int, Fact] = {}
        self._recorded = _Recorded(self)
        self._touches: dict[int, list[Touch]] = {}
        self._met: set[int] = set()
        self._owners: dict[int, int | None] = {}
        self.aside: dict[int, dict[int, Aside]] = {}
        """By object and position: events that name it and do not count, or only as having seen it."""

    def live(self) -> tuple[str, list[Any]]:
        """SQL over the event table "e", and its parameters: what counts and is seen."""
        live, parameters = self.cut.live("e")
        seen, more = self.eyes.condition("e")
        return f"{live} AND {seen}", [*parameters, *more]

    def telling(self) -> tuple[str, list[Any]]:
        """The same, for what tells of memberships."""
        telling, parameters = self.cut.telling("e")
        seen, more = self.eyes.condition("e")
        return f"{telling} AND {seen}", [*parameters, *more]

    def showing(self) -> tuple[str, list[Any]]:
        """The same, for what tells where things are."""
        showing, parameters = self.cut.showing("e")
        seen, more = self.eyes.condition("e")
        return f"{showing} AND {seen}", [*parameters, *more]

    def taking(self) -> tuple[str, list[Any]]:
        """The same, and claims that make, end or use something up."""
        taking, parameters = self.cut.taking("e")
        seen, more = self.eyes.condition("e")
        return f"{taking} AND {seen}", [*parameters, *more]

    def touches(self, ids: Collection[int], /) -> Mapping[int, Sequence[Touch]]:
        """Every touch of each object. One statement for all of them, one more for words not met before.

        Where something was ended by who does not own it, one for each level of what it was inside of, and a few to
        learn whose its places are.
        """
        asked = [item for item in ids if item not in self._touches]
        if asked:
            told = self._recorded.touches(asked)
            refused = strangers(self._recorded, asked, self.owners)
            for item in asked:
                mine = self._touches[item] = []
                for touch in told[item]:
                    if (item, touch.fact.event) not in refused or touch.role == "output":
                        mine.append(touch)
                        continue
                    if not touch.fact.layer:
                        self.aside.setdefault(item, {})[touch.fact.event] = (touch.fact, "claim")
                    mine.extend(left(touch))
        return {item: self._touches[item] for item in ids}

    def owners(self, places: Collection[int], /) -> Mapping[int, int]:
        """The organisation of each place that is registered."""
        keys = dictionary.words([place for place in places if place not in self._owners])
        if keys:
            owners = owners_of_keys(set(keys.values()))
            self._owners |= {place: owners.get(key) for place, key in keys.items()}
        known = {place: self._owners.get(place) for place in places}
        return {place: owner for place, owner in known.items() if owner is not None}

    def origins(self, objects: RangeSet, /) -> list[Tie]:
        """The lots that these objects are of, and the transformations that give them out; claims count as well."""
        return joining.origins(self._with_claims, objects)

    def taking_in(self, facts: Collection[Fact], /) -> set[Process]:
        """Those of the transformations of these facts into which something is told to have gone."""
        return joining.taking_in(self._with_claims, facts)

    @cached_property
    def _with_claims(self) -> DatabaseSource:
        return self if self.cut.claims else DatabaseSource(replace(self.cut, claims=True), self.eyes)

    def read_touches(self, wanted: Sequence[int]) -> dict[int, list[Touch]]:
        recorded, parameters = self.cut.recorded("e")
        seen, more = self.eyes.condition("e")
        is_void, at = self.cut.void("e")
        sql = ranges_holding("k.first AS item, b.band AS band, r.id AS row_id")
        rows = store.select(
            f"SELECT t.item, t.band, {is_void}, {FACT_COLUMNS} FROM ({sql}) t"  # noqa: S608
            f" {event_of_row(f'{recorded} AND {seen}')}",
            [*at, *store.arrays(wanted, wanted), *parameters, *more],
        )
        found: dict[int, list[Touch]] = {item: [] for item in wanted}
        reworked: dict[int, set[Process]] = {}
        facts = self.facts([row[3:] for row in rows])
        own = self._owners_of({row[0] for row in rows if row[8] & _MIXED})
        for item, band, is_void, position, *columns in rows:
            fact, role, flags = facts[position], lineage_facts.ROLES[band >> BAND_BITS], columns[4]
            if flags & _MIXED and own.get(item) == fact.capturer:
                fact, flags = structs.replace(fact, foreign=False, unowned=False), flags & ~_AUTHORITY
            status = self.status(flags, is_void=bool(is_void))
            self._met.add(item)
            if status is None:
                found[item].append(Touch(self._told(fact, flags), role))
            elif status == "claim" and role == "output":
                found[item].append(Touch(self._told(fact, flags), "object"))
                reworked.setdefault(item, set()).add(process(fact))
            if status is not None or flags & _FOREIGN_ADD:
                self.aside.setdefault(item, {})[position] = (fact, status or "claim")
        for item, by in reworked.items():
            # What comes out again, though by a claim, was not used up.
            found[item] = [
                Touch(structs.replace(touch.fact, idle=True), touch.role)
                if touch.role == "input" and process(touch.fact) in by
                else touch
                for touch in found[item]
            ]
        return found

    def owner_of_class(self, class_id: int) -> int | None:
        """The organisation of the key of a lot or class."""
        key = dictionary.classes({class_id})[class_id]
        return owners_of_keys({key}).get(key)

    def _owners_of(self, items: Collection[int]) -> dict[int, int]:
        """The organisation of the key of each object."""
        keys = objects_by_id.keys_of(items) if items else {}
        owners = owners_of_keys(set(keys.values())) if keys else {}
        return {item: owners[key] for item, key in keys.items() if key in owners}

    def _told(self, fact: Fact, flags: int) -> Fact:
        """What counts of an event: whoever begins or makes a thing without authority has seen it."""
        if flags & _FOREIGN_ADD or (flags & _CLAIM and not self.cut.claims):
            return self._as_seen.setdefault(fact.event, as_seen(fact))
        return fact

    def status(self, flags: int, *, is_void: bool) -> Status | None:
        """Why an event does not count, `is_void` as `Cut.void` tells; None for one that does."""
        if flags & _DECLARATION:
            return "declaration"
        if is_void:
            return "declared"
        return "claim" if flags & _CLAIM and not (self.cut.claims and flags & _NO_ACTION) else None

    def knows(self, object_id: int) -> bool:
        """Whether an event that is seen names an object whose touches were asked for."""
        return object_id in self._met

    def facts_of(self, positions: Collection[int]) -> Mapping[int, Fact]:
        """Facts by position."""
        missing = sorted(set(positions) - self._facts.keys())
        if missing:
            self.facts(
                store.select(
                    f"SELECT {FACT_COLUMNS} FROM {store.unnest('k', [('id', 'int')])}"  # noqa: S608
                    f" {store.looked_up('events_event', 'e', 'e.id = k.id')}",
                    store.arrays(missing),
                )
            )
        return {position: self._facts[position] for position in positions}

    def facts(self, rows: Sequence[Sequence[Any]]) -> Mapping[int, Fact]:
        """Facts of rows of `FACT_COLUMNS`, by position."""
        new = [row for row in rows if row[0] not in self._facts]
        words = dictionary.words({word for row in new for word in (row[6], row[7]) if word is not None})
        sites = places_of_parents(
            {row[11] for row in new if row[3] == _ASSOCIATION and row[11] is not None and row[8] is None}
        )
        for row in new:
            flags = row[5]
            self._facts[row[0]] = Fact(
                event=row[0],
                time=row[1],
                digest=bytes(row[2]),
                type=TYPE_NAMES[row[3]],  # type: ignore[arg-type]
                action=None if flags & _NO_ACTION else _ACTIONS[row[4]],
                step=None if row[6] is None else words[row[6]],
                disposition=None if row[7] is None else words[row[7]],
                place=row[8],
                seen_at=row[9],
                destination=row[10],
                parent=row[11],
                all_children=bool(flags & _ALL_CHILDREN),
                capturer=row[12],
                transformation=row[13],
                foreign=bool(flags & _FOREIGN_END),
                unowned=bool(flags & _UNOWNED_END),
                offset=row[14],
                identity=bytes(row[15]),
                site=sites.get(row[11]) if row[3] == _ASSOCIATION else None,
            )
        return self._facts

    def rows(self, objects: RangeSet, /) -> Rows:
        """Every touch row that overlaps one of the ranges, in columns, whether its event counts or not."""
        sql = ranges_holding("r.id AS row_id, b.band AS band, r.first AS first, r.last AS last")
        named, first, more = store.columns(
            (f"(t.row_id >> {ROW_BITS}) * 8 + (t.band >> {BAND_BITS})", "t.first", "t.last - t.first"),
            f"FROM ({sql}) t",
            store.arrays(objects.first.tolist(), objects.last.tolist()),
        )
        return Rows(first, first + more, (named & 7).astype(np.uint8), named >> 3)

    def table(self, events: RangeSet, /) -> FactTable:
        """Those of these events that count, in columns; those that have only seen something as such."""
        live, parameters = self.showing()
        position, time, kind, step, disposition, place, destination, seen_at, parent = store.columns(
            BULK_COLUMNS,
            f"FROM {events_within()} AND {live}",
            [*store.arrays(events.first.tolist(), events.last.tolist()), *parameters],
        )
        flags = kind >> 8 & 1023
        claims = (flags & _CLAIM != 0) & (not self.cut.claims)
        only_seen = claims | (flags & _FOREIGN_ADD != 0)
        action = np.where(flags & _NO_ACTION, 0, (kind >> 4 & 15) + 1)
        steps, _ = _by_word(step, step_code)
        come = (steps == STEP_RECEIVES) | (steps == STEP_SELLS)
        place = np.where(come & (place == 0), seen_at, place)
        place = _at_sites(place, np.where(kind & 7 == _ASSOCIATION, parent, 0))
        dispositions, names = _by_word(disposition, None)
        # See `as_seen`: who made something without authority does not say that it is over.
        over = [1 + names.index(word) for word in lineage_facts.SAYS_OVER if word in names]
        dispositions = np.where(claims & np.isin(dispositions, over), 0, dispositions)
        steps = np.where(claims & np.isin(steps, (STEP_SELLS, STEP_DESTROYS)), STEP_OTHER, steps)
        return FactTable(
            event=position,
            time=time,
            type=np.where(claims, _OBJECT_EVENT, _TYPE_CODES[kind & 7]).astype(np.uint8),
            action=np.where(only_seen, _OBSERVE, action).astype(np.uint8),
            step=steps.astype(np.uint8),
            disposition=dispositions,
            place=place,
            destination=destination,
            seen_at=seen_at,
            parent=parent,
            all_children=(flags & _ALL_CHILDREN) != 0,
            foreign=(flags & _FOREIGN_END) != 0,
            unowned=(flags & _UNOWNED_END) != 0,
            adds=only_seen,
            named=(kind & 8) != 0,
            mixed=(flags & _MIXED) != 0,
            capturer=kind >> 18,
            dispositions=names,
        )

    def digests(self, events: RangeSet, /) -> UInt64:
        """Half of each event's hash and its identity, as four numbers."""
        rows = store.select(
            f"SELECT e.digest, e.identity FROM {events_within()} ORDER BY e.id",  # noqa: S608
            store.arrays(events.first.tolist(), events.last.tolist()),
        )
        told = b"".join([bytes(digest[:16]) + bytes(identity) for digest, identity in rows])
        return np.frombuffer(told, dtype=">u8").reshape(-1, 4).astype(np.uint64)

    def children(self, containers: Collection[int], /) -> Mapping[int, RangeSet]:
        """Everything that was ever put into each container."""
        return {
            container: union(children for _, children in told)
            for container, told in self.packed(containers).items()
        }

    def packed(self, containers: Collection[int], /) -> Mapping[int, Sequence[tuple[Fact, RangeSet]]]:
        """What each event put into each container."""
        events = self._packings(containers, adds_only=True)
        ranges: dict[int, list[tuple[int, int]]] = {}
        for event, band, first, last in rows_of_events("events_range", "band, first, last", events):
            if band >> BAND_BITS == Role.CHILD:
                ranges.setdefault(event, []).append((first, last))
        found: dict[int, list[tuple[Fact, RangeSet]]] = {}
        for event, pairs in ranges.items():
            found.setdefault(events[event], []).append((self._facts[event], RangeSet.from_pairs(pairs)))
        return found

    def child_lots(self, containers: Collection[int], /) -> Mapping[int, Sequence[tuple[Fact, int]]]:
        """Every lot that a childQuantityList names under each container, whatever the action."""
        events = self._packings(containers, adds_only=False)
        found: dict[int, list[tuple[Fact, int]]] = {}
        named = [
            row
            for row in rows_of_events("events_quantity", "role, item_class", events)
            if row[1] == Role.CHILD
        ]
        keys = dictionary.classes({lot for _, _, lot in named})
        for event, _, lot in named:
            if is_lot(keys[lot]):  # a bare product joins no lots
                found.setdefault(events[event], []).append((self._facts[event], lot))
        return found

    def holding(self, objects: RangeSet, /) -> RangeSet:
        """Those of these objects that anything was ever put into."""
        if not objects:
            return EMPTY
        live, parameters = self.live()
        sql = ranges_holding("r.first AS first, r.last AS last, r.id AS row_id", role_bands(Role.PARENT))
        rows = store.select(
            f"SELECT t.first, t.last FROM ({sql}) t"  # noqa: S608
            f" {event_of_row(f'e.type IN (%s, %s) AND e.rank = %s AND {live}')}",
            [
                *store.arrays(objects.first.tolist(), objects.last.tolist()),
                int(Type.AGGREGATION),
                int(Type.ASSOCIATION),
                int(Action.ADD),
                *parameters,
            ],
        )
        return RangeSet.from_pairs(rows) & objects

    def _packings(self, containers: Collection[int], *, adds_only: bool) -> dict[int, int]:
        """Aggregations and associations by event, with their container."""
        found: dict[int, int] = {}
        for container, touches in self.touches(containers).items():
            for touch in touches:
                if (
                    touch.role == "parent"
                    and touch.fact.layer
                    and (touch.fact.action == "ADD" or not adds_only)
                ):
                    found[touch.fact.event] = container
        return found


class _Recorded:
    """All touches of a source, endings by strangers among them; implements `lineage.facts.Source`."""

    def __init__(self, source: DatabaseSource) -> None:
        self._source = source
        self._touches: dict[int, list[Touch]] = {}
        self.origins = source.origins
        self.taking_in = source.taking_in

    def touches(self, ids: Collection[int], /) -> Mapping[int, Sequence[Touch]]:
        asked = sorted(item for item in ids if item not in self._touches)
        if asked:
            self._touches |= self._source.read_touches(asked)
        return {item: self._touches[item] for item in ids}


def _at_sites(place: npt.NDArray[np.int64], parent: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Places, with those of parents that are locations where there was none."""
    asked = np.flatnonzero((place == 0) & (parent > 0))
    if not len(asked):
        return place
    parents = distinct(parent[asked])
    sites = places_of_parents(parents.tolist())
    known = np.array([sites.get(one, 0) for one in parents.tolist()], dtype=np.int64)
    place[asked] = known[np.searchsorted(parents, parent[asked])]
    return place


def _by_word(
    column: npt.NDArray[np.int64], code: Callable[[str | None], int] | None
) -> tuple[npt.NDArray[np.int64], tuple[str, ...]]:
    """A column of words as codes: those that `code` gives, or else 0 for none and 1 + index in the texts."""
    found = distinct(column)
    texts = dictionary.words({word for word in found.tolist() if word})
    names = tuple(texts[word] for word in found.tolist() if word)
    if code is None:
        codes = [0 if not word else 1 + names.index(texts[word]) for word in found.tolist()]
    else:
        codes = [code(texts[word] if word else None) for word in found.tolist()]
    return np.array(codes, dtype=np.int64)[np.searchsorted(found, column)], names
