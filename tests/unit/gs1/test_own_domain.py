"""On GS1's own domain a path that claims to be a Digital Link is one, or is refused with what is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headwater.epcis.model import QuantityElement
from headwater.epcis.validation_identifiers import check_classes, check_identifier, check_instances
from headwater.gs1.errors import IdentifierError
from headwater.gs1.identify import identify

if TYPE_CHECKING:
    from headwater.epcis.errors import Problem

GTIN = "09506000134352"
WRONG = [
    (f"01/{GTIN}/21/A/B", "slash", f"In “01/{GTIN}/21/A/B” the value “A/B” of AI (21) has a slash; in a link it is written %2F."),
    (f"01/{GTIN}/10/A/B/21/C", "slash", f"In “01/{GTIN}/10/A/B/21/C” the value “A/B/21/C” of AI (10) has a slash; in a link it is written %2F."),
    ("01", "no-value", "AI (01) has no value."),
    ("01/", "no-value", "AI (01) has no value."),
    ("01/?17=290101", "no-value", "AI (01) has no value."),
    ("01//21/A", "no-value", "AI (01) has no value."),
    ("gtin/any", "digit", "Position 1 of the value “any” of AI (01) is “a”, which is not a digit."),
    ("party/acme", "digit", "Position 1 of the value “acme” of AI (417) is “a”, which is not a digit."),
    ("01/09506000134353/21/A/B", "check-digit", "The check digit of “09506000134353” in AI (01) is 3; it should be 2."),
    ("9999/1", "unknown-ai", "(9999) is no GS1 application identifier that is known here."),
    (GTIN, "unknown-ai", f"({GTIN}) is no GS1 application identifier that is known here."),
    ("10/L1", "no-key", "Among the AIs (10) there is no key of a thing, place, party or document."),
    ("lot/L1", "no-key", "Among the AIs (10) there is no key of a thing, place, party or document."),
    ("8013/198", "check-pair", "The check characters of “198” in AI (8013) are 98; they should be 2W."),
    (f"01/{GTIN}/reviews", "no-ai", "“reviews” stands where a Digital Link has an application identifier, and is none."),
    (f"01/{GTIN}/reviews/7", "no-ai", "“reviews” stands where a Digital Link has an application identifier, and is none."),
    (f"01/{GTIN}/%FF", "no-ai", "“%FF” stands where a Digital Link has an application identifier, and is none."),
    (f"%30%31/{GTIN}", "no-ai", "“%30%31” stands where a Digital Link has an application identifier, and is none."),
    ("stem/01/15", "too-short", "The value “15” of AI (01) has 2 characters; a component of it is not complete."),
    ("a/b/00/1", "too-short", "The value “1” of AI (00) has 1 characters; a component of it is not complete."),
]  # fmt: skip
"""Path, code, message."""
DOMAINS = [
    "https://id.gs1.org/",
    "http://id.gs1.org/",
    "HTTPS://ID.GS1.ORG/",
    "https://id.gs1.org:443/",
    "https://id.gs1.org./",
    "https://me@id.gs1.org/",
    "https://id.gs1.org//",
]


def refusal(text: str) -> tuple[str, str]:
    """Code and message with which a text is refused, by all who read identifiers alike."""
    with pytest.raises(IdentifierError) as caught:
        identify(text)
    found: list[Problem] = []
    check_identifier(text, "/a", found)
    check_instances((text,), "/b", found, unique=True)
    check_classes((QuantityElement(text),), "/c", found, zero=False)
    expected = (caught.value.code, str(caught.value))
    assert [(p.path, p.code, p.message) for p in found] == [
        (path, *expected) for path in ("/a", "/b/0", "/c/0/epcClass")
    ]
    return expected


@pytest.mark.parametrize(("path", "code", "message"), WRONG)
def test_what_is_wrong_is_told(path: str, code: str, message: str) -> None:
    assert refusal(DOMAINS[0] + path) == (code, message)


@pytest.mark.parametrize("domain", DOMAINS)
def test_the_domain_in_any_spelling(domain: str) -> None:
    assert refusal(f"{domain}01/{GTIN}/21/A/B")[0] == "slash"


@pytest.mark.parametrize(
    "text",
    [
        "https://id.gs1.org",
        "https://id.gs1.org/",
        "https://id.gs1.org/about/digital-link",
        "https://id.gs1.org/?01=x",
        "https://id.gs1.org/headwater/sample/dairy/7",
        "https://id.gs1.org/8013/1987654Ad4X4bL5ttr2310c2K",
        "https://id.gs1.org.example/01/",
        "https://ref.gs1.org/01/",
        "https://gs1.org/voc/01/x",
        f"https://brand.example/01/{GTIN}/21/A/B",
        "https://brand.example/01/",
        "https://brand.example/9999/1",
        "ftp://id.gs1.org/01/",
    ],
)
def test_other_uris_are_names(text: str) -> None:
    found: list[Problem] = []
    check_identifier(text, "", found)

    assert identify(text).scheme == "uri"
    assert found == []


@given(st.lists(st.text(st.sampled_from("01289AB%F/~."), max_size=6), max_size=8))
def test_what_claims_to_be_a_link_is_one_or_refused(segments: list[str]) -> None:
    text = "https://id.gs1.org/01/" + "/".join(segments)
    try:
        found = identify(text)
    except IdentifierError as error:
        assert str(error)  # noqa: PT017 - either is lawful
    else:
        assert found.scheme != "uri"
