"""One question for any spelling."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from headwater.gs1.charsets import CSET_82
from headwater.gs1.element_strings import write_fnc1
from headwater.gs1.errors import IdentifierError, shown
from headwater.gs1.identify import identify
from headwater.gs1.uris import LONGEST
from tests.unit.gs1.keys import SPELLED, Spelled, urns

if TYPE_CHECKING:
    from headwater.gs1.identifier import Identifier


@pytest.mark.parametrize("spelled", SPELLED, ids=lambda spelled: f"{spelled.scheme}-{spelled.kind}")
def test_every_key_in_every_notation(spelled: Spelled) -> None:
    for text in (
        spelled.urn,
        spelled.key,
        f"/{spelled.key}",
        f"https://id.gs1.org/{spelled.key}",
        f"http://brand.example:8080/{spelled.key}/",
        f"https://brand.example/a/stem/{spelled.key}?linkType=gs1:pip#top",
        spelled.element_string,
        "]d2" + write_fnc1(identify(spelled.urn).elements),
        f"  {spelled.urn}\r\n",
    ):
        found = identify(text)
        assert (found.scheme, found.kind, found.key, found.class_key, found.serial, found.attributes) == (
            spelled.scheme,
            spelled.kind,
            spelled.key,
            spelled.class_key,
            spelled.serial,
            (),
        ), text


@pytest.mark.parametrize("spelled", SPELLED, ids=lambda spelled: f"{spelled.scheme}-{spelled.kind}")
def test_every_key_is_written_in_every_notation(spelled: Spelled) -> None:
    from_urn = identify(spelled.urn)
    from_link = identify(f"https://id.gs1.org/{spelled.key}")

    assert from_urn.prefix_length == 7
    assert from_urn.urn() == spelled.urn
    assert from_link.prefix_length is None
    assert from_link.urn(7) == spelled.urn
    assert from_link.digital_link() == f"https://id.gs1.org/{spelled.key}"
    assert from_link.digital_link("http://brand.example/") == f"http://brand.example/{spelled.key}"
    assert from_link.element_string() == spelled.element_string


def test_a_urn_needs_the_length_of_the_prefix() -> None:
    with pytest.raises(IdentifierError) as refusal:
        identify("(01)09506000134352").urn()
    assert (refusal.value.code, str(refusal.value)) == (
        "prefix-length-unknown",
        "01/09506000134352 has no EPC URN as long as the length of its GS1 company prefix is not known.",
    )


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("9506000134352", "01/09506000134352"),
        ("09506000134352", "01/09506000134352"),
        ("614141073467", "01/00614141073467"),
        ("95060001", None),
        ("96385074", "01/00000096385074"),
        ("106141412345678908", "00/106141412345678908"),
        ("]E09506000134352", "01/09506000134352"),
        ("]Q1https://x.example/01/9506000134352", "01/09506000134352"),
        ("0109506000134352", "01/09506000134352"),
        ("00106141412345678908", "00/106141412345678908"),
        ("010950600013435221a:b/c", "01/09506000134352/21/a%3Ab%2Fc"),
        ("URN:EPC:id:sgtin:0614141.107346.2018", "01/10614141073464/21/2018"),
        ("HTTPS://X.EXAMPLE/01/09506000134352", "01/09506000134352"),
        ("x.example/01/09506000134352", "01/09506000134352"),
    ],
)
def test_other_spellings(text: str, key: str | None) -> None:
    if key is None:
        with pytest.raises(IdentifierError) as refusal:
            identify(text)
        assert refusal.value.code == "check-digit"
    else:
        assert identify(text).key == key


def test_only_the_finest_level_is_the_key_and_the_rest_comes_along() -> None:
    found = identify("https://x.example/01/9506000134352/22/V/10/L1/21/S1?17=290101&3103=000750")

    assert found.key == "01/09506000134352/21/S1"
    assert found.elements == (("01", "09506000134352"), ("21", "S1"))
    assert found.attributes == (("22", "V"), ("10", "L1"), ("17", "290101"), ("3103", "000750"))


def test_of_several_keys_the_shipping_container_comes_first() -> None:
    found = identify("(02)09506000134352(37)12(00)106141412345678908(10)L")

    assert (found.key, found.attributes) == (
        "00/106141412345678908",
        (("02", "09506000134352"), ("37", "12"), ("10", "L")),
    )


def test_the_extension_zero_is_none() -> None:
    spellings = ("414/0614141123452/254/0", "urn:epc:id:sgln:0614141.12345.0", "(414)0614141123452(254)0")

    assert {identify(text).key for text in spellings} == {"414/0614141123452"}


@pytest.mark.parametrize(
    "uri",
    [
        "urn:uuid:8c1d9a6e-7c0e-4d0a-9f0a-0d8b4f7c3a11",
        "urn:epcglobal:cbv:bt:0614141073467:1152",
        "urn:epc:id:gid:95100000.12345.400",
        "urn:epc:id:bic:CSQU3054383",
        "http://www.w3.org/2000/01/rdf-schema#",
        "https://example.com/",
        "https://example.com/party/acme",
        "https://example.com/8013/1987654Ad4X4bL5ttr2310c2K",
        "https://example.com/产品/1",
        "ftp://example.com/01/09506000134352",
        "cbv:BizStep-shipping",
        "mailto:a@example.com",
    ],
)
def test_any_other_absolute_uri_is_itself(uri: str) -> None:
    found = identify(uri)

    assert (found.scheme, found.kind, found.key, found.class_key) == ("uri", "uri", uri, uri)
    assert (found.elements, found.attributes, found.serial) == ((), (), None)
    assert (found.digital_link(), found.urn()) == (uri, uri)
    with pytest.raises(IdentifierError) as refusal:
        found.element_string()
    assert (refusal.value.code, str(refusal.value)) == (
        "no-element-string",
        f"{uri} is no GS1 key, so it has no element string.",
    )


@pytest.mark.parametrize(
    ("text", "code", "message"),
    [
        ("", "empty", "There is no text here."),
        (" \r\n", "empty", "There is no text here."),
        ("x" * 4097, "too-long-text", "This text has 4097 characters; an identifier has at most 4096."),
        (
            "hello",
            "unrecognised",
            "“hello” is no EPC URN, Digital Link, element string, GTIN, SSCC or other absolute URI.",
        ),
        (
            "٩٥٠٦٠٠٠١٣٤٣٥٢",
            "unrecognised",
            "“٩٥٠٦٠٠٠١٣٤٣٥٢” is no EPC URN, Digital Link, element string, GTIN, SSCC or other absolute URI.",
        ),
        (
            "a b\ud800",
            "unrecognised",
            "“a b\\ud800” is no EPC URN, Digital Link, element string, GTIN, SSCC or other absolute URI.",
        ),
        ("123456789", "digits", "9 digits alone are no GTIN (8, 12, 13 or 14) and no SSCC (18)."),
        (
            "9506000134351",
            "check-digit",
            "The check digit of “09506000134351” in AI (01) is 1; it should be 2.",
        ),
        ("urn:a b", "uri", "“urn:a b” is no absolute URI."),
        ("(8013)1987654Ad4X4bL5ttr2310c2K", "no-key",
         "Among the AIs (8013) there is no key of a thing, place, party or document."),
        ("(415)0614141123452(8020)A", "no-key",
         "Among the AIs (415) (8020) there is no key of a thing, place, party or document."),
    ],
)  # fmt: skip
def test_says_what_is_wrong(text: str, code: str, message: str) -> None:
    with pytest.raises(IdentifierError) as refusal:
        identify(text)
    assert (refusal.value.code, str(refusal.value)) == (code, message)


@given(urns())
@example("urn:epc:id:sgln:123456789012..0")
@example("urn:epc:id:pgln:123456789012.")
@example("urn:epc:id:sgtin:0614141.107346.1.2.")
def test_parse_after_write_is_the_same(urn: str) -> None:
    found = identify(urn)

    again = [identify(found.digital_link()), identify(found.key), identify(found.element_string())]

    assert {(i.key, i.scheme, i.kind, i.class_key, i.serial, i.elements) for i in again} == {
        (found.key, found.scheme, found.kind, found.class_key, found.serial, found.elements)
    }
    assert identify(found.urn()) == found
    assert {i.urn(found.prefix_length) for i in again} == {found.urn()}


ANYTHING = st.text(st.characters(), max_size=80)
NEAR_MISSES = st.builds(
    lambda spelled, start, end, middle: (spelled[:start] + middle + spelled[end:]),
    st.sampled_from([text for s in SPELLED for text in (s.urn, s.element_string, f"https://x.example/{s.key}?17=290101")]),
    st.integers(0, 70),
    st.integers(0, 70),
    st.text(st.sampled_from("0123456789()./:%?&=#*~^ ]dC2abXYZ\\٣²\x00\x1d\ud800\udfffé") | st.characters(), max_size=6),
)  # fmt: skip


def outcome(text: str) -> Identifier | IdentifierError:
    try:
        return identify(text)
    except IdentifierError as error:
        return error


@given(st.one_of(ANYTHING, NEAR_MISSES))
@example("(01")
@example("https://x/01/%")
@example("]C1" + "0" * LONGEST)
@example("https://x/01/²")
@example("urn:epc:id:sgtin:0614141.10734².1")
def test_nothing_but_an_identifier_or_its_error_comes_back(text: str) -> None:
    found = outcome(text)

    if isinstance(found, IdentifierError):
        assert found.code
        assert str(found).strip(" .")
        assert str(found).encode()
    else:
        assert identify(found.key).key == found.key


@given(
    st.text("AB12-/", max_size=8),
    st.characters(exclude_characters=CSET_82 + "\x1d", exclude_categories=["Cs"]),
    st.text("AB12", min_size=1, max_size=8),
)
@example("", "批", "次1")
@example("L", " ", "1")
@example("L", "Ａ", "1")
def test_a_character_that_a_lot_number_may_not_have_is_told_with_its_place_and_set(
    before: str, odd: str, after: str
) -> None:
    fault = outcome(f"(01)09506000134352(10){before}{odd}{after}")

    assert isinstance(fault, IdentifierError)
    assert fault.code == "character"
    assert (fault.params["position"], fault.params["ai"], fault.params["set"]) == (len(before) + 1, "10", 82)
    assert fault.params["character"] == shown(odd)


def test_every_set_is_told_with_its_own_characters() -> None:
    assert str(outcome("(8010)9506000a")) == (
        "Position 8 of the value “9506000a” of AI (8010) is “a”, which is not in GS1 character set 39"
        " (0-9 A-Z # - /)."
    )
