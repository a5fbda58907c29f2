"""Pages of objects: each object once, in an order that tells those who do not see everything nothing of the store."""

from __future__ import annotations

import random
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headwater.lineage.ranges import EMPTY, RangeSet
from headwater.tracing.paging import WrongCursor, after_of, page_of
from tests.app.tracing.asking import trace
from tests.app.tracing.capturing import at, item, lot, made, place, seen, turned
from tests.app.tracing.test_sight import SHOP

if TYPE_CHECKING:
    from headwater.parties.actors import Viewer
    from tests.app.tracing.capturing import Cast

KEY, OTHER = bytes(range(16)), bytes(range(1, 17))
CANS = [item(2, n) for n in range(1, 41)]


def pages(objects: RangeSet, size: int, key: bytes | None) -> list[list[int]]:
    found, cursor = [], None
    while True:
        ids, cursor = page_of(objects, after_of(cursor, by_id=key is None), size, key)
        found.append(ids)
        if cursor is None:
            return found


@given(
    st.sets(st.integers(1, 2**62) | st.integers(1, 60), max_size=50),
    st.integers(1, 60),
    st.sampled_from([None, KEY]),
)
def test_every_object_is_on_one_page(ids: set[int], size: int, key: bytes | None) -> None:
    found = pages(RangeSet.from_ids(sorted(ids)), size, key)
    assert sorted(one for page in found for one in page) == sorted(ids)
    assert all(len(page) == size for page in found[:-1])
    assert found[-1] or not ids


def test_a_long_range_is_read_in_chunks() -> None:
    objects = RangeSet.from_pairs([(1, 150_000), (10**12, 10**12 + 70_000)])
    found = pages(objects, 60_000, KEY)
    assert [len(page) for page in found] == [60_000, 60_000, 60_000, 40_001]
    assert len({one for page in found for one in page}) == 220_001


def test_the_order_is_another_for_every_key_and_not_that_of_ids() -> None:
    objects = RangeSet.from_pairs([(1, 1_000)])
    orders = [[one for page in pages(objects, 300, key) for one in page] for key in (None, KEY, OTHER)]
    assert orders[0] == list(range(1, 1_001))
    for order in orders[1:]:
        ascending = sum(one < other for one, other in pairwise(order))
        assert 440 < ascending < 560, "as many up as down"
    assert orders[1] != orders[2]


@pytest.mark.parametrize("by_id", [True, False])
@pytest.mark.parametrize("cursor", ["", "-1", "x", "٣", "9" * 20, "a" * 31, "A" * 32, "g" * 32, " 1"])
def test_what_is_no_cursor_is_refused(cursor: str, by_id: bool) -> None:
    with pytest.raises(WrongCursor):
        after_of(cursor, by_id=by_id)


def test_beyond_the_last_there_is_nothing() -> None:
    one = RangeSet.from_ids([1])
    assert page_of(one, after_of("9" * 19, by_id=True), 1, None) == ([], None)
    assert page_of(one, after_of("f" * 32, by_id=False), 1, KEY) == ([], None)
    assert page_of(EMPTY, -1, 1, KEY) == ([], None)


def test_a_partner_turns_pages_that_tell_no_order(cast: Cast) -> None:
    dice = random.Random(7)
    told = [f"{can}x" for can in dice.sample(CANS, len(CANS))]  # with letters: of numbers, ids are made
    for can in told:  # one by one, so that ids follow this order
        cast.capture(made(1, [can], lot_number="L", **at(place(1, SHOP))))
    viewer = cast.viewer(cast.shop)

    orders = [_paged(cast, one) for one in (cast.operator, viewer)]

    assert orders[0] == told
    assert sorted(orders[1]) == sorted(told)
    parts = [orders[1][n : n + 7] for n in range(0, len(told), 7)]
    assert all(part == sorted(part) for part in parts), "within a page by name"
    assert orders[1] != sorted(told), "from page to page by nothing that is known"
    assert _paged(cast, viewer) == orders[1]


def _paged(cast: Cast, viewer: Viewer) -> list[str]:
    found: list[str] = []
    cursor = None
    while True:
        page = trace(cast, lot(2, "L"), viewer=viewer, detail="objects", cursor=cursor, limit=7)
        found += [node.id for node in page.nodes if node.kind == "object"]
        if page.next is None:
            return found
        if not viewer.operating:
            assert len(page.next) == 32
        cursor = page.next


def test_nodes_and_edges_are_in_the_order_of_distance_and_name(cast: Cast) -> None:
    lots = [lot(1, name) for name in ("C", "A", "B", "D")]
    cast.capture(seen(1, CANS[5:0:-1]))
    cast.capture(
        turned(2, [lots[0]], [lots[3]]), turned(3, [lots[3]], [lots[1]]), turned(4, [lots[3]], [lots[2]])
    )
    cast.capture(made(5, CANS[:6], lot_number="L"))

    told = trace(cast, lots[0])
    assert [node.lot for node in told.nodes] == ["C", "D", "A", "B"]
    assert [(edge.source[-1], edge.target[-1]) for edge in told.edges] == [("C", "D"), ("D", "A"), ("D", "B")]
    members = trace(cast, lot(2, "L"))
    assert [node.id for node in members.nodes] == [lot(2, "L"), *sorted(CANS[:6])]
    assert [edge.target for edge in members.edges] == sorted(CANS[:6])
