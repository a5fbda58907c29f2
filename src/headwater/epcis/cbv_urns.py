"""CBV words as URNs, the spelling of XML documents.

>>> urn("bizStep", "shipping")
'urn:epcglobal:cbv:bizstep:shipping'

Source: CBV 2.0, section 7.1.1.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from headwater.epcis.vocabulary import WORDS, uri

if TYPE_CHECKING:
    from headwater.epcis.vocabulary import Kind

_SEGMENTS: dict[Kind, str] = {
    "bizStep": "bizstep",
    "disposition": "disp",
    "bizTransaction": "btt",
    "sourceDestination": "sdt",
    "errorReason": "er",
}
_URNS: dict[Kind, dict[str, str]] = {
    kind: {word: f"urn:epcglobal:cbv:{segment}:{word}" for word in WORDS[kind]}
    for kind, segment in _SEGMENTS.items()
}

URI_OF_URN = {urn: uri(kind, word) for kind, urns in _URNS.items() for word, urn in urns.items()}
"""Each URN with the full URI of the same word."""


def urn(kind: Kind, word: str) -> str:
    """The URN of a bare CBV word; anything else (a URI already) unchanged."""
    return _URNS[kind].get(word, word)
