"""An event that several organisations recorded is one line of the page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.utils.html import strip_tags

from headwater.epcis.model import Place
from headwater.parties import operations
from tests.app.portal.conftest import path_of
from tests.app.tracing.capturing import item, made, place, seen

if TYPE_CHECKING:
    from django.test import Client

    from tests.app.tracing.capturing import Cast

CAN = item(1, 1)


def test_an_event_that_two_recorded_is_one_line(operator: Cast, phone: Client) -> None:
    farm = operations.add_organisation(name="Hill Farm", name_zh="山坡农场", by=None).pk
    stored = seen(30, [CAN], biz_step="storing", biz_location=Place(place(7)))
    operator.capture(made(9, [CAN], lot_number="L"), stored)
    operator.capture(stored, by=farm)
    operator.capture(seen(30, [CAN], biz_step="inspecting", biz_location=Place(place(7))), by=farm)

    page = phone.get(path_of(CAN)).content.decode()
    text = re.sub(r"\s+", " ", strip_tags(page))

    assert text.count("Put into store") == 1
    assert text.count("recorded by Clearwater Dairy, Hill Farm") == 1
    assert "recorded by Hill Farm" in text, "what one alone told is theirs"
    chinese = phone.get(path_of(CAN), headers={"Accept-Language": "zh-CN"}).content.decode()
    assert "Clearwater Dairy、山坡农场" in chinese
