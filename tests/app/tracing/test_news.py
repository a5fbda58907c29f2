"""A reader of the stream misses no event, in whatever order captures commit, and hears what each names."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from headwater.identity import dictionary
from headwater.tracing import news
from headwater.tracing.news import News, Place
from tests.app.tracing.capturing import declared_wrong, event, item, lot, made, seen, turned

if TYPE_CHECKING:
    import pytest

    from tests.app.tracing.capturing import Cast


def _class(text: str) -> int:
    (found,) = dictionary.find_classes([text.removeprefix("https://id.gs1.org/")]).values()
    return found


def test_a_reader_hears_what_new_events_name(cast: Cast) -> None:
    cast.capture(made(1, [item(1, 1)], lot_number="OLD"))
    place = news.begin()
    assert news.read(place) == (place, News())

    cast.capture(
        turned(5, [lot(2, "M")], [lot(1, "L")]), made(9, [item(1, 2)], lot_number="L"), seen(10, [item(1, 2)])
    )
    place, told = news.read(place)

    assert told == News(
        lots=frozenset([_class(lot(2, "M")), _class(lot(1, "L"))]), begun=frozenset([_class(lot(1, "L"))])
    )
    assert news.positions(place) == []


def test_a_reader_hears_of_the_lots_of_what_is_begun_again_or_goes_through_a_transformation(
    cast: Cast,
) -> None:
    cast.capture(*(made(n, [item(1, n)], lot_number=f"L{n}") for n in range(1, 5)))
    place = news.begin()

    cast.capture(
        event("TransformationEvent", 9, input_epc_list=[item(1, 1)], output_epc_list=[item(1, 2)]),
        made(9, [item(1, 3)]),
        seen(9, [item(1, 4)]),
    )
    _, told = news.read(place)

    assert told == News(begun=frozenset(_class(lot(1, f"L{n}")) for n in range(1, 4)))


def test_a_declaration_and_what_it_may_be_about_are_an_upheaval(cast: Cast) -> None:
    wrong = turned(5, [lot(2, "M")], [lot(1, "L")])
    place = news.begin()

    cast.capture(declared_wrong(wrong))
    place, told = news.read(place)
    assert told.upheaval

    cast.capture(wrong)  # comes after its declaration
    place, told = news.read(place)
    assert told.upheaval


def test_many_events_are_an_upheaval(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(news, "MOST", 3)
    place = news.begin()
    cast.capture(*(seen(n, [item(1, n)]) for n in range(1, 6)))

    place, told = news.read(place)

    assert told == News(upheaval=True)
    assert news.positions(place) == []


def test_a_position_that_was_passed_over_is_seen_when_it_is_filled(cast: Cast) -> None:
    place = news.begin()
    cast.capture(*(seen(n, [item(1, n)]) for n in range(1, 6)))
    first, *_, last = found = news.positions(place)

    late = news.passed(place, [one for one in found if one not in (first + 1, first + 2)])

    assert late.newest == last
    assert [gap[:2] for gap in late.gaps] == [(first + 1, first + 2)]
    assert news.positions(late) == [first + 1, first + 2]
    assert news.passed(late, [first + 2]).gaps[0][:2] == (first + 1, first + 1)
    assert news.passed(late, [first + 1, first + 2]) == Place(last)


def test_every_order_of_commits_is_seen_once() -> None:
    for seed in range(200):
        dice = random.Random(seed)
        given = dice.sample(range(1, 40), 25)
        place, heard = Place(0), list[int]()
        while given:
            some = sorted(given[: dice.randint(1, 5)])
            given = [one for one in given if one not in some]
            open_to = [one for one in some if one > place.newest or _is_open(place, one)]
            assert open_to == some, (seed, some)
            heard += some
            place = news.passed(place, some)
        assert len(heard) == 25
        assert not [one for one in heard if one > place.newest or _is_open(place, one)]


def _is_open(place: Place, position: int) -> bool:
    return any(first <= position <= last for first, last, _ in place.gaps)


def test_a_gap_is_given_up_after_an_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    place = news.passed(Place(0), [5])
    now = news.time.monotonic()
    monkeypatch.setattr(news.time, "monotonic", lambda: now + news.GAP_SECONDS + 1)

    assert place.gaps[0][:2] == (1, 4)
    assert news.passed(place, [6]).gaps == ()
