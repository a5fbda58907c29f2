"""`headwater identify`: a line for a text."""

from __future__ import annotations

import io
import json

from headwater.parties import operations


def lines(text: str) -> list[dict]:
    return [json.loads(line) for line in text.splitlines()]


def test_all_spellings_are_the_same_thing(headwater):
    said = headwater(
        "identify",
        "urn:epc:id:sgtin:9506000.013435.32a%2Fb",
        "https://shop.example/01/09506000134352/21/32a%2Fb",
        "(01)09506000134352(21)32a/b",
        "]C1010950600013435221" + "32a/b",
    )
    answers = lines(said.out)
    assert {answer["digital_link"] for answer in answers} == {
        "https://id.gs1.org/01/09506000134352/21/32a%2Fb"
    }
    assert answers[0] == {
        "input": "urn:epc:id:sgtin:9506000.013435.32a%2Fb",
        "key": "01/09506000134352/21/32a%2Fb",
        "digital_link": "https://id.gs1.org/01/09506000134352/21/32a%2Fb",
        "urn": "urn:epc:id:sgtin:9506000.013435.32a%2Fb",
        "elements": {"01": "09506000134352", "21": "32a/b"},
        "error": None,
    }


def test_urn_needs_a_known_prefix(headwater, operating):
    (answer,) = lines(headwater("identify", "(00)395060000000000016").out)
    assert answer["urn"] is None
    operations.register_prefix(digits="9506000", organisation=operating, by=None)
    (answer,) = lines(headwater("identify", "(00)395060000000000016").out)
    assert answer["urn"] == "urn:epc:id:sscc:9506000.3000000001"


def test_other_elements_come_along(headwater):
    (answer,) = lines(headwater("identify", "(01)09506000134352(17)270301(10)A").out)
    assert answer["elements"] == {"01": "09506000134352", "10": "A", "17": "270301"}


def test_text_that_is_nothing_says_why_and_the_rest_goes_on(headwater):
    answers = lines(headwater("identify", "nothing", "09506000134352", code=1).out)
    assert [answer["key"] for answer in answers] == [None, "01/09506000134352"]
    assert answers[0]["error"].startswith("“nothing” is no EPC URN")
    (answer,) = lines(headwater("identify", "nothing", code=1, language="zh").out)
    assert answer["error"].startswith("“nothing”不是")


def test_an_element_without_its_value_is_named_in_every_notation(headwater):
    texts = (
        "https://shop.example/01/09506000134352/21/",
        "/01/09506000134352/21/",
        "01/09506000134352/21/",
        "(01)09506000134352(21)",
        "]C1010950600013435221",
    )
    answers = lines(headwater("identify", *texts, code=1).out)
    assert {(answer["key"], answer["error"]) for answer in answers} == {(None, "AI (21) has no value.")}
    (answer,) = lines(headwater("identify", texts[0], code=1, language="zh").out)
    assert answer["error"] == "应用标识符（21）没有值。"


def test_lines_of_standard_input(headwater, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO("09506000134352\n(00)395060000000000016\r\n"))
    assert [answer["key"] for answer in lines(headwater("identify", "-").out)] == [
        "01/09506000134352",
        "00/395060000000000016",
    ]


def test_a_line_that_is_no_text_does_not_lose_those_after_it(headwater, monkeypatch):
    monkeypatch.setattr(
        "sys.stdin", io.TextIOWrapper(io.BytesIO(b"\xff\n09506000134352\n"), encoding="utf-8")
    )
    wrong, right = lines(headwater("identify", "-", code=1).out)
    assert (wrong["input"], wrong["key"], right["key"]) == ("\\xff", None, "01/09506000134352")


def test_what_people_type_is_read(headwater):
    texts = ("(01) 09506000134352 (10) L1", "（０１）０９５０６０００１３４３５２（１０）L1")
    assert {answer["key"] for answer in lines(headwater("identify", *texts).out)} == {
        "01/09506000134352/10/L1"
    }


def test_a_character_that_a_lot_may_not_have_is_told_with_place_and_set(headwater):
    text = "(01)09521111000013(10)批次1"
    (english,) = lines(headwater("identify", text, code=1).out)
    (chinese,) = lines(headwater("identify", text, code=1, language="zh").out)
    assert english["error"].startswith(
        "Position 1 of the value “批次1” of AI (10) is “批”, which is not in GS1 character set 82 (0-9 A-Z a-z"
    )
    assert chinese["error"].startswith(
        "应用标识符（10）的值“批次1”第 1 位是“批”，不在 GS1 字符集 82 之内（0-9"
    )
