"""Transformations and membership from the event store, for the closure of `lineage`.

A transformation is an event, or all events of one capturer that share a transformationID. Ids: the position
of an event; for a shared one, minus (word of the ID << 20) + capturer. Only the capturer itself can add to
its transformation. What was inside of an input object went in with it; see `consumption`. An object that was
used again is a vertex for each of its lives; see `lineage.lived`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any

from headwater import store
from headwater.events.codes import BAND_BITS, ROW_BITS, Role, Type
from headwater.events.lookup import event_of_row, ranges_holding, role_bands, rows_of_events
from headwater.identity import dictionary
from headwater.lineage.alone import followed_alone
from headwater.lineage.contents import ever_held
from headwater.lineage.lived import LivedGraph
from headwater.lineage.ranges import EMPTY, RangeSet, pieces_by_lot, union
from headwater.tracing.consumption import Consumption
from headwater.tracing.containers import PACKS, above
from headwater.tracing.joining import CLAIMED, TRANSFORMATION, events_of, memberships, naming_objects
from headwater.tracing.reusing import Reusing
from headwater.tracing.subjects import is_lot, is_lot_sql

if TYPE_CHECKING:
    from headwater.lineage.contents import Held
    from headwater.lineage.reuse import Reused, Tie
    from headwater.tracing.source import DatabaseSource

Objects = dict[int, RangeSet]
Flow = Mapping[int, tuple[set[int], RangeSet]]


class DatabaseGraph(LivedGraph):
    """Lots and lives of objects in one cut of the store: the graph that is walked."""

    def __init__(self, source: DatabaseSource, facts: DatabaseSource | None = None) -> None:
        """Of the events that the source's viewer sees.

        Args:
            source: of the cut that is asked about.
            facts: the same without claims, where `source` has some: a claim begins and ends no life, and takes
                nothing out of a container.
        """
        self.facts = source if facts is None else facts
        self.stored = StoredGraph(source, self.facts)
        super().__init__(self.stored)

    def events_of(self, transformations: Collection[int]) -> dict[int, int]:
        """The events that make up each transformation: event to transformation."""
        return self.stored.events_of(transformations)


class StoredGraph:
    """What counts in one cut of the store, of objects over all their lives; implements `lived.ObjectGraph`.

    Of a source that does not see everything, it is what the events tell that are seen.
    """

    def __init__(self, source: DatabaseSource, facts: DatabaseSource) -> None:
        """See `DatabaseGraph`."""
        self._source = source
        self._facts = facts
        self._carried = Consumption(source, facts)
        self._out_of: dict[int, tuple[set[int], set[int]]] = {}
        """By lot: the transformations that give it out, and the containers into which some of it was put."""
        self._held: dict[int, tuple[list[Held], list[Held]]] = {}
        """By container: objects and lots that were ever inside of it."""
        self._claims: dict[int, list[tuple[int, int]]] = {}
        """By lot: objects that claims tell to be of it, as far as was asked."""
        self._made: tuple[RangeSet, Objects, Objects] = (EMPTY, {}, {})
        """What `_makings` was asked last, and its answer: a walk asks twice."""

    def transformations_from(self, lots: Collection[int], objects: RangeSet, /) -> set[int]:
        """Transformations into which one of these went, itself or inside of something."""
        return self._naming(Role.INPUT, lots, objects) | self._carried.holding(lots, objects).keys()

    def transformations_to(self, lots: Collection[int], objects: RangeSet, /) -> set[int]:
        """Transformations out of which one of these came."""
        return self._naming(Role.OUTPUT, lots, objects)

    def inputs(self, transformations: Collection[int], /) -> Flow:
        """What went into each, itself or inside of something."""
        return self._flow(Role.INPUT, transformations)

    def outputs(self, transformations: Collection[int], /) -> Flow:
        """What came out of each."""
        return self._flow(Role.OUTPUT, transformations)

    def passing(self, lots: Collection[int], objects: RangeSet, /) -> set[int]:
        """Transformations through which one of these came inside of an object that went in and came out."""
        return {one for _, one in self._carried.by_event(lots, objects, passed=True)}

    def passed(self, transformations: Collection[int], /) -> Flow:
        """What came through each so, of those through which something did."""
        return {
            one: (set(lots), objects)
            for one, (lots, objects) in self._carried.passed(transformations).items()
        }

    def _naming(self, role: Role, lots: Collection[int], objects: RangeSet) -> set[int]:
        live, parameters = self._source.live()
        found = self._taking(lots) if role == Role.INPUT else set[int]().union(*self.makers(lots).values())
        if objects:
            sql = ranges_holding("r.id AS row_id", role_bands(role))
            rows = store.select(
                f"SELECT DISTINCT {TRANSFORMATION} FROM ({sql}) t"  # noqa: S608
                f" {event_of_row(live)}",
                [*store.arrays(objects.first.tolist(), objects.last.tolist()), *parameters],
            )
            found.update(row[0] for row in rows)
        return found

    def _taking(self, lots: Collection[int]) -> set[int]:
        """The transformations that take in some quantity of these lots."""
        if not lots:
            return set()
        live, parameters = self._source.live()
        rows = store.select(
            f"SELECT DISTINCT {TRANSFORMATION} FROM {store.unnest('k', [('lot', 'int')])}"  # noqa: S608
            f" {store.looked_up('events_quantity', 'q', f'q.item_class = k.lot AND q.role = {int(Role.INPUT)}')}"
            f" {event_of_row(f'e.type = {int(Type.TRANSFORMATION)} AND {live}', 'q.id')}",
            [*store.arrays(sorted(lots)), *parameters],
        )
        return {one for (one,) in rows}

    def _upstream(self, lots: Collection[int]) -> list[tuple[set[int], set[int]]]:
        """Of each lot, the transformations that give it out, and the containers into which some of it was put.

        One statement for those that were not asked about before: a way back asks for both of every lot.
        """
        new = [lot for lot in lots if lot not in self._out_of]
        if new:
            self._out_of |= {lot: (set(), set()) for lot in new}
            live, parameters = self._source.live()
            made = f"q.role = {int(Role.OUTPUT)} AND e.type = {int(Type.TRANSFORMATION)}"
            packed = f"q.role = {int(Role.CHILD)} AND {PACKS}"
            roles = f"q.item_class = k.lot AND q.role IN ({int(Role.OUTPUT)}, {int(Role.CHILD)})"
            rows = store.select(
                "SELECT DISTINCT k.lot, q.role, "  # noqa: S608
                f"CASE q.role WHEN {int(Role.CHILD)} THEN e.parent ELSE {TRANSFORMATION} END"
                f" FROM {store.unnest('k', [('lot', 'int')])} {store.looked_up('events_quantity', 'q', roles)}"
                f" {event_of_row(f'({made} OR {packed}) AND {live}', 'q.id')}",
                [*store.arrays(sorted(new)), *parameters],
            )
            for lot, role, one in rows:
                self._out_of[lot][role == Role.CHILD].add(one)
        return [self._out_of[lot] for lot in lots]

    def _flow(self, role: Role, transformations: Collection[int]) -> Flow:
        of_event = self.events_of(transformations)
        flows: dict[int, tuple[set[int], list[tuple[int, int]]]] = {
            one: (set(), []) for one in transformations
        }
        named = [
            row for row in rows_of_events("events_quantity", "role, item_class", of_event) if row[1] == role
        ]
        keys = dictionary.classes({lot for _, _, lot in named})
        for event, _, lot in named:
            if is_lot(keys[lot]):  # a bare product joins no lots
                flows[of_event[event]][0].add(lot)
        ranges: dict[int, list[tuple[int, int]]] = {}
        for event, band, first, last in rows_of_events("events_range", "band, first, last", of_event):
            if band >> BAND_BITS == role:
                ranges.setdefault(event, []).append((first, last))
        for event, pairs in ranges.items():
            flows[of_event[event]][1].extend(pairs)
        for event, (held_lots, held) in self._carried.of_events(ranges).items() if role == Role.INPUT else ():
            flows[of_event[event]][0].update(held_lots)
            flows[of_event[event]][1].extend(held)
        return {one: (lots, RangeSet.from_pairs(pairs)) for one, (lots, pairs) in flows.items()}

    def events_of(self, transformations: Collection[int]) -> dict[int, int]:
        """The events that make up each transformation: event to transformation."""
        return events_of(self._source, transformations)

    def lot_closure(self, lots: Collection[int], direction: str, /) -> set[int]:
        """Lots that these lead to from lot to lot, found in one statement; see `lineage.prefetched.LotGraph`.

        Transformations of several events, and those that name single objects, are left to the walk.
        """
        if not lots:
            return set()
        live, parameters = self._source.live()
        near, far = (Role.INPUT, Role.OUTPUT) if direction == "forward" else (Role.OUTPUT, Role.INPUT)
        # The plus keeps SQLite from an index of its own over all roles.
        opposite = (
            f"f.id BETWEEN e.id << {ROW_BITS} AND (e.id << {ROW_BITS}) + {(1 << ROW_BITS) - 1}"
            f" AND +f.role = {int(far)}"
        )
        # A bare product joins no lots: from water, all would be reached.
        named = f"c.id = f.item_class AND {is_lot_sql('c.key')}"
        rows = store.select(
            "WITH RECURSIVE reached(lot) AS ("  # noqa: S608
            f"SELECT k.lot FROM {store.unnest('k', [('lot', 'int')])} UNION"
            " SELECT f.item_class FROM reached"
            f" {store.looked_up('events_quantity', 'n', f'n.item_class = reached.lot AND n.role = {int(near)}')}"
            f" {store.looked_up('events_event', 'e', f'e.id = n.id >> {ROW_BITS} AND {live}')}"
            f" {store.looked_up('events_quantity', 'f', opposite)}"
            f" {store.looked_up('identity_class', 'c', named)})"
            " SELECT lot FROM reached",
            [*store.arrays(sorted(lots)), *parameters],
        )
        return {row[0] for row in rows}

    def members(self, lots: Collection[int], /) -> Mapping[int, RangeSet]:
        """Objects of each lot."""
        live, parameters = self._source.telling()
        rows = store.select(
            f"SELECT m.lot, m.first, m.last, {CLAIMED} FROM {store.unnest('k', [('lot', 'int')])}"  # noqa: S608
            f" {store.looked_up('tracing_membership', 'm', 'm.lot = k.lot')} {event_of_row(live, 'm.id')}",
            [*store.arrays(sorted(lots)), *parameters],
        )
        pairs: dict[int, list[tuple[int, int]]] = {}
        for lot, first, last, claimed in rows:
            pairs.setdefault(lot, []).append((first, last))
            if claimed:
                self._claims.setdefault(lot, []).append((first, last))
        return {lot: RangeSet.from_pairs(found) for lot, found in pairs.items()}

    def claimed(self) -> dict[int, RangeSet]:
        """By lot: objects that claims alone tell to be of it, of what was asked about. One statement if there are
        any."""
        if not self._claims:
            return {}
        facts = StoredGraph(self._facts, self._facts).members(self._claims)
        found = {lot: RangeSet.from_pairs(some) - facts.get(lot, EMPTY) for lot, some in self._claims.items()}
        return {lot: some for lot, some in found.items() if some}

    def lots_of(self, objects: RangeSet, /) -> Sequence[tuple[int, int, int]]:
        """(first, last, lot) of every piece of these ranges that belongs to a lot."""
        # Two events may put an object into the same lot, among others: it is one member all the same.
        return pieces_by_lot(
            (max(first, asked_first), min(last, asked_last), lot)
            for asked_first, asked_last, first, last, lot, *_ in self.memberships(objects)
        )

    def memberships(self, objects: RangeSet) -> list[tuple[Any, ...]]:
        """(asked first, asked last, first, last, lot, event, whether it is a claim) of memberships that overlap
        these ranges."""
        rows = memberships(self._source, objects)
        for _, _, first, last, lot, _, claimed in rows if self._source.cut.claims else ():
            if claimed:
                self._claims.setdefault(lot, []).append((first, last))
        return rows

    def named(self, objects: RangeSet, /) -> RangeSet:
        """Those of these objects that a transformation gives out without having taken them in."""
        return union(self._makings(objects)[0].values()) & objects

    def alone(self, objects: RangeSet, /) -> RangeSet:
        """Those of these objects, all of them named, that do not go by their lots."""
        made = {one: mine & objects for one, mine in self._makings(objects)[1].items()}
        return followed_alone(self, made, self.lots_of(objects)) & objects if made else EMPTY

    def _makings(self, objects: RangeSet) -> tuple[Objects, Objects]:
        """By transformation: what it gives out of these objects, and perhaps more, without having taken it in;
        the same of transformations that are no claims."""
        asked, *found = self._made
        if objects - asked:
            told = naming_objects(self._source, Role.OUTPUT, objects)
            given, facts = _grouped(told), _grouped(row for row in told if not row[4])
            taken = self._taken(union(given.values()) & objects) if given else {}
            for one in taken.keys() & given.keys():
                given[one] -= taken[one]
                facts[one] = facts.get(one, EMPTY) - taken[one]
            found = [given, facts]
            self._made = (objects, given, facts)
        return found[0], found[1]

    def _taken(self, objects: RangeSet) -> Objects:
        """Those of these objects that each transformation takes in, themselves or inside of something."""
        taken = _grouped(naming_objects(self._source, Role.INPUT, objects))
        for one, (_, held) in self._carried.holding((), objects).items():
            taken[one] = taken.get(one, EMPTY) | held
        return taken

    def parents(self, objects: RangeSet, /) -> RangeSet:
        """Those of these objects that anything was ever put into."""
        return self._facts.holding(objects)

    def above(self, lots: Collection[int], objects: RangeSet, /) -> set[int]:
        """Everything into which these lots and objects were ever put, directly or inside of something."""
        holding = set[int]().union(*(packed for _, packed in self._upstream(lots)))
        return above(holding, objects, self._facts)

    def ever_held(self, containers: Collection[int], /) -> tuple[list[Held], list[Held]]:
        """See `contents.ever_held`; claims put nothing into anything."""
        new = [one for one in containers if one not in self._held]
        if new:
            self._held |= {one: ([], []) for one in new}
            for told, into in zip(ever_held(self._facts, new), (0, 1), strict=True):
                for one in told:
                    self._held[one.container][into].append(one)
        objects, lots = zip(*(self._held[one] for one in containers), strict=True)
        return list(chain(*objects)), list(chain(*lots))

    def makers(self, lots: Collection[int], /) -> Mapping[int, set[int]]:
        """The transformations that have each lot in their output quantities."""
        return {lot: made for lot, (made, _) in zip(lots, self._upstream(lots), strict=True)}

    def packed_lots(self, lots: Collection[int], /) -> set[int]:
        """Those of these lots of which some quantity was ever put into a container."""
        return {lot for lot, (_, packed) in zip(lots, self._upstream(lots), strict=True) if packed}

    def reused(self, objects: RangeSet, /) -> Sequence[Reused]:
        """See `reusing.Reusing`."""
        return Reusing(self._source, self._facts, self._carried).reused(objects)

    def ties(self, objects: RangeSet, /) -> Sequence[Tie]:
        """See `reusing.Reusing`."""
        return Reusing(self._source, self._facts, self._carried).ties(objects)


def _grouped(rows: Iterable[tuple[Any, ...]]) -> Objects:
    """Objects by transformation, of (first, last, transformation, ...)."""
    pairs: dict[int, list[tuple[int, int]]] = {}
    for first, last, one, *_ in rows:
        pairs.setdefault(one, []).append((first, last))
    return {one: RangeSet.from_pairs(found) for one, found in pairs.items()}
