"""The sweep by arrays answers what the fold of single objects answers."""

from __future__ import annotations

import time
from dataclasses import fields
from typing import TYPE_CHECKING

import numpy as np
import pytest

from headwater.lineage.ancestry import gather
from headwater.lineage.facts import ACTIONS, ROLES, TYPES, Action, EventType, Role, Touch
from headwater.lineage.place import locate
from headwater.lineage.ranges import EMPTY, RangeSet
from headwater.lineage.rows import FactTable, Rows, step_code
from headwater.lineage.sweep import Placement, place_all
from tests.unit.lineage.worlds import MemorySource, World, random_world, shuffled

if TYPE_CHECKING:
    from collections.abc import Collection

SEEDS = range(320)

Row = tuple[int, bool, int, int, int, int, str | None, int]


def by_object(told: Placement) -> dict[int, Row]:
    states = (None, *told.states)
    return {
        item: (
            int(told.place[i]),
            bool(told.in_transit[i]),
            int(told.origin[i]),
            int(told.destination[i]),
            int(told.seen_at[i]),
            int(told.told_by[i]),
            states[int(told.state[i])],
            int(told.via[i]),
        )
        for i in range(len(told.first))
        for item in range(int(told.first[i]), int(told.last[i]) + 1)
    }


def folded(source: MemorySource, items: list[int]) -> dict[int, Row]:
    known = gather(source, items)
    found = {}
    for item in items:
        standing = locate(known, item)
        place = standing.place
        found[item] = (
            place.place or 0,
            place.in_transit,
            place.origin or 0,
            place.destination or 0,
            place.seen_at or 0,
            place.told_by[-1],
            standing.state,
            standing.via or 0,
        )
    return found


@pytest.mark.parametrize("block", range(0, len(SEEDS), 40))
def test_sweep_is_the_fold(block: int) -> None:
    for seed in SEEDS[block : block + 40]:
        world = random_world(seed, items=14, events=6 + seed % 30, foreign_ends=seed % 3 / 2)
        source = MemorySource(shuffled(world, seed))
        objects = RangeSet.from_pairs([(1, 18)] if seed % 4 else [(3, 5), (9, 9), (15, 30)])
        told = place_all(source, objects)
        assert by_object(told) == folded(source, objects.ids().tolist()), seed


def test_arrays_decide_most_segments() -> None:
    segments = slow = 0
    for seed in range(100):
        world = random_world(seed, items=40, containers=6, events=14, foreign_ends=seed % 3 / 2)
        told = place_all(MemorySource(world), RangeSet.from_pairs([(1, 46)]))
        segments += len(told.first)
        slow += told.folded
    assert slow < segments / 2


def test_nothing_asked_and_nothing_known() -> None:
    source = MemorySource(World([]))
    assert by_object(place_all(source, EMPTY)) == {}
    assert by_object(place_all(source, RangeSet.from_pairs([(7, 8)]))) == {
        7: (0, False, 0, 0, 0, 0, None, 0),
        8: (0, False, 0, 0, 0, 0, None, 0),
    }


class Plant:
    """A million cans in order: cases of 12, pallets of 60 cases, shipped and received, every other emptied."""

    CANS, CASES, PALLETS = 1_000_000, 83_334, 1_389
    CASE, PALLET = 2_000_000, 3_000_000

    def __init__(self, *, tips: bool = False) -> None:
        """With `tips`, the cases of pallets that were emptied go into a transformation at last, and other pallets whole."""
        cases, pallets = np.arange(self.CASES), np.arange(self.PALLETS)
        self._rows: list[tuple[np.ndarray, np.ndarray, int, np.ndarray]] = []
        self._columns: list[dict[str, np.ndarray]] = []
        self._facts = 0
        made = np.arange(0, self.CANS, 10_000)
        at = self._tell("ObjectEvent", "ADD", 0, made, place=1)
        self._name("object", made + 1, made + 10_000, at)
        at = self._tell("AggregationEvent", "ADD", 1, cases, place=1, parent=self.CASE + cases)
        self._name("child", cases * 12 + 1, np.minimum(cases * 12 + 12, self.CANS), at)
        self._name("parent", self.CASE + cases, self.CASE + cases, at)
        at = self._tell("AggregationEvent", "ADD", 2, pallets, place=1, parent=self.PALLET + pallets)
        last = np.minimum(pallets * 60 + 59, self.CASES - 1)
        self._name("child", self.CASE + pallets * 60, self.CASE + last, at)
        self._name("parent", self.PALLET + pallets, self.PALLET + pallets, at)
        at = self._tell("ObjectEvent", "OBSERVE", 3, pallets, step=step_code("shipping"))
        self._name("object", self.PALLET + pallets, self.PALLET + pallets, at)
        arrived = pallets[pallets % 4 > 0]
        at = self._tell("ObjectEvent", "OBSERVE", 4, arrived, place=2)
        self._name("object", self.PALLET + arrived, self.PALLET + arrived, at)
        emptied = pallets[pallets % 4 == 3]
        at = self._tell(
            "AggregationEvent", "DELETE", 5, emptied, parent=self.PALLET + emptied, all_children=1, place=3
        )
        self._name("parent", self.PALLET + emptied, self.PALLET + emptied, at)
        if tips:
            at = self._tell("TransformationEvent", None, 6, emptied, place=4)
            self._name("input", self.CASE + emptied * 60, self.CASE + last[emptied], at)
            whole = pallets[pallets % 4 == 2]
            at = self._tell("TransformationEvent", None, 7, whole, place=5)
            self._name("input", self.PALLET + whole, self.PALLET + whole, at)
        columns = {name: np.concatenate([c[name] for c in self._columns]) for name in self._columns[0]}
        zeros = np.zeros(self._facts, np.int64)
        self._table = FactTable(
            event=np.arange(self._facts) + 1,
            disposition=zeros,
            destination=zeros,
            foreign=zeros > 0,
            unowned=zeros > 0,
            adds=zeros > 0,
            named=zeros > 0,
            mixed=zeros > 0,
            capturer=zeros,
            seen_at=zeros,
            dispositions=(),
            **columns,
        )
        self.all = [np.concatenate([np.broadcast_to(r[i], r[0].shape) for r in self._rows]) for i in range(4)]

    def _tell(
        self, kind: EventType, action: Action | None, day: int, numbers: np.ndarray, **more: int | np.ndarray
    ) -> np.ndarray:
        many = len(numbers)
        values = {
            "time": 1_700_000_000_000_000 + day * 86_400_000_000 + numbers,
            "type": TYPES.index(kind),
            "action": ACTIONS.index(action),
            "step": more.get("step", 0),
            "place": more.get("place", 0),
            "parent": more.get("parent", 0),
            "all_children": more.get("all_children", 0),
        }
        self._columns.append({k: np.broadcast_to(np.asarray(v, np.int64), many) for k, v in values.items()})
        self._facts += many
        return np.arange(self._facts - many, self._facts)

    def _name(self, role: Role, first: np.ndarray, last: np.ndarray, at: np.ndarray) -> None:
        self._rows.append((first, last, ROLES.index(role), at))

    def rows(self, objects: RangeSet) -> Rows:
        first, last, role, fact = self.all
        within = (first <= objects.last[-1]) & (last >= objects.first[0])
        return Rows(first[within], last[within], role[within].astype(np.uint8), fact[within] + 1)

    def table(self, events: RangeSet) -> FactTable:
        asked = events.holds(self._table.event)
        columns = {
            field.name: getattr(self._table, field.name)[asked]
            for field in fields(FactTable)
            if field.name != "dispositions"
        }
        return FactTable(**columns, dispositions=())

    def digests(self, events: RangeSet) -> np.ndarray:
        raise AssertionError(f"{events.count} events are of one moment")

    def touches(self, ids: Collection[int]) -> dict[int, list[Touch]]:
        raise AssertionError(f"{len(ids)} segments were not decided by arrays")


def test_a_million_cans_are_placed_by_arrays_alone() -> None:
    plant = Plant()
    assert len(plant.all[0]) > 170_000
    started = time.process_time()
    told = place_all(plant, RangeSet.from_pairs([(1, plant.CANS)]))
    spent = time.process_time() - started
    a_pallet = 12 * 60
    # Of 1389 pallets the first of every four is on its way, the last of every four emptied.
    assert told.count_in_transit == 347 * a_pallet + plant.CANS - 1388 * a_pallet
    assert told.count_by_place() == {2: 2 * 347 * a_pallet, 3: 347 * a_pallet}
    assert told.folded == 0
    assert len(told.first) == plant.CASES
    assert spent < 2  # 0.1 to 0.15 s on an idle machine
    print(f"{spent:.3f} s")


def test_what_a_million_cans_were_used_up_in_is_found_by_arrays_alone() -> None:
    plant = Plant(tips=True)
    started = time.process_time()
    told = place_all(plant, RangeSet.from_pairs([(1, plant.CANS)]))
    spent = time.process_time() - started
    a_pallet = 12 * 60
    assert told.count_by_place() == dict.fromkeys((2, 4, 5), 347 * a_pallet)
    used_up = told.state == 1 + told.states.index("consumed")
    assert int((told.last - told.first + 1)[used_up].sum()) == 2 * 347 * a_pallet
    assert not told.via[used_up].any()
    assert told.via[~used_up].all()
    assert told.folded == 0
    assert spent < 2
    print(f"{spent:.3f} s")
