"""What a page costs the database, and that nothing on it is ever old; with real events in a real store."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from headwater.catalog.models import Product
from headwater.epcis.model import Place
from headwater.gs1.identify import identify
from headwater.identity import cache, keyring
from headwater.parties.models import Location
from headwater.portal import asking
from headwater.portal.counting import Tally
from headwater.sample import demo
from tests.app.portal.conftest import path_of
from tests.app.tracing.capturing import Cast, declared_wrong, gtin, item, lot, made, place, seen, turned

if TYPE_CHECKING:
    from django.test import Client

STATEMENTS: Final = {
    "a can of formula, sold": 15,
    "a can whose truck grew warm": 15,
    "a can that a dealer repacked": 15,
    "a pallet": 8,
    "a lot of formula": 8,
    "a tanker of milk": 10,
}
"""Statements for a whole page whose lot was asked for before, by what the sample world calls it. Two of those for a can
learn whose the places are: the shop sells what is the brand's, and must have had it.

What writes the count is not among them: a server does that apart, for many pages together.
"""
AT_FIRST: Final = 60
"""At most so many where nothing is remembered."""


def _statements(phone: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as found:
        phone.get(path)
    return sum(query["sql"].startswith("SELECT") for query in found.captured_queries)


@pytest.mark.usefixtures("transactional_db")
def test_statements_of_whole_pages(phone: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    gathering = Tally()
    gathering._gathers = True
    monkeypatch.setattr(asking, "tally", gathering)
    keyring.create()
    cache.forget_all()
    demo.load(now=datetime(2026, 4, 1, 8, tzinfo=UTC))
    world = demo.world()
    things = {
        "a can of formula, sold": world.can("P1/C1/1"),
        "a can whose truck grew warm": world.can("P5/C1/1"),
        "a can that a dealer repacked": world.can("P1/C3/1"),
        "a pallet": world.pallet("P4"),
        "a lot of formula": world.lots["F2603A"].uri,
        "a tanker of milk": world.lots["TK-0302"].uri,
    }
    addresses = {title: path_of(identify(text).digital_link()) for title, text in things.items()}
    for path in addresses.values():  # what a process learns once in its life
        assert phone.get(path).status_code == 200
    page = phone.get(addresses["a can whose truck grew warm"]).content.decode()
    assert "A temperature alarm was raised on its way" in page
    assert "Good until 4 December 2026" in re.sub(r"<[^>]*>|\s+", " ", page).replace("  ", " ")

    for path in addresses.values():
        assert _statements(phone, path) <= AT_FIRST
    for path in addresses.values():
        phone.get(path)

    assert {title: _statements(phone, path) for title, path in addresses.items()} == STATEMENTS
    cache.forget_all()


def test_another_can_of_the_lot_asks_only_for_its_own(operator: Cast, phone: Client) -> None:
    cans = [item(1, n) for n in range(1, 4)]
    operator.capture(turned(5, [lot(2, "M")], [lot(1, "L")]), made(9, cans, lot_number="L"))
    first, second, third = (_statements(phone, path_of(can)) for can in cans)

    assert first > second == third


def test_what_happens_upstream_shows_at_once(operator: Cast, phone: Client) -> None:
    can = item(1, 1)
    wrong = turned(5, [lot(2, "MILK-A")], [lot(1, "L")])
    operator.capture(wrong, made(9, [can], lot_number="L"))
    assert "MILK-A" in phone.get(path_of(can)).content.decode()

    operator.capture(turned(4, [lot(3, "PREMIX")], [lot(1, "L")]))  # late
    assert "PREMIX" in phone.get(path_of(can)).content.decode()

    operator.capture(declared_wrong(wrong), turned(5, [lot(2, "MILK-B")], [lot(1, "L")]))  # and corrected
    page = phone.get(path_of(can)).content.decode()

    assert "MILK-A" not in page
    assert "MILK-B" in page
    assert "PREMIX" in page


def test_a_new_name_shows_at_once(operator: Cast, phone: Client) -> None:
    can = item(1, 1)
    operator.capture(
        turned(5, [lot(2, "M")], [lot(1, "L")], biz_location=Place(place(7))), made(9, [can], lot_number="L")
    )
    Location.objects.create(name="Old mill", key=identify(place(7)).key)
    Product.objects.create(gtin=gtin(2), name="Raw milk")
    page = phone.get(path_of(can)).content.decode()
    assert "Old mill" in page
    assert "Raw milk" in page

    Location.objects.update(name="New mill")
    Product.objects.update(name="Morning milk")
    page = phone.get(path_of(can)).content.decode()

    assert "New mill" in page
    assert "Morning milk" in page
    assert "Old mill" not in page
    assert "Raw milk" not in page


def test_a_first_name_shows_at_once(operator: Cast, phone: Client) -> None:
    can = item(1, 1)
    operator.capture(
        turned(5, [lot(2, "M")], [lot(1, "L")], biz_location=Place(place(7))), made(9, [can], lot_number="L")
    )
    assert "Raw milk" not in phone.get(path_of(can)).content.decode()

    Product.objects.create(gtin=gtin(2), name="Raw milk")
    assert "Raw milk" in phone.get(path_of(can)).content.decode()

    Location.objects.create(name="Old mill", key=identify(place(7)).key)
    assert "Old mill" in phone.get(path_of(can)).content.decode()


def test_what_happens_to_the_can_itself_shows_at_once(operator: Cast, phone: Client) -> None:
    can = item(1, 1)
    begun = made(9, [can], lot_number="L")
    operator.capture(turned(5, [lot(2, "M")], [lot(1, "L")]), begun)
    assert "Sold" not in phone.get(path_of(can)).content.decode()

    sold = seen(30, [can], biz_step="retail_selling", biz_location=Place(place(7)))
    operator.capture(sold)
    assert "Recorded as sold" in phone.get(path_of(can)).content.decode()

    operator.capture(declared_wrong(sold))
    assert "Recorded as sold" not in phone.get(path_of(can)).content.decode()


def test_a_can_that_changes_its_lot_leaves_what_was_remembered(operator: Cast, phone: Client) -> None:
    can = item(1, 1)
    wrong = made(9, [can], lot_number="L")
    operator.capture(
        turned(5, [lot(2, "MILK-A")], [lot(1, "L")]), turned(5, [lot(2, "MILK-B")], [lot(1, "K")])
    )
    operator.capture(wrong)
    assert "MILK-A" in phone.get(path_of(can)).content.decode()

    operator.capture(declared_wrong(wrong), made(9, [can], lot_number="K"))
    page = phone.get(path_of(can)).content.decode()

    assert "MILK-A" not in page
    assert "MILK-B" in page
