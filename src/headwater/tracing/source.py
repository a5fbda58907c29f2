"""Touches from the event store: which events name which objects, for the folds of `lineage`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np

from headwater import store
from headwater.events.codes import BAND_BITS, ROW_BITS, TYPE_NAMES, Action, Flag, Role, Type, band_role
from headwater.events.lookup import ranges_holding, role_bands, rows_of_events
from headwater.identity import dictionary
from headwater.lineage import facts as lineage_facts
from headwater.lineage.facts import Fact, Touch
from headwater.lineage.ranges import RangeSet
from headwater.lineage.rows import FactTable, Rows, step_code
from headwater.tracing.subjects import is_lot

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from headwater.tracing.cut import Cut
    from headwater.tracing.eyes import Eyes

FACT_COLUMNS: Final = (
    "e.id, e.event_time, e.digest, e.type, e.rank, e.flags, e.biz_step, e.disposition, e.biz_location,"
    " e.read_point, e.destination, e.parent, e.capturer_id"
)
ROLE_NAMES: Final[dict[Role, lineage_facts.Role]] = {
    Role.OBJECT: "object",
    Role.PARENT: "parent",
    Role.CHILD: "child",
    Role.INPUT: "input",
    Role.OUTPUT: "output",
}
_TYPE_CODES: Final = {code: lineage_facts.TYPES.index(name) for code, name in TYPE_NAMES.items()}


Status = Literal["declaration", "claim", "declared"]
Aside = tuple[Fact, Status]


class DatabaseSource:
    """What counts as a fact in one cut of the store, and is seen; implements `lineage.facts.BulkSource`."""

    def __init__(self, cut: Cut, eyes: Eyes) -> None:
        self.cut = cut
        self.eyes = eyes
        self._facts: dict[int, Fact] = {}
        self._touches: dict[int, list[Touch]] = {}
        self._met: set[int] = set()
        self.aside: dict[int, dict[int, Aside]] = {}
        """By object and position: events that name it and do not count."""

    def live(self) -> tuple[str, list[Any]]:
        """SQL over the event table "e", and its parameters: what counts and is seen."""
        live, parameters = self.cut.live("e")
        seen, more = self.eyes.condition("e")
        return f"{live} AND {seen}", [*parameters, *more]

    def touches(self, ids: Collection[int], /) -> Mapping[int, Sequence[Touch]]:
        """Every touch of each object. One statement for all of them, one more for words not met before."""
        asked = sorted(item for item in ids if item not in self._touches)
        if asked:
            self._touches |= self._read_touches(asked)
        return {item: self._touches[item] for item in ids}

    def _read_touches(self, wanted: Sequence[int]) -> dict[int, list[Touch]]:
        recorded, parameters = self.cut.recorded("e")
        seen, more = self.eyes.condition("e")
        sql = ranges_holding("k.first AS item, b.band AS band, r.id AS row_id")
        rows = store.select(
            f"SELECT t.item, t.band, e.void, {FACT_COLUMNS} FROM ({sql}) t"  # noqa: S608
            f" CROSS JOIN events_event e WHERE e.id = t.row_id >> {ROW_BITS} AND {recorded} AND {seen}",
            [*store.arrays(wanted, wanted), *parameters, *more],
        )
        found: dict[int, list[Touch]] = {item: [] for item in wanted}
        facts = self.facts([row[3:] for row in rows])
        for item, band, void, position, *columns in rows:
            touch = Touch(facts[position], ROLE_NAMES[band_role(band)])
            status = self.status(columns[4], void)
            self._met.add(item)
            if status is None:
                found[item].append(touch)
            else:
                self.aside.setdefault(item, {})[position] = (touch.fact, status)
        return found

    def status(self, flags: int, void: int | None) -> Status | None:
        """Why an event does not count; None for one that does."""
        if flags & Flag.DECLARATION:
            return "declaration"
        if flags & Flag.CLAIM:
            return "claim"
        known_at = self.cut.known_at
        return "declared" if void is not None and (known_at is None or void <= known_at) else None

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
                    " CROSS JOIN events_event e WHERE e.id = k.id",
                    store.arrays(missing),
                )
            )
        return {position: self._facts[position] for position in positions}

    def facts(self, rows: Sequence[Sequence[Any]]) -> Mapping[int, Fact]:
        """Facts of rows of `FACT_COLUMNS`, by position."""
        new = [row for row in rows if row[0] not in self._facts]
        words = dictionary.words({word for row in new for word in (row[6], row[7]) if word is not None})
        for row in new:
            flags = row[5]
            self._facts[row[0]] = Fact(
                event=row[0],
                time=row[1],
                digest=bytes(row[2]),
                type=TYPE_NAMES[row[3]],  # type: ignore[arg-type]
                action=None if flags & Flag.NO_ACTION else Action(row[4]).name,  # type: ignore[arg-type]
                step=None if row[6] is None else words[row[6]],
                disposition=None if row[7] is None else words[row[7]],
                place=row[8],
                seen_at=row[9],
                destination=row[10],
                parent=row[11],
                all_children=bool(flags & Flag.ALL_CHILDREN),
                capturer=row[12],
            )
        return self._facts

    def rows(self, objects: RangeSet, /) -> Rows:
        """Every touch row that overlaps one of the ranges, in columns."""
        live, parameters = self.live()
        sql = ranges_holding("r.id AS row_id, b.band AS band, r.first AS first, r.last AS last")
        firsts, lasts = objects.first.tolist(), objects.last.tolist()
        found = store.select(
            f"SELECT t.first, t.last, t.band, {FACT_COLUMNS} FROM ({sql}) t"  # noqa: S608
            f" CROSS JOIN events_event e WHERE e.id = t.row_id >> {ROW_BITS} AND {live}",
            [*store.arrays(firsts, lasts), *parameters],
        )
        return _columns(found)

    def children(self, containers: Collection[int], /) -> Mapping[int, RangeSet]:
        """Everything that was ever put into each container."""
        pairs: dict[int, list[tuple[int, int]]] = {}
        for event, container in self._packings(containers, adds_only=True).items():
            pairs.setdefault(container, []).append((event, event))
        events = {event: container for container, found in pairs.items() for event, _ in found}
        ranges: dict[int, list[tuple[int, int]]] = {}
        for event, band, first, last in rows_of_events("events_range", "band, first, last", events):
            if band >> BAND_BITS == Role.CHILD:
                ranges.setdefault(events[event], []).append((first, last))
        return {container: RangeSet.from_pairs(found) for container, found in ranges.items()}

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

    def holding(self, objects: RangeSet) -> RangeSet:
        """Those of these objects that anything was ever put into."""
        live, parameters = self.live()
        sql = ranges_holding("r.first AS first, r.last AS last, r.id AS row_id", role_bands(Role.PARENT))
        rows = store.select(
            f"SELECT t.first, t.last FROM ({sql}) t CROSS JOIN events_event e"  # noqa: S608
            f" WHERE e.id = t.row_id >> {ROW_BITS} AND e.type IN (%s, %s) AND e.rank = %s AND {live}",
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


def _columns(found: Sequence[Sequence[Any]]) -> Rows:
    """Rows of (first, last, band, FACT_COLUMNS) as arrays; facts are listed once each."""
    if not found:
        found = []
    columns = list(zip(*found, strict=True)) or [()] * 16
    events = np.array(columns[3], dtype=np.int64)
    _, index, fact = np.unique(events, return_index=True, return_inverse=True)
    picked = index.tolist()

    def column(n: int) -> np.ndarray:
        values = columns[n]
        return np.array([values[i] or 0 for i in picked], dtype=np.int64)

    digests = np.frombuffer(b"".join(bytes(columns[5][i])[:16] for i in picked), dtype=">u8")
    words = dictionary.words({word for n in (9, 10) for word in set(columns[n]) if word is not None})
    dispositions = tuple(sorted({words[word] for word in set(columns[10]) if word is not None}))
    code_of = {word: n + 1 for n, word in enumerate(dispositions)}
    flags = column(8)
    ranks = column(7)
    action = np.where(flags & Flag.NO_ACTION, 0, ranks + 1)
    return Rows(
        first=np.array(columns[0], dtype=np.int64),
        last=np.array(columns[1], dtype=np.int64),
        role=(np.array(columns[2], dtype=np.int64) >> BAND_BITS).astype(np.uint8),
        fact=fact.astype(np.int64),
        facts=FactTable(
            event=events[index],
            time=column(4),
            digest_high=digests[0::2].astype(np.uint64),
            digest_low=digests[1::2].astype(np.uint64),
            type=np.array([_TYPE_CODES[columns[6][i]] for i in picked], dtype=np.uint8),
            action=action.astype(np.uint8),
            step=np.array(
                [step_code(None if columns[9][i] is None else words[columns[9][i]]) for i in picked],
                dtype=np.uint8,
            ),
            disposition=np.array(
                [0 if columns[10][i] is None else code_of[words[columns[10][i]]] for i in picked],
                dtype=np.int64,
            ),
            place=column(11),
            seen_at=column(12),
            destination=column(13),
            parent=column(14),
            all_children=(flags & Flag.ALL_CHILDREN) != 0,
            dispositions=dispositions,
        ),
    )
