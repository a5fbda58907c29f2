"""One value of a query's parameter, read by the rule of that parameter.

A value that no event could have is a mistake and is refused as one: an empty answer would pass for "there are
none". Words and URIs follow the rules of capture. What another standard may define (a URI of an event type, of
a business step) is allowed, and merely matches nothing here.

Source: EPCIS 2.0, section 8.2.7.1.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, TypeVar

from headwater.epcis import jsonld_event, times, vocabulary
from headwater.epcis.context import EPCIS
from headwater.epcis.likeness import nearest
from headwater.epcis.validation_words import check_word, is_uri
from headwater.events.codes import TYPES, Action
from headwater.events.query_errors import QueryError
from headwater.events.query_model import MAX_PER_PAGE, OTHER_TYPE
from headwater.gs1 import patterns
from headwater.gs1.charsets import is_digits
from headwater.gs1.errors import SHOWN, IdentifierError
from headwater.gs1.identify import identify

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from headwater.epcis.errors import Problem
    from headwater.epcis.vocabulary import Kind
    from headwater.gs1.patterns import Pattern

Read = TypeVar("Read")
_GLN_DIGITS: Final = 13
_DIGITS: Final = 18
"""So many make a number that a database can compare."""
_EPCIS_HEADS: Final = ("epcis:", EPCIS)
"""What stands before types of the standard, and of nobody else."""
_BARE_PLUS: Final = re.compile(r" (?=\d\d:\d\d$)", re.ASCII)


def word(kind: Kind) -> Callable[[str, str], str]:
    """A reader of words of the CBV in any spelling, and of URIs of others."""

    def read(name: str, text: str) -> str:
        _require_some(name, text)
        meant = vocabulary.bare(kind, text)
        wrong: list[Problem] = []
        check_word(kind, meant, "", wrong)
        if wrong:
            raise _unknown_word(name, text, vocabulary.WORDS[kind])
        return meant

    return read


def key(name: str, text: str) -> str:
    """An identifier of a transformation or a document, in any spelling."""
    return _identified(name, text, identify).key


def place(name: str, text: str) -> str:
    """An identifier of a place, in any spelling; thirteen digits alone are its GLN."""
    return _identified(name, f"(414){text.strip()}" if _is_gln(text) else text, identify).key


def party(name: str, text: str) -> str:
    """An identifier of a party, in any spelling; thirteen digits alone are its GLN."""
    return _identified(name, f"(417){text.strip()}" if _is_gln(text) else text, identify).key


def _is_gln(text: str) -> bool:
    return len(text.strip()) == _GLN_DIGITS and is_digits(text.strip())


def objects(name: str, text: str) -> str | Pattern:
    """One object, or all of a class. Source: EPCIS 2.0, section 8.2.7.1.1."""
    if patterns.is_pattern(text):
        return _identified(name, text, patterns.parse)
    identifier = _identified(name, text, identify)
    if identifier.kind == "class":
        return patterns.of_class(identifier)
    if identifier.kind == "lot":
        raise QueryError(
            name,
            "The parameter {name} has {value!r}, which names a class: for those there is the parameter {other}.",
            value=_shown(text),
            other=f"{name}Class",
        )
    return identifier.digital_link()


def classes(name: str, text: str) -> str | Pattern:
    """One class, or all of a company prefix or scheme."""
    if patterns.is_pattern(text):
        pattern = _identified(name, text, patterns.parse)
        if pattern.classes is None:
            raise _no_class(name, text)
        if not pattern.is_one_class:
            return pattern
    identifier = _identified(name, text, identify)
    if identifier.kind not in ("class", "lot", "uri"):
        raise _no_class(name, text)
    return identifier.key


def event_type(name: str, text: str) -> int:
    """A type of EPCIS in any spelling; OTHER_TYPE for the URI of any other."""
    _require_some(name, text)
    if known := jsonld_event.event_type(text):
        return TYPES[known]
    if not is_uri(text) or text.startswith(_EPCIS_HEADS):
        raise _unknown_word(name, text, TYPES)
    return OTHER_TYPE


def action(name: str, text: str) -> int:
    """An action, in capitals."""
    return Action[among(*Action.__members__)(name, text)]


def event_id(name: str, text: str) -> str:
    """A URI, as every eventID is."""
    _require_some(name, text)
    if not is_uri(text):
        raise QueryError(name, "The parameter {name} has {value!r}, which is no URI.", value=_shown(text))
    return text


def time(name: str, text: str) -> int:
    """Microseconds since 1970 UTC. A plus sign that a client did not encode arrives as a space."""
    _require_some(name, text)
    try:
        return times.parse(_BARE_PLUS.sub("+", text) if "T" in text else text)
    except times.TimeError as error:
        raise QueryError(
            name, "The parameter {name} has a wrong time: {reason}", reason=str(error)
        ) from error


def among(*allowed: str) -> Callable[[str, str], str]:
    """A reader of these words, and no others."""

    def read(name: str, text: str) -> str:
        if text not in allowed:
            raise QueryError(
                name,
                "The parameter {name} has {value!r}; it takes {allowed}.",
                value=_shown(text),
                allowed=", ".join(allowed),
            )
        return text

    return read


def whether(yes: str, no: str) -> Callable[[str, str], bool]:
    """A reader of two words: whether it is the first."""
    read = among(yes, no)
    return lambda name, text: read(name, text) == yes


def number(name: str, text: str) -> int:
    """A whole number from 1 on."""
    if not (text.isascii() and text.isdigit() and len(text) <= _DIGITS and int(text)):
        raise QueryError(
            name,
            "The parameter {name} has {value!r}; it takes a whole number from 1 on, of {most} digits at most.",
            value=_shown(text),
            most=_DIGITS,
        )
    return int(text)


def per_page(name: str, text: str) -> int:
    """A whole number from 1 on; more than MAX_PER_PAGE is that many, as the standard lets a server do."""
    return min(number(name, text), MAX_PER_PAGE)


def _require_some(name: str, text: str) -> None:
    if not text:
        raise QueryError(name, "The parameter {name} has an empty value.")


def _unknown_word(name: str, text: str, words: Iterable[str]) -> QueryError:
    if near := nearest(text, words):
        return QueryError(
            name,
            "The parameter {name} has {value!r}, which is no word of the standard and no URI of another "
            "vocabulary; the nearest word is {near!r}.",
            value=_shown(text),
            near=near,
        )
    return QueryError(
        name,
        "The parameter {name} has {value!r}, which is no word of the standard and no URI of another vocabulary.",
        value=_shown(text),
    )


def _no_class(name: str, text: str) -> QueryError:
    return QueryError(
        name,
        "The parameter {name} has {value!r}, which names single things, not a class.",
        value=_shown(text),
    )


def _identified(name: str, text: str, read: Callable[[str], Read]) -> Read:
    _require_some(name, text)
    try:
        return read(text)
    except IdentifierError as error:
        raise QueryError(
            name,
            "The parameter {name} has a wrong identifier, {value!r}: {reason}",
            value=_shown(text),
            reason=str(error),
        ) from error


def _shown(text: str) -> str:
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"
