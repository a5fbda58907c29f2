"""Element strings in all their spellings."""

from __future__ import annotations

import pytest

from headwater.gs1 import element_strings
from headwater.gs1.errors import IdentifierError

GS = element_strings.FNC1
LOT_THEN_DATE = (("01", "09506000134352"), ("10", "ABC"), ("17", "290101"))


@pytest.mark.parametrize(
    "text",
    [
        "(01)09506000134352(10)ABC(17)290101",
        f"010950600013435210ABC{GS}17290101",
        f"{GS}010950600013435210ABC{GS}17290101",
        f"]C1010950600013435210ABC{GS}17290101",
        f"]d2010950600013435210ABC{GS}17290101",
        f"]Q3010950600013435210ABC{GS}17290101",
        f"]e0010950600013435210ABC{GS}17290101",
        f"]J1010950600013435210ABC{GS}17290101",
        f"]d2{GS}0109506000134352{GS}10ABC{GS}17290101{GS}",
    ],
)
def test_spellings_of_one_element_string(text: str) -> None:
    assert element_strings.parse(text) == LOT_THEN_DATE


def test_the_order_of_the_text_is_kept() -> None:
    assert element_strings.parse("(17)290101(10)ABC(01)09506000134352") == (
        ("17", "290101"),
        ("10", "ABC"),
        ("01", "09506000134352"),
    )


def test_brackets_within_values() -> None:
    assert element_strings.parse("(01)09506000134352(21)A(B)(x(99)y") == (
        ("01", "09506000134352"),
        ("21", "A(B)(x"),
        ("99", "y"),
    )
    assert element_strings.parse(r"(01)09506000134352(21)A\(10)B") == (
        ("01", "09506000134352"),
        ("21", "A(10)B"),
    )


def test_writes_brackets() -> None:
    assert element_strings.write(LOT_THEN_DATE) == "(01)09506000134352(10)ABC(17)290101"
    assert element_strings.write((("21", "A(10)B"),)) == r"(21)A\(10)B"


def test_writes_fnc1_only_where_a_length_is_not_predefined() -> None:
    assert element_strings.write_fnc1(LOT_THEN_DATE) == f"010950600013435210ABC{GS}17290101"
    assert (
        element_strings.write_fnc1((*LOT_THEN_DATE, ("21", "1"))) == f"010950600013435210ABC{GS}17290101211"
    )
    assert element_strings.write_fnc1(()) == ""


def test_the_same_element_twice_is_one() -> None:
    assert element_strings.parse("(01)09506000134352(10)A(10)A") == (("01", "09506000134352"), ("10", "A"))


@pytest.mark.parametrize(
    ("text", "code", "message"),
    [
        (
            "(01)09506000134352(10)A(10)B",
            "repeated-ai",
            "AI (10) stands twice, with the values “A” and “B”.",
        ),
        ("(01", "bracket", "In “(01” the bracket of an AI is not closed."),
        ("(05)1", "unknown-ai", "(05) is no GS1 application identifier that is known here."),
        ("(٠١)09506000134352", "unknown-ai", "(٠١) is no GS1 application identifier that is known here."),
        (
            "(10)ABC",
            "ai-required",
            "AI (10) needs one of these beside it: (01), (02), (03), (8006), (8026).",
        ),
        ("(01)09506000134352(02)09506000134352(37)1", "ai-excluded", "AI (01) may not stand beside AI (37)."),
        (
            "(01)09506000134352(3103)001250(3102)012500",
            "ai-excluded",
            "AI (3103) may not stand beside AI (3102).",
        ),
        (
            "(01)09506000134352(250)A",
            "ai-required",
            "AI (250) needs one of these beside it: (01)(21), (03)(21), (8006)(21).",
        ),
        ("]C1", "empty", "There is no element in this element string."),
        (f"{GS}{GS}", "empty", "There is no element in this element string."),
        (
            "0109506000134352" + "402952000100000000052110ABC",
            "too-long",
            "The value “952000100000000052110ABC” of AI (402) has 24 characters; at most 17 are allowed.",
        ),
        (
            "01095060001343",
            "too-short",
            "The value “095060001343” of AI (01) has 12 characters; a component of it is not complete.",
        ),
    ],
)
def test_says_what_is_wrong(text: str, code: str, message: str) -> None:
    with pytest.raises(IdentifierError) as refusal:
        element_strings.parse(text)
    assert (refusal.value.code, str(refusal.value)) == (code, message)


@pytest.mark.parametrize(
    "text",
    [
        "(01)09506000134352(3103)001250(3922)1234",
        "(00)106141412345678908(02)09506000134352(37)12",
        "(01)09506000134352(21)1(8040)123456789012345",
        "(8018)406141410000102530(7259)X(7258)1/2",
    ],
)
def test_patterns_and_combinations_that_satisfy(text: str) -> None:
    assert element_strings.write(element_strings.parse(text)) == text
