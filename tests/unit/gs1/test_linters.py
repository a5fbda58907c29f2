"""Checks of content, one good and one bad value at least for each, and the published lists of values."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from headwater.gs1.application_identifiers import TABLE, find
from headwater.gs1.charsets import CSET_82, first_outside, is_digits
from headwater.gs1.errors import IdentifierError
from headwater.gs1.linters import LINTERS

if TYPE_CHECKING:
    from pathlib import Path

    from headwater.gs1.linters import Linter

PUBLISHED_CODES = {
    None: None,
    "GS1_LINTER_INCORRECT_CHECK_DIGIT": "check-digit",
    "GS1_LINTER_INCORRECT_CHECK_PAIR": "check-pair",
    "GS1_LINTER_TOO_SHORT_FOR_CHECK_PAIR": "check-pair-length",
    "GS1_LINTER_NOT_ISO3166": "country",
    "GS1_LINTER_ILLEGAL_MONTH": "month",
    "GS1_LINTER_ILLEGAL_DAY": "day",
    "GS1_LINTER_DATE_TOO_LONG": "too-long",
    "GS1_LINTER_INCORRECT_IBAN_CHECKSUM": "iban-check-digits",
    "GS1_LINTER_INVALID_IBAN_CHARACTER": "iban",
    "GS1_LINTER_ILLEGAL_IBAN_COUNTRY_CODE": "iban",
    "GS1_LINTER_IBAN_TOO_SHORT": "iban",
    "GS1_LINTER_IBAN_TOO_LONG": "too-long",
}


def code_of(linter: Linter, value: str) -> str | None:
    try:
        linter(value, "99")
    except IdentifierError as error:
        return error.code
    return None


def code_in(ai: str, value: str) -> str | None:
    try:
        find(ai).check(value)
    except IdentifierError as error:
        return error.code
    return None


def published(vectors: Path, name: str) -> list[tuple[str, bool, str | None]]:
    rows = json.loads((vectors / "gs1" / "linters.json").read_text(encoding="utf-8"))[name]
    return [(row["value"], row["valid"], row.get("error")) for row in rows]


def test_published_character_set_82(vectors: Path) -> None:
    rows = published(vectors, "cset82")

    assert len(rows) == 104
    assert [(value, first_outside(value, CSET_82) is None) for value, _, _ in rows] == [
        (value, valid) for value, valid, _ in rows
    ]


def test_published_check_digits(vectors: Path) -> None:
    # The characters are the table's affair, and values that it would refuse never come this far.
    rows = [row for row in published(vectors, "csum") if is_digits(row[0])]

    assert len(rows) == 10
    assert [code_of(LINTERS["csum"], value) for value, _, _ in rows] == [
        PUBLISHED_CODES[error] for _, _, error in rows
    ]


def test_published_check_pairs(vectors: Path) -> None:
    rows = [row for row in published(vectors, "csumalpha") if row[2] != "GS1_LINTER_INVALID_CSET82_CHARACTER"]

    assert len(rows) == 38
    assert [code_of(LINTERS["csumalpha"], value) for value, _, _ in rows] == [
        PUBLISHED_CODES[error] for _, _, error in rows
    ]


@pytest.mark.parametrize(
    ("name", "ai", "count"),
    [("yymmd0", "11", 61), ("yymmdd", "7006", 61), ("iso3166", "422", 1009), ("iban", "8007", 26)],
)
def test_published_values_in_an_ai(vectors: Path, name: str, ai: str, count: int) -> None:
    rows = published(vectors, name)

    assert len(rows) == count
    assert [(value, code_in(ai, value) is None) for value, _, _ in rows] == [
        (value, valid) for value, valid, _ in rows
    ]


@pytest.mark.parametrize(("name", "ai"), [("yymmd0", "11"), ("yymmdd", "7006"), ("iban", "8007")])
def test_published_reasons(vectors: Path, name: str, ai: str) -> None:
    rows = [row for row in published(vectors, name) if row[2] in PUBLISHED_CODES and row[0]]

    assert [(value, code_in(ai, value)) for value, _, _ in rows] == [
        (value, PUBLISHED_CODES[error]) for value, _, error in rows
    ]


COUPON = "012345612345611110123"

CASES: dict[str, tuple[list[str], list[tuple[str, str]]]] = {
    "couponcode": (
        [
            COUPON,
            "6" + "1" * 12 + "123456" + "5" + "12345" + "212" + "9123",
            COUPON + "1" + "0" + "15" + "0" + "123" + "9",
            COUPON + "1" + "3" + "15" + "9" + "123" + "0123456",
            COUPON + "2" + "215" + "4" + "123" + "6" + "1" * 12,
            COUPON + "3260228" + "4260201",
            COUPON + "50123456",
            COUPON + "6" + "1" + "1234567",
            COUPON + "9" + "6" + "2" + "7" + "1",
        ],
        [
            ("7" + COUPON[1:], "coupon"),
            (COUPON[:-1], "coupon"),
            (COUPON[:-1] + "A", "coupon"),
            (COUPON + "0", "coupon"),
            (COUPON + "14", "coupon"),
            (COUPON + "10151" + "123" + "7", "coupon"),
            (COUPON + "326022", "coupon"),
            (COUPON + "3260230", "day"),
            (COUPON + "3261301", "month"),
            (COUPON + "32602014260202", "coupon"),
            (COUPON + "512345", "coupon"),
            (COUPON + "60123456", "coupon"),
            (COUPON + "93000", "coupon"),
            (COUPON + "90300", "coupon"),
            (COUPON + "90002", "coupon"),
        ],
    ),
    "couponposoffer": (
        ["001234561234560123456", "101234561234560123456", "061234567890121234569123456789012345"],
        [
            ("201234561234560123456", "coupon"),
            ("07", "coupon"),
            ("0012345612345601234567", "coupon"),
            ("00123456123456", "coupon"),
            ("a01234561234560123456", "coupon"),
        ],
    ),
    "csum": (["09506000134352", "106141412345678908"], [("09506000134353", "check-digit")]),
    "csumalpha": (
        ["1987654Ad4X4bL5ttr2310c2K"],
        [("1987654Ad4X4bL5ttr2310cXK", "check-pair"), ("2", "check-pair-length"), ("2" * 26, "check-pair-length")],
    ),
    "gcppos1": (["0950", "0950AB"], [("095", "company-prefix"), ("095A", "company-prefix")]),
    "gcppos2": (["A0950"], [("0950", "company-prefix"), ("0950A", "company-prefix")]),
    "hasnondigit": (["12A"], [("123", "nondigit")]),
    "hh": (["00", "23"], [("24", "hour")]),
    "hhmi": (["0000", "2359"], [("2400", "hour"), ("2360", "minute")]),
    "hyphen": (["-"], [("A", "hyphen")]),
    "iban": (["DE91100000000123456789"], [("DE92100000000123456789", "iban-check-digits"), ("XX361234567890", "iban")]),
    "importeridx": (["-", "0", "Z", "_", "z"], [("/", "importer-index")]),
    "iso3166": (["156", "056"], [("999", "country"), ("000", "country")]),
    "iso3166999": (["156", "999"], [("998", "country")]),
    "iso3166alpha2": (["CN", "BE"], [("XX", "country"), ("cn", "country")]),
    "iso4217": (["156", "978"], [("280", "currency")]),
    "iso5218": (["0", "1", "2", "9"], [("3", "sex")]),
    "latitude": (["0000000000", "1800000000"], [("1800000001", "latitude")]),
    "longitude": (["3600000000"], [("3600000001", "longitude")]),
    "mediatype": (["01", "10", "80", "99"], [("00", "media-type"), ("11", "media-type"), ("79", "media-type")]),
    "mi": (["00", "59"], [("60", "minute")]),
    "nonzero": (["0001"], [("0000", "nonzero")]),
    "nozeroprefix": (["10"], [("0", "leading-zero"), ("01", "leading-zero")]),
    "packagetype": (["1A", "200", "8", "ZZ"], [("00", "package-type"), ("ZZZ", "package-type")]),
    "pcenc": (["Rue%20X", "%e4%b8%ad"], [("%", "percent-encoding"), ("%2", "percent-encoding"), ("%2G", "percent-encoding")]),
    "pieceoftotal": (["0101", "0203"], [("0001", "piece-of-total"), ("0100", "piece-of-total"), ("0302", "piece-of-total")]),
    "posinseqslash": (["1/1", "1/3", "9/10"], [("0/1", "position"), ("2/1", "position"), ("1/02", "position"), ("1/", "position"), ("١/٢", "position")]),
    "ss": (["00", "59"], [("60", "second")]),
    "winding": (["0", "1", "9"], [("2", "winding")]),
    "yesno": (["0", "1"], [("2", "yes-no")]),
    "yymmd0": (["240229", "260200", "000229"], [("260229", "day"), ("260132", "day"), ("260001", "month")]),
    "yymmdd": (["240229"], [("260200", "day"), ("261301", "month")]),
    "yyyymmdd": (["20000229", "00000229", "19991231"], [("19000229", "day"), ("20261301", "month")]),
    "zero": (["0"], [("1", "zero")]),
}  # fmt: skip


def test_cases_cover_every_check_and_the_table_uses_each() -> None:
    used = {name for row in TABLE.values() for component in row.components for name, _ in component.linters}

    assert set(CASES) == set(LINTERS) == used


@pytest.mark.parametrize("name", sorted(CASES))
def test_good_values_pass(name: str) -> None:
    good, _ = CASES[name]

    assert [(value, code_of(LINTERS[name], value)) for value in good] == [(value, None) for value in good]


@pytest.mark.parametrize("name", sorted(CASES))
def test_bad_values_are_refused(name: str) -> None:
    _, bad = CASES[name]

    assert [(value, code_of(LINTERS[name], value)) for value, _ in bad] == bad


def test_reasons_are_sentences() -> None:
    sentences = {}
    for name, (_, bad) in CASES.items():
        for value, code in bad:
            with pytest.raises(IdentifierError) as refusal:
                LINTERS[name](value, "99")
            sentences[code] = str(refusal.value)

    assert {code: text for code, text in sentences.items() if not text.endswith(".")} == {}
    assert sentences["currency"] == "“280” in AI (99) is no number of a currency (ISO 4217)."
    assert sentences["company-prefix"] == (
        "“0950A” in AI (99) does not begin with a GS1 company prefix, which has at least 4 digits."
    )
    assert sentences["longitude"] == "“3600000001” in AI (99) is no longitude; it is at most 3600000000."
    assert sentences["leading-zero"] == "“01” in AI (99) may not begin with a zero."
