"""Objects in more than one lot: told of one life of theirs, whatever arrives first, and of no two."""

from __future__ import annotations

from itertools import permutations
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from headwater.events.models import Event, Finding
from headwater.gs1.identify import identify
from headwater.identity import dictionary
from headwater.tracing import queries
from tests.app.tracing.capturing import declared_wrong, ended, event, item, lot, made, seen

if TYPE_CHECKING:
    from tests.app.tracing.capturing import Cast


def conflicts() -> list[tuple[str, ...]]:
    """The lots of each finding, in order of finding."""
    found = Finding.objects.filter(kind=Finding.Kind.CONFLICTING_LOTS).order_by("pk")
    return [tuple(sorted(dictionary.classes(set(one.detail["lots"])).values())) for one in found]


def pair(product: int, one: str, other: str) -> tuple[str, ...]:
    return tuple(identify(lot(product, number)).key for number in sorted((one, other)))


def test_a_serial_used_again_in_another_lot_is_no_conflict(cast: Cast) -> None:
    for product, order in enumerate(permutations(range(3)), 1):
        can = item(product, 1)
        told = [made(0, [can], lot_number="A"), ended(10, [can]), made(20, [can], lot_number="B")]
        Finding.objects.all().delete()
        for n in order:
            cast.capture(told[n])

        # Until its ending is known it was one life.
        assert conflicts() == ([pair(product, "A", "B")] if order[-1] == 1 else []), order
        back = queries.trace(identify(can), viewer=cast.operator, direction="back")
        assert [node.lot for node in back.nodes if node.kind == "lot"] == ["B"]


def test_two_lots_of_one_life_are_told_whatever_arrives_first(cast: Cast) -> None:
    for product, order in enumerate(permutations(range(4)), 1):
        can = item(product, 1)
        told = [
            made(0, [can], lot_number="A"),
            made(5, [can], lot_number="B"),
            ended(10, [can]),
            made(20, [can], lot_number="C"),
        ]
        Finding.objects.all().delete()
        for n in order:
            cast.capture(told[n])

        a, b, ending, c = (order.index(n) for n in range(4))
        unended = [one for one, came in (("A", a), ("B", b)) if ending > max(came, c)]
        assert sorted(conflicts()) == sorted(
            [pair(product, "A", "B"), *(pair(product, one, "C") for one in unended)]
        ), order


def test_all_in_one_capture(cast: Cast) -> None:
    can = item(1, 1)
    cast.capture(made(0, [can], lot_number="A"), ended(10, [can]), made(20, [can], lot_number="B"))

    assert conflicts() == []


def test_some_of_a_range_were_not_retired(cast: Cast) -> None:
    cans = [item(1, n) for n in range(1, 11)]
    cast.capture(made(0, cans, lot_number="A"), ended(10, cans[:5]))

    cast.capture(made(20, cans[:5], lot_number="B"))
    assert conflicts() == []
    cast.capture(made(21, cans[4:6], lot_number="C"))
    assert sorted(conflicts()) == [pair(1, "A", "C"), pair(1, "B", "C")]


def test_what_was_consumed_and_made_again_is_of_another_life(cast: Cast) -> None:
    can = item(1, 1)
    cast.capture(
        made(0, [can], lot_number="A"),
        event("TransformationEvent", 10, input_epc_list=[can], output_quantity_list=[lot(2, "OUT")]),
    )
    cast.capture(made(20, [can], lot_number="B"))

    assert conflicts() == []


def test_what_is_reworked_lives_on(cast: Cast) -> None:
    can, run = item(1, 1), "https://example.com/run/1"
    cast.capture(
        made(0, [can], lot_number="A"),
        event("TransformationEvent", 10, input_epc_list=[can], output_epc_list=[can], transformation_id=run),
    )
    cast.capture(made(20, [can], lot_number="B"))

    assert conflicts() == [pair(1, "A", "B")]


def test_at_one_instant_nothing_has_ended(cast: Cast) -> None:
    can = item(1, 1)
    cast.capture(made(10, [can], lot_number="A"), ended(10, [can]))
    cast.capture(made(10, [can], lot_number="B"))

    assert conflicts() == [pair(1, "A", "B")]


@pytest.mark.parametrize("by", ["dairy", "farm"])
def test_an_ending_that_is_declared_wrong_leaves_a_conflict(cast: Cast, by: str) -> None:
    can, other = item(1, 1), item(1, 2)
    ending = ended(10, [can, other])
    cast.capture(made(0, [can, other], lot_number="A"))
    cast.capture(made(1, [can], lot_number="A2"), ending)
    cast.capture(made(20, [can, other], lot_number="B"))
    assert conflicts() == [pair(1, "A", "A2")]

    cast.capture(declared_wrong(ending), by=getattr(cast, by))

    expected = {pair(1, "A", "B"), pair(1, "A2", "B")} if by == "dairy" else set()
    assert set(conflicts()[1:]) == expected
    assert len(conflicts()) == 1 + len(expected), "what was told before is not told again"
    if by == "dairy":
        declaration = Event.objects.order_by("pk").last()
        assert {one.event_id for one in Finding.objects.order_by("pk")[1:]} == {declaration.pk}


def test_a_usual_capture_looks_once(cast: Cast) -> None:
    cast.capture(made(0, [item(1, 1), item(1, 2)], lot_number="A"))
    with CaptureQueriesContext(connection) as context:
        cast.capture(made(1, [item(1, 3), item(1, 4)], lot_number="B"), seen(2, [item(1, 1)]))

    looks = [query["sql"] for query in context.captured_queries if "tracing_membership m" in query["sql"]]
    assert len(looks) == 1
