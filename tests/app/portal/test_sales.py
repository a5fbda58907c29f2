"""What a page says of a thing that was sold, by real records."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from django.utils.html import strip_tags

from headwater.epcis.model import Place
from tests.app.portal.conftest import path_of
from tests.app.tracing.capturing import item, lot, made, packed, place, seen, sscc

if TYPE_CHECKING:
    from django.test import Client

    from tests.app.tracing.capturing import Cast

CAN = item(1, 1)
SHOP, DEALER = {"biz_location": Place(place(7))}, {"biz_location": Place(place(8))}
SEAL = "check that the seal is unbroken"


def words(phone: Client, path: str = "", language: str = "en") -> str:
    page = phone.get(path or path_of(CAN), headers={"Accept-Language": language}).content.decode()
    return re.sub(r"\s+", " ", strip_tags(page))


@pytest.fixture
def sold(operator: Cast) -> None:
    operator.capture(made(9, [CAN], lot_number="L"), seen(30, [CAN], biz_step="retail_selling", **SHOP))


@pytest.mark.usefixtures("sold")
def test_what_was_sold_and_is_seen_again_stays_sold(operator: Cast, phone: Client) -> None:
    assert "Recorded as sold Sold on 1 March 2026" in words(phone)
    operator.capture(seen(40, [CAN], biz_step="storing", disposition="in_progress", **DEALER))

    told = words(phone)
    assert "Recorded as sold, and seen again since Sold on 1 March 2026" in told
    assert "it is not new, or this is a copy of its code." in told
    assert SEAL not in told
    chinese = words(phone, language="zh-CN")
    assert "记录为已售出，之后又出现过" in chinese
    assert "此后又有它的记录（见下文）：它不是新品，或者这是复制的码。" in chinese


@pytest.mark.usefixtures("sold")
def test_so_it_does_by_what_happens_to_its_case(operator: Cast, phone: Client) -> None:
    operator.capture(packed(40, sscc(1), [CAN]), seen(41, [sscc(1)], biz_step="shipping", **DEALER))

    assert "Recorded as sold, and seen again since" in words(phone)


@pytest.mark.usefixtures("sold")
def test_what_was_taken_back_is_sold_no_more(operator: Cast, phone: Client) -> None:
    operator.capture(seen(40, [CAN], biz_step="receiving", disposition="returned", **SHOP))
    assert "Recorded as sold" not in words(phone)

    operator.capture(seen(50, [CAN], biz_step="retail_selling", **SHOP))
    assert "Recorded as sold Sold on" in words(phone)


@pytest.mark.usefixtures("sold")
def test_a_lot_is_not_sold_with_one_of_its_packs(operator: Cast, phone: Client) -> None:
    assert "Recorded as sold" not in words(phone, path_of(lot(1, "L")))
