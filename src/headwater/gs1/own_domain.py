"""Addresses on GS1's own domain: one that claims to be a Digital Link is one, or has a fault.

>>> fault("https://id.gs1.org/01/09506000134352/21/A/B").code
'slash'
>>> fault("https://id.gs1.org/about") is None
True

On any other domain a path that is no Digital Link is the business of whoever owns the domain. This one is there for
Digital Links alone, so that a slip in one of them would otherwise count as somebody's private name.

Source: GS1 Digital Link Standard: URI Syntax, section 5 (the canonical form is on id.gs1.org).
"""

from __future__ import annotations

import re

from headwater.gs1 import application_identifiers as table
from headwater.gs1.digital_links import ALIASES, ai_of, check_order, pad_gtin
from headwater.gs1.errors import IdentifierError, shown
from headwater.gs1.percent import decode, is_well_formed
from headwater.gs1.schemes import KEY_AIS

_OWN = re.compile(r"https?://(?:[^/?#@]*@)?id\.gs1\.org\.?(?::[0-9]*)?(?=[/?#]|\Z)", re.IGNORECASE)


def fault(uri: str) -> IdentifierError | None:
    """What is wrong with a URI that is no Digital Link to a key of EPCIS, but claims to be one; None of all others.

    It claims so with a path on GS1's own domain that begins with digits or with an alias of an AI, or that has a key's
    AI further on.
    """
    domain = _OWN.match(uri)
    if domain is None:
        return None
    path = uri[domain.end() :].partition("#")[0].partition("?")[0]
    segments = path.strip("/").split("/")
    start = _claim(segments)
    if start is None:
        return None
    try:
        _check(segments[start:])
    except IdentifierError as error:
        return error
    return None


def _claim(segments: list[str]) -> int | None:
    """Where a path begins to look like a Digital Link, whatever its escapes."""
    plain = [_unescaped(segment) for segment in segments]
    if (plain[0].isascii() and plain[0].isdigit()) or plain[0].lower() in ALIASES:
        return 0
    return next((n for n, segment in enumerate(plain) if segment in KEY_AIS), None)


def _unescaped(segment: str) -> str:
    try:
        return decode(segment)
    except IdentifierError:
        return segment


def _check(segments: list[str]) -> None:
    """Refuse AIs and values in turn that make no Digital Link. Keys that EPCIS has no use for (8013) are keys."""
    ais: list[str] = []
    for n in range(0, len(segments), 2):
        ai = ai_of(segments[n])
        if ai not in table.TABLE:
            raise _no_ai(segments, n, ais)
        value = decode(segments[n + 1]) if n + 1 < len(segments) else ""
        table.find(ai).check(pad_gtin(value) if ai == "01" else value)
        ais.append(ai)
        if n == 0 and table.find(ai).qualifiers is None:
            raise IdentifierError(
                "no-key",
                "Among the AIs {ais} there is no key of a thing, place, party or document.",
                ais=f"({ai})",
            )
    check_order(tuple(ais))


def _no_ai(segments: list[str], position: int, ais: list[str]) -> IdentifierError:
    """What to say of a segment that is no AI; `ais` are those before it."""
    segment = segments[position]
    if not ais and segment.isascii() and segment.isdigit():
        return IdentifierError(
            "unknown-ai", "({ai}) is no GS1 application identifier that is known here.", ai=shown(segment)
        )
    value = "/".join(segments[position - 1 :])
    if ais and is_well_formed(value) and table.find(ais[-1]).has_form(_unescaped(value)):
        return IdentifierError(
            "slash",
            "In “{text}” the value “{value}” of AI ({ai}) has a slash; in a link it is written %2F.",
            text=shown("/".join(segments)),
            value=shown(value),
            ai=ais[-1],
        )
    return IdentifierError(
        "no-ai",
        "“{segment}” stands where a Digital Link has an application identifier, and is none.",
        segment=shown(segment),
    )
