"""An identifier that has been read: its canonical key, and every way of writing it.

>>> from headwater.gs1.identify import identify
>>> can = identify("urn:epc:id:sgtin:9506000.013435.32a%2Fb")
>>> can.key
'01/09506000134352/21/32a%2Fb'
>>> can.urn(), can.element_string()
('urn:epc:id:sgtin:9506000.013435.32a%2Fb', '(01)09506000134352(21)32a/b')

Source: GS1 Digital Link URI Syntax (the key is the path of the canonical link); Core Business Vocabulary 2.0,
event hash (which level of it stays).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from headwater.gs1 import element_strings, epc_urns
from headwater.gs1.errors import IdentifierError
from headwater.gs1.percent import encode
from headwater.gs1.schemes import KEY_AIS, NO_EXTENSION, QUALIFIERS, Kind, fixed_length, scheme_of
from headwater.gs1.uri_forms import normal

if TYPE_CHECKING:
    from collections.abc import Iterable

Elements = tuple[tuple[str, str], ...]

CANONICAL_DOMAIN = "https://id.gs1.org"


@dataclass(frozen=True, slots=True)
class Identifier:
    """One thing, class, lot, place, party or document, named by a GS1 key or by another URI."""

    scheme: str
    """Name of the EPC scheme ("sgtin"), or "uri" for a URI that is no GS1 key."""
    key: str
    """Path of the canonical Digital Link without its leading slash; for "uri" the URI in its normal form."""
    kind: Kind
    elements: Elements
    """The AIs of the key with their values; empty for "uri"."""
    attributes: Elements
    """Other AIs that came along, as a lot beside a serial, or the expiry date in a query."""
    prefix_length: int | None
    """Digits of the GS1 company prefix, where an EPC URN told it."""
    class_key: str
    """Key of the class: the key without its serial, lot, or extension; for a key that has none (an SSCC, a GIAI) the
    bare AI; for a class, a place or another URI itself."""
    serial: str | None
    """The value that tells it from others of its class, escapes removed; None for a class."""

    def digital_link(self, domain: str = CANONICAL_DOMAIN) -> str:
        """The key as a Digital Link on `domain`, given with its protocol; another URI is its own link."""
        return self.key if self.scheme == "uri" else f"{domain.rstrip('/')}/{self.key}"

    def urn(self, prefix_length: int | None = None) -> str:
        """The key as an EPC URN: a pure identity, the class of a lot, or the pattern of a class.

        Args:
            prefix_length: digits of the company prefix, 6 to 12; needed only where the identifier was not read
                from a URN.

        Raises:
            IdentifierError: "prefix-length-unknown"; "prefix-length" for one that does not fit the key; "no-urn" for
                a key that the standard gives none.
        """
        if self.scheme == "uri":
            return self.key
        length = self.prefix_length if prefix_length is None else prefix_length
        if length is None:
            raise IdentifierError(
                "prefix-length-unknown",
                "{key} has no EPC URN as long as the length of its GS1 company prefix is not known.",
                key=self.key,
            )
        return epc_urns.write(self.scheme, self.elements, length)

    def element_string(self) -> str:
        """The key as an element string with its AIs in brackets.

        Raises:
            IdentifierError: "no-element-string", for a URI that is no GS1 key.
        """
        if self.scheme == "uri":
            raise IdentifierError(
                "no-element-string", "{uri} is no GS1 key, so it has no element string.", uri=self.key
            )
        return element_strings.write(self.elements)


def from_elements(found: Iterable[tuple[str, str]], prefix_length: int | None = None) -> Identifier:
    """The identifier that a set of checked elements names, at the finest level among them.

    Raises:
        IdentifierError: "no-key", where none of the elements is a key that an EPCIS event can name.
    """
    values = dict(found)
    if values.get("254") == NO_EXTENSION:
        del values["254"]
    ai = next((ai for ai in KEY_AIS if ai in values), None)
    if ai is None:
        raise IdentifierError(
            "no-key",
            "Among the AIs {ais} there is no key of a thing, place, party or document.",
            ais=" ".join(f"({ai})" for ai in values),
        )
    value = values.pop(ai)
    qualifier = next((q for q in QUALIFIERS.get(ai, ()) if q in values), None)
    scheme = scheme_of(ai, value, qualifier)
    elements: Elements = ((ai, value),)
    serial: str | None
    if qualifier is not None:
        serial = values.pop(qualifier)
        elements += ((qualifier, serial),)
        class_key = f"{ai}/{encode(value)}"
    elif (fixed := fixed_length(ai)) is not None:
        serial = value[fixed:] or None
        class_key = f"{ai}/{value[:fixed]}"
    elif scheme.kind in ("class", "place"):
        serial, class_key = None, f"{ai}/{encode(value)}"
    else:
        serial, class_key = value, ai
    return Identifier(
        scheme=scheme.name,
        key=path(elements),
        kind=scheme.kind,
        elements=elements,
        attributes=tuple(values.items()),
        prefix_length=prefix_length,
        class_key=class_key,
        serial=serial,
    )


def path(elements: Elements) -> str:
    """Elements as the path of a Digital Link, without a leading slash."""
    return "/".join([f"{ai}/{encode(value)}" for ai, value in elements])


def other_uri(text: str) -> Identifier:
    """The identifier of a URI that is no GS1 key."""
    key = normal(text)
    return Identifier(
        scheme="uri",
        key=key,
        kind="uri",
        elements=(),
        attributes=(),
        prefix_length=None,
        class_key=key,
        serial=None,
    )
