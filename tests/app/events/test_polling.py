"""Who asks again and again for what was recorded since misses nothing, whatever is stored beside each other."""

from __future__ import annotations

import random
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Event as Signal
from typing import TYPE_CHECKING, Any

from django.db import DatabaseError, connections

from headwater import store
from headwater.epcis import times
from headwater.events import documents, queries, under_way
from headwater.events.query_model import EventQuery
from tests.app.tracing.capturing import NOW, item, seen

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest

    from tests.app.tracing.capturing import Cast
    from tests.support.counts import Counts


def news(cast: Cast, since: int) -> tuple[set[str], int]:
    """IDs of the events recorded at this time or later, and the newest record time among them."""
    query = EventQuery(record_time=(since, None), per_page=1000)
    found = queries.find(query, viewer=cast.operator).events
    recorded = [times.parse(event.record_time) for event in found if event.record_time]
    return {str(event.event_id) for event in found}, max(recorded, default=since)


def beside(act: Callable[[], Any]) -> None:
    try:
        act()
    finally:
        connections.close_all()


def test_one_that_began_earlier_and_ends_later_is_waited_for(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow, fast = seen(1, [item(1, "slow")]), seen(2, [item(1, "fast")])
    inside, go_on, write = Signal(), Signal(), documents.write

    def held(first: int, events: list[Any]) -> None:
        write(first, events)
        if events[0].event_id == slow.event_id:
            inside.set()
            go_on.wait(30)

    monkeypatch.setattr(documents, "write", held)
    with ThreadPoolExecutor(2) as threads:
        # Of two organisations: those of one wait for each other.
        begun = threads.submit(beside, lambda: cast.capture(slow, by=cast.farm))
        inside.wait(30)
        later = threads.submit(beside, lambda: cast.capture(fast, now=NOW + timedelta(minutes=1)))
        if store.is_postgresql():
            later.result(30)
        first, since = news(cast, 0)
        go_on.set()
        begun.result(30)
        later.result(30)
    rest, _ = news(cast, since)

    assert first == set()
    assert rest == {slow.event_id, fast.event_id}


def test_pages_keep_the_end_that_the_first_had(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    cast.capture(*(seen(n, [item(1, f"{n}")]) for n in range(3)))
    query = EventQuery(record_time=(0, None), per_page=2)
    first = queries.find(query, viewer=cast.operator)
    cast.capture(seen(9, [item(1, "later")]), now=NOW + timedelta(minutes=1))
    # As where another begins between the pages and looks older than it is.
    monkeypatch.setattr(under_way, "settled", lambda: 0)
    second = queries.find(query, viewer=cast.operator, token=first.next)

    expected = 1 if store.is_postgresql() else 2
    assert len(second.events) == expected
    assert second.next is None


def test_an_export_has_all_that_is_stored_whatever_is_under_way(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast.capture(seen(1, [item(1, "a")]))
    monkeypatch.setattr(under_way, "settled", lambda: 0)

    assert len(list(queries.every(viewer=cast.operator))) == 1


def test_a_clock_that_was_ahead_hides_nothing(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    ahead = seen(1, [item(1, "ahead")])
    cast.capture(ahead, now=NOW + timedelta(days=1))
    inside, go_on, write = Signal(), Signal(), documents.write

    def held(first: int, events: list[Any]) -> None:
        write(first, events)
        inside.set()
        go_on.wait(30)

    monkeypatch.setattr(documents, "write", held)
    with ThreadPoolExecutor(1) as threads:
        running = threads.submit(beside, lambda: cast.capture(seen(2, [item(1, "now")])))
        inside.wait(30)
        found, since = news(cast, 0)
        go_on.set()
        running.result(30)

    assert found == {ahead.event_id}
    assert len(news(cast, since)[0]) == 2


def test_locks_of_other_programs_hide_nothing(cast: Cast) -> None:
    cast.capture(seen(1, [item(1, "a")]))
    if not store.is_postgresql():  # it has no such locks
        assert under_way.settled() is None
        return

    def hold() -> None:
        for first, second in ((1, 2), (-(2**31), 0), (2**31 - 1, 7)):
            store.select("SELECT pg_advisory_lock_shared(%s::int, %s::int)", [first, second])
        held.set()
        go_on.wait(30)

    held, go_on = Signal(), Signal()
    with ThreadPoolExecutor(1) as threads:
        other = threads.submit(beside, hold)
        held.wait(30)
        found, _ = news(cast, 0)
        go_on.set()
        other.result(30)

    assert len(found) == 1


def test_a_capture_that_stands_still_is_ended(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    still, moving = seen(1, [item(1, "still")]), seen(2, [item(1, "moving")])
    monkeypatch.setattr(under_way, "LOCK", under_way.LOCK.replace(f"'{under_way.SILENCE}s'", "'200ms'"))
    write = documents.write

    def stopped(first: int, events: list[Any]) -> None:
        write(first, events)
        if events[0].event_id == still.event_id:
            time.sleep(1)

    monkeypatch.setattr(documents, "write", stopped)
    with ThreadPoolExecutor(1) as threads:
        begun = threads.submit(beside, lambda: cast.capture(still))
        failed = begun.exception(30)
    cast.capture(moving, now=NOW + timedelta(minutes=1))
    found, _ = news(cast, 0)

    if store.is_postgresql():
        assert isinstance(failed, DatabaseError)
        assert found == {moving.event_id}
    else:  # its writers wait in line for each other
        assert failed is None
        assert found == {still.event_id, moving.event_id}


def test_a_reader_beside_many_writers_misses_nothing(cast: Cast, count: Counts) -> None:
    each = count("captures of each of four writers beside a reader", part=15, whole=200)
    told: set[str] = set()

    def work(seed: int) -> None:
        rng = random.Random(seed)
        for n in range(each):
            some = [seen(n, [item(1, f"{seed}-{n}-{m}")]) for m in range(rng.choice((1, 3, 120)))]
            now = datetime.now(UTC)
            time.sleep(rng.random() / 100)
            cast.capture(*some, by=(cast.dairy, cast.farm, cast.shop)[seed % 3], now=now)
            told.update(str(one.event_id) for one in some)

    read: set[str] = set()
    since = 0
    with ThreadPoolExecutor(4) as threads:
        writers = [threads.submit(beside, lambda seed=seed: work(seed)) for seed in range(4)]  # type: ignore[misc]
        while not all(one.done() for one in writers):
            found, since = news(cast, since)
            read |= found
        for one in writers:
            one.result()
    found, since = news(cast, since)
    while not found <= read:
        read |= found
        found, since = news(cast, since)

    assert read == told
