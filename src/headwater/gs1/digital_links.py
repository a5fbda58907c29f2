"""GS1 Digital Link URIs on any domain.

>>> parse("https://example.com/shop/01/9506000134352/21/32a%2fb?17=290101&linkType=gs1:pip")
(('01', '09506000134352'), ('21', '32a/b'), ('17', '290101'))

Whether an address is a Digital Link at all shows in its path alone: pairs of an AI and its value at the end, the
first a primary key. An address that has other segments before them, or an alias for the key, counts as one only where
the key's value has the length and characters of that key, for "/2000/01/rdf-schema" and "/party/acme" are none.
After key and value an AI at the end of the path is one whose value is missing: the grammar has no empty values. Slashes
at the end are passed over.

Source: GS1 Digital Link Standard: URI Syntax, sections 4 (grammar) and 5 (canonical form); the alphabetic aliases of
AIs come from its version 1.1 and are read, never written.
"""

from __future__ import annotations

import re

from headwater.gs1 import application_identifiers as table
from headwater.gs1.associations import check_associations
from headwater.gs1.errors import IdentifierError, shown
from headwater.gs1.percent import decode, is_well_formed
from headwater.gs1.schemes import KEY_AIS

Elements = tuple[tuple[str, str], ...]

ALIASES = {
    "sscc": "00", "gtin": "01", "lot": "10", "ser": "21", "cpv": "22", "tpx": "235", "gdti": "253", "glnx": "254",
    "gcn": "255", "ginc": "401", "gsin": "402", "gln": "414", "party": "417", "partygln": "417", "grai": "8003",
    "giai": "8004", "itip": "8006", "cpid": "8010", "cpsn": "8011", "gsrnp": "8017", "gsrn": "8018", "srin": "8019",
}  # fmt: skip
"""Names that older links write for AIs in their path."""

ATTRIBUTE_ALIASES = {"exp": "17", "expdt": "7003"}
"""Names that older links write for AIs in their query."""

_ADDRESS = re.compile(r"(?:https?:)?//[^/?#]*", re.IGNORECASE)
_SHORT_GTIN_LENGTHS = (8, 12, 13)


def parse(text: str) -> Elements | None:
    """The elements of a Digital Link, checked: key, qualifiers, then attributes of the query.

    Args:
        text: an http or https URI; or its path alone, with or without the leading slash.

    Returns:
        None where the text is no Digital Link, whatever else it may be.

    Raises:
        IdentifierError: a Digital Link with a fault.
    """
    path_and_query = without_address(text)
    if path_and_query is None:
        return None
    path, _, query = path_and_query.partition("#")[0].partition("?")
    elements = parse_path(path)
    if elements is None:
        return None
    elements += tuple([attribute for attribute in _attributes(query) if attribute not in elements])
    check_associations(tuple(dict.fromkeys(ai for ai, _ in elements)))
    _check_unrepeated(elements)
    return elements


def without_address(text: str) -> str | None:
    """What follows protocol and domain, all of it where there are none; None for a URI of another protocol."""
    address = _ADDRESS.match(text)
    if address:
        return text[address.end() :]
    return None if ":" in text.partition("/")[0] else text


def parse_path(path: str) -> Elements | None:
    """Key and qualifiers of a path, each value checked; None where it ends in no primary key."""
    segments = path.strip("/").split("/")
    start = key_position(segments)
    if start is None:
        segments.append("")
        start = key_position(segments)
        if start is None or start == len(segments) - 2:
            return None
    if needs_form(segments, start) and not has_form(ai_of(segments[start]), segments[start + 1]):
        return None
    pairs = read_pairs(segments[start:])
    check_order(tuple([ai for ai, _ in pairs]))
    return pairs


def read_pairs(segments: list[str]) -> Elements:
    """AIs and values in turn, as elements; each value is unescaped and checked, and a short GTIN made long."""
    pairs = []
    for ai_segment, segment in zip(segments[::2], segments[1::2], strict=True):
        ai, value = ai_of(ai_segment), decode(segment)
        if ai == "01":
            value = pad_gtin(value)
        table.find(ai).check(value)
        pairs.append((ai, value))
    return tuple(pairs)


def pad_gtin(value: str) -> str:
    """A GTIN of 8, 12 or 13 digits with the zeros that make it 14; anything else as it is."""
    return value.zfill(14) if len(value) in _SHORT_GTIN_LENGTHS else value


def ai_of(segment: str) -> str:
    """The AI that a segment of a path says, by digits or by alias."""
    return ALIASES.get(segment.lower(), segment)


def key_position(segments: list[str]) -> int | None:
    """Where the pairs of AI and value begin, counted in segments; None where there are none."""
    # From the end: what stands before the last key is a stem, whatever it looks like.
    for start in range(len(segments) - 2, -1, -2):
        ai = ai_of(segments[start])
        if ai in KEY_AIS:
            return start
        if ai not in table.TABLE:
            return None
    return None


def needs_form(segments: list[str], start: int) -> bool:
    """Whether a key counts only with a value of the right form: behind a stem, or where an alias names it."""
    return start > 0 or ai_of(segments[start]) != segments[start]


def has_form(ai: str, segment: str) -> bool:
    """Whether a segment has the length and characters of a key, whatever its check digit."""
    value = decode(segment) if is_well_formed(segment) else segment
    return table.find(ai).has_form(pad_gtin(value) if ai == "01" else value)


def check_order(ais: tuple[str, ...]) -> None:
    """Refuse qualifiers that do not belong to the key before them, or stand in the wrong order.

    Raises:
        IdentifierError: "qualifiers".
    """
    sequences = table.find(ais[0]).qualifiers or ()
    qualifiers = ais[1:]
    for sequence in sequences:
        remaining = iter(sequence)
        if all(ai in remaining for ai in qualifiers):
            return
    found = "".join(f"({ai})" for ai in qualifiers)
    if sequences == ((),):
        raise IdentifierError(
            "qualifiers",
            "After AI ({key}) a Digital Link takes no qualifiers; this one has {found}.",
            key=ais[0],
            found=found,
        )
    raise IdentifierError(
        "qualifiers",
        "After AI ({key}) a Digital Link takes qualifiers in the order {sequences}; this one has {found}.",
        key=ais[0],
        sequences=", ".join("".join(f"({ai})" for ai in sequence) for sequence in sequences),
        found=found,
    )


def _attributes(query: str) -> list[tuple[str, str]]:
    """AIs among the parameters of a query; other parameters (linkType, utm_source) mean nothing here."""
    found = []
    for parameter in re.split("[&;]", query):
        name, _, value = parameter.partition("=")
        ai = ATTRIBUTE_ALIASES.get(name.lower(), name)
        if not ai.isascii() or not ai.isdigit():
            continue
        row = table.find(ai)
        if not row.is_attribute:
            raise IdentifierError(
                "not-an-attribute", "AI ({ai}) may not stand in the query of a Digital Link.", ai=ai
            )
        value = decode(value)
        value = pad_gtin(value) if ai in ("01", "02") else value
        row.check(value)
        found.append((ai, value))
    return found


def _check_unrepeated(elements: Elements) -> None:
    values: dict[str, str] = {}
    for ai, value in elements:
        if values.setdefault(ai, value) != value:
            raise IdentifierError(
                "repeated-ai",
                "AI ({ai}) stands twice, with the values “{first}” and “{second}”.",
                ai=ai, first=shown(values[ai]), second=shown(value),
            )  # fmt: skip
