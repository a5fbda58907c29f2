"""Closures of random worlds are what a search through single vertices gives; shapes that break naive walks."""

from __future__ import annotations

import random
import time
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from headwater.lineage.closure import Closure, Direction, closure, from_lots, from_objects
from headwater.lineage.lived import LivedGraph
from headwater.lineage.ranges import EMPTY, RangeSet
from tests.support.counts import SOAK
from tests.unit.lineage.reference import Replay, Vertex, arrows, reach, start
from tests.unit.lineage.worlds import Happening, MemorySource, World, random_world, shuffled

if TYPE_CHECKING:
    from collections.abc import Collection

SEEDS = range(320)


def found(graph: LivedGraph, vertex: tuple[str, int], direction: Direction) -> Closure:
    number = vertex[1]
    begin = from_lots(graph, [number]) if vertex[0] == "L" else from_objects(RangeSet.from_ids([number]))
    return closure(graph, begin, direction)


def lived(graph: LivedGraph, ids: RangeSet) -> set[Vertex]:
    """Objects with the lives for which these vertices stand."""
    several = {(item, life.number) for life in graph.lives(ids) for item in range(life.first, life.last + 1)}
    once = set(graph.plain(ids).ids().tolist()) - {item for item, _ in several}
    return {("o", item, number) for item, number in several} | {("o", item, 0) for item in once}


def vertices(graph: LivedGraph, one: Closure) -> set[Vertex]:
    return (
        {("L", lot) for lot in one.lots} | lived(graph, one.objects) | {("T", t) for t in one.transformations}
    )


@pytest.mark.parametrize("block", range(0, len(SEEDS), 40))
def test_closure_is_reachability(block: int) -> None:
    several = 0
    for seed in SEEDS[block : block + 40]:
        world = random_world(seed, events=25)
        source = MemorySource(shuffled(world, seed))
        hinting = LivedGraph(HintingSource(shuffled(world, seed)))
        replay = Replay(world, uses_up=False)
        several += sum(map(bool, replay.boundaries.values()))
        edges = arrows(replay)
        every = [("L", lot) for lot in world.lots()] + [("o", o) for o in world.objects()]
        if not SOAK:
            every = random.Random(seed).sample(every, 6)
        forward, back = {}, {}
        for vertex in every:
            graph = LivedGraph(source)
            ahead, behind = found(graph, vertex, "forward"), found(graph, vertex, "back")
            forward[vertex], back[vertex] = vertices(graph, ahead), vertices(graph, behind)
            if vertex[0] == "L":
                for told, direction in ((ahead, "forward"), (behind, "back")):
                    hinted = found(hinting, vertex, direction)
                    assert vertices(hinting, hinted) == vertices(graph, told), (seed, vertex)
                    assert hinted.lots == told.lots, (seed, vertex)
                    assert hinted.precision == told.precision, (seed, vertex)
                    check_edges(hinting, hinted, edges, replay)
            begin = start(replay, vertex)
            assert forward[vertex] == reach(edges, begin, back=False), (seed, vertex)
            assert back[vertex] == reach(edges, begin, back=True), (seed, vertex)
            for one in (ahead, behind):
                check_edges(graph, one, edges, replay)
        for a in every:
            for b in every:
                meets = not forward[a].isdisjoint(start(replay, b))
                assert meets == (not back[b].isdisjoint(start(replay, a))), (seed, a, b)
    assert several > 40


def check_edges(graph: LivedGraph, one: Closure, edges: dict[Vertex, set[Vertex]], replay: Replay) -> None:
    """The edges shown are those of the graph between what was visited; the lots shown are everybody's own."""
    inside = vertices(graph, one)
    for t, shown in one.transformations.items():
        into = {("L", lot) for lot in shown.input_lots} | lived(graph, shown.input_objects)
        out = {("L", lot) for lot in shown.output_lots} | lived(graph, shown.output_objects)
        out |= {("L", lot) for lot in shown.passed_lots} | lived(graph, shown.passed_objects)
        assert into == {v for v in inside if ("T", t) in edges.get(v, ())}
        assert out == edges.get(("T", t), set()) & inside
    shown_members = {
        (lot, member)
        for first, last, lot in one.membership
        for member in lived(graph, RangeSet.from_pairs([(first, last)]))
    }
    assert shown_members == {(lot, member) for lot, member in replay.belongs if member in inside}


def transformation(
    event: int,
    *,
    inputs: tuple[int, ...] = (),
    outputs: tuple[int, ...] = (),
    input_lots: tuple[int, ...] = (),
    output_lots: tuple[int, ...] = (),
) -> Happening:
    return Happening(
        event,
        "TransformationEvent",
        event,
        inputs=inputs,
        outputs=outputs,
        input_lots=input_lots,
        output_lots=output_lots,
        transformation=event,
    )


def test_rework_into_itself_ends() -> None:
    world = World(
        [
            transformation(1, input_lots=(1,), output_lots=(2,)),
            transformation(2, input_lots=(2,), output_lots=(2, 1)),
            transformation(3, input_lots=(2,), output_lots=(3,)),
        ]
    )
    source = LivedGraph(MemorySource(world))
    ahead = closure(source, from_lots(source, [1]), "forward")
    assert ahead.lots == {1: 0, 2: 1, 3: 2}
    assert list(ahead.transformations) == [1, 2, 3]
    assert closure(source, from_lots(source, [3]), "back").lots == {3: 0, 2: 1, 1: 2}
    assert ahead.precision == "lot"


def test_a_named_item_goes_back_alone_and_an_unnamed_one_through_its_lot() -> None:
    world = World(
        [
            transformation(1, input_lots=(1,), outputs=(11,)),
            transformation(2, input_lots=(2,), outputs=(12,)),
        ],
        {9: {11, 12, 13}},
    )
    source = LivedGraph(MemorySource(world))
    alone = closure(source, from_objects(RangeSet.from_ids([11])), "back")
    assert alone.lots == {1: 1}
    assert alone.membership == ((11, 11, 9),)
    assert alone.precision == "mixed"
    by_lot = closure(source, from_objects(RangeSet.from_ids([13])), "back")
    assert by_lot.lots == {9: 0, 1: 1, 2: 1}
    assert closure(source, from_lots(source, [1]), "forward").objects.ids().tolist() == [11, 13]


@pytest.mark.parametrize(
    ("making", "alone"),
    [
        (transformation(1, input_lots=(1,), outputs=(11,)), True),
        (transformation(1, outputs=(11,)), False),
        (transformation(1, input_lots=(1,), outputs=(11,), output_lots=(9,)), True),
    ],
)
def test_what_did_not_tell_what_went_in_does_not_account_for_the_way_back(
    making: Happening, alone: bool
) -> None:
    source = LivedGraph(MemorySource(World([making], {9: {11}})))

    assert (11 in source.alone(RangeSet.from_ids([11]))) == alone


def test_an_item_of_a_lot_that_something_else_gave_out_goes_by_both() -> None:
    """The kettle made the lot by quantity; the line names the cans, and of what went in only the film."""
    kettle, line = transformation(1, input_lots=(1,), output_lots=(9,)), transformation(2, input_lots=(2,))
    source = LivedGraph(MemorySource(World([kettle, replace(line, outputs=(11, 12))], {9: {11}})))

    back = closure(source, from_objects(RangeSet.from_ids([11])), "back")

    assert back.lots == {2: 1, 9: 0, 1: 1}
    assert closure(source, from_lots(source, [1]), "forward").objects.ids().tolist() == [11]
    assert closure(source, from_objects(RangeSet.from_ids([12])), "back").lots == {2: 1}


def test_only_objects_is_the_finest_precision() -> None:
    source = LivedGraph(MemorySource(World([transformation(1, inputs=(1, 2), outputs=(3,))])))
    back = closure(source, from_objects(RangeSet.from_ids([3])), "back")
    assert back.precision == "object"
    assert back.objects.ids().tolist() == [1, 2, 3]


def test_a_lot_feeds_a_thousand() -> None:
    world = World([transformation(n, input_lots=(1,), output_lots=(n + 1,)) for n in range(1, 1001)])
    memory = MemorySource(world)
    source = LivedGraph(memory)
    memory.calls = 0
    ahead = closure(source, from_lots(source, [1]), "forward")
    assert len(ahead.lots) == 1001
    assert memory.calls <= 10
    assert len(closure(source, from_lots(source, [777]), "back").lots) == 2


@pytest.mark.parametrize("direction", ["forward", "back"])
def test_a_chain_of_ten_thousand(direction: Direction) -> None:
    chain = Chain(10_000)
    begin = from_lots(chain, [1 if direction == "forward" else 10_000])
    started = time.perf_counter()
    told = closure(chain, begin, direction)
    spent = time.perf_counter() - started
    assert len(told.lots) == 10_000
    assert max(told.lots.values()) == 9_999
    assert told.objects.count == (20_000 if direction == "forward" else 2)
    assert spent < 5  # about 1 s on an idle machine, the graph's answers included


class Chain:
    """Lot n becomes lot n + 1; each has two members that no transformation names, apart from each other."""

    def __init__(self, length: int) -> None:
        self.length = length

    def transformations_from(self, lots: Collection[int], objects: RangeSet) -> set[int]:
        return {n for n in lots if n < self.length}

    def transformations_to(self, lots: Collection[int], objects: RangeSet) -> set[int]:
        return {n - 1 for n in lots if n > 1}

    def inputs(self, transformations: Collection[int]) -> dict[int, tuple[set[int], RangeSet]]:
        return {t: ({t}, EMPTY) for t in transformations}

    def outputs(self, transformations: Collection[int]) -> dict[int, tuple[set[int], RangeSet]]:
        return {t: ({t + 1}, EMPTY) for t in transformations}

    def passing(self, lots: Collection[int], objects: RangeSet) -> set[int]:
        return set()

    def passed(self, transformations: Collection[int]) -> dict[int, tuple[set[int], RangeSet]]:
        return {}

    def members(self, lots: Collection[int]) -> dict[int, RangeSet]:
        return {lot: RangeSet.from_pairs([(3 * lot, 3 * lot + 1)]) for lot in lots}

    def lots_of(self, objects: RangeSet) -> list[tuple[int, int, int]]:
        return [(first, last, first // 3) for first, last in objects]

    def named(self, objects: RangeSet) -> RangeSet:
        return EMPTY

    def alone(self, objects: RangeSet) -> RangeSet:
        return EMPTY

    def held(self, objects: RangeSet) -> tuple[set[int], RangeSet]:
        return set(), EMPTY

    def holders(self, lots: Collection[int], objects: RangeSet) -> RangeSet:
        return EMPTY


class HintingSource(MemorySource):
    """Says beforehand which lots lead to which: some that do not, and not all that do."""

    def lot_closure(self, lots: Collection[int], direction: str) -> set[int]:
        return {*lots, 1, 2, 5}


class HintingChain(Chain):
    """Knows the whole chain, and how often it was asked."""

    calls = 0

    def lot_closure(self, lots: Collection[int], direction: str) -> set[int]:
        return set(range(1, self.length + 1))

    def members(self, lots: Collection[int]) -> dict[int, RangeSet]:
        self.calls += 1
        return super().members(lots)

    def outputs(self, transformations: Collection[int]) -> dict[int, tuple[set[int], RangeSet]]:
        self.calls += 1
        return super().outputs(transformations)


def test_a_graph_that_knows_its_lots_is_asked_a_few_times() -> None:
    chain = HintingChain(1000)
    told = closure(chain, from_lots(chain, [1]), "forward")
    assert len(told.lots) == 1000
    assert told == closure(Chain(1000), from_lots(Chain(1000), [1]), "forward")
    assert chain.calls < 6


def test_a_cut_walk_says_so_and_goes_on() -> None:
    chain = Chain(50)
    told = closure(chain, from_lots(chain, [1]), "forward", limit=21)
    assert told.truncated
    assert sorted(told.lots) == list(range(1, 12))
    assert told.frontier.lots == {11}
    rest = closure(chain, told.frontier, "forward")
    assert not rest.truncated
    assert rest.lots.keys() | told.lots.keys() == set(range(1, 51))
    assert rest.lots[50] == 49
    assert (told.objects | rest.objects).count == 100


def packed(event: int, parent: int, *children: int, lots: tuple[int, ...] = ()) -> Happening:
    return Happening(
        event, "AggregationEvent", event, "ADD", parent=parent, children=children, child_lots=lots
    )


def both_ways(world: World, upstream: int, downstream: int) -> tuple[bool, bool]:
    """Whether forward from one lot meets the other, and back the other way."""
    source = LivedGraph(MemorySource(world))
    ahead = closure(source, from_lots(source, [upstream]), "forward")
    behind = closure(source, from_lots(source, [downstream]), "back")
    return downstream in ahead.lots, upstream in behind.lots


def test_what_is_inside_an_input_goes_in() -> None:
    world = World(
        [
            packed(1, 50, 11, 12),
            packed(2, 60, 50, lots=(2,)),
            transformation(3, inputs=(60,), output_lots=(9,)),
        ],
        {1: {11, 12}},
    )
    assert both_ways(world, 1, 9) == (True, True)
    assert both_ways(world, 2, 9) == (True, True)


def test_what_was_taken_out_before_or_packed_after_does_not_go_in() -> None:
    world = World(
        [
            packed(1, 50, 11, lots=(2,)),
            Happening(2, "AggregationEvent", 2, "DELETE", parent=50),
            packed(3, 50, 13),
            transformation(4, inputs=(50,), output_lots=(9,)),
            packed(5, 50, 12, lots=(4,)),
        ],
        {1: {11, 12}, 3: {13}},
    )
    assert both_ways(world, 1, 9) == (False, False)
    assert both_ways(world, 2, 9) == (False, False)
    assert both_ways(world, 3, 9) == (True, True)
    assert both_ways(world, 4, 9) == (False, False)


def test_a_part_of_a_lot_taken_out_leaves_the_rest() -> None:
    world = World(
        [
            packed(1, 50, lots=(1,)),
            Happening(2, "AggregationEvent", 2, "DELETE", parent=50, child_lots=(1,)),
            transformation(3, inputs=(50,), output_lots=(9,)),
        ]
    )
    assert both_ways(world, 1, 9) == (True, True)


def test_an_item_reworked_into_itself_still_comes_from_its_lot() -> None:
    world = World(
        [
            transformation(1, input_lots=(1,), output_lots=(2,)),
            transformation(2, inputs=(11,), outputs=(11,)),
        ],
        {2: {11, 12}},
    )
    source = LivedGraph(MemorySource(world))
    assert closure(source, from_lots(source, [1]), "forward").objects.ids().tolist() == [11, 12]
    assert 1 in closure(source, from_objects(RangeSet.from_ids([11])), "back").lots


def test_an_item_made_by_one_and_reworked_by_another_is_followed_alone() -> None:
    world = World(
        [
            transformation(1, input_lots=(1,), outputs=(11,)),
            transformation(2, input_lots=(3,), outputs=(12,)),
            transformation(4, inputs=(11,), outputs=(11,)),
        ],
        {2: {11, 12}},
    )
    source = LivedGraph(MemorySource(world))
    assert set(closure(source, from_objects(RangeSet.from_ids([11])), "back").lots) == {1}
