"""The table of application identifiers, held against the published one, and what it asks of values."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from headwater.gs1 import charsets
from headwater.gs1.application_identifiers import TABLE, ApplicationIdentifier, find, find_at
from headwater.gs1.errors import IdentifierError

if TYPE_CHECKING:
    from pathlib import Path

CHARSETS = {"N": charsets.DIGITS, "X": charsets.CSET_82, "Y": charsets.CSET_39, "Z": charsets.CSET_64}


def published_rows(vectors: Path) -> dict[str, str]:
    """Each AI of the published dictionary with the rest of its row."""
    rows = {}
    for line in (vectors / "gs1" / "gs1-syntax-dictionary.txt").read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        ais, _, rest = line.partition(" ")
        first, _, last = ais.partition("-")
        for number in range(int(first), int(last or first) + 1):
            rows[str(number).zfill(len(first))] = rest
    return rows


def as_published(row: ApplicationIdentifier) -> tuple[object, ...]:
    return (
        row.title,
        row.is_predefined_length,
        row.is_attribute,
        [
            (c.charset, c.shortest, c.longest, c.optional, [name for name, _ in c.linters])
            for c in row.components
        ],
        list(row.requires),
        list(row.excludes),
        row.qualifiers,
    )


def read_published(rest: str) -> tuple[object, ...]:
    body, _, title = rest.partition("#")
    flags, components = "", []
    requires: list[tuple[str, ...]] = []
    excludes: list[str] = []
    qualifiers: tuple[tuple[str, ...], ...] | None = None
    for word in body.split():
        if word in ("*", "?", "*?"):
            flags = word
        elif word.startswith("req="):
            requires += [tuple(group.split("+")) for group in word[4:].split(",")]
        elif word.startswith("ex="):
            excludes += word[3:].split(",")
        elif word == "dlpkey":
            qualifiers = ((),)
        elif word.startswith("dlpkey="):
            qualifiers = tuple(tuple(sequence.split(",")) for sequence in word[7:].split("|"))
        else:
            form, *linters = word.split(",")
            match = re.fullmatch(r"\[?([NXYZ])(\.\.)?([0-9]+)\]?", form)
            assert match is not None, word
            longest = int(match[3])
            components.append(
                (CHARSETS[match[1]], 1 if match[2] else longest, longest, form[0] == "[", linters)
            )
    return title.strip(), "*" in flags, "?" in flags, components, requires, excludes, qualifiers


def test_every_row_is_as_published(vectors: Path) -> None:
    published = published_rows(vectors)

    assert len(published) == len(TABLE) == 541
    assert {ai: as_published(TABLE[ai]) for ai in published} == {
        ai: read_published(rest) for ai, rest in published.items()
    }


def test_no_ai_begins_another_and_two_digits_tell_its_length() -> None:
    lengths: dict[str, set[int]] = {}
    for ai in TABLE:
        lengths.setdefault(ai[:2], set()).add(len(ai))

    assert all(len(found) == 1 for found in lengths.values())


def test_predefined_lengths_are_fixed() -> None:
    assert all(row.shortest == row.longest for row in TABLE.values() if row.is_predefined_length)


def test_finds_the_ai_that_data_begins_with() -> None:
    assert [find_at(data, 0).ai for data in ("0109506", "10ABC", "3103001250", "80030401", "2351")] == [
        "01",
        "10",
        "3103",
        "8003",
        "235",
    ]


@pytest.mark.parametrize("data", ["05", "1", "", "3109", "ab", "²1", "٠١"])
def test_unknown_ai(data: str) -> None:
    with pytest.raises(IdentifierError) as refusal:
        find_at(data, 0)
    assert refusal.value.code == "unknown-ai"


@pytest.mark.parametrize(
    ("ai", "value", "code", "message"),
    [
        (
            "01",
            "0950600013435",
            "too-short",
            "The value “0950600013435” of AI (01) has 13 characters; a component of it is not complete.",
        ),
        (
            "10",
            "A" * 21,
            "too-long",
            "The value “AAAAAAAAAAAAAAAAAAAAA” of AI (10) has 21 characters; at most 20 are allowed.",
        ),
        (
            "01",
            "0950600013435²",
            "digit",
            "Position 14 of the value “0950600013435²” of AI (01) is “²”, which is not a digit.",
        ),
        (
            "10",
            "A B",
            "character",
            (
                "Position 2 of the value “A B” of AI (10) is “ ”, which is not in GS1 character set 82"
                " (0-9 A-Z a-z ! \" % & ' ( ) * + , - . / : ; < = > ? _)."
            ),
        ),
        (
            "01",
            "09506000134351",
            "check-digit",
            "The check digit of “09506000134351” in AI (01) is 1; it should be 2.",
        ),
        ("17", "291301", "month", "The date “291301” in AI (17) has no valid month."),
        (
            "10",
            "",
            "no-value",
            "AI (10) has no value.",
        ),
        (
            "8006",
            "095060001343520301",
            "piece-of-total",
            "“0301” in AI (8006) should be the number of a piece and the number of pieces; 3 of 1 is not possible.",
        ),
    ],
)
def test_says_what_is_wrong_with_a_value(ai: str, value: str, code: str, message: str) -> None:
    with pytest.raises(IdentifierError) as refusal:
        find(ai).check(value)
    assert (refusal.value.code, str(refusal.value)) == (code, message)


@pytest.mark.parametrize(
    ("ai", "value"),
    [
        ("01", "09506000134352"),
        ("253", "4012345000054"),
        ("253", "4012345000054987ABC"),
        ("423", "056"),
        ("423", "056528"),
        ("7007", "260101"),
        ("7007", "260101260131"),
        ("7011", "2601011530"),
        ("8008", "26010112"),
        ("8008", "260101123059"),
        ("4331", "000850-"),
    ],
)
def test_optional_components_may_be_absent(ai: str, value: str) -> None:
    find(ai).check(value)


@pytest.mark.parametrize(("ai", "value"), [("423", "05652"), ("7007", "2601012"), ("8008", "260101123")])
def test_a_component_may_not_be_half_there(ai: str, value: str) -> None:
    with pytest.raises(IdentifierError) as refusal:
        find(ai).check(value)
    assert refusal.value.code == "too-short"
