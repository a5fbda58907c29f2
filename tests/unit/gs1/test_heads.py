"""The fast road says what `identify` says."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from headwater.gs1 import heads
from headwater.gs1.errors import IdentifierError
from headwater.gs1.heads import canonical_link, split
from headwater.gs1.identify import identify
from tests.unit.gs1.keys import SPELLED, Spelled, urns


@pytest.mark.parametrize("spelled", SPELLED, ids=lambda spelled: f"{spelled.scheme}-{spelled.kind}")
def test_every_key(spelled: Spelled) -> None:
    for text in (
        spelled.urn,
        spelled.urn.replace("urn:epc", "URN:EPC"),
        f"https://id.gs1.org/{spelled.key}",
        f"http://x.example/a/stem/{spelled.key}/?linkType=all#top",
        f"https://x.example/{spelled.key}?a=b/c",
        spelled.key,
    ):
        head, tail = split(text)
        head.check(tail)
        assert (head.scheme, head.kind, head.key(tail), head.serial(tail), head.link(tail)) == (
            spelled.scheme,
            spelled.kind,
            spelled.key,
            spelled.serial,
            f"https://id.gs1.org/{spelled.key}",
        ), text


@pytest.mark.parametrize(
    ("text", "class_key", "prefix", "tail"),
    [
        ("urn:epc:id:sgtin:0614141.107346.2018", "01/10614141073464", "0614141", "2018"),
        ("https://x.example/01/10614141073464/21/2018", "01/10614141073464", None, "2018"),
        ("https://x.example/01/10614141073464/10/L/21/2018", "01/10614141073464", None, "2018"),
        ("urn:epc:class:lgtin:4012345.012345.998877", "01/04012345123456", "4012345", "998877"),
        ("urn:epc:idpat:sgtin:4012345.098765.*", "01/04012345987652", "4012345", "*"),
        ("https://x.example/01/04012345987652", "01", None, "04012345987652"),
        ("urn:epc:id:sscc:0614141.1234567890", "00", "0614141", "1234567890"),
        ("https://x.example/00/106141412345678908", "00", None, "106141412345678908"),
        ("urn:epc:id:grai:0614141.12345.400", "8003/00614141123452", "0614141", "400"),
        ("https://x.example/8003/00614141123452400", "8003/00614141123452", None, "400"),
        ("https://x.example/01/10614141073464/22/V", "01/10614141073464", None, "V"),
        ("urn:epc:id:gid:1.2.3", "urn:epc:id:gid:1.2.", None, "3"),
        ("urn:uuid:8c1d9a6e", "urn:uuid:", None, "8c1d9a6e"),
        ("http://www.w3.org/2000/01/rdf-schema", "http://www.w3.org/2000/01/", None, "rdf-schema"),
    ],
)
def test_what_a_head_tells(text: str, class_key: str, prefix: str | None, tail: str) -> None:
    head, found = split(text)

    assert (head.class_key, head.prefix, found) == (class_key, prefix, tail)


def test_heads_are_remembered_and_whole_epcs_are_not() -> None:
    before = heads._head.cache_info().currsize
    found = {split(f"urn:epc:id:sgtin:9521141.012345.{serial}")[0] for serial in range(1000)}

    assert len(found) == 1
    assert heads._head.cache_info().currsize - before <= 1


@pytest.mark.parametrize(
    "uri",
    ["urn:uuid:8c1d9a6e", "https://x.example/?a=b/c", "https://x.example/a/#b", "urn:epc:id:gid:1.2.3",
     "https://x.example/", "cbv:x", "no uri at all", "urn:x:a?b", "", "/", "?", "https://x.example/party/acme",
     "urn:epc:id:bic:CSQU3054383", "https://x.example/a/01/b/21/c", "https://x.example/01/09506000134352/reviews",
     "https://x.example/a/01/b/21/"],
)  # fmt: skip
def test_other_uris_stay_as_they_are(uri: str) -> None:
    assert canonical_link(uri) == uri
    assert split(uri)[0].scheme == "uri"


@pytest.mark.parametrize(
    ("text", "key", "serial"),
    [
        ("https://x.example/01/09506000134352/22/V1", "01/09506000134352", None),
        ("https://x.example/417/0614141123452/7040/1ABC", "417/0614141123452", "0614141123452"),
        ("https://x.example/8004/0614141%2F4", "8004/0614141%2F4", "0614141/4"),
        ("https://x.example/8003/%300614141123452a%2fb", "8003/00614141123452a%2Fb", "a/b"),
        ("https://x.example/8003/%300614141123452", "8003/00614141123452", None),
        ("https://x.example/01/9506000134352/10/a%2fb", "01/09506000134352/10/a%2Fb", "a/b"),
        ("urn:epc:id:sgln:0614141.12345.5.0", "414/0614141123452/254/5.0", "5.0"),
    ],
)
def test_unusual_epcs(text: str, key: str, serial: str | None) -> None:
    head, tail = split(text)
    head.check(tail)

    assert (head.key(tail), head.link(tail), head.serial(tail)) == (key, f"https://id.gs1.org/{key}", serial)
    assert (identify(text).key, identify(text).serial) == (key, serial)


def test_long_heads_are_not_remembered() -> None:
    before = heads._head.cache_info().currsize

    assert canonical_link("https://x.example/" + "a/" * 200 + "b") == "https://x.example/" + "a/" * 200 + "b"
    assert heads._head.cache_info().currsize == before


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("urn:epc:id:sscc:06141411234567890", "epc-components"),
        ("urn:epc:id:sgtin:0614141.1", "epc-components"),
        ("urn:epc:id:sscc:0614141.1.2.3", "epc-components"),
        ("urn:epc:id:giai:06141.1", "prefix"),
        ("urn:epc:idpat:sscc:0614141.*", "pattern"),
        ("urn:epc:idpat:sgln:0614141.12345.*", "pattern"),
        ("urn:epc:tag:sgtin-96:3.0614141.107346.2018", "epc-form"),
        ("https://x.example/01/09506000134353/21/1", "check-digit"),
        ("https://x.example/01/09506000134352/21/1/10/2", "qualifiers"),
        ("https://x.example/01/09506000134352/21/", "no-value"),
        ("https://x.example/01/09506000134352/21", "no-value"),
        ("https://x.example/gtin/9506000134352/lot/L/ser//?17=290101", "no-value"),
        ("https://x.example/01/09506000134352/10//21/1", "no-value"),
    ],
)
def test_wrong_heads_are_refused(text: str, code: str) -> None:
    with pytest.raises(IdentifierError) as refusal:
        split(text)
    assert refusal.value.code == code


@pytest.mark.parametrize(
    "text",
    [
        "urn:epc:id:sgtin:0614141.107346.",
        "https://x.example/01/09506000134352/21/é",
        "https://x.example/8004/é",
    ],
)
def test_what_can_stand_in_no_key_is_refused_in_passing(text: str) -> None:
    head, tail = split(text)
    with pytest.raises(IdentifierError):
        head.link(tail)


@given(urns())
def test_agrees_with_identify_on_urns(urn: str) -> None:
    found = identify(urn)
    for text in (urn, found.digital_link("https://x.example")):
        head, tail = split(text)
        head.check(tail)

        assert (head.scheme, head.kind, head.key(tail), head.serial(tail)) == (
            found.scheme,
            found.kind,
            found.key,
            found.serial,
        )
        assert head.class_key in (found.class_key, found.elements[0][0])


@given(
    st.lists(
        st.builds(
            str.__add__,
            st.sampled_from(
                [
                    "urn:epc:id:sgtin:0614141.107346.",
                    "urn:epc:id:sscc:0614141.",
                    "https://x.example/01/09506000134352/21/",
                    "/01/09506000134352/21/",
                    "https://x.example/8003/00614141123452",
                    "/8003/00614141123452",
                    "https://x.example/parts/",
                ]
            ),
            st.sampled_from(["1", "12345678901", "aZ", "٣", "é", "a%2Fb", "a-b", "1\n/2", "²"]),
        ),
        max_size=5,
    )
)
@example(["/8003/006141411234521", "https://x.example/8003/006141411234521"])
@example(["urn:epc:id:sgtin:0614141.107346.1", "urn:epc:id:sgtin:0614141.107346.²"])
def test_runs_say_of_each_epc_what_split_says(epcs: list[str]) -> None:
    apart = [(*split(epc), epc.startswith("/")) for epc in epcs]
    runs = heads.runs(tuple(epcs))

    assert [
        (run.head.scheme, run.head.class_key, tail, run.relative) for run in runs for tail in run.tails
    ] == [(head.scheme, head.class_key, tail, relative) for head, tail, relative in apart]
    assert [run.plain for run in runs] == [
        all(re.fullmatch("[A-Za-z0-9]+", tail) for tail in run.tails) for run in runs
    ]


def by_identify(text: str) -> tuple[object, ...] | None:
    try:
        found = identify(text)
    except IdentifierError:
        return None
    return found.key, found.scheme, found.kind, found.serial


def by_head(text: str) -> tuple[object, ...] | None:
    try:
        head, tail = split(text)
        head.check(tail)
        return head.key(tail), head.scheme, head.kind, head.serial(tail)
    except IdentifierError:
        return None


@given(
    st.sampled_from([text for s in SPELLED for text in (s.urn, f"https://x.example/{s.key}", f"https://x.example/a/{s.key}")]),
    st.integers(0, 70),
    st.integers(0, 70),
    st.text(st.sampled_from("0123456789./:%*~ abXYZ٣²\x00é"), max_size=6),
)  # fmt: skip
@example("urn:epc:id:sgtin:0614141.107346.", 70, 70, "")
@example("https://x.example/01//09506000134352", 70, 70, "")
def test_agrees_with_identify_on_what_is_valid(spelled: str, start: int, end: int, middle: str) -> None:
    text = spelled[:start] + middle + spelled[end:]
    if text.startswith(("urn:", "https://")) and text == text.strip():
        assert by_head(text) == by_identify(text)


@given(st.text(st.characters(), max_size=60))
def test_nothing_but_an_identifier_error_is_raised(text: str) -> None:
    found = by_head(text)
    assert found is None or found[1] == "uri" or by_identify(text) is not None


@pytest.mark.parametrize(
    ("text", "code", "message"),
    [
        (
            "urn:epc:id:sgtin:0614141.107346.a b",
            "character",
            ("Position 2 of the value “a b” of AI (21) is “ ”, which is not in GS1 character set 82"
            " (0-9 A-Z a-z ! \" % & ' ( ) * + , - . / : ; < = > ? _)."),
        ),
        (
            "urn:epc:id:sscc:0614141.123",
            "epc-length",
            "Company prefix 0614141 and reference 123 have 10 digits together; in the scheme “sscc” they have 17.",
        ),
        (
            "https://x.example/01/09506000134353",
            "check-digit",
            "The check digit of “09506000134353” in AI (01) is 3; it should be 2.",
        ),
        (
            "urn:epc:idpat:sgtin:0614141.107346.2018",
            "pattern",
            ("“urn:epc:idpat:sgtin:0614141.107346.2018” is not the pattern of one class: a scheme that has classes,"
            " with “*” as the last component and nowhere else."),
        ),
        ("no uri", "uri", "“no uri” is no absolute URI."),
    ],
)  # fmt: skip
def test_check_says_what_identify_says(text: str, code: str, message: str) -> None:
    head, tail = split(text)
    with pytest.raises(IdentifierError) as refusal:
        head.check(tail)
    assert (refusal.value.code, str(refusal.value)) == (code, message)
