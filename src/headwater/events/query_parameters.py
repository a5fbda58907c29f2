"""The parameters of a query as a client writes them, into an `EventQuery`.

>>> parse({"EQ_bizStep": ["urn:epcglobal:cbv:bizstep:shipping|receiving"]}).biz_steps
('receiving', 'shipping')

Source: EPCIS 2.0, section 8.2.7.1 (meaning) and 12.7 (spelling: values of a list are divided by "|").
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, TypeVar

from headwater.epcis import times, vocabulary
from headwater.events.codes import TYPES, Action, Role, Term
from headwater.events.query_errors import QueryError
from headwater.events.query_model import (
    MAX_PER_PAGE,
    ClassesNamed,
    EventQuery,
    ObjectsNamed,
    TermsNamed,
)
from headwater.gs1 import patterns
from headwater.gs1.errors import IdentifierError
from headwater.gs1.identify import identify

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from headwater.epcis.vocabulary import Kind
    from headwater.gs1.patterns import Pattern

Read = TypeVar("Read")
NEXT_PAGE_TOKEN: Final = "nextPageToken"  # noqa: S105 - the name of a parameter
MAX_VALUES: Final = 10_000
"""Values of all lists together."""

_OBJECT_ROLES: Final = {
    "MATCH_epc": (Role.OBJECT, Role.CHILD),
    "MATCH_parentID": (Role.PARENT,),
    "MATCH_inputEPC": (Role.INPUT,),
    "MATCH_outputEPC": (Role.OUTPUT,),
    "MATCH_anyEPC": tuple(Role),
}
_CLASS_ROLES: Final = {
    "MATCH_epcClass": (Role.OBJECT, Role.CHILD),
    "MATCH_inputEPCClass": (Role.INPUT,),
    "MATCH_outputEPCClass": (Role.OUTPUT,),
    "MATCH_anyEPCClass": (Role.OBJECT, Role.CHILD, Role.INPUT, Role.OUTPUT),
}
_TERMS: Final[tuple[tuple[str, Term, Kind], ...]] = (
    ("EQ_bizTransaction_", Term.TRANSACTION, "bizTransaction"),
    ("EQ_source_", Term.SOURCE, "sourceDestination"),
    ("EQ_destination_", Term.DESTINATION, "sourceDestination"),
)


def parse(parameters: Mapping[str, Sequence[str]]) -> EventQuery:
    """Read the parameters of a query; `nextPageToken` is no part of it.

    Raises:
        QueryError: a parameter is unknown, or its value wrong.
    """
    found: dict[str, Any] = {"objects": [], "classes": [], "terms": []}
    values = 0
    for name, texts in parameters.items():
        if name == NEXT_PAGE_TOKEN:
            continue
        values += sum(text.count("|") + 1 for text in texts)
        if values > MAX_VALUES:
            raise QueryError(name, "A query has at most {most} values.", most=MAX_VALUES)
        _read(name, texts, found)
    _require_consistent(found)
    for field in ("event_time", "record_time", "declared"):
        found[field] = (found.pop(f"GE_{field}", None), found.pop(f"LT_{field}", None))
    for name in ("objects", "classes", "terms"):
        found[name] = tuple(found[name])
    return EventQuery(**found)


def _read(name: str, texts: Sequence[str], found: dict[str, Any]) -> None:
    if name in _LISTS:
        field, read = _LISTS[name]
        found[field] = _each(name, texts, read)
    elif name in _SINGLE:
        field, read_one = _SINGLE[name]
        found[field] = read_one(name, _one(name, texts))
    elif name in _OBJECT_ROLES:
        links, wider = _parted(_each(name, texts, _objects))
        likes = {like for pattern in wider for like in pattern.instances}
        found["objects"].append(ObjectsNamed(_OBJECT_ROLES[name], links, tuple(sorted(likes, key=str))))
    elif name in _CLASS_ROLES:
        keys, wider = _parted(_each(name, texts, _classes))
        found["classes"].append(
            ClassesNamed(
                _CLASS_ROLES[name],
                keys,
                tuple(sorted({pattern.classes for pattern in wider if pattern.classes is not None})),
            )
        )
    else:
        for beginning, term, kind in _TERMS:
            if name.startswith(beginning) and len(name) > len(beginning):
                word = vocabulary.bare(kind, name.removeprefix(beginning))
                found["terms"].append(TermsNamed(term, word, _each(name, texts, _key)))
                return
        raise QueryError(name, "The parameter {name} is not known here.")


def _require_consistent(found: dict[str, Any]) -> None:
    limit, most = found.get("event_count_limit"), found.get("max_event_count")
    if limit is not None and most is not None:
        raise QueryError("eventCountLimit", "eventCountLimit and maxEventCount exclude each other.")
    if limit is not None and found.get("order_by") is None:
        raise QueryError("eventCountLimit", "{name} needs orderBy, which says what comes first.")


def _one(name: str, texts: Sequence[str]) -> str:
    if len(texts) != 1:
        raise QueryError(name, "The parameter {name} is given more than once.")
    return texts[0]


def _each(name: str, texts: Sequence[str], read: Callable[[str, str], Any]) -> tuple[Any, ...]:
    values = {read(name, part) for text in texts for part in text.split("|")}
    return tuple(sorted(values, key=str))


def _parted(values: Sequence[str | Pattern]) -> tuple[tuple[str, ...], list[Pattern]]:
    """Single identities, and patterns."""
    return (
        tuple(value for value in values if isinstance(value, str)),
        [value for value in values if not isinstance(value, str)],
    )


def _wrong(name: str, text: str) -> QueryError:
    return QueryError(name, "{value!r} is no value of the parameter {name}.", value=text[:200])


def _word(kind: Kind) -> Callable[[str, str], str]:
    def read(name: str, text: str) -> str:
        if not text:
            raise _wrong(name, text)
        return vocabulary.bare(kind, text)

    return read


def _identified(name: str, text: str, read: Callable[[str], Read]) -> Read:
    try:
        return read(text)
    except IdentifierError as error:
        raise QueryError(
            name,
            "The parameter {name} has a wrong identifier, {value!r}: {reason}",
            value=text[:200],
            reason=str(error),
        ) from error


def _key(name: str, text: str) -> str:
    return _identified(name, text, identify).key


def _objects(name: str, text: str) -> str | Pattern:
    """One object, or all of a class. Source: EPCIS 2.0, section 8.2.7.1.1."""
    if patterns.is_pattern(text):
        return _identified(name, text, patterns.parse)
    identifier = _identified(name, text, identify)
    if identifier.kind == "class":
        return patterns.of_class(identifier)
    if identifier.kind == "lot":
        raise QueryError(
            name,
            "{value!r} names a class, for which there is the parameter {other}.",
            value=text,
            other=f"{name}Class",
        )
    return identifier.digital_link()


def _classes(name: str, text: str) -> str | Pattern:
    """One class, or all of a company prefix or scheme."""
    if patterns.is_pattern(text):
        pattern = _identified(name, text, patterns.parse)
        if pattern.classes is None:
            raise QueryError(name, "{value!r} names single things, not a class.", value=text)
        if not pattern.is_one_class:
            return pattern
    identifier = _identified(name, text, identify)
    if identifier.kind not in ("class", "lot", "uri"):
        raise QueryError(name, "{value!r} names single things, not a class.", value=text)
    return identifier.key


def _type(name: str, text: str) -> int:
    code = TYPES.get(text.removeprefix("epcis:"))
    if code is None:
        raise _wrong(name, text)
    return code


def _action(name: str, text: str) -> int:
    if text not in Action.__members__:
        raise _wrong(name, text)
    return Action[text]


def _text(name: str, text: str) -> str:
    if not text:
        raise _wrong(name, text)
    return text


def _time(name: str, text: str) -> int:
    # A plus sign that a client did not encode arrives as a space.
    try:
        return times.parse(text.replace(" ", "+"))
    except times.TimeError as error:
        raise _wrong(name, text) from error


def _true(name: str, text: str) -> bool:
    if text not in ("true", "false"):
        raise _wrong(name, text)
    return text == "true"


def _number(name: str, text: str) -> int:
    if not (text.isascii() and text.isdigit() and 0 < len(text) <= 9) or int(text) == 0:
        raise _wrong(name, text)
    return int(text)


def _per_page(name: str, text: str) -> int:
    return min(_number(name, text), MAX_PER_PAGE)


def _order_by(name: str, text: str) -> str:
    if text not in ("eventTime", "recordTime"):
        raise _wrong(name, text)
    return text


def _descending(name: str, text: str) -> bool:
    if text not in ("ASC", "DESC"):
        raise _wrong(name, text)
    return text == "DESC"


_LISTS: Final[dict[str, tuple[str, Callable[[str, str], Any]]]] = {
    "eventType": ("types", _type),
    "EQ_action": ("actions", _action),
    "EQ_bizStep": ("biz_steps", _word("bizStep")),
    "EQ_disposition": ("dispositions", _word("disposition")),
    "EQ_readPoint": ("read_points", _key),
    "EQ_bizLocation": ("biz_locations", _key),
    "WD_readPoint": ("read_points_within", _key),
    "WD_bizLocation": ("biz_locations_within", _key),
    "EQ_transformationID": ("transformations", _key),
    "EQ_eventID": ("event_ids", _text),
    "EQ_errorReason": ("error_reasons", _word("errorReason")),
}
_SINGLE: Final[dict[str, tuple[str, Callable[[str, str], Any]]]] = {
    "GE_eventTime": ("GE_event_time", _time),
    "LT_eventTime": ("LT_event_time", _time),
    "GE_recordTime": ("GE_record_time", _time),
    "LT_recordTime": ("LT_record_time", _time),
    "GE_errorDeclarationTime": ("GE_declared", _time),
    "LT_errorDeclarationTime": ("LT_declared", _time),
    "EXISTS_errorDeclaration": ("declarations_only", _true),
    "orderBy": ("order_by", _order_by),
    "orderDirection": ("descending", _descending),
    "eventCountLimit": ("event_count_limit", _number),
    "maxEventCount": ("max_event_count", _number),
    "perPage": ("per_page", _per_page),
}

NAMES: Final = (*_LISTS, *_SINGLE, *_OBJECT_ROLES, *_CLASS_ROLES, NEXT_PAGE_TOKEN)
"""Every parameter with a fixed name."""
FAMILIES: Final = tuple(beginning for beginning, *_ in _TERMS)
"""What the others begin with, before a type."""
