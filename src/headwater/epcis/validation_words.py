"""Words of the Core Business Vocabulary, or URIs of others.

Source: CBV 2.0, section 7: a private word is a URI, and no one may add to the namespaces of the standard.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from headwater.epcis.errors import LONGEST_SHOWN, Problem, problem
from headwater.epcis.likeness import nearest
from headwater.epcis.vocabulary import WORDS, known

if TYPE_CHECKING:
    from headwater.epcis.vocabulary import Kind

# RFC 3987 as far as it concerns us: a scheme, and nothing that no URI may contain.
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`\x00-\x20]+")
LONGEST_NAME: Final = 2000
"""Bytes in UTF-8 of a text that names something: PostgreSQL indexes none of more than about 2,700."""

_STANDARD = re.compile(r"urn:epcglobal:cbv:|https?://(ns|ref)\.gs1\.org/cbv/|cbv:")


def is_uri(text: str) -> bool:
    """Whether the text is an absolute URI."""
    return _URI.fullmatch(text) is not None


def check_length(text: str, path: str, problems: list[Problem]) -> None:
    """Refuse a name that is longer than any store of ours can look up."""
    length = len(text) if text.isascii() else len(text.encode())
    if length > LONGEST_NAME:
        problems.append(
            problem(
                "name-too-long",
                path,
                "A name of {length} bytes in UTF-8 is too long; at most {longest} are kept.",
                length=length,
                longest=LONGEST_NAME,
            )
        )


def check_word(kind: Kind, word: str, path: str, problems: list[Problem]) -> None:
    """Refuse a bare word that CBV does not define for this kind, and a URI that only looks like one of CBV."""
    if known(kind, word):
        return
    if not is_uri(word) or _STANDARD.match(word):
        problems.append(_unknown_word(kind, word, path))
    check_length(word, path, problems)


def _unknown_word(kind: Kind, word: str, path: str) -> Problem:
    words = ", ".join(sorted(WORDS[kind]))
    if near := _meant(kind, word):
        return problem(
            "unknown-word",
            path,
            "{word!r} is no word of the vocabulary and no URI; the nearest word is {near!r}.",
            word=word,
            near=near,
        )
    if len(words) <= LONGEST_SHOWN:  # all of 70 words help nobody
        return problem(
            "unknown-word",
            path,
            "{word!r} is no word of the vocabulary and no URI; the words are {words}.",
            word=word,
            words=words,
        )
    return problem("unknown-word", path, "{word!r} is no word of the vocabulary and no URI.", word=word)


@lru_cache(maxsize=1024)
def _meant(kind: Kind, word: str) -> str | None:
    """A sender that misspells a word does so in every event."""
    return nearest(word, WORDS[kind])
