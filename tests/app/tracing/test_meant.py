"""Lots of any number, asked for as people type them; what is not recorded gets its reason."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest

from headwater.gs1.errors import IdentifierError
from headwater.tracing import queries, searching
from headwater.tracing.meant import meant
from tests.app.tracing.capturing import at, event, gtin, item, lot, made, place

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

    from tests.app.tracing.capturing import Cast

LINK = f"https://brand.example/01/{gtin(1)}/10/"
LONG = "L" * 21


def odd(number: str) -> str:
    return f"urn:headwater:lot:{gtin(1)}:{quote(number, safe='')}"


@pytest.mark.parametrize(
    ("number", "texts"),
    [
        (
            "批次1",
            [
                f"(01){gtin(1)}(10)批次1",
                f" (01) {gtin(1)} (10) 批次1 ",
                f"（01）{gtin(1)}（10）批次１",
                f"(10)批次1(01){gtin(1)}(17)290101",
                f"{LINK}批次1",
                f"{LINK}{quote('批次1')}?17=290101",
            ],
        ),
        ("批次１", [f"（01）{gtin(1)}（10）批次１"]),
        ("Ｌ1", [f"(01){gtin(1)}(10)Ｌ1"]),
        ("LOT 2026 01", [f"(01) {gtin(1)} (10) LOT 2026 01", f"{LINK}LOT%202026%2001", f"{LINK}LOT 2026 01"]),
        (LONG, [f"(01){gtin(1)}(10){LONG}", f"{LINK}{LONG}"]),
        ("1(2)3 4", [f"(01){gtin(1)}(10)1(2)3 4"]),
    ],
)
def test_a_recorded_lot_is_found_by_its_number_whatever_its_characters(
    number: str, texts: list[str], cast: Cast
) -> None:
    cast.capture(made(1, (item(1, "A"),), lot_number=number))

    found = [meant(text, viewer=cast.operator) for text in texts]

    assert {one.digital_link() for one in found} == {odd(number)}
    assert queries.trace(found[0], viewer=cast.operator, direction="forward").summary.objects == 1


def test_a_slash_that_was_not_encoded_is_of_the_lot_that_is_recorded_or_told(cast: Cast) -> None:
    cast.capture(made(1, (item(1, "A"),), lot_number="A/B"))

    assert meant(f"{LINK}A/B", viewer=cast.operator).key == f"01/{gtin(1)}/10/A%2FB"
    with pytest.raises(IdentifierError) as refusal:
        meant(f"{LINK}A/C", viewer=cast.operator)
    assert refusal.value.code == "slash"
    assert str(refusal.value).endswith("the value “A/C” of AI (10) has a slash; in a link it is written %2F.")


def test_a_uri_that_is_recorded_itself_is_itself(cast: Cast) -> None:
    cast.capture(event("ObjectEvent", 1, action="ADD", epc_list=[f"{LINK}A/C"]))

    assert meant(f"{LINK}A/C", viewer=cast.operator).key == f"{LINK}A/C"
    with pytest.raises(IdentifierError):
        meant(f"{LINK}A/C", viewer=cast.viewer(cast.shop))


@pytest.mark.parametrize(
    ("number", "code", "reason"),
    [
        ("批次1", "character", "Position 1 of the value “批次1” of AI (10) is “批”, which is not in GS1 character set 82"),
        (LONG, "too-long", f"The value “{LONG}” of AI (10) has 21 characters; at most 20 are allowed."),
    ],
)  # fmt: skip
def test_who_may_not_see_the_lot_is_told_what_is_told_of_none(
    number: str, code: str, reason: str, cast: Cast
) -> None:
    text = f"(01){gtin(1)}(10){number}"
    said = set()
    for _ in "before", "after":
        with pytest.raises(IdentifierError) as refusal:
            meant(text, viewer=cast.viewer(cast.shop))
        said.add((refusal.value.code, str(refusal.value)))
        cast.capture(made(1, (item(1, "A"),), lot_number=number, **at(place(1))))

    assert {one[0] for one in said} == {code}
    assert len(said) == 1
    assert said.pop()[1].startswith(reason)
    assert meant(text, viewer=cast.operator).key == odd(number)


def test_what_is_an_identifier_costs_no_statement(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        assert meant(f" (01) {gtin(1)} (10) L1", viewer=cast.operator).digital_link() == lot(1, "L1")


def test_more_than_are_listed_is_said(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searching, "MOST", 2)
    cast.capture(
        event("ObjectEvent", 1, action="ADD", quantity_list=[lot(n, "L") for n in (1, 2)]),
        made(2, [item(n, "S") for n in (1, 2, 3)]),
    )

    lots, items = (searching.named(text, viewer=cast.operator) for text in "LS")

    assert (len(lots.found), lots.more) == (2, False)
    assert (len(items.found), items.more) == (2, True)
    cast.capture(event("ObjectEvent", 3, action="ADD", quantity_list=[lot(3, "L")]))
    lots = searching.named("L", viewer=cast.operator)
    assert ([one.node.id for one in lots.found], lots.more) == ([lot(3, "L"), lot(2, "L")], True)
