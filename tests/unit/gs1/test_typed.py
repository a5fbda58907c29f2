"""What people type, before it is read strictly."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headwater.gs1 import typed
from headwater.gs1.errors import IdentifierError
from headwater.gs1.identify import identify
from tests.unit.gs1.keys import SPELLED, Spelled

LOT = "01/09506000134352/10/L1"


@pytest.mark.parametrize(
    "text",
    [
        "(01) 09506000134352 (10) L1",
        " (01)09506000134352 (10) L1 ",
        "\u3000(01)\u300009506000134352\u00a0(10)\tL1\n",
        "（０１）０９５０６０００１３４３５２（１０）L1",
        "（01）09506000134352（10）L1",
        "（０１） ０９５０６０００１３４３５２ （１０） Ｌ１",
        "(01)０９５０６０００１３４３５２（10）L1",
    ],
)
def test_blanks_around_ais_and_wide_characters_are_forgiven_to_people_alone(text: str) -> None:
    assert typed.identify(text).key == LOT
    with pytest.raises(IdentifierError):
        identify(text)


@pytest.mark.parametrize(
    "text", ["(01)09506000134352(21)MILK-1", "(01)09506000134352(10)A1", "09506000134352", "9506000134352"]
)
def test_wide_forms_of_a_chinese_keyboard_are_read(text: str) -> None:
    wide = "".join(chr(ord(letter) + 0xFEE0) for letter in text)

    assert typed.identify(wide) == typed.identify(f"\u3000{wide} ") == identify(text)
    with pytest.raises(IdentifierError):
        identify(wide)


@pytest.mark.parametrize("spelled", SPELLED, ids=lambda one: one.key)
def test_what_is_an_identifier_is_read_as_the_same(spelled: Spelled) -> None:
    for text in (spelled.key, spelled.urn, spelled.element_string):
        assert typed.identify(text) == identify(text)


@given(st.text("()（）０１01109５ 批L/%#?:\x1d]d2", max_size=40))
def test_nothing_but_an_identifier_or_its_error_comes_back(text: str) -> None:
    try:
        found = typed.identify(text)
    except IdentifierError as error:
        found = error
    assert str(found)
    assert all(product.startswith("01/") and number for product, number in typed.lots(text))


def test_a_blank_within_a_value_stays_and_is_told() -> None:
    with pytest.raises(IdentifierError) as refusal:
        typed.identify("(01) 09506000134352 (10) L 1")
    assert (refusal.value.code, refusal.value.params["position"]) == ("character", 2)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("(01)09506000134352(10)批次1", ["批次1"]),
        ("（01） 09506000134352 （10） 批次１ （17）290101", ["批次１", "批次1"]),
        ("(10)LOT 1(01)09506000134352", ["LOT 1"]),
        ("https://x.example/01/09506000134352/10/批次1", ["批次1"]),
        ("https://x.example/gtin/9506000134352/lot/%E6%89%B9%E6%AC%A11/?17=290101#x", ["批次1"]),
        ("/01/09506000134352/10/A/B", ["A/B"]),
        ("(01)09506000134352(21)1", []),
        ("(10)批次1", []),
        ("(01)09506000134352(10", []),
        ("批次1", []),
        ("", []),
    ],
)
def test_which_lots_could_be_meant(text: str, numbers: list[str]) -> None:
    assert typed.lots(text) == [("01/09506000134352", number) for number in numbers]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("L1", ["L1"]),
        ("Ｌ１", ["Ｌ１", "L1"]),
        ("批次１", ["批次１", "批次1"]),
        ("a%2fb", ["a%2fb", "a/b"]),
        ("ａ％２Ｆｂ", ["ａ％２Ｆｂ", "a%2Fb", "a/b"]),
        ("100%", ["100%"]),
        ("L%001", ["L%001"]),
        ("", []),
        ("L1\0", []),
        ("L\t1", []),
        ("\ud800", []),
    ],
)
def test_a_number_that_stands_alone_is_read_in_the_spellings_that_could_be_meant(
    text: str, numbers: list[str]
) -> None:
    assert typed.numbers(text) == numbers


@pytest.mark.parametrize("odd", ["\0", "\x1b", "\x85", "\ud800"])
def test_no_lot_number_has_control_characters_or_half_a_pair(odd: str) -> None:
    assert typed.lots(f"(01)09506000134352(10)批{odd}") == []
    assert typed.lots(f"https://x.example/01/09506000134352/10/批{odd}") == []
