"""From the path of a request back to the Digital Link that was printed.

A WSGI server hands over a path already decoded, so a serial "a/b" (%2F on the can) looks like two segments.
The grammar of Digital Links tells them apart: after a primary key only its own qualifiers may follow, in one
order, and the last value takes what is left.

>>> digital_link("01/09506000134352/10/AB 1/21/32a/b")
'https://id.gs1.org/01/09506000134352/10/AB%201/21/32a%2Fb'

Source: GS1 Digital Link Standard: URI Syntax, sections 4 (keys and their qualifiers) and 3.1 (percent encoding).
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from headwater.gs1.application_identifiers import TABLE
from headwater.gs1.digital_links import ALIASES
from headwater.gs1.identifier import CANONICAL_DOMAIN

if TYPE_CHECKING:
    from collections.abc import Iterable
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

    from django.http import HttpRequest

_OCTETS = "headwater.path_octets"

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
        path: without leading slash; its first segment one of PRIMARY_PATTERN. Octets that are no UTF-8 stand in it as
            surrogates (`surrogateescape`) and are escapes in the link, which make it no Digital Link.
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
    link = f"{CANONICAL_DOMAIN}/" + "/".join(quote(part, safe="", errors="surrogateescape") for part in parts)
    return f"{link}?{query}" if query else link


def keeping_octets(application: WSGIApplication) -> WSGIApplication:
    """The application, with the octets of each path put aside for `decoded_path`.

    Django writes octets that are no UTF-8 as escapes over them, which then look like text that was meant: "%FF" in an
    address would be the serial "%FF", as it is printed "%25FF".
    """

    def keeps(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        environ[_OCTETS] = environ["PATH_INFO"]
        return application(environ, start_response)

    return keeps


def decoded_path(request: HttpRequest, path: str) -> str:
    """The path for `digital_link`; `path` where its octets were not put aside.

    Source: PEP 3333 (a path is octets, handed over as Latin-1).
    """
    kept: str | None = request.META.get(_OCTETS)
    if kept is None:
        return path
    return kept.encode("latin-1").decode(errors="surrogateescape").removeprefix("/")


def _first_qualifier(text: str, qualifiers: frozenset[str]) -> tuple[str, str, str] | None:
    """What stands before and after the first segment that is one of these, where both have something."""
    segments = text.split("/")
    for index in range(1, len(segments) - 1):
        ai = ALIASES.get(segments[index], segments[index])
        if ai in qualifiers:
            return "/".join(segments[:index]), ai, "/".join(segments[index + 1 :])
    return None
