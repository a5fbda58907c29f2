"""The GS1 keys that an EPCIS event can name, and what one of each stands for.

A key is one element (an AI with its value), or two where a qualifier makes it finer. In three of them the finer part
follows in the same element: the serial number of AIs 253, 255 and 8003 stands after the fixed digits.

Source: EPC Tag Data Standard, section 6.3; EPCIS 2.0, section 8.9.2 of the Core Business Vocabulary.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["instance", "lot", "class", "place", "party", "document", "uri"]


@dataclass(frozen=True, slots=True)
class Scheme:
    """A key at one level of fineness."""

    name: str
    kind: Kind
    ai: str
    qualifier: str | None = None
    """AI of the second element, where the key has one."""
    fixed: int | None = None
    """For keys that carry their serial in the first element: the length of what comes before it."""
    serialised: bool = False
    """Whether such a key has its serial."""


SCHEMES: tuple[Scheme, ...] = (
    Scheme("sscc", "instance", "00"),
    Scheme("gtin", "class", "01"),
    Scheme("sgtin", "instance", "01", "21"),
    Scheme("upui", "instance", "01", "235"),
    Scheme("lgtin", "lot", "01", "10"),
    Scheme("itip", "class", "8006"),
    Scheme("itip", "instance", "8006", "21"),
    Scheme("itip", "lot", "8006", "10"),
    Scheme("gdti", "class", "253", fixed=13),
    Scheme("gdti", "document", "253", fixed=13, serialised=True),
    Scheme("sgcn", "class", "255", fixed=13),
    Scheme("sgcn", "instance", "255", fixed=13, serialised=True),
    Scheme("grai", "class", "8003", fixed=14),
    Scheme("grai", "instance", "8003", fixed=14, serialised=True),
    Scheme("giai", "instance", "8004"),
    Scheme("cpi", "class", "8010"),
    Scheme("cpi", "instance", "8010", "8011"),
    Scheme("gsrnp", "instance", "8017"),
    Scheme("gsrn", "instance", "8018"),
    Scheme("ginc", "instance", "401"),
    Scheme("gsin", "instance", "402"),
    Scheme("sgln", "place", "414"),
    Scheme("sgln", "place", "414", "254"),
    Scheme("pgln", "party", "417"),
)
"""Where a text holds several keys, the first of them in this order is the one it names."""

KEY_AIS: tuple[str, ...] = tuple(dict.fromkeys(scheme.ai for scheme in SCHEMES))
"""AIs of first elements, in the order in which they are looked for."""

QUALIFIERS: dict[str, tuple[str, ...]] = {
    "01": ("21", "235", "10"),
    "8006": ("21", "10"),
    "8010": ("8011",),
    "414": ("254",),
}
"""The second elements that make a key finer, the finest first."""

NO_EXTENSION = "0"
"""The extension (AI 254) that says that there is none: EPC URNs write it for a place that is a bare GLN."""

_BY_ELEMENTS = {(scheme.ai, scheme.qualifier, scheme.serialised): scheme for scheme in SCHEMES}
_FIXED = {scheme.ai: scheme.fixed for scheme in SCHEMES if scheme.fixed}


def fixed_length(ai: str) -> int | None:
    """Length of what precedes the serial in the value of AI 253, 255 or 8003; None for any other."""
    return _FIXED.get(ai)


def scheme_of(ai: str, value: str, qualifier: str | None) -> Scheme:
    """The scheme of a key element with the AI of its qualifier."""
    fixed = _FIXED.get(ai)
    return _BY_ELEMENTS[ai, qualifier, fixed is not None and len(value) > fixed]
