"""What is found by a lot number or serial alone, and the lots of a product, for those who may see it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from headwater.identity import blocks
from headwater.tracing import searching
from tests.app.tracing.capturing import at, event, gtin, item, lot, made, packed, place, seen, sscc

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

    from headwater.epcis.model import Event
    from headwater.tracing.searching import Lots
    from tests.app.tracing.capturing import Cast

FARM = "9521111"


def stocked(minute: int, classes: list[str]) -> Event:
    """Amounts begin."""
    return event("ObjectEvent", minute, action="ADD", quantity_list=classes)


def _found(cast: Cast, text: str, organisation: int | None = None) -> list[str]:
    viewer = cast.viewer(organisation or cast.dairy)
    return [one.node.id for one in searching.named(text, viewer=viewer).found]


def _lots(cast: Cast, product: int, organisation: int | None = None, **page: int) -> Lots | None:
    asked = {"before": None, "limit": 50} | page
    viewer = cast.viewer(organisation or cast.dairy)
    return searching.lots_of(f"01/{gtin(product)}", viewer=viewer, **asked)  # type: ignore[arg-type]


def test_a_lot_number_is_found_in_every_product_exactly(cast: Cast) -> None:
    cast.capture(stocked(1, [lot(1, "TK-0302"), lot(2, "TK-0302"), lot(3, "TK-0303")]))
    assert sorted(_found(cast, "TK-0302")) == sorted([lot(1, "TK-0302"), lot(2, "TK-0302")])
    assert _found(cast, "tk-0302") == _found(cast, "TK-030") == []


@pytest.mark.parametrize("number", ["批次 1", "A/B:7", "a lot number of more than twenty signs"])
def test_a_lot_number_of_any_signs_is_found(cast: Cast, number: str) -> None:
    cast.capture(made(1, [item(1, "a")], lot_number=number))
    ((found),) = searching.named(number, viewer=cast.operator).found
    assert (found.node.lot, found.node.product) == (number, gtin(1))


def test_serials_are_found_whatever_layout_their_ids_have(cast: Cast) -> None:
    cast.capture(made(1, [item(1, 7), item(1, 8), item(1, 9)]), made(2, [item(2, "X7"), item(2, "a%2Fb")]))
    (ours,) = blocks.issue(gtin(3), 1)
    (never,) = blocks.issue(gtin(4), 1)
    cast.capture(made(3, [item(3, ours)]), made(4, ["urn:example:crate:7"]))
    assert sorted(_found(cast, "7")) == sorted([item(1, 7), "urn:example:crate:7"])
    assert _found(cast, "X7") == [item(2, "X7")]
    assert _found(cast, "a/b") == [item(2, "a%2Fb")]
    assert _found(cast, ours) == [item(3, ours)]
    # A number that nothing was ever called by is an id by arithmetic, and is not found; nor is an unused code.
    assert _found(cast, "10") == _found(cast, never) == _found(cast, "x7") == []


def test_a_number_is_found_as_typed_by_a_chinese_keyboard_or_as_a_link_has_it(cast: Cast) -> None:
    cast.capture(
        made(1, [item(1, 100), item(1, "a%2Fb")], lot_number="L1"), made(2, [item(2, 1)], lot_number="批次1")
    )
    assert _found(cast, "Ｌ１") == _found(cast, "L1") == [lot(1, "L1")]
    assert _found(cast, "１００") == [item(1, 100)]
    assert _found(cast, "a%2fb") == _found(cast, "a%2Fb") == _found(cast, "ａ％２ｆｂ") == [item(1, "a%2Fb")]
    assert _found(cast, "批次１") == _found(cast, "%E6%89%B9%E6%AC%A11") == _found(cast, "批次1") != []


def test_what_is_recorded_as_typed_comes_before_what_else_could_be_meant(cast: Cast) -> None:
    cast.capture(made(1, [item(1, 1)], lot_number="Ｌ１"), made(2, [item(2, 1)], lot_number="L1"))
    ((wide,), (plain,)) = (searching.named(text, viewer=cast.operator).found for text in ("Ｌ１", "L1"))
    assert (wide.node.lot, plain.node.lot) == ("Ｌ１", "L1")


@pytest.mark.parametrize(
    "text", ["a\0", "\0", "L1\0", "urn:x:y\0", "7\0", "a%00", "a\ud800", "\udcff", "a\x1b", "L\n1"]
)
def test_nothing_bears_a_text_with_control_characters_or_half_a_pair(cast: Cast, text: str) -> None:
    cast.capture(made(1, [item(1, "a"), item(2, 7), "urn:x:y"], lot_number="L1"))
    assert _found(cast, text) == []


def test_lots_come_before_items_with_when_and_where_they_were_made(cast: Cast) -> None:
    cast.capture(made(5, [item(1, "S")]), made(9, [item(2, "T")], lot_number="S", **at(place(1))))
    first, second = searching.named("S", viewer=cast.operator).found
    assert (first.node.kind, second.node.kind, second.made) == ("lot", "object", None)
    assert first.made is not None
    assert first.made.time == "2026-03-01T00:09:00.000Z"
    assert first.made.place is not None
    assert first.made.place.id == place(1)


def test_a_stranger_finds_nothing_and_a_partner_what_named_it(cast: Cast) -> None:
    cast.capture(made(1, [item(1, "A"), item(1, 12)], lot_number="L1"), stocked(2, [lot(2, "L1")]))
    assert (
        _found(cast, "L1", cast.farm) == _found(cast, "A", cast.farm) == _found(cast, "12", cast.farm) == []
    )
    assert _lots(cast, 1, cast.farm) is None
    cast.capture(seen(3, [item(1, "A")], **at(place(1, FARM))))
    assert _found(cast, "A", cast.farm) == [item(1, "A")]
    assert _found(cast, "12", cast.farm) == _found(cast, "L1", cast.farm) == []
    page = _lots(cast, 1, cast.farm)
    assert page is not None
    assert (page.lots, page.without_lot) == ([], 1)


def test_lots_of_a_product_by_pages_the_last_named_first(cast: Cast) -> None:
    for n in range(5):
        cast.capture(stocked(n, [lot(1, f"L{n}"), lot(2, f"L{n}")]))
    page = _lots(cast, 1, limit=3)
    assert page is not None
    assert [one.node.lot for one in page.lots] == ["L4", "L3", "L2"]
    assert page.next is not None
    rest = _lots(cast, 1, limit=3, before=page.next)
    assert rest is not None
    assert ([one.node.lot for one in rest.lots], rest.next) == (["L1", "L0"], None)


def test_items_without_a_lot_are_counted(cast: Cast) -> None:
    cast.capture(made(1, [item(1, n) for n in range(1, 6)], lot_number="L"))
    cast.capture(made(2, [item(1, n) for n in range(6, 9)]), packed(3, sscc(1), [item(1, 8), item(1, 9)]))
    cast.capture(made(4, [item(1, "odd")]))
    page = _lots(cast, 1)
    assert page is not None
    assert ([one.node.lot for one in page.lots], page.without_lot) == (["L"], 5)


def test_a_product_that_was_never_named_has_no_page(cast: Cast) -> None:
    assert _lots(cast, 1) is None
    cast.capture(stocked(1, [f"https://id.gs1.org/01/{gtin(1)}"]))
    page = _lots(cast, 1)
    assert page is not None
    assert (page.lots, page.without_lot, page.product.product) == ([], 0, gtin(1))


def test_as_many_statements_for_many_products(
    cast: Cast, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    cast.capture(*(made(n, [item(n, "S")], lot_number="S") for n in range(1, 30)))
    with django_assert_max_num_queries(14):
        assert len(searching.named("S", viewer=cast.operator).found) == 58
