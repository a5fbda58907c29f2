"""From the path of a request back to the Digital Link that was printed.

A WSGI server hands over a path already decoded, so a serial "a/b" (%2F on the can) looks like two segments.
The grammar of Digital Links tells them apart: after a primary key only its own qualifiers may follow, in one
order, and the last value takes what is left.

>>> digital_link("01/09506000134352/10/AB 1/21/32a/b")
'https://id.gs1.org/01/09506000134352/10/AB%201/21/32a%2Fb'

Source: GS1 Digital Link Standard: URI Syntax, sections 4 (keys and their qualifiers) and 3.1 (percent encoding).
"""

from __future__ import annotations

from urllib.parse import quote

from headwater.gs1.application_identifiers import TABLE
from headwater.gs1.digital_links import ALIASES
from headwater.gs1.identifier import CANONICAL_DOMAIN

_QUALIFIERS: dict[str, frozenset[str]] = {
    ai: frozenset(qualifier for sequence in row.qualifiers for qualifier in sequence)
    for ai, row in TABLE.items()
    if row.qualifiers is not None
}

PRIMARY_PATTERN = "|".join(
    sorted([*_QUALIFIERS, *(name for name, ai in ALIASES.items() if ai in _QUALIFIERS)])
)
"""What the first segment of a path may be, as a regular expression."""


def digital_link(path: str, query: str = "") -> str:
    """The Digital Link URI, on GS1's own domain, of a decoded path and a raw query string.

    Args:
        path: without leading slash; its first segment one of PRIMARY_PATTERN.
        query: as sent, percent-encoded, without its question mark.
    """
    name, _slash, rest = path.partition("/")
    primary = ALIASES.get(name, name)
    parts = [primary]
    qualifiers = _QUALIFIERS[primary]
    while (cut := _first_qualifier(rest, qualifiers)) is not None:
        value, qualifier, rest = cut
        parts += [value, qualifier]
        qualifiers -= {qualifier}
    value, _slash, last = rest.rpartition("/")
    qualifier = ALIASES.get(last, last)
    if value and qualifier in qualifiers and not TABLE[parts[-1]].has_form(rest):
        parts += [value, qualifier]  # whose value is missing
    else:
        parts.append(rest)
    link = f"{CANONICAL_DOMAIN}/" + "/".join(quote(part, safe="") for part in parts)
    return f"{link}?{query}" if query else link


def _first_qualifier(text: str, qualifiers: frozenset[str]) -> tuple[str, str, str] | None:
    """What stands before and after the first segment that is one of these, where both have something."""
    segments = text.split("/")
    for index in range(1, len(segments) - 1):
        ai = ALIASES.get(segments[index], segments[index])
        if ai in qualifiers:
            return "/".join(segments[:index]), ai, "/".join(segments[index + 1 :])
    return None
