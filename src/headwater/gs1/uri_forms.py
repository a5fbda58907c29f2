"""One spelling for each URI that is no GS1 key, so that two spellings of one are not two things.

>>> normal("HTTPS://Brand.Example:443/a/../%7eparts/%e4%ba%a7")
'https://brand.example/~parts/产'
>>> normal("URN:Example:Crate:a%2cb")
'urn:example:Crate:a%2Cb'

Nothing else of a URN is touched: its components after "?" or "#" are compared, since people number things there.

Source: RFC 3986, sections 6.2.2 (case, escapes, dot segments) and 6.2.3 (port and empty path of http); RFC 3987,
section 5.3.2.3 (escapes of characters beyond ASCII); RFC 8141, section 3.1 (URNs: no escape is undone); RFC 9562,
section 4 (UUIDs in any case).
"""

from __future__ import annotations

import re
from typing import Final

from headwater.gs1 import digital_links, percent
from headwater.gs1.errors import IdentifierError
from headwater.gs1.uris import is_absolute_uri

_DEFAULT_PORTS: Final = {"http": "80", "https": "443"}
_HIERARCHY = re.compile(r"//(?:([^/?#@]*)@)?(\[[^]/?#]*]|[^:@/?#]*)(?::(\d*))?([/?#].*)?", re.ASCII)
_TAIL = re.compile(r"[?#]")
_URN = re.compile(r"([a-z0-9][a-z0-9-]{0,31}):(.+)", re.ASCII | re.IGNORECASE)
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII | re.IGNORECASE)
_ESCAPE = re.compile(r"%[0-9A-Fa-f]{2}")
_ESCAPES = re.compile(r"(?:%[0-9A-Fa-f]{2})+")
_UNRESERVED = re.compile(r"[A-Za-z0-9._~-]")
_LOWER = {code: code + 32 for code in range(ord("A"), ord("Z") + 1)}


def normal(uri: str) -> str:
    """The one spelling of a URI that is no GS1 key; text that is no absolute URI as it is."""
    if uri.startswith("urn:uuid:") and uri.islower() and "%" not in uri:
        return uri  # as nearly every eventID is
    if not is_absolute_uri(uri):
        return uri
    scheme, _, rest = uri.partition(":")
    scheme = scheme.lower()
    if scheme == "urn":
        return f"urn:{_urn(rest)}"
    if not rest.startswith("//"):
        return f"{scheme}:{_without_needless_escapes(rest)}"
    found = _HIERARCHY.fullmatch(rest)
    if found is None:
        return f"{scheme}:{rest}"  # a host or port that is none
    user, host, port, rest = found.groups(default="")
    host = _without_needless_escapes(host).translate(_LOWER)
    user = f"{_without_needless_escapes(user)}@" if user else ""
    port = f":{port}" if port and port != _DEFAULT_PORTS.get(scheme) else ""
    return f"{scheme}://{user}{host}{port}{_after_authority(rest, is_web=scheme in _DEFAULT_PORTS)}"


def _urn(rest: str) -> str:
    found = _URN.fullmatch(rest)
    if found is None:
        return rest
    space, name = found[1].lower(), found[2]
    if space == "uuid" and _UUID.fullmatch(name):
        return f"uuid:{name.lower()}"
    if space == "epc":
        name = lower_epc_names(name)
    return f"{space}:{_ESCAPE.sub(lambda escape: escape[0].upper(), name)}"


def lower_epc_names(name: str) -> str:
    """What follows "urn:epc:", with form and scheme ("id:gid:") in lower case: no two differ by case alone."""
    form, colon, body = name.partition(":")
    scheme, second_colon, body = body.partition(":")
    return f"{form.lower()}{colon}{scheme.lower()}{second_colon}{body}"


def _after_authority(rest: str, *, is_web: bool) -> str:
    """Path, query and fragment. A path that only then would read as a GS1 key stays as it was written."""
    path = _TAIL.split(rest, maxsplit=1)[0]
    tail = _without_needless_escapes(rest[len(path) :])
    plain = _without_needless_escapes(path)
    if is_web:
        plain = _without_dot_segments(plain) or "/"
    return (path if plain != path and _reads_as_key(plain) else plain) + tail


def _reads_as_key(path: str) -> bool:
    try:
        return digital_links.parse_path(path) is not None
    except IdentifierError:
        return True


def _without_dot_segments(path: str) -> str:
    """Source: RFC 3986, section 5.2.4, for a path that is absolute or empty."""
    if "/." not in path:
        return path
    kept: list[str] = []
    segments = path.split("/")[1:]
    for segment in segments:
        if segment == "..":
            del kept[-1:]
        elif segment != ".":
            kept.append(segment)
    if segments[-1] in (".", ".."):
        kept.append("")
    return "/" + "/".join(kept)


def _without_needless_escapes(text: str) -> str:
    """Escapes in upper case, and only where a character cannot stand for itself."""
    if "%" not in text or not percent.is_well_formed(text):
        return text
    return _ESCAPES.sub(_unescaped, text)


def _unescaped(escapes: re.Match[str]) -> str:
    octets = bytes.fromhex(escapes[0].replace("%", ""))
    return "".join(
        character
        if _UNRESERVED.match(character) or (character > "\x7f" and is_absolute_uri(f"x:{character}"))
        else "".join(f"%{octet:02X}" for octet in character.encode(errors="surrogateescape"))
        for character in octets.decode(errors="surrogateescape")
    )
