"""Traces, histories and places of random worlds in the database are what a plain replay of the events gives."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from django.db import connection, transaction

from headwater.events.models import Event as EventRow
from headwater.gs1.identify import identify
from headwater.identity import dictionary, objects
from headwater.lineage.closure import closure, from_lots, from_objects
from headwater.lineage.ranges import RangeSet
from headwater.parties.actors import Viewer
from headwater.tracing import queries, rebuilding
from headwater.tracing.cut import Cut
from headwater.tracing.eyes import Eyes
from headwater.tracing.graph import DatabaseGraph
from headwater.tracing.queries import UnknownSubject
from headwater.tracing.source import DatabaseSource
from tests.app.tracing.capturing import declared_wrong
from tests.app.tracing.named_worlds import ITEMS, NamedWorld, Told, seconds
from tests.unit.lineage.reference import Replay, arrows, reach, start

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from headwater.epcis.model import Event
    from headwater.lineage.closure import Closure, Direction
    from tests.app.tracing.capturing import Cast
    from tests.support.counts import Counts
    from tests.unit.lineage.reference import Vertex

BLOCKS = 5
"""So that workers share the worlds."""
DAY = datetime(2026, 3, 1, tzinfo=UTC)


def seeds(count: Counts, block: int, *, part: int = 100, whole: int = 1000) -> range:
    """The worlds of one block."""
    every = count("random worlds in the database", part=part // BLOCKS, whole=whole // BLOCKS)
    return range(block * every + 1, (block + 1) * every + 1)


def capture_all(cast: Cast, events: Iterable[Event], dice: random.Random) -> None:
    """In any order, in captures of any size."""
    waiting = list(events)
    dice.shuffle(waiting)
    while waiting:
        size = dice.choice([1, 2, 7, len(waiting)])
        cast.capture(*waiting[:size])
        waiting = waiting[size:]


class Ids:
    """Numbers of a world and ids of the database."""

    def __init__(self, named: NamedWorld) -> None:
        links = [f"https://id.gs1.org/{key}" for key in named.keys.values()]
        self.object = dict(zip(named.keys, objects.find_objects(links).ids.tolist(), strict=True))
        found = dictionary.find_classes(named.lots.values())
        self.lot = {n: found[key] for n, key in named.lots.items() if key in found}
        self._number_of_object = {i: n for n, i in self.object.items() if i}
        self._number_of_lot = {i: n for n, i in self.lot.items()}
        self._transformations: dict[int, int] = {}
        rows = EventRow.objects.filter(type=4).values_list(
            "id", "transformation", "capturer_id", "digest", "flags"
        )
        event = {bytes(told.digest): told for told in named.happenings}
        for position, word, capturer, digest, _ in rows:
            if bytes(digest) in event:
                number = event[bytes(digest)].transformation
                assert number is not None
                self._transformations[position] = number
                if word is not None:
                    self._transformations[-((word << 20) + capturer)] = number

    def vertices(self, graph: DatabaseGraph, found: Closure) -> set[Vertex]:
        several = {
            (item, life.number)
            for life in graph.lives(found.objects)
            for item in range(life.first, life.last + 1)
        }
        once = set(graph.plain(found.objects).ids().tolist()) - {item for item, _ in several}
        return (
            {("L", self._number_of_lot[lot]) for lot in found.lots}
            | {("o", self._number_of_object[item], number) for item, number in several}
            | {("o", self._number_of_object[item], 0) for item in once}
            | {("T", self._transformations[t]) for t in found.transformations}
        )

    def closed(self, cut: Cut, vertex: tuple[str, int], direction: Direction) -> set[Vertex]:
        graph = DatabaseGraph(DatabaseSource(cut, Eyes(Viewer(0, operating=True))))
        kind, number = vertex
        if kind == "L":
            begin = from_lots(graph, [self.lot[number]])
        else:
            begin = from_objects(RangeSet.from_ids([self.object[number]]))
        return self.vertices(graph, closure(graph, begin, direction))


def check_closures(
    named: NamedWorld, happenings: list[Told], cut: Cut, dice: random.Random, *, sample: int = 6
) -> None:
    """Closures are reachability, and forward from A meets B exactly when back from B meets A."""
    world = named.world(happenings)
    ids = Ids(named)
    replay = Replay(world, uses_up=False)
    edges = arrows(replay)
    every = [("L", n) for n in world.lots()]
    every += [("o", n) for n in world.objects()]
    every = dice.sample(every, min(sample, len(every)))
    ahead, behind = {}, {}
    for vertex in every:
        begin = start(replay, vertex)
        ahead[vertex] = ids.closed(cut, vertex, "forward")
        behind[vertex] = ids.closed(cut, vertex, "back")
        assert ahead[vertex] == reach(edges, begin, back=False), (named.seed, vertex)
        assert behind[vertex] == reach(edges, begin, back=True), (named.seed, vertex)
    for a in every:
        for b in every:
            meets = not ahead[a].isdisjoint(start(replay, b))
            assert meets == (not behind[b].isdisjoint(start(replay, a))), (named.seed, a, b)


def check_lives(
    named: NamedWorld,
    happenings: list[Told],
    cast: Cast,
    *,
    sample: Iterable[int],
    at: datetime | None = None,
    known_at: int | None = None,
) -> None:
    """History and place of every object are what the replay gives."""
    # In the numbers of the database: of two containers equally near, history names the one of the lower id.
    ids = Ids(named).object
    replay = Replay(named.world(happenings).renumbered(ids))
    number_of = {i: n for n, i in ids.items()}
    names = {None: None} | {n: named.link(key) for n, key in named.places.items()}
    for item in sample:
        subject = identify(named.link(named.keys[item]))
        where = (named.seed, item)
        if ids[item] not in replay.things:
            with pytest.raises(UnknownSubject):
                queries.history(subject, viewer=cast.operator, at=at, known_at=known_at)
            continue
        expected = replay.things[ids[item]]
        told = queries.history(subject, viewer=cast.operator, at=at, known_at=known_at)
        steps = [
            (
                named.number_of_event[step.event],
                None if step.inherited_from is None else ids[named.number_of_link[step.inherited_from]],
            )
            for step in told.steps
            if step.status == "valid"
        ]
        assert steps == expected.steps, where
        if known_at is not None:
            continue
        (standing,) = queries.locate([subject], viewer=cast.operator, at=at)
        place = expected.where
        via = expected.via
        assert (
            standing.place.id if standing.place else None,
            standing.seen_at.id if standing.seen_at else None,
            standing.destination.id if standing.destination else None,
            standing.in_transit,
            standing.state,
            standing.via,
            standing.since,
        ) == (
            names[place.place],
            names[place.seen_at],
            names[place.destination],
            place.in_transit,
            expected.state,
            None if via is None else named.link(named.keys[number_of[via]]),
            None if place.since is None else seconds(place.since),
        ), where


@pytest.mark.parametrize("block", range(BLOCKS))
def test_worlds_in_any_order_of_arrival(block: int, cast: Cast, count: Counts) -> None:
    for seed in seeds(count, block):
        dice = random.Random(seed)
        named = NamedWorld(seed)
        capture_all(cast, named.events.values(), dice)
        crowd = named.world().objects()
        check_closures(named, named.happenings, Cut(), dice)
        check_lives(named, named.happenings, cast, sample=dice.sample(crowd, 6))
    assert list(rebuilding.verify()) == []


@pytest.mark.parametrize("block", range(BLOCKS))
def test_worlds_cut_at_a_time(block: int, cast: Cast, count: Counts) -> None:
    for seed in seeds(count, block, part=30, whole=500):
        dice = random.Random(seed)
        named = NamedWorld(seed)
        capture_all(cast, named.events.values(), dice)
        time = dice.choice(named.happenings).time
        until = [told for told in named.happenings if told.time <= time]
        at = DAY + timedelta(seconds=time)
        check_closures(named, until, Cut.of(at, None), dice, sample=4)
        check_lives(named, until, cast, at=at, sample=dice.sample(sorted(named.keys), 4))


@pytest.mark.parametrize("block", range(BLOCKS))
def test_what_is_declared_erroneous_counts_no_longer(block: int, cast: Cast, count: Counts) -> None:
    for seed in seeds(count, block, part=30, whole=500):
        dice = random.Random(seed)
        named = NamedWorld(seed)
        numbers = sorted(named.events)
        wrong = set(dice.sample(numbers, len(numbers) // 4))
        declarations = [declared_wrong(named.with_id(n)) for n in sorted(wrong)]
        early, late = declarations[::2], declarations[1::2]
        # By another organisation: kept as claims, without effect.
        for n in dice.sample(sorted(named.events.keys() - wrong), 4):
            cast.capture(declared_wrong(named.with_id(n)), by=dice.choice([cast.farm, cast.shop]))
        capture_all(cast, [*named.events.values(), *early], dice)
        early_wrong = sorted(wrong)[::2]
        before = EventRow.objects.order_by("-id").values_list("id", flat=True)[0]
        capture_all(cast, late, dice)

        right = [told for told in named.happenings if told.event not in wrong]
        crowd = named.world(right).objects()
        check_closures(named, right, Cut(), dice, sample=4)
        check_lives(named, right, cast, sample=dice.sample(crowd, min(4, len(crowd))))
        as_known = [told for told in named.happenings if told.event not in early_wrong]
        crowd = named.world(as_known).objects()
        check_closures(named, as_known, Cut.of(None, before), dice, sample=4)
        check_lives(named, as_known, cast, known_at=before, sample=dice.sample(crowd, min(3, len(crowd))))
    assert list(rebuilding.verify()) == []


def answers(named: NamedWorld, cast: Cast) -> list[Any]:
    """All that can be asked of a world, without record positions."""
    found: list[Any] = []
    for key in [*named.keys.values(), *named.lots.values()]:
        subject = identify(named.link(key))
        try:
            traced = msgspec.to_builtins(queries.trace(subject, viewer=cast.operator))
            lived = msgspec.to_builtins(queries.history(subject, viewer=cast.operator))
            stands = msgspec.to_builtins(queries.locate([subject], viewer=cast.operator))
        except UnknownSubject:
            found.append(key)
            continue
        for step in lived["steps"]:
            del step["position"]
        for part in ("nodes", "edges"):
            traced[part].sort(key=msgspec.json.encode)
        found.append([traced, lived, stands])
    return found


def test_order_of_arrival_changes_no_answer(cast: Cast, count: Counts) -> None:
    for seed in range(1, count("worlds in two orders of arrival", part=6, whole=120) + 1):
        dice = random.Random(seed)
        named = NamedWorld(seed)
        declarations = [declared_wrong(named.with_id(n)) for n in dice.sample(sorted(named.events), 5)]
        told = []
        for _ in range(2):
            with transaction.atomic():
                capture_all(cast, [*named.events.values(), *declarations], dice)
                told.append(answers(named, cast))
                transaction.set_rollback(True)
        for one, other in zip(*told, strict=True):
            assert one == other, seed
        assert sum(isinstance(answer, list) for answer in told[0]) > ITEMS


TABLES = (
    "events_event",
    "events_range",
    "events_band",
    "events_quantity",
    "events_term",
    "tracing_membership",
)


def rows() -> Iterator[tuple[str, list[tuple[Any, ...]]]]:
    """Every projection, row by row."""
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"SELECT * FROM {table} ORDER BY 1")
            yield (
                table,
                [
                    tuple(bytes(v) if isinstance(v, memoryview) else v for v in row)
                    for row in cursor.fetchall()
                ],
            )


def test_rebuild_equals_live(cast: Cast) -> None:
    for seed in range(1, 11):
        dice = random.Random(seed)
        named = NamedWorld(seed)
        wrong = [declared_wrong(named.with_id(n)) for n in dice.sample(sorted(named.events), 6)]
        capture_all(cast, [*named.events.values(), *wrong], dice)
        cast.capture(declared_wrong(named.with_id(dice.choice(sorted(named.events)))), by=cast.shop)
    live = dict(rows())
    assert all(live.values())
    assert list(rebuilding.verify()) == []

    counts = rebuilding.rebuild()

    assert dict(rows()) == live
    assert list(rebuilding.verify()) == []
    assert counts.events == len(live["events_event"])
    assert counts.memberships == len(live["tracing_membership"])


@pytest.mark.parametrize(
    ("spoil", "found"),
    [
        (
            "DELETE FROM events_range WHERE id = (SELECT min(id) FROM events_range)",
            ("events_range", "missing"),
        ),
        (
            "UPDATE events_range SET last = last + 1 WHERE id = (SELECT max(id) FROM events_range)",
            ("events_range", "altered"),
        ),
        (
            "UPDATE events_quantity SET quantity = '999' WHERE id = (SELECT min(id) FROM events_quantity)",
            ("events_quantity", "altered"),
        ),
        (
            "UPDATE tracing_membership SET lot = lot + 1000 WHERE id = (SELECT min(id) FROM tracing_membership)",
            ("tracing_membership", "altered"),
        ),
        (
            "UPDATE events_event SET event_time = 5 WHERE id = (SELECT min(id) FROM events_event)",
            ("events_event", "event_time"),
        ),
        (
            "UPDATE events_event SET void = 1 WHERE id = (SELECT max(id) FROM events_event WHERE void IS NULL)",
            ("events_event", "void"),
        ),
        ("UPDATE events_event SET void = NULL WHERE void IS NOT NULL", ("events_event", "void")),
    ],
)
def test_verify_tells_what_was_altered_and_rebuild_mends_it(
    spoil: str, found: tuple[str, str], cast: Cast
) -> None:
    named = NamedWorld(1)
    wrong = sorted(named.events)[:1]
    cast.capture(*named.events.values(), *(declared_wrong(named.with_id(n)) for n in wrong))
    if named.events[wrong[0]].event_id is not None:
        cast.capture(named.events[wrong[0]])
    live = dict(rows())
    with connection.cursor() as cursor:
        cursor.execute(spoil)
        assert cursor.rowcount == 1

    told = list(rebuilding.verify())

    assert {(one.table, one.what) for one in told} == {found}
    rebuilding.rebuild()
    assert dict(rows()) == live
    assert list(rebuilding.verify()) == []
