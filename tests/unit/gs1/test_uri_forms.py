"""URIs that are no GS1 key: one spelling for one thing, on the fast road and the careful one."""

from __future__ import annotations

from itertools import chain

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from headwater.gs1.errors import IdentifierError
from headwater.gs1.heads import canonical_link, runs, split
from headwater.gs1.identify import identify
from headwater.gs1.uri_forms import normal
from tests.unit.gs1.keys import SPELLED, Spelled

SAME = [
    ("https://brand.example/a", ["HTTPS://Brand.Example/a", "https://brand.example:443/a", "https://brand.example:/a"]),
    ("http://brand.example/", ["http://brand.example", "HTTP://BRAND.example:80", "http://brand.example/.", "http://brand.example/a/.."]),
    ("http://brand.example:443/a", ["http://BRAND.example:443/a"]),
    ("https://x.example/a/b?c=~&d=%2F#e", ["https://x.example/%61/./b?c=%7E&d=%2f#%65", "https://x.example/z/../a/b?c=~&d=%2f#e"]),
    ("https://x.example/a%2Fb", ["https://x.example/a%2fb"]),
    ("https://x.example/产品/1", ["https://X.example/%E4%BA%A7%e5%93%81/1"]),
    ("https://x.example/%E4%BA", ["https://x.example/%e4%ba"]),
    ("https://Me@x.example/", ["https://%4de@X.example:443"]),
    ("ftp://x.example:80/../a", ["FTP://X.EXAMPLE:80/../%61"]),
    ("mailto:A@b.example", ["MAILTO:%41@b.example"]),
    ("urn:uuid:8c1d9a6e-7c0e-4d0a-9f0a-0d8b4f7c3a11", ["URN:UUID:8C1D9A6E-7C0E-4D0A-9F0A-0D8B4F7C3A11"]),
    ("urn:example:Crate:a%2C%61", ["URN:Example:Crate:a%2c%61"]),
    ("urn:epc:id:gid:1.2.A", ["URN:EPC:ID:GID:1.2.A", "urn:epc:ID:Gid:1.2.A"]),
    ("https://[::1]/a", ["https://[::1]:443/a"]),
    ("https://x.example/%zz/%7e/", ["https://X.example/%zz/%7e/"]),
]  # fmt: skip
"""The normal form, and other spellings of it."""

DIFFERENT = [
    ("http://x.example/", "https://x.example/"),
    ("https://x.example/a", "https://x.example/A"),
    ("https://x.example/a", "https://x.example/a/"),
    ("https://x.example/a%2Fb", "https://x.example/a/b"),
    ("https://x.example//a", "https://x.example/a"),
    ("ftp://x.example/a/../b", "ftp://x.example/b"),
    ("urn:example:a", "urn:example:A"),
    ("urn:example:%61", "urn:example:a"),
    ("urn:example:a#1", "urn:example:a#2"),
    ("urn:example:a?=1", "urn:example:a?=2"),
    ("urn:uuid:A", "urn:uuid:a"),
]


@pytest.mark.parametrize(("uri", "spelling"), [(uri, one) for uri, others in SAME for one in (uri, *others)])
def test_one_thing_in_every_spelling(uri: str, spelling: str) -> None:
    head, tail = split(spelling)

    assert (identify(spelling).key, identify(spelling).scheme, head.key(tail)) == (uri, "uri", uri)


@pytest.mark.parametrize("spelling", [one for _, others in SAME[:-3] for one in others])
def test_the_event_hash_takes_other_uris_as_they_are(spelling: str) -> None:
    assert canonical_link(spelling) == spelling


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_two_things_stay_two(one: str, other: str) -> None:
    assert normal(one) != normal(other)


@pytest.mark.parametrize("spelled", SPELLED, ids=lambda spelled: f"{spelled.scheme}-{spelled.kind}")
def test_form_and_scheme_of_an_epc_urn_are_read_in_any_case(spelled: Spelled) -> None:
    body = spelled.urn.split(":", 4)[4]
    for text in (
        spelled.urn.removesuffix(body).upper() + body,
        spelled.urn.removesuffix(body).title() + body,
    ):
        head, tail = split(text)

        assert (identify(text).key, head.key(tail)) == (spelled.key, spelled.key)
        assert canonical_link(text) == f"https://id.gs1.org/{spelled.key}"


@pytest.mark.parametrize(
    "uri",
    [
        "https://x.example/01/09506000134352/.",
        "https://x.example/%301/09506000134352",
        "https://x.example/a/%301/09506000134352",
        "https://x.example/01/09506000134353/.",
    ],
)
def test_a_uri_does_not_become_a_gs1_key_on_the_way(uri: str) -> None:
    head, tail = split(uri)

    assert (head.scheme, head.key(tail), identify(uri).key) == ("uri", uri, uri)


@pytest.mark.parametrize("text", ["no uri at all", "", "HTTPS:", "a b:c", "//X.example/a"])
def test_text_that_is_no_uri_stays_as_it_is(text: str) -> None:
    assert normal(text) == text


@st.composite
def uris(draw: st.DrawFn) -> str:
    """URIs full of what could be spelt in another way."""
    start = draw(
        st.sampled_from(
            ["https://", "HTTP://", "urn:", "URN:Uuid:", "urn:epc:id:", "Urn:Epc:", "ftp://", "x:", "https://x.example/01/", "http://X/"]
        )
    )  # fmt: skip
    pieces = ["/", "/", ".", "..", "/.", ":", ":80", ":443", "%", "%61", "%2e", "%2F", "%e4%ba%a7", "%E4", "a", "A", "0", "1",
              "01", "21", "09506000134352", "?", "#", "@", "产", "-", "8c1d9a6e-7C0E-4d0a-9f0a-0d8b4f7c3a11", "gid", "GID:", "ID:"]  # fmt: skip
    return start + "".join(draw(st.lists(st.sampled_from(pieces), min_size=1, max_size=9)))


@given(uris())
@example("urn:epc:A:a")
@example("https://x.example/%%36%31")
@example("https://::")
@example("https://@@")
@example("https://x.example:%38%30")
def test_both_roads_agree_and_a_normal_form_is_its_own(uri: str) -> None:
    try:
        found = identify(uri)
        head, tail = split(uri)
    except IdentifierError:
        assume(False)
    if found.scheme == "uri":
        assert (head.scheme, head.key(tail)) == ("uri", found.key)
        assert normal(found.key) == found.key
        assert (identify(found.key).scheme, identify(found.key).key) == ("uri", found.key)


@given(
    st.lists(uris(), min_size=1, max_size=3), st.lists(st.text("abA0.-", max_size=3), min_size=1, max_size=4)
)
def test_lists_are_read_as_each_alone(starts: list[str], tails: list[str]) -> None:
    for start in starts:
        epcs = [start + tail for tail in tails]
        try:
            expected = [split(epc)[0].key(split(epc)[1]) for epc in epcs]
        except IdentifierError:
            continue
        assert list(chain.from_iterable(run.keys() for run in runs(epcs))) == expected
