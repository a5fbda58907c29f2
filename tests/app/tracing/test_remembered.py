"""What a process remembers of what is upstream stays small, however much that is."""

from __future__ import annotations

import tracemalloc
from itertools import count

import pytest

from headwater.tracing import remembered
from headwater.tracing.news import News
from headwater.tracing.remembered import LARGEST, Upstreams
from headwater.tracing.upstream import Beginning, Found

_numbers = count(1_000)


def _found(size: int) -> Found:
    """As many lots as transformations, none of which another answer has."""
    half = range(size // 2)
    return Found(
        lots=frozenset(next(_numbers) for _ in half), transformations=frozenset(next(_numbers) for _ in half)
    )


def _ask(upstreams: Upstreams, lot: int, found: Found) -> list[Found]:
    """What had to be walked for an answer."""
    walked = []

    def walk() -> Found:
        walked.append(found)
        return found

    upstreams.get(Beginning("lot", frozenset([lot])), 0, walk)
    return walked


@pytest.mark.parametrize("size", [2, 40, LARGEST - 2])
def test_memory_is_bounded_whatever_the_size_of_the_answers(
    monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    monkeypatch.setattr(remembered, "LIMIT", 10_000)
    tracemalloc.start()
    try:
        upstreams = Upstreams()
        for lot in range(20_000 // size):
            _ask(upstreams, lot, _found(size))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert peak < 10_000 * 600


def test_an_answer_that_is_too_large_is_not_kept() -> None:
    upstreams, small, large = Upstreams(), _found(2), _found(LARGEST + 2)

    assert [len(_ask(upstreams, lot, small)) for lot in (1, 2, 1, 2)] == [1, 1, 0, 0]
    assert [len(_ask(upstreams, 3, large)) for _ in range(2)] == [1, 1]
    assert not _ask(upstreams, 1, small)


def test_what_is_forgotten_makes_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remembered, "LIMIT", 100)
    upstreams, first = Upstreams(), _found(2)
    _ask(upstreams, 1, first)

    for lot in range(2, 50):
        other = _found(90)
        assert _ask(upstreams, lot, other)
        upstreams._note(News(lots=other.lots))
        upstreams._looks = 0
        upstreams._recent.clear()

    assert not _ask(upstreams, 1, first)
    _ask(upstreams, 98, _found(90))
    _ask(upstreams, 99, _found(90))
    assert _ask(upstreams, 1, first)


def test_much_news_is_kept_as_an_upheaval_for_walks_under_way() -> None:
    upstreams, found = Upstreams(), _found(2)
    _ask(upstreams, 1, found)

    upstreams._note(News(lots=frozenset(range(-5_000, 0))))

    assert not _ask(upstreams, 1, found), "it names nothing that this rests on"
    assert [len(_ask(upstreams, 2, found)) for _ in range(2)] == [1, 1], "walked since before that news"
