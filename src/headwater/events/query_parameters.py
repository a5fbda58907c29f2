"""The parameters of a query as a client writes them, into an `EventQuery`.

>>> parse({"EQ_bizStep": ["urn:epcglobal:cbv:bizstep:shipping|receiving"]}).biz_steps
('receiving', 'shipping')

Source: EPCIS 2.0, section 8.2.7.1 (meaning) and 12.7 (spelling: values of a list are divided by "|").
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from headwater.epcis.likeness import nearest
from headwater.events import query_values
from headwater.events.codes import Role, Term
from headwater.events.query_errors import QueryError
from headwater.events.query_model import ClassesNamed, EventQuery, ObjectsNamed, TermsNamed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from headwater.epcis.vocabulary import Kind
    from headwater.gs1.patterns import Pattern

NEXT_PAGE_TOKEN: Final = "nextPageToken"  # noqa: S105 - the name of a parameter
MAX_VALUES: Final = 10_000
"""Values of all lists together."""
_LIKENESS: Final = 0.92
"""How like a name must be to be thought a slip: the standard has parameters that are none here, and differ in a word."""

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
            raise QueryError(name, "With {name} the query has more than {most} values.", most=MAX_VALUES)
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
        if field in found:  # by the parameter's other spelling
            raise QueryError(name, "The parameter {name} is given more than once.")
        found[field] = read_one(name, _one(name, texts))
    elif name in _OBJECT_ROLES:
        links, wider = _parted(_each(name, texts, query_values.objects))
        likes = {like for pattern in wider for like in pattern.instances}
        found["objects"].append(ObjectsNamed(_OBJECT_ROLES[name], links, tuple(sorted(likes, key=str))))
    elif name in _CLASS_ROLES:
        keys, wider = _parted(_each(name, texts, query_values.classes))
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
                word = query_values.word(kind)(name, name.removeprefix(beginning))
                if kind != "sourceDestination":
                    named = _each(name, texts, query_values.key)
                else:
                    named = _each(name, texts, query_values.place)
                    if word != "location":  # many tell parties as locations
                        named = tuple(sorted({*named, *_each(name, texts, query_values.party)}))
                found["terms"].append(TermsNamed(term, word, named))
                return
        raise unknown(name, NAMES)


def unknown(name: str, names: Iterable[str]) -> QueryError:
    """What is said of a parameter that is none of `names`."""
    if near := nearest(name, names, _LIKENESS):
        return QueryError(
            name, "The parameter {name} is not known here; the nearest one is {near}.", near=near
        )
    return QueryError(name, "The parameter {name} is not known here.")


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


_LISTS: Final[dict[str, tuple[str, Callable[[str, str], Any]]]] = {
    "eventType": ("types", query_values.event_type),
    "EQ_action": ("actions", query_values.action),
    "EQ_bizStep": ("biz_steps", query_values.word("bizStep")),
    "EQ_disposition": ("dispositions", query_values.word("disposition")),
    "EQ_readPoint": ("read_points", query_values.place),
    "EQ_bizLocation": ("biz_locations", query_values.place),
    "WD_readPoint": ("read_points_within", query_values.place),
    "WD_bizLocation": ("biz_locations_within", query_values.place),
    "EQ_transformationID": ("transformations", query_values.key),
    "EQ_eventID": ("event_ids", query_values.event_id),
    "EQ_errorReason": ("error_reasons", query_values.word("errorReason")),
}
_SINGLE: Final[dict[str, tuple[str, Callable[[str, str], Any]]]] = {
    "GE_eventTime": ("GE_event_time", query_values.time),
    "LT_eventTime": ("LT_event_time", query_values.time),
    "GE_recordTime": ("GE_record_time", query_values.time),
    "LT_recordTime": ("LT_record_time", query_values.time),
    "GE_errorDeclarationTime": ("GE_declared", query_values.time),
    "LT_errorDeclarationTime": ("LT_declared", query_values.time),
    # The standard's text and its OpenAPI document spell these in two ways.
    "GE_errorDeclaration_Time": ("GE_declared", query_values.time),
    "LT_errorDeclaration_Time": ("LT_declared", query_values.time),
    "EXISTS_errorDeclaration": ("declarations_only", query_values.whether("true", "false")),
    "orderBy": ("order_by", query_values.among("eventTime", "recordTime")),
    "orderDirection": ("descending", query_values.whether("DESC", "ASC")),
    "eventCountLimit": ("event_count_limit", query_values.number),
    "maxEventCount": ("max_event_count", query_values.number),
    "perPage": ("per_page", query_values.per_page),
}

NAMES: Final = (*_LISTS, *_SINGLE, *_OBJECT_ROLES, *_CLASS_ROLES, NEXT_PAGE_TOKEN)
"""Every parameter with a fixed name."""
FAMILIES: Final = tuple(beginning for beginning, *_ in _TERMS)
"""What the others begin with, before a type."""
