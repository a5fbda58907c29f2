"""What people type, made ready for `identify`, which is strict: the one place of this leniency. Capture does not use it.

>>> identify("（０１） ０９５０６０００１３４３５２ （１０） L1").key
'01/09506000134352/10/L1'
>>> lots("(01)09506000134352(10)批次1")
[('01/09506000134352', '批次1')]
>>> numbers("Ｌ１")
['Ｌ１', 'L1']

Two things are forgiven. Wide brackets, digits and letters (U+FF01 to U+FF5E), which a Chinese or Japanese input method
that was left on gives in place of ASCII: GS1's characters are all ASCII, so that nothing else can be meant by them.
And blanks before and after an AI in brackets, as they stand in print: no value begins or ends in one.

Source: GS1 General Specifications, section 7.11 (the characters of values), 4.14 (the text beside a symbol).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

from headwater.gs1 import application_identifiers as table
from headwater.gs1 import element_strings
from headwater.gs1.digital_links import pad_gtin
from headwater.gs1.errors import IdentifierError
from headwater.gs1.identify import identify as identify_strictly

if TYPE_CHECKING:
    from headwater.gs1.identifier import Identifier

_SURROUNDINGS = " \t\r\n\u00a0\u3000"
_WIDE = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)}
_AI = re.compile(r"[ \t\u00a0\u3000]*[(\uff08]([0-9\uff10-\uff19]{2,4})[)\uff09][ \t\u00a0\u3000]*")
_OPENING = ("(", "\uff08")
_UNTYPED = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
"""Control characters and halves of surrogate pairs: no number that people go by has one, and no store holds all of them."""
_LOT_IN_LINK = re.compile(
    r"(?:^|/)(?:01|gtin)/([0-9]{8}|[0-9]{12,14})/(?:10|lot)/([^?#]+?)/*(?:[?#].*)?\Z", re.IGNORECASE
)


def identify(text: str) -> Identifier:
    """Read any spelling of an identifier, as typed.

    Raises:
        IdentifierError: as from `headwater.gs1.identify`.
    """
    text = text.strip(_SURROUNDINGS)
    if text.startswith(_OPENING):
        text = _with_plain_ais(text)
    if text.startswith("(") or (text[:1] and ord(text[0]) in _WIDE):
        text = text.translate(_WIDE)
    return identify_strictly(text)


def lots(text: str) -> list[tuple[str, str]]:
    """Which lots could be meant by an element string in brackets, or a link, whatever characters their number has.

    Returns:
        Product ("01/09506000134352") and number; first as typed, then, where that differs, with wide characters as
        ASCII. Of a link all that follows the lot's AI, with slashes that may be part of the number.
    """
    text = text.strip(_SURROUNDINGS)
    if text.startswith(_OPENING):
        try:
            values = {row.ai: value for row, value in element_strings.split_bracketed(_with_plain_ais(text))}
        except IdentifierError:
            return []
        product, number = values.get("01", "").translate(_WIDE), values.get("10", "")
    else:
        link = _LOT_IN_LINK.search(text)
        if link is None:
            return []
        product, number = pad_gtin(link[1]), unquote(link[2])
    if not product or not number:
        return []
    return [(f"01/{product}", one) for one in _meant(number, number.translate(_WIDE))]


def numbers(text: str) -> list[str]:
    """Which lot numbers or serials could be meant by a text that stands alone.

    Returns:
        First as typed, then with wide characters as ASCII, then without the escapes of a link; each once.
    """
    plain = text.translate(_WIDE)
    return _meant(text, plain, unquote(plain))


def _meant(*spellings: str) -> list[str]:
    """Those that may be numbers, each once."""
    return [one for one in dict.fromkeys(spellings) if one and not _UNTYPED.search(one)]


def _with_plain_ais(text: str) -> str:
    """An element string whose AIs stand in ASCII and without blanks around them; values stay as they are."""

    def plain(found: re.Match[str]) -> str:
        ai = found[1].translate(_WIDE)
        return f"({ai})" if ai in table.TABLE else found[0]

    return _AI.sub(plain, text)
