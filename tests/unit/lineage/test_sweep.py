"""The sweep by arrays answers what the fold of single objects answers."""

from __future__ import annotations

import pytest

from headwater.lineage.ancestry import gather
from headwater.lineage.place import locate
from headwater.lineage.ranges import EMPTY, RangeSet
from headwater.lineage.sweep import Placement, place_all
from tests.unit.lineage.worlds import MemorySource, World, random_world, shuffled

SEEDS = range(320)

Row = tuple[int, bool, int, int, str | None, int]


def by_object(told: Placement) -> dict[int, Row]:
    states = (None, *told.states)
    return {
        item: (
            int(told.place[i]),
            bool(told.in_transit[i]),
            int(told.origin[i]),
            int(told.destination[i]),
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
            standing.state,
            standing.via or 0,
        )
    return found


@pytest.mark.parametrize("block", range(0, len(SEEDS), 40))
def test_sweep_is_the_fold(block: int) -> None:
    for seed in SEEDS[block : block + 40]:
        world = random_world(seed, items=14, events=6 + seed % 30)
        source = MemorySource(shuffled(world, seed))
        objects = RangeSet.from_pairs([(1, 18)] if seed % 4 else [(3, 5), (9, 9), (15, 30)])
        told = place_all(source, objects)
        assert by_object(told) == folded(source, objects.ids().tolist()), seed


def test_arrays_decide_most_segments() -> None:
    segments = slow = 0
    for seed in range(100):
        world = random_world(seed, items=40, containers=6, events=14)
        told = place_all(MemorySource(world), RangeSet.from_pairs([(1, 46)]))
        segments += len(told.first)
        slow += told.folded
    assert slow < segments / 2


def test_nothing_asked_and_nothing_known() -> None:
    source = MemorySource(World([]))
    assert by_object(place_all(source, EMPTY)) == {}
    assert by_object(place_all(source, RangeSet.from_pairs([(7, 8)]))) == {
        7: (0, False, 0, 0, None, 0),
        8: (0, False, 0, 0, None, 0),
    }
