"""Where one life ends and another begins, and where the objects of an earlier life were."""

from __future__ import annotations

from itertools import permutations

from headwater.lineage.closure import closure, from_contents, from_lots, from_objects
from headwater.lineage.contents import contents
from headwater.lineage.lived import ALIASES, LivedGraph
from headwater.lineage.lives import beginnings, in_order
from headwater.lineage.past import place_lives
from headwater.lineage.ranges import RangeSet
from tests.unit.lineage.worlds import Happening, MemorySource, World


def begun(*happenings: Happening) -> list[int]:
    """Events that began a second and later life of object 1."""
    touches = MemorySource(World(list(happenings))).touches([1])[1]
    return [fact.event for fact in beginnings(in_order(touches))]


def told(event: int, action: str, *, time: int | None = None) -> Happening:
    return Happening(event, "ObjectEvent", event if time is None else time, action, objects=(1,))  # type: ignore[arg-type]


def into(event: int, *, time: int | None = None, run: int | None = None) -> Happening:
    at = event if time is None else time
    return Happening(event, "TransformationEvent", at, inputs=(1,), transformation=run or event)


def out_of(event: int, *, time: int | None = None, run: int | None = None) -> Happening:
    at = event if time is None else time
    return Happening(event, "TransformationEvent", at, outputs=(1,), transformation=run or event)


def test_every_end_and_every_beginning_divide() -> None:
    for end in (told(2, "DELETE"), into(2)):
        for begin in (told(3, "ADD"), out_of(3)):
            assert begun(told(1, "ADD"), end, begin) == [3]
            assert begun(end, begin) == [3]


def test_a_beginning_of_what_lives_is_a_second_claim() -> None:
    assert begun(told(1, "ADD"), told(2, "ADD"), out_of(3), told(4, "DELETE")) == []
    assert begun(told(1, "DELETE"), told(2, "DELETE"), told(3, "ADD"), out_of(4)) == [3]


def test_observing_begins_and_ends_nothing() -> None:
    assert begun(told(1, "DELETE"), told(2, "OBSERVE")) == []
    assert begun(told(1, "OBSERVE"), told(2, "ADD")) == []


def test_rework_goes_on_with_the_life_in_one_event_or_in_two() -> None:
    rework = Happening(2, "TransformationEvent", 2, inputs=(1,), outputs=(1,), transformation=2)
    assert begun(out_of(1), rework, into(3)) == []
    assert begun(out_of(1), into(2, run=9), out_of(3, run=9)) == []
    assert begun(out_of(1), into(2, run=9), out_of(3, run=8)) == [3]


def test_at_one_instant_beginnings_come_first() -> None:
    """Whatever the hashes are, a tote that is filled and emptied in the same second was filled before."""
    for filled, emptied in permutations((11, 12, 13, 14), 2):
        assert begun(out_of(filled, time=5), into(emptied, time=5)) == []
        again = [out_of(filled, time=5), into(emptied, time=5)]
        assert begun(told(1, "DELETE"), *again, out_of(20)) == [filled, 20]
    assert begun(told(1, "DELETE", time=5), told(2, "ADD", time=5)) == []


def filled_and_emptied(*, second: int) -> World:
    """Object 1 carries lot 1 into lot 2 at 5 and lot 3 into lot 4 at 9, its events all at one instant each."""
    return World(
        [
            Happening(10, "TransformationEvent", 5, input_lots=(1,), outputs=(1,), transformation=10),
            Happening(11, "TransformationEvent", 5, inputs=(1,), output_lots=(2,), transformation=11),
            Happening(second, "TransformationEvent", 9, input_lots=(3,), outputs=(1,), transformation=second),
            Happening(13, "TransformationEvent", 9, inputs=(1,), output_lots=(4,), transformation=13),
        ]
    )


def test_what_happens_at_the_instant_of_a_beginning_is_of_the_new_life() -> None:
    for second in range(20, 30):
        graph = LivedGraph(MemorySource(filled_and_emptied(second=second)))
        ahead = closure(graph, from_lots(graph, [1]), "forward")
        assert set(ahead.lots) == {1, 2}
        assert set(closure(graph, from_lots(graph, [4]), "back").lots) == {4, 3}
        assert ahead.objects.ids().tolist() == [ALIASES]
        assert graph.plain(ahead.objects).ids().tolist() == [1]
        assert [(life.first, life.last, life.number) for life in graph.lives(ahead.objects)] == [(1, 1, 0)]


def test_a_range_that_lived_once_stays_one_range() -> None:
    world = World(
        [
            Happening(1, "ObjectEvent", 1, "ADD", objects=tuple(range(1, 101)), told=_lots(range(1, 101), 1)),
            Happening(2, "ObjectEvent", 2, "DELETE", objects=(50, 51)),
            Happening(3, "ObjectEvent", 3, "ADD", objects=(50, 51), told=_lots((50, 51), 2)),
        ]
    )
    graph = LivedGraph(MemorySource(world))
    of_first = closure(graph, from_lots(graph, [1]), "forward")
    assert list(of_first.objects) == [(1, 49), (52, 100), (ALIASES, ALIASES + 1)]
    assert graph.plain_pieces(of_first.membership) == [(1, 100, 1)]
    assert list(closure(graph, from_lots(graph, [2]), "forward").objects) == [(50, 51)]
    assert set(closure(graph, from_objects(RangeSet.from_ids([50])), "back").lots) == {2}


def test_contents_are_what_they_were_inside() -> None:
    """Object 1 was in container 9 before it was commissioned again."""
    world = World(
        [
            Happening(1, "ObjectEvent", 1, "ADD", objects=(1,), told=((1, 1),)),
            Happening(2, "AggregationEvent", 2, "ADD", parent=9, children=(1,)),
            Happening(3, "ObjectEvent", 3, "DELETE", objects=(1,)),
            Happening(4, "ObjectEvent", 4, "ADD", objects=(1,), told=((1, 2),)),
        ]
    )
    source = MemorySource(world)
    graph = LivedGraph(source)
    start = from_contents(graph, contents(source, 9))
    assert start.objects.ids().tolist() == [9, ALIASES]
    assert set(closure(graph, start, "back").lots) == {1}


def test_an_earlier_life_was_where_it_ended() -> None:
    world = World(
        [
            Happening(1, "ObjectEvent", 1, "ADD", objects=(1, 2), place=5, told=_lots((1, 2), 1)),
            Happening(2, "AggregationEvent", 2, "ADD", parent=9, children=(1,)),
            Happening(3, "AggregationEvent", 3, "OBSERVE", parent=9, children=(1,), place=6),
            Happening(4, "ObjectEvent", 4, "DELETE", objects=(1,)),
            Happening(5, "ObjectEvent", 5, "ADD", objects=(1,), place=7, told=((1, 2),)),
        ]
    )
    source = MemorySource(world)
    graph = LivedGraph(source)
    ahead = closure(graph, from_lots(graph, [1]), "forward").objects
    both = RangeSet.from_ids([1, 2])

    lived, once = place_lives(source, ahead & both, graph.past(ahead, both))

    assert lived.first.tolist() == [2, ALIASES]
    assert lived.place.tolist() == [5, 6]
    assert once.first.tolist() == [1, 2]
    assert once.place.tolist() == [6, 5]
    assert [once.states[code - 1] if code else None for code in once.state.tolist()] == [
        "decommissioned",
        None,
    ]
    now, same = place_lives(source, both, [])
    assert now is same
    assert now.place.tolist() == [7, 5]


def test_a_range_that_comes_back_stays_one_range() -> None:
    """And a part of it of which another lot is told does not come back."""
    every = tuple(range(1, 101))
    world = World(
        [
            Happening(1, "ObjectEvent", 1, "ADD", objects=every, told=_lots(every, 1)),
            Happening(2, "ObjectEvent", 2, "DELETE", objects=every),
            Happening(3, "ObjectEvent", 3, "ADD", objects=every, told=_lots(every[10:], 1)),
        ]
    )
    graph = LivedGraph(MemorySource(world))
    assert list(closure(graph, from_lots(graph, [1]), "forward").objects) == [(1, 100)]

    world.happenings.append(Happening(4, "ObjectEvent", 4, "ADD", objects=(7,), told=((7, 2),)))
    graph = LivedGraph(MemorySource(world))
    assert list(closure(graph, from_lots(graph, [1]), "forward").objects) == [
        (1, 6),
        (8, 100),
        (ALIASES, ALIASES),
    ]
    assert list(closure(graph, from_lots(graph, [2]), "forward").objects) == [(7, 7)]


def _lots(items: range | tuple[int, ...], lot: int) -> tuple[tuple[int, int], ...]:
    return tuple((item, lot) for item in items)
