"""Identifiers of the sample worlds, spelt as EPC URNs.

Every company prefix has seven digits and begins with 952, which GS1 sets aside for demonstrations: no real
product carries these numbers.

Source: GS1 EPC Tag Data Standard, section 6 (EPC URIs); GS1 General Specifications, section 1.4.2 (prefixes).
"""

from __future__ import annotations

from headwater.gs1.check_digits import check_digit


def gtin(prefix: str, item: int) -> str:
    """GTIN as 14 digits; `item` has at most five."""
    digits = f"0{prefix}{item:05d}"
    return digits + check_digit(digits)


def sgtin_stem(gtin14: str) -> str:
    """All of an item's URN but the serial."""
    return f"urn:epc:id:sgtin:{gtin14[1:8]}.{gtin14[0]}{gtin14[8:13]}."


def lgtin(gtin14: str, lot: str) -> str:
    """URN of a lot."""
    return f"urn:epc:class:lgtin:{gtin14[1:8]}.{gtin14[0]}{gtin14[8:13]}.{lot}"


def sscc(prefix: str, number: int) -> str:
    """URN of a case or pallet; `number` has at most ten digits, the first of which is the extension digit."""
    return f"urn:epc:id:sscc:{prefix}.{number:010d}"


def gln(prefix: str, location: int) -> str:
    """GLN as 13 digits; `location` has at most five."""
    digits = f"{prefix}{location:05d}"
    return digits + check_digit(digits)


def sgln(prefix: str, location: int, extension: str = "0") -> str:
    """URN of a place, or of a part of it."""
    return f"urn:epc:id:sgln:{prefix}.{location:05d}.{extension}"


def pgln(prefix: str, location: int = 0) -> str:
    """URN of an organisation."""
    return f"urn:epc:id:pgln:{prefix}.{location:05d}"
