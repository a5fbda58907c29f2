"""One question for any spelling: what does this text identify?

>>> identify("(01)09506000134352(10)ABC(17)290101").key
'01/09506000134352/10/ABC'
>>> identify("https://brand.example/gtin/9506000134352/ser/12?17=290101").key
'01/09506000134352/21/12'
>>> identify("urn:epc:idpat:sgtin:9506000.013435.*").key
'01/09506000134352'
"""

from __future__ import annotations

import re

from headwater.gs1 import application_identifiers as table
from headwater.gs1 import digital_links, element_strings, epc_urns, own_domain
from headwater.gs1.charsets import is_digits
from headwater.gs1.errors import IdentifierError, shown
from headwater.gs1.identifier import Identifier, from_elements, other_uri
from headwater.gs1.uris import is_absolute_uri, require_length, require_uri

SYMBOLOGIES_WITHOUT_FNC1 = re.compile(r"\](?:Q[0-2]|d[01]|C0|E[04]|I[0-3]|A0)")
"""AIM identifiers of symbols whose data is no element string: a Digital Link or bare digits."""

_GTIN_LENGTHS = (8, 12, 13, 14)
_SSCC_LENGTH = 18
_SURROUNDINGS = " \t\r\n\u3000"


def identify(text: str) -> Identifier:
    """Read any spelling of an identifier.

    Args:
        text: an EPC URN (pure identity, class of a lot, pattern of a class), a Digital Link on any domain or its path
            alone, an element string (with brackets, with FNC1, with the AIM identifier of a scanner), the digits of a
            GTIN-8, -12, -13, -14 or SSCC alone, or another absolute URI. What people type goes through `typed` first.

    Raises:
        IdentifierError: the text is none of these, or one with a fault.
    """
    text = text.strip(_SURROUNDINGS)
    if not text:
        raise IdentifierError("empty", "There is no text here.")
    require_length(text)
    if SYMBOLOGIES_WITHOUT_FNC1.match(text):
        text = text[3:]
    if text[:4].lower() == "urn:":
        return _from_urn(text)
    if text[0] == "(" or text[0] == element_strings.FNC1 or text[:3] in element_strings.SYMBOLOGY_IDENTIFIERS:
        return from_elements(element_strings.parse(text))
    if is_digits(text):
        return _from_digits(text)
    elements = digital_links.parse(text)
    if elements is not None:
        return from_elements(elements)
    if is_absolute_uri(text):
        if (error := own_domain.fault(text)) is not None:
            raise error
        return other_uri(text)
    if is_digits(text[:2]):
        return from_elements(element_strings.parse(text))
    raise IdentifierError(
        "unrecognised",
        "“{text}” is no EPC URN, Digital Link, element string, GTIN, SSCC or other absolute URI.",
        text=shown(text),
    )


def _from_urn(text: str) -> Identifier:
    urn = epc_urns.parse(text)
    if urn is not None:
        return from_elements(urn.elements, urn.prefix_length)
    require_uri(text)
    return other_uri(text)


def _from_digits(text: str) -> Identifier:
    if len(text) in _GTIN_LENGTHS:
        ai, value = "01", text.zfill(14)
    elif len(text) == _SSCC_LENGTH:
        ai, value = "00", text
    elif len(text) > _SSCC_LENGTH or text[:2] in ("00", "01"):
        return from_elements(element_strings.parse(text))
    else:
        raise IdentifierError(
            "digits",
            "{length} digits alone are no GTIN (8, 12, 13 or 14) and no SSCC (18).",
            length=len(text),
        )
    table.find(ai).check(value)
    return from_elements(((ai, value),))
