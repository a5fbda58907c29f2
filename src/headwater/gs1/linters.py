"""Checks of content that the table of application identifiers names.

Each takes one component of a value, whose characters and length are right already, and the AI for the message. It
returns nothing, or raises IdentifierError with a stable code.

Source: GS1 General Specifications, section 3 (each AI) and 7 (check digits, dates); names as in the GS1 Barcode
Syntax Dictionary.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from headwater.gs1 import code_lists, dates
from headwater.gs1.charsets import is_digits
from headwater.gs1.check_digits import check_digit, check_pair
from headwater.gs1.coupons import check_coupon, check_positive_offer
from headwater.gs1.errors import IdentifierError, shown
from headwater.gs1.percent import is_well_formed

Linter = Callable[[str, str], None]

SHORTEST_COMPANY_PREFIX = 4
LONGEST_PAIRED = 25
"""Characters of a value that ends in a check character pair."""
SHORTEST_IBAN = 11
LATITUDES = 180 * 10**7
"""Tenth-millionths of a degree, counted from the south pole."""
LONGITUDES = 360 * 10**7


def _csum(value: str, ai: str) -> None:
    expected = check_digit(value[:-1])
    if value[-1] != expected:
        raise IdentifierError(
            "check-digit",
            "The check digit of “{value}” in AI ({ai}) is {found}; it should be {expected}.",
            value=value, ai=ai, found=value[-1], expected=expected,
        )  # fmt: skip


def _csumalpha(value: str, ai: str) -> None:
    if not 2 <= len(value) <= LONGEST_PAIRED:
        raise IdentifierError(
            "check-pair-length",
            "“{value}” in AI ({ai}) should have 2 to {longest} characters, the last two of them check characters.",
            value=shown(value), ai=ai, longest=LONGEST_PAIRED,
        )  # fmt: skip
    expected = check_pair(value[:-2])
    if value[-2:] != expected:
        raise IdentifierError(
            "check-pair",
            "The check characters of “{value}” in AI ({ai}) are {found}; they should be {expected}.",
            value=value, ai=ai, found=value[-2:], expected=expected,
        )  # fmt: skip


def _company_prefix(value: str, ai: str, start: int) -> None:
    prefix = value[start : start + SHORTEST_COMPANY_PREFIX]
    if len(prefix) < SHORTEST_COMPANY_PREFIX or not is_digits(prefix):
        raise IdentifierError(
            "company-prefix",
            "“{value}” in AI ({ai}) does not begin with a GS1 company prefix, which has at least {shortest} digits.",
            value=shown(value), ai=ai, shortest=SHORTEST_COMPANY_PREFIX,
        )  # fmt: skip


def _gcppos1(value: str, ai: str) -> None:
    _company_prefix(value, ai, 0)


def _gcppos2(value: str, ai: str) -> None:
    # An indicator or extension digit stands before the prefix.
    _company_prefix(value, ai, 1)


def _iban(value: str, ai: str) -> None:
    if (
        len(value) < SHORTEST_IBAN
        or not re.fullmatch("[0-9A-Z]+", value)
        or value[:2] not in code_lists.COUNTRY_LETTERS
    ):
        raise IdentifierError(
            "iban",
            "“{value}” in AI ({ai}) is no international bank account number: a country code, then digits and"
            " capital letters, {shortest} characters at least.",
            value=shown(value), ai=ai, shortest=SHORTEST_IBAN,
        )  # fmt: skip
    # ISO 13616: country and check digits go to the end, letters count from 10, and the number is 1 modulo 97.
    if int("".join([str(int(character, 36)) for character in value[4:] + value[:4]])) % 97 != 1:
        raise IdentifierError(
            "iban-check-digits",
            "The check digits of the bank account number “{value}” in AI ({ai}) are wrong.",
            value=value, ai=ai,
        )  # fmt: skip


def _nonzero(value: str, ai: str) -> None:
    if not value.strip("0"):
        raise IdentifierError("nonzero", "“{value}” in AI ({ai}) may not be zero.", value=value, ai=ai)


def _nozeroprefix(value: str, ai: str) -> None:
    if value.startswith("0"):
        raise IdentifierError(
            "leading-zero", "“{value}” in AI ({ai}) may not begin with a zero.", value=value, ai=ai
        )


def _hasnondigit(value: str, ai: str) -> None:
    if is_digits(value):
        raise IdentifierError(
            "nondigit", "“{value}” in AI ({ai}) needs a character that is not a digit.", value=value, ai=ai
        )


def _pieceoftotal(value: str, ai: str) -> None:
    half = len(value) // 2
    piece, total = int(value[:half]), int(value[half:])
    if not 1 <= piece <= total:
        raise IdentifierError(
            "piece-of-total",
            "“{value}” in AI ({ai}) should be the number of a piece and the number of pieces; {piece} of {total} is"
            " not possible.",
            value=value, ai=ai, piece=piece, total=total,
        )  # fmt: skip


def _posinseqslash(value: str, ai: str) -> None:
    match = re.fullmatch("([1-9][0-9]*)/([1-9][0-9]*)", value)
    if match is None or int(match[1]) > int(match[2]):
        raise IdentifierError(
            "position",
            "“{value}” in AI ({ai}) should be a position and an end, as in 1/2.",
            value=shown(value), ai=ai,
        )  # fmt: skip


def _pcenc(value: str, ai: str) -> None:
    # The escapes are of UTF-8, so beyond ASCII is allowed; only the form of each is asked.
    if not is_well_formed(value):
        raise IdentifierError(
            "percent-encoding",
            "“{value}” in AI ({ai}) has a percent sign without two hexadecimal digits after it.",
            value=shown(value), ai=ai,
        )  # fmt: skip


def _at_most(limit: int, code: str, template: str) -> Linter:
    def check(value: str, ai: str) -> None:
        if int(value) > limit:
            raise IdentifierError(code, template, value=value, ai=ai, limit=limit)

    return check


def _one_of(allowed: frozenset[str], code: str, template: str) -> Linter:
    def check(value: str, ai: str) -> None:
        if value not in allowed:
            raise IdentifierError(code, template, value=shown(value), ai=ai)

    return check


def _characters(text: str) -> frozenset[str]:
    return frozenset(text)


LINTERS: dict[str, Linter] = {
    "couponcode": check_coupon,
    "couponposoffer": check_positive_offer,
    "csum": _csum,
    "csumalpha": _csumalpha,
    "gcppos1": _gcppos1,
    "gcppos2": _gcppos2,
    "hasnondigit": _hasnondigit,
    "hh": dates.hh,
    "hhmi": dates.hhmi,
    "hyphen": _one_of(
        _characters("-"), "hyphen", "“{value}” in AI ({ai}) is no hyphen, the sign of a negative temperature."
    ),
    "iban": _iban,
    "importeridx": _one_of(
        _characters("-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"),
        "importer-index",
        "“{value}” in AI ({ai}) is no importer index.",
    ),
    "iso3166": _one_of(
        code_lists.COUNTRY_NUMBERS, "country", "“{value}” in AI ({ai}) is no number of a country (ISO 3166)."
    ),
    "iso3166999": _one_of(
        code_lists.COUNTRY_NUMBERS | {code_lists.ANY_COUNTRY},
        "country",
        "“{value}” in AI ({ai}) is neither the number of a country (ISO 3166) nor 999.",
    ),
    "iso3166alpha2": _one_of(
        code_lists.COUNTRY_LETTERS,
        "country",
        "“{value}” in AI ({ai}) is no two-letter code of a country (ISO 3166).",
    ),
    "iso4217": _one_of(
        code_lists.CURRENCIES, "currency", "“{value}” in AI ({ai}) is no number of a currency (ISO 4217)."
    ),
    "iso5218": _one_of(
        _characters("0129"), "sex", "“{value}” in AI ({ai}) is no code of a sex (ISO 5218: 0, 1, 2 or 9)."
    ),
    "latitude": _at_most(
        LATITUDES, "latitude", "“{value}” in AI ({ai}) is no latitude; it is at most {limit}."
    ),
    "longitude": _at_most(
        LONGITUDES, "longitude", "“{value}” in AI ({ai}) is no longitude; it is at most {limit}."
    ),
    "mediatype": _one_of(
        code_lists.MEDIA_TYPES, "media-type", "“{value}” in AI ({ai}) is no type of an AIDC medium."
    ),
    "mi": dates.mi,
    "nonzero": _nonzero,
    "nozeroprefix": _nozeroprefix,
    "packagetype": _one_of(
        code_lists.PACKAGE_TYPES, "package-type", "“{value}” in AI ({ai}) is no package type code."
    ),
    "pcenc": _pcenc,
    "pieceoftotal": _pieceoftotal,
    "posinseqslash": _posinseqslash,
    "ss": dates.ss,
    "winding": _one_of(
        _characters("019"), "winding", "“{value}” in AI ({ai}) is no winding direction (0, 1 or 9)."
    ),
    "yesno": _one_of(_characters("01"), "yes-no", "“{value}” in AI ({ai}) is no flag (0 for no, 1 for yes)."),
    "yymmd0": dates.yymmd0,
    "yymmdd": dates.yymmdd,
    "yyyymmdd": dates.yyyymmdd,
    "zero": _one_of(_characters("0"), "zero", "“{value}” in AI ({ai}) is no zero."),
}
"""Check of content by name."""
