"""Element strings: what a GS1 barcode says, AI by AI.

Three spellings are read. With brackets, as people print it: "(01)09506000134352(10)ABC". As a scanner sends it, with
FNC1 as the control character GS (ASCII 29) and, before it, the AIM identifier of the symbol: "]d20109506000134352".
And the same without identifier.

>>> parse("]C10109506000134352" + "10ABC" + chr(29) + "17290101")
(('01', '09506000134352'), ('10', 'ABC'), ('17', '290101'))

Source: GS1 General Specifications, sections 7.8 (processing of data) and 5.1.2 (symbology identifiers).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from headwater.gs1 import application_identifiers as table
from headwater.gs1.associations import check_associations
from headwater.gs1.errors import IdentifierError, shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

FNC1 = "\x1d"
"""GS, the control character that stands for FNC1 within the data."""

SYMBOLOGY_IDENTIFIERS = ("]C1", "]e0", "]d2", "]Q3", "]J1")
"""GS1-128, GS1 DataBar and composite, GS1 DataMatrix, GS1 QR Code, GS1 DotCode."""

LONGEST_AI = 4
_BRACKET_IN_VALUE = "\\("

Elements = tuple[tuple[str, str], ...]


def parse(text: str) -> Elements:
    """Read an element string in any of its spellings.

    Raises:
        IdentifierError: an unknown AI, a wrong value, an AI twice with different values, or AIs that do not go
            together.
    """
    if text.startswith("("):
        elements = _bracketed(text)
    else:
        elements = _concatenated(text[3:] if text[:3] in SYMBOLOGY_IDENTIFIERS else text)
    check_associations(tuple([ai for ai, _ in elements]))
    return elements


def _bracketed(text: str) -> Elements:
    found: dict[str, str] = {}
    for row, value in split_bracketed(text):
        _add(found, row, value)
    return tuple(found.items())


def split_bracketed(text: str) -> Iterator[tuple[table.ApplicationIdentifier, str]]:
    """AIs in brackets and what follows each, not checked.

    Raises:
        IdentifierError: a bracket that is not closed, or holds no AI.
    """
    position = 0
    while position < len(text):
        close = text.find(")", position)
        if close < 0:
            raise IdentifierError(
                "bracket", "In “{text}” the bracket of an AI is not closed.", text=shown(text)
            )
        row = table.find(text[position + 1 : close])
        end = _next_ai(text, close + 1)
        yield row, text[close + 1 : end].replace(_BRACKET_IN_VALUE, "(")
        position = end


def _next_ai(text: str, start: int) -> int:
    # A bracket may stand in a value too: it opens an AI only where the digits of one follow, and no backslash precedes.
    while (start := text.find("(", start)) >= 0:
        close = text.find(")", start, start + LONGEST_AI + 2)
        if close > 0 and text[start + 1 : close] in table.TABLE and text[start - 1] != "\\":
            return start
        start += 1
    return len(text)


def _concatenated(text: str) -> Elements:
    if not text.strip(FNC1):
        raise IdentifierError("empty", "There is no element in this element string.")
    found: dict[str, str] = {}
    position = 1 if text[0] == FNC1 else 0
    size = len(text)
    while position < size:
        row = table.find_at(text, position)
        position += len(row.ai)
        if row.is_predefined_length:
            end = position + row.longest
            _add(found, row, text[position:end])
            # A separator after a predefined length is not needed, but it is allowed.
            position = end + 1 if text[end : end + 1] == FNC1 else end
        else:
            end = text.find(FNC1, position)
            if end < 0:
                end = size
            _add(found, row, text[position:end])
            position = end + 1
    return tuple(found.items())


def _add(found: dict[str, str], row: table.ApplicationIdentifier, value: str) -> None:
    row.check(value)
    if found.setdefault(row.ai, value) != value:
        raise IdentifierError(
            "repeated-ai",
            "AI ({ai}) stands twice, with the values “{first}” and “{second}”.",
            ai=row.ai, first=shown(found[row.ai]), second=shown(value),
        )  # fmt: skip


def write(elements: Iterable[tuple[str, str]]) -> str:
    """Elements with their AIs in brackets; a bracket that a value has itself gets a backslash before it."""
    return "".join([f"({ai}){value.replace('(', _BRACKET_IN_VALUE)}" for ai, value in elements])


def write_fnc1(elements: Iterable[tuple[str, str]]) -> str:
    """Elements as a symbol carries them after its first FNC1: a GS ends each value whose length is not predefined,
    save the last."""
    parts = []
    for ai, value in elements:
        parts += [ai, value, "" if table.find(ai).is_predefined_length else FNC1]
    return "".join(parts[:-1])
