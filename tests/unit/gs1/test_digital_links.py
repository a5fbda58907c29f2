"""Digital Links on any domain."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from headwater.gs1.digital_links import parse
from headwater.gs1.errors import IdentifierError
from headwater.gs1.identify import identify

if TYPE_CHECKING:
    from pathlib import Path

GTIN = ("01", "09506000134352")


@pytest.mark.parametrize(
    ("text", "elements"),
    [
        ("https://id.gs1.org/01/09506000134352", (GTIN,)),
        ("https://id.gs1.org/01/9506000134352", (GTIN,)),
        ("https://id.gs1.org/01/614141073467", (("01", "00614141073467"),)),
        ("https://id.gs1.org/01/96385074", (("01", "00000096385074"),)),
        ("https://x.example/01/09506000134352/10/L1/21/S1", (GTIN, ("10", "L1"), ("21", "S1"))),
        ("https://x.example/01/09506000134352/22/V/10/L1/21/S1", (GTIN, ("22", "V"), ("10", "L1"), ("21", "S1"))),
        ("https://x.example/gtin/9506000134352/lot/L1/ser/S1", (GTIN, ("10", "L1"), ("21", "S1"))),
        ("https://x.example/GTIN/9506000134352/SER/S1?exp=290101", (GTIN, ("21", "S1"), ("17", "290101"))),
        ("https://x.example/some/stem/01/09506000134352/21/S1", (GTIN, ("21", "S1"))),
        ("https://x.example/2000/01/09506000134352", (GTIN,)),
        ("https://x.example/01/09506000134352/21/32a%2Fb", (GTIN, ("21", "32a/b"))),
        ("https://x.example/01/09506000134352/21/32a%2fb", (GTIN, ("21", "32a/b"))),
        ("https://x.example/01/09506000134352/21/a+b", (GTIN, ("21", "a+b"))),
        ("https://x.example/01/09506000134352/21/%31", (GTIN, ("21", "1"))),
        ("https://x.example/01/09506000134352?17=290101&utm_source=a&3103=000750",
         (GTIN, ("17", "290101"), ("3103", "000750"))),
        ("https://x.example/01/09506000134352?17=290101;linkType=all", (GTIN, ("17", "290101"))),
        ("https://x.example/01/09506000134352/10/L1?10=L1", (GTIN, ("10", "L1"))),
        ("https://x.example/414/0614141123452/254/A", (("414", "0614141123452"), ("254", "A"))),
        ("https://x.example/gln/0614141123452/glnx/A", (("414", "0614141123452"), ("254", "A"))),
        ("https://x.example/party/0614141123452", (("417", "0614141123452"),)),
        ("//x.example/01/09506000134352", (GTIN,)),
    ],
)  # fmt: skip
def test_elements_of_a_link(text: str, elements: tuple[tuple[str, str], ...]) -> None:
    assert parse(text) == elements


@pytest.mark.parametrize(
    "text",
    [
        "http://www.w3.org/2000/01/rdf-schema",
        "https://x.example/blog/2024/01/15",
        "https://x.example/lot/01",
        "https://x.example/gtin/any",
        "https://x.example/10/L1",
        "https://x.example/shop/01/foo%20bar",
        "https://x.example/01",
        "https://x.example/01/",
        "https://x.example/01/09506000134352/reviews/",
        "https://x.example/shop/01/foo/21/",
        "https://x.example/gtin/any/ser/",
        "https://x.example/8013/1987654Ad4X4bL5ttr2310c2K",
        "https://x.example",
        "https://x.example/",
        "ftp://x.example/01/09506000134352",
        "",
    ],
)
def test_no_digital_links(text: str) -> None:
    assert parse(text) is None


@pytest.mark.parametrize(
    ("text", "code", "message"),
    [
        (
            "https://x.example/01/09506000134353",
            "check-digit",
            "The check digit of “09506000134353” in AI (01) is 3; it should be 2.",
        ),
        (
            "https://x.example/01/abc",
            "digit",
            "Position 1 of the value “abc” of AI (01) is “a”, which is not a digit.",
        ),
        (
            "https://x.example/stem/01/09506000134353",
            "check-digit",
            "The check digit of “09506000134353” in AI (01) is 3; it should be 2.",
        ),
        (
            "https://x.example/01/09506000134352/21/S/10/L",
            "qualifiers",
            "After AI (01) a Digital Link takes qualifiers in the order (22)(10)(21), (235); this one has (21)(10).",
        ),
        (
            "https://x.example/01/09506000134352/10/L/235/T",
            "qualifiers",
            "After AI (01) a Digital Link takes qualifiers in the order (22)(10)(21), (235); this one has (10)(235).",
        ),
        (
            "https://x.example/00/106141412345678908/10/L",
            "qualifiers",
            "After AI (00) a Digital Link takes no qualifiers; this one has (10).",
        ),
        (
            "https://x.example/01/09506000134352?21=S",
            "not-an-attribute",
            "AI (21) may not stand in the query of a Digital Link.",
        ),
        (
            "https://x.example/01/09506000134352?05=1",
            "unknown-ai",
            "(05) is no GS1 application identifier that is known here.",
        ),
        (
            "https://x.example/01/09506000134352/10/A?10=B",
            "repeated-ai",
            "AI (10) stands twice, with the values “A” and “B”.",
        ),
        *(
            (text, "no-value", "AI (21) has no value.")
            for text in (
                "https://x.example/01/09506000134352/21/",
                "https://x.example/01/09506000134352/21",
                "https://x.example/01/09506000134352/10/21/21//",
                "https://x.example/some/stem/01/9506000134352/10/L/21/?17=290101#a",
                "https://x.example/gtin/9506000134352/ser/",
                "/01/09506000134352/21/",
                "01/09506000134352/21/",
            )
        ),
        ("https://x.example/414/0614141123452/254/", "no-value", "AI (254) has no value."),
        ("https://x.example/01/09506000134352/10//21/S", "no-value", "AI (10) has no value."),
        ("https://x.example/01/09506000134352?17=", "no-value", "AI (17) has no value."),
        (
            "https://x.example/01/09506000134352?37=5",
            "ai-excluded",
            "AI (01) may not stand beside AI (37).",
        ),
        (
            "https://x.example/01/09506000134352/21/a%2",
            "percent-encoding",
            ("In “a%2” the percent sign at position 2 is not followed by two hexadecimal digits of an ASCII"
            " character."),
        ),
        (
            "https://x.example/01/09506000134352/21/%E4%B8%AD",
            "percent-encoding",
            ("In “%E4%B8%AD” the percent sign at position 1 is not followed by two hexadecimal digits of an ASCII"
            " character."),
        ),
        (
            "https://x.example/01/09506000134352/21/%00",
            "character",
            ("Position 1 of the value “\\x00” of AI (21) is “\\x00”, which is not in GS1 character set 82"
            " (0-9 A-Z a-z ! \" % & ' ( ) * + , - . / : ; < = > ? _)."),
        ),
    ],
)  # fmt: skip
def test_says_what_is_wrong(text: str, code: str, message: str) -> None:
    for read in (parse, identify):
        with pytest.raises(IdentifierError) as refusal:
            read(text)
        assert (refusal.value.code, str(refusal.value)) == (code, message)


def test_links_of_the_tag_data_standard_are_canonical(vectors: Path) -> None:
    rows = json.loads((vectors / "gs1" / "tds-annex-e3.json").read_text(encoding="utf-8"))
    links = [f"https://id.gs1.org{row['digital_link'].partition('?')[0]}" for row in rows]

    assert len(links) == 6
    assert [identify(link).digital_link() for link in links] == links
