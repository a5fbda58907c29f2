"""EPC URNs: pure identities, the class of a lot, and the patterns that name a class.

>>> parse("urn:epc:class:lgtin:4012345.012345.998877")
Urn(elements=(('01', '04012345123456'), ('10', '998877')), prefix_length=7)
>>> parse("urn:epc:idpat:sgtin:4012345.098765.*").elements
(('01', '04012345987652'),)

A URN splits its key after the GS1 company prefix and leaves out the check digit, so a key becomes a URN only where the
length of the prefix is known.

Source: EPC Tag Data Standard 2.x, sections 6.3 (pure identities), 8 (patterns) and 7 (correspondence with GS1 keys).
"""

from __future__ import annotations

from dataclasses import dataclass

from headwater.gs1 import application_identifiers as table
from headwater.gs1.charsets import is_digits
from headwater.gs1.check_digits import check_digit
from headwater.gs1.errors import IdentifierError, shown
from headwater.gs1.percent import decode, encode_urn
from headwater.gs1.schemes import NO_EXTENSION

Elements = tuple[tuple[str, str], ...]

PREFIX_LENGTHS = range(6, 13)
OTHER_SCHEMES = ("gid", "usdod", "adi", "bic", "imovn")
"""Schemes of EPC URNs that stand for no GS1 key."""

WILDCARD = "*"


@dataclass(frozen=True, slots=True)
class Urn:
    """What an EPC URN says."""

    elements: Elements
    prefix_length: int


@dataclass(frozen=True, slots=True)
class Layout:
    """How a key is laid out in a URN.

    The first component is the company prefix, the second the rest of the key. Where the key has a fixed length, both
    together have `digits` digits; of the second the first may be an indicator or extension digit that stands before
    the prefix in the key.
    """

    ai: str
    digits: int | None
    """Digits of company prefix and reference together; None for keys of variable length without check digit."""
    leading: bool = False
    """Whether the first digit of the reference stands before the company prefix in the key."""
    filler: str = ""
    """What stands before the company prefix in the key and is not in the URN."""
    middle: int = 0
    """Components of two digits that follow the check digit (piece and total of an ITIP)."""
    tail: str | None = None
    """AI of the last component; the key's own AI where the serial follows in the same element; None for none."""
    lot: bool = False

    @property
    def components(self) -> int:
        return 2 + self.middle + (self.tail is not None)


LAYOUTS: dict[str, Layout] = {
    "sgtin": Layout("01", 13, leading=True, tail="21"),
    "lgtin": Layout("01", 13, leading=True, tail="10", lot=True),
    "upui": Layout("01", 13, leading=True, tail="235"),
    "itip": Layout("8006", 13, leading=True, middle=2, tail="21"),
    "sscc": Layout("00", 17, leading=True),
    "sgln": Layout("414", 12, tail="254"),
    "pgln": Layout("417", 12),
    "grai": Layout("8003", 12, filler="0", tail="8003"),
    "gdti": Layout("253", 12, tail="253"),
    "sgcn": Layout("255", 12, tail="255"),
    "giai": Layout("8004", None),
    "ginc": Layout("401", None),
    "gsin": Layout("402", 16),
    "gsrn": Layout("8018", 17),
    "gsrnp": Layout("8017", 17),
    "cpi": Layout("8010", None, tail="8011"),
}

# Schemes whose class, without serial, is written as a pattern; an SGLN without extension is a place of its own.
PATTERN_SCHEMES = ("sgtin", "grai", "gdti", "sgcn", "itip", "cpi", "upui")


def scheme_and_body(text: str) -> tuple[str, str, str] | None:
    """Form ("id", "class", "idpat"), scheme and body of an EPC URN of a GS1 key; None for any other URI.

    Everything before the body is read in any case: "urn" and "epc" because URNs say so (RFC 8141), the rest because
    no two forms or schemes differ by case alone.

    Raises:
        IdentifierError: "epc-form" for a tag or raw URI, "epc-scheme" for a scheme that is not known.
    """
    parts = text.split(":", 4)
    if len(parts) < 3 or parts[0].lower() != "urn" or parts[1].lower() != "epc":
        return None
    form = parts[2].lower()
    if form not in ("id", "class", "idpat"):
        raise IdentifierError(
            "epc-form",
            "“{text}” is an EPC URN of the form “{form}”; only “id”, “class” and “idpat” name an identity.",
            text=shown(text), form=shown(form),
        )  # fmt: skip
    scheme = parts[3].lower() if len(parts) == 5 else ""
    if form == "id" and scheme in OTHER_SCHEMES:
        return None
    layout = LAYOUTS.get(scheme)
    if layout is None or layout.lot != (form == "class"):
        raise IdentifierError(
            "epc-scheme",
            "“{text}” names the scheme “{scheme}”, which an EPC URN of the form “{form}” does not have.",
            text=shown(text), form=form, scheme=shown(scheme),
        )  # fmt: skip
    return form, scheme, parts[4]


def parse(text: str) -> Urn | None:
    """Read an EPC URN; None for any other URI, those of EPC schemes without GS1 key among them.

    Raises:
        IdentifierError: an EPC URN with a fault.
    """
    found = scheme_and_body(text)
    if found is None:
        return None
    form, scheme, body = found
    layout = LAYOUTS[scheme]
    components = body.split(".", layout.components - 1)
    if len(components) != layout.components:
        raise wrong_components(text, scheme, len(components))
    if form == "idpat":
        is_class = components[-1] == WILDCARD and WILDCARD not in components[:-1]
        if scheme not in PATTERN_SCHEMES or not is_class:
            raise not_a_class_pattern(text)
    elements = list(key_elements(scheme, components[:-1] if layout.tail else components))
    if layout.tail and form != "idpat":
        add_tail(elements, scheme, components[-1])
    for ai, value in elements:
        table.find(ai).check(value)
    return Urn(tuple(elements), len(components[0]))


def wrong_components(text: str, scheme: str, found: int) -> IdentifierError:
    return IdentifierError(
        "epc-components",
        "“{text}” has {found} components; the scheme “{scheme}” has {expected}, parted by dots.",
        text=shown(text),
        found=found,
        scheme=scheme,
        expected=LAYOUTS[scheme].components,
    )


def not_a_class_pattern(text: str) -> IdentifierError:
    return IdentifierError(
        "pattern",
        "“{text}” is not the pattern of one class: a scheme that has classes, with “*” as the last component and"
        " nowhere else.",
        text=shown(text),
    )


def empty_component(scheme: str) -> IdentifierError:
    return IdentifierError(
        "epc-component-empty",
        "The last component of this EPC URN of the scheme “{scheme}” is empty.",
        scheme=scheme,
    )


def key_elements(scheme: str, components: list[str]) -> Elements:
    """The key element of a URN, from its components without the tail.

    Raises:
        IdentifierError: "prefix-length", "digit", or "epc-length".
    """
    layout = LAYOUTS[scheme]
    prefix, reference = components[0], components[1]
    require_prefix(prefix)
    if layout.digits is None:
        if not reference:
            raise empty_component(scheme)
        return ((layout.ai, prefix + decode(reference)),)
    for component in components:
        if component and not is_digits(component):
            raise IdentifierError(
                "digit",
                "The component “{component}” of an EPC URN of the scheme “{scheme}” has a character that is not a digit.",
                component=shown(component), scheme=scheme,
            )  # fmt: skip
    if len(prefix) + len(reference) != layout.digits:
        raise IdentifierError(
            "epc-length",
            "Company prefix {prefix} and reference {reference} have {found} digits together; in the scheme “{scheme}”"
            " they have {expected}.",
            prefix=prefix, reference=shown(reference), found=len(prefix) + len(reference), scheme=scheme,
            expected=layout.digits,
        )  # fmt: skip
    digits = reference[0] + prefix + reference[1:] if layout.leading else layout.filler + prefix + reference
    return ((layout.ai, digits + check_digit(digits) + "".join(components[2:])),)


def add_tail(elements: list[tuple[str, str]], scheme: str, component: str) -> None:
    """Put the last component of a URN, escapes and all, where it belongs among the elements.

    Raises:
        IdentifierError: "epc-component-empty".
    """
    layout = LAYOUTS[scheme]
    assert layout.tail is not None
    if not component:
        raise empty_component(scheme)
    if layout.tail == layout.ai:
        ai, value = elements[0]
        elements[0] = (ai, value + decode(component))
    elif scheme != "sgln" or component != NO_EXTENSION:
        elements.append((layout.tail, decode(component)))


def require_prefix(prefix: str) -> None:
    if not is_digits(prefix) or len(prefix) not in PREFIX_LENGTHS:
        raise IdentifierError(
            "prefix",
            "“{prefix}” is no GS1 company prefix; it has {shortest} to {longest} digits.",
            prefix=shown(prefix), shortest=PREFIX_LENGTHS[0], longest=PREFIX_LENGTHS[-1],
        )  # fmt: skip


def write(scheme: str, elements: Elements, prefix_length: int) -> str:
    """The URN of a key whose company prefix has `prefix_length` digits.

    Raises:
        IdentifierError: "prefix-length" where the key is too short for such a prefix, "no-urn" for an ITIP with lot.
    """
    if prefix_length not in PREFIX_LENGTHS:
        raise IdentifierError(
            "prefix-length",
            "A GS1 company prefix has {shortest} to {longest} digits, not {length}.",
            shortest=PREFIX_LENGTHS[0], longest=PREFIX_LENGTHS[-1], length=prefix_length,
        )  # fmt: skip
    form = "idpat" if scheme == "gtin" else "id"
    layout = LAYOUTS["sgtin" if scheme == "gtin" else scheme]
    value = elements[0][1]
    tail = elements[1][1] if len(elements) > 1 else None
    if len(elements) > 1 and elements[1][0] != layout.tail:
        raise IdentifierError("no-urn", "({ai}){value} with a lot has no EPC URN.", ai=layout.ai, value=value)
    components = _key_components(layout, value, prefix_length)
    if layout.tail is not None:
        if layout.tail == layout.ai:
            tail = value[len(layout.filler) + (layout.digits or 0) + 1 :] or None
        if tail is not None:
            components.append(encode_urn(tail))
        elif scheme == "sgln":
            components.append(NO_EXTENSION)
        else:
            form = "idpat"
            components.append(WILDCARD)
    if layout.lot:
        form = "class"
    return f"urn:epc:{form}:{'sgtin' if scheme == 'gtin' else scheme}:{'.'.join(components)}"


def _key_components(layout: Layout, value: str, prefix_length: int) -> list[str]:
    if layout.digits is None:
        prefix, reference = value[:prefix_length], value[prefix_length:]
        if not is_digits(prefix) or not reference:
            raise IdentifierError(
                "prefix-length",
                "({ai}){value} does not begin with a company prefix of {length} digits.",
                ai=layout.ai, value=value, length=prefix_length,
            )  # fmt: skip
        return [prefix, encode_urn(reference)]
    start = 1 if layout.leading else len(layout.filler)
    end = start + prefix_length
    last = len(layout.filler) + layout.digits
    reference = (value[0] if layout.leading else "") + value[end:last]
    after_check_digit = value[last + 1 :]
    return [
        value[start:end],
        reference,
        *[after_check_digit[2 * n : 2 * n + 2] for n in range(layout.middle)],
    ]
