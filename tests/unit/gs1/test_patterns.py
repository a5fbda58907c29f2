"""EPC patterns: which objects and classes they mean."""

from __future__ import annotations

import re

import pytest
from hypothesis import given

from headwater.gs1.errors import IdentifierError
from headwater.gs1.identify import identify
from headwater.gs1.patterns import Like, Pattern, is_pattern, of_class, parse
from tests.unit.gs1.keys import SPELLED, Spelled, urns

ITEMS = (Like("01/10614141073464/21", None),)


@pytest.mark.parametrize(
    ("text", "instances", "classes"),
    [
        ("sgtin:0614141.107346.*", ITEMS, "01/10614141073464"),
        ("sgtin:0614141.*.*", (Like("01/_0614141______/21", None),), "01/_0614141______"),
        ("sgtin:*.*.*", (Like("01/______________/21", None),), "01/______________"),
        ("upui:0614141.107346.*", (Like("01/10614141073464/235", None),), "01/10614141073464"),
        ("sscc:0614141.*", (Like("00", "_0614141__________"),), None),
        ("sscc:*.*", (Like("00", None),), None),
        ("grai:0614141.12345.*", (Like("8003", "00614141123452_%"),), "8003/00614141123452"),
        ("grai:0614141.*.*", (Like("8003", "00614141______" + "_%"),), "8003/00614141______"),
        ("giai:0614141.*", (Like("8004", "0614141_%"),), None),
        ("sgln:0614141.12345.*", (Like("414/0614141123452/254", None), Like("414", "0614141123452")), None),
        ("cpi:0614141.5PQ7%2FZ43.*", (Like(r"8010/06141415PQ7\%2FZ43/8011", None),), r"8010/06141415PQ7\%2FZ43"),
        ("cpi:0614141.*.*", (Like("8010/0614141_%/8011", None),), "8010/0614141_%"),
        ("itip:4012345.012345.01.*.*", (Like("8006/0401234512345601__/21", None),), "8006/0401234512345601__"),
        ("itip:4012345.*.*.*.*", (Like("8006/_4012345__________/21", None),), "8006/_4012345__________"),
        ("gsrn:0614141.*", (Like("8018", "0614141___________"),), None),
    ],
)  # fmt: skip
def test_what_a_pattern_means(text: str, instances: tuple[Like, ...], classes: str | None) -> None:
    for urn in (f"urn:epc:idpat:{text}", f"URN:EPC:IDPAT:{text}"):
        assert is_pattern(urn)
        assert parse(urn) == Pattern(instances, classes)


def test_a_class_in_another_spelling() -> None:
    found = of_class(identify("https://x.example/01/10614141073464"))
    assert found == Pattern((*ITEMS, Like("01/10614141073464/235", None)), "01/10614141073464")
    assert of_class(identify("(8003)00614141123452")) == parse("urn:epc:idpat:grai:0614141.12345.*")
    assert of_class(identify("8010/06141415PQ7%2FZ43")) == parse("urn:epc:idpat:cpi:0614141.5PQ7%2FZ43.*")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("urn:epc:idpat:sgtin:0614141.107346.1", "pattern-form"),
        ("urn:epc:idpat:sgtin:0614141.*.1", "pattern-form"),
        ("urn:epc:idpat:sgtin:*.107346.*", "pattern-form"),
        ("urn:epc:idpat:itip:4012345.012345.1.*.*", "pattern-form"),
        ("urn:epc:id:sgtin:0614141.107346.1", "pattern-form"),
        ("https://x.example/01/10614141073464", "pattern-form"),
        ("urn:epc:idpat:sgtin:0614141.*", "epc-components"),
        ("urn:epc:idpat:sgtin:0614141.1.*", "epc-length"),
        ("urn:epc:idpat:sgtin:06141.*.*", "prefix"),
        ("urn:epc:idpat:sgtin:%.*.*", "prefix"),
        ("urn:epc:idpat:itip:4012345.012345.x1.*.*", "digit"),
        ("urn:epc:idpat:lgtin:0614141.107346.*", "epc-scheme"),
    ],
)
def test_what_is_no_pattern(text: str, code: str) -> None:
    with pytest.raises(IdentifierError) as refusal:
        parse(text)
    assert refusal.value.code == code


def matches(like: str, text: str) -> bool:
    """LIKE with a backslash as escape, written out."""
    parts = re.split(r"(\\.|[%_])", like)
    wild = {"%": ".*", "_": "."}
    return (
        re.fullmatch("".join(wild.get(part, re.escape(part.removeprefix("\\"))) for part in parts), text)
        is not None
    )


@pytest.mark.parametrize("spelled", SPELLED, ids=lambda spelled: f"{spelled.scheme}-{spelled.kind}")
def test_every_key_is_among_those_of_its_patterns(spelled: Spelled) -> None:
    check(spelled.urn)


@given(urns())
def test_any_key_is_among_those_of_its_patterns(urn: str) -> None:
    check(urn)


def check(urn: str) -> None:
    """The patterns made from an identity by putting "*" for its last components, one after the other."""
    _, _, form, scheme, body = urn.split(":", 4)
    key = identify(urn).key
    if form != "id":
        return
    components = body.split(
        ".",
        {"itip": 4, "sscc": 1, "giai": 1, "pgln": 1, "gsrn": 1, "gsrnp": 1, "ginc": 1, "gsin": 1}.get(
            scheme, 2
        ),
    )
    for n in range(1, len(components) + 1):
        pattern = parse(f"urn:epc:idpat:{scheme}:" + ".".join([*components[:-n], *"*" * n]))
        root, _, serial = key.rpartition("/")
        assert any(
            matches(like.root, root) and (like.serial is None or matches(like.serial, serial))
            for like in pattern.instances
        ), (urn, n)
