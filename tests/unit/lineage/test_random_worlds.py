"""Histories, places and contents of random worlds are what a plain replay of the events gives."""

from __future__ import annotations

import pytest

from headwater.lineage.ancestry import gather
from headwater.lineage.contents import contents
from headwater.lineage.history import history
from headwater.lineage.place import locate
from tests.unit.lineage.reference import Replay
from tests.unit.lineage.worlds import MemorySource, random_world, shuffled

SEEDS = range(320)


@pytest.mark.parametrize("block", range(0, len(SEEDS), 40))
def test_history_and_place(block: int) -> None:
    for seed in SEEDS[block : block + 40]:
        world = random_world(seed, foreign_ends=seed % 3 / 2)
        replay = Replay(world)
        source = MemorySource(shuffled(world, seed))
        for item in world.objects():
            known = gather(source, [item])
            told = history(known, item)
            expected = replay.things[item]
            where = (seed, item)
            assert [(s.fact.event, s.inherited_from) for s in told.steps] == expected.steps, where
            assert [
                [s.container, s.layer, s.opened.event, s.closed.event if s.closed else None]
                for s in told.stays
            ] == expected.stays, where
            assert [
                (c.fact.event, c.code, c.container) for c in told.contradictions
            ] == expected.contradictions, where
            standing = locate(known, item)
            assert standing.state == expected.state, where
            assert standing.via == expected.via, where
            place = standing.place
            assert (
                place.place,
                place.in_transit,
                place.origin,
                place.destination,
                place.seen_at,
                place.since,
            ) == (
                expected.where.place,
                expected.where.in_transit,
                expected.where.origin,
                expected.where.destination,
                expected.where.seen_at,
                expected.where.since,
            ), where


@pytest.mark.parametrize("block", range(0, len(SEEDS), 40))
def test_contents(block: int) -> None:
    for seed in SEEDS[block : block + 40]:
        world = random_world(seed, foreign_ends=seed % 3 / 2)
        replay = Replay(world, uses_up=False)
        source = MemorySource(shuffled(world, seed))
        for item in (11 + seed % 4, 1 + seed % 10):
            told = contents(source, item)
            where = (seed, item)
            assert set(told.ever.ids().tolist()) == replay.things[item].ever, where
            assert told.ever_lots == replay.things[item].ever_lots, where


def test_many_at_once_are_what_each_is_alone() -> None:
    for seed in range(20):
        world = random_world(seed, items=14, containers=6, events=60)
        source = MemorySource(world)
        together = gather(source, world.objects())
        for item in world.objects():
            alone = gather(source, [item])
            assert history(together, item) == history(alone, item)
            assert locate(together, item) == locate(alone, item)
