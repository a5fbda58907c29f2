"""One event as JSON-LD: from parsed JSON to `Event`.

Each object of the standard has a table from field names to readers. A reader takes the parsed value and the
context and answers the model's value, or raises EpcisError with paths that start where the value stands.
Every problem of an event is found in one pass.

Source: EPCIS 2.0, sections 7.3, 7.4 and 10.2.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from headwater.epcis import model
from headwater.epcis.context import EPCIS
from headwater.epcis.errors import EpcisError, Problem, pointer, problem
from headwater.epcis.jsonld_extensions import is_own, read_value
from headwater.epcis.jsonld_numbers import read_amount
from headwater.epcis.vocabulary import EVENT_TYPES, EVENT_TYPES_LISTED, bare

if TYPE_CHECKING:
    from collections.abc import Callable

    from headwater.epcis.context import Context
    from headwater.epcis.vocabulary import Kind

    Reader = Callable[[Any, Context], Any]


def _wrong_type(expected: str) -> EpcisError:
    return EpcisError.of("type", "", "{expected} is expected here.", expected=expected)


def text(value: Any, context: Context) -> str:  # noqa: ARG001
    """Any text."""
    if type(value) is not str:
        raise _wrong_type("A text")
    return value


def uri(value: Any, context: Context) -> str:
    """A URI or CURIE, the latter expanded."""
    if type(value) is not str:
        raise _wrong_type("A text")
    return context.expand(value)


def uris(value: Any, context: Context) -> tuple[str, ...]:
    """A list of URIs or CURIEs."""
    if type(value) is not list:
        raise _wrong_type("A list")
    try:
        prefixes = {member.partition(":")[0] for member in value}
    except AttributeError:
        wrong = next(i for i, member in enumerate(value) if type(member) is not str)
        raise EpcisError.of("type", f"/{wrong}", "A text is expected here.") from None
    return tuple(value) if prefixes.isdisjoint(context.prefixes) else tuple(map(context.expand, value))


def _uri_or_uris(value: Any, context: Context) -> tuple[str, ...]:
    return (uri(value, context),) if type(value) is str else uris(value, context)


def _boolean(value: Any, context: Context) -> bool:  # noqa: ARG001
    if type(value) is not bool:
        raise _wrong_type("true or false")
    return value


def _number(value: Any, context: Context) -> Any:  # noqa: ARG001
    return read_amount(value)


def _word(kind: Kind) -> Reader:
    def read(value: Any, context: Context) -> str:
        if type(value) is not str:
            raise _wrong_type("A text")
        word = bare(kind, value)
        return bare(kind, context.expand(word)) if ":" in word else word

    return read


def list_of(reader: Reader) -> Reader:
    """A list whose every member `reader` reads."""

    def read(value: Any, context: Context) -> tuple[Any, ...]:
        if type(value) is not list:
            raise _wrong_type("A list")
        members = []
        problems: list[Problem] = []
        for i, member in enumerate(value):
            try:
                members.append(reader(member, context))
            except EpcisError as error:
                problems.extend(p.under(f"/{i}") for p in error.problems)
        if problems:
            raise EpcisError(tuple(problems))
        return tuple(members)

    return read


def extensions(value: Any, context: Context) -> dict[str, Any]:
    """An object of extension fields only, as ILMD."""
    if type(value) is not dict:
        raise _wrong_type("An object")
    read: dict[str, Any] = {}
    _, problems = _members(value, {}, context, read)
    if problems:
        raise EpcisError(tuple(problems))
    return read


def _members(
    value: dict[str, Any],
    table: dict[str, tuple[str, Reader]],
    context: Context,
    extension: dict[str, Any] | None,
) -> tuple[dict[str, Any], list[Problem]]:
    """Members of an object as keyword arguments; unknown names go to `extension`, or are problems without one."""
    read: dict[str, Any] = {}
    problems: list[Problem] = []
    for name, member in value.items():
        try:
            known = table.get(name)
            if known is None:
                known = _other(name, member, table, context, extension)
                if known is None:
                    continue
            attribute, reader = known
            if attribute in read:
                problems.append(problem("duplicate-field", pointer("", name), "The field is given twice."))
            read[attribute] = reader(member, context)
        except EpcisError as error:
            problems.extend(p.under(pointer("", name)) for p in error.problems)
    return read, problems


def _other(
    name: str,
    member: Any,
    table: dict[str, tuple[str, Reader]],
    context: Context,
    extension: dict[str, Any] | None,
) -> tuple[str, Reader] | None:
    """Read an extension field; a standard field under its full name answers its row of the table."""
    if name == "@context":
        return None
    clark_name = context.name(name)
    if clark_name.startswith(_EPCIS_NAMESPACE) and clark_name[len(_EPCIS_NAMESPACE) :] in table:
        return table[clark_name[len(_EPCIS_NAMESPACE) :]]
    if extension is None or is_own(clark_name, table):
        raise EpcisError.of("unknown-field", "", "The standard knows no field {name!r} here.", name=name)
    if clark_name in extension:
        raise EpcisError.of("duplicate-field", "", "The field is given twice.")
    read = read_value(member, context)
    if read is not None:
        extension[clark_name] = read
    return None


_EPCIS_NAMESPACE = f"{{{EPCIS}}}"


def record(
    cls: type[msgspec.Struct],
    readers: dict[str, Reader],
    required: tuple[str, ...] = (),
    names: dict[str, str] | None = None,
) -> Reader:
    """A reader of JSON objects into `cls`.

    `readers` are by JSON name. A field is stored under the attribute that `names` gives it, else under the
    one that the struct writes with this name.
    """
    attributes = {f.encode_name: f.name for f in msgspec.structs.fields(cls)} | (names or {})
    table = {name: (attributes[name], reader) for name, reader in readers.items()}
    extensible = "extensions" in attributes

    def read(value: Any, context: Context) -> Any:
        if type(value) is not dict:
            raise _wrong_type("An object")
        extension: dict[str, Any] | None = {} if extensible else None
        members, problems = _members(value, table, context, extension)
        for name in required:
            if name not in value and table[name][0] not in members:
                problems.append(
                    problem("missing-field", "/" + name, "The field {name!r} is missing.", name=name)
                )
        if problems:
            raise EpcisError(tuple(problems))
        if extension:
            members["extensions"] = extension
        return cls(**members)

    return read


_quantities = list_of(
    record(model.QuantityElement, {"epcClass": uri, "quantity": _number, "uom": text}, required=("epcClass",))
)
_any_place = record(model.Place, {"id": uri}, required=("id",))
_disposition = _word("disposition")


def _place(value: Any, context: Context) -> model.Place:
    # Two of most events, and of most an id is all.
    if type(value) is dict and len(value) == 1 and type(identifier := value.get("id")) is str:
        return model.Place(context.expand(identifier))
    place: model.Place = _any_place(value, context)
    return place


def _typed(name: str, kind: Kind) -> Reader:
    word = _word(kind)
    any_typed = record(model.Typed, {"type": word, name: uri}, required=(name,), names={name: "id"})

    def read(value: Any, context: Context) -> Any:
        # What most have, whole and nothing else.
        if (
            type(value) is dict
            and len(value) == 2
            and type(type_ := value.get("type")) is str
            and type(identifier := value.get(name)) is str
        ):
            return model.Typed(context.expand(identifier), word(type_, context))
        return any_typed(value, context)

    return list_of(read)


_sensor_metadata = record(
    model.SensorMetadata,
    {
        **dict.fromkeys(("time", "startTime", "endTime"), text),
        **dict.fromkeys(("deviceID", "deviceMetadata", "rawData", "dataProcessingMethod", "bizRules"), uri),
    },
)
_sensor_report = record(
    model.SensorReport,
    {
        "type": _word("type"),
        "exception": _word("exception"),
        "component": _word("component"),
        "booleanValue": _boolean,
        **dict.fromkeys(("time", "stringValue", "hexBinaryValue", "uom"), text),
        **dict.fromkeys(
            (
                "deviceID",
                "deviceMetadata",
                "rawData",
                "dataProcessingMethod",
                "bizRules",
                "microorganism",
                "chemicalSubstance",
                "uriValue",
                "coordinateReferenceSystem",
            ),
            uri,
        ),
        **dict.fromkeys(
            ("value", "minValue", "maxValue", "meanValue", "sDev", "percRank", "percValue"), _number
        ),
    },
)

_event = record(
    model.Event,
    {
        **dict.fromkeys(("type", "eventTime", "eventTimeZoneOffset", "recordTime", "action"), text),
        **dict.fromkeys(("eventID", "parentID", "transformationID"), uri),
        **dict.fromkeys(("epcList", "childEPCs", "inputEPCList", "outputEPCList"), uris),
        **dict.fromkeys(
            ("quantityList", "childQuantityList", "inputQuantityList", "outputQuantityList"), _quantities
        ),
        **dict.fromkeys(("readPoint", "bizLocation"), _place),
        "certificationInfo": _uri_or_uris,
        "bizStep": _word("bizStep"),
        "disposition": _disposition,
        "persistentDisposition": record(
            model.PersistentDisposition, {"set": list_of(_disposition), "unset": list_of(_disposition)}
        ),
        "bizTransactionList": _typed("bizTransaction", "bizTransaction"),
        "sourceList": _typed("source", "sourceDestination"),
        "destinationList": _typed("destination", "sourceDestination"),
        "sensorElementList": list_of(
            record(
                model.SensorElement,
                {"sensorMetadata": _sensor_metadata, "sensorReport": list_of(_sensor_report)},
            )
        ),
        "ilmd": extensions,
        "errorDeclaration": record(
            model.ErrorDeclaration,
            {"declarationTime": text, "reason": _word("errorReason"), "correctiveEventIDs": uris},
            required=("declarationTime",),
        ),
    },
    required=("eventTime", "eventTimeZoneOffset"),
)


def event_type(value: Any) -> str | None:
    """The bare name of an event type in any spelling; None if it is none of the five."""
    if type(value) is not str:
        return None
    name = value.removeprefix("epcis:").removeprefix(EPCIS)
    return name if name in EVENT_TYPES else None


def read_event(value: Any, context: Context) -> model.Event:
    """Read one event; `context` holds what its document and its own "@context" bind.

    Raises:
        EpcisError: every problem of the event, with JSON pointers inside it.
    """
    if type(value) is not dict:
        raise _wrong_type("An object")
    name = event_type(value.get("type"))
    if name is None:
        if "type" not in value:
            raise EpcisError.of("missing-field", "/type", "The field {name!r} is missing.", name="type")
        if not isinstance(value["type"], str):
            raise EpcisError.of("type", "/type", "{expected} is expected here.", expected="A text")
        raise EpcisError.of(
            "unknown-event-type",
            "/type",
            "{type!r} is no event type; the types are {types}.",
            type=value["type"],
            types=EVENT_TYPES_LISTED,
        )
    if name != value["type"]:
        value = {**value, "type": name}
    event: model.Event = _event(value, context)
    return event
