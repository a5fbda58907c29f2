"""EPCIS documents, query documents and bare events as JSON-LD.

Source: EPCIS 2.0, sections 9.5 (header and master data), 10.2 and 8.2 (query results).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import structs

from headwater.epcis import model
from headwater.epcis.context import OFFICIAL, OFFICIAL_PREFIXES, Context
from headwater.epcis.errors import EpcisError, Problem, pointer, problem
from headwater.epcis.jsonld_event import event_type, list_of, read_event, record, text, uri, uris
from headwater.epcis.jsonld_extensions import extension_name, read_value
from headwater.epcis.jsonld_parse import parse
from headwater.epcis.reading import Reading
from headwater.epcis.times import TimeError
from headwater.epcis.times import parse as parse_time
from headwater.epcis.versions import require_version

if TYPE_CHECKING:
    from collections.abc import Mapping

_vocabularies = list_of(
    record(
        model.Vocabulary,
        {
            "type": uri,
            "vocabularyElementList": list_of(
                record(
                    model.VocabularyElement,
                    {
                        "id": uri,
                        "attributes": list_of(
                            record(
                                model.Attribute,
                                {"id": uri, "attribute": read_value},
                                required=("id",),
                                names={"attribute": "value"},
                            )
                        ),
                        "children": uris,
                    },
                    required=("id",),
                )
            ),
        },
        required=("type",),
        names={"vocabularyElementList": "elements"},
    )
)


def read(data: bytes, namespaces: Mapping[str, str] | None = None) -> Reading:
    """Read an EPCIS document, a query document, one bare event or a list of bare events.

    Args:
        data: JSON text in UTF-8.
        namespaces: prefixes bound outside the text, as by the GS1-Extensions header.

    Raises:
        EpcisError: the text is no JSON, or what surrounds the events is wrong.
    """
    try:
        return _read(parse(data), Context(OFFICIAL.prefixes | dict(namespaces or {})))
    except RecursionError as error:
        raise EpcisError.of("json-depth", "", "The text is nested too deeply.") from error


def _read(value: Any, context: Context) -> Reading:
    if isinstance(value, list):
        return _read_events(value, context, model.Document(kind=""), bare=True)
    if not isinstance(value, dict):
        raise EpcisError.of("type", "", "An EPCIS document is a JSON object or a list of events.")
    kind = value.get("type")
    if kind == "EPCISDocument" or kind == "EPCISQueryDocument":
        return _read_document(value, kind, context)
    if event_type(kind) is not None:
        return _read_events([value], context, model.Document(kind=""), bare=True)
    if kind is None:
        raise EpcisError.of("missing-field", "/type", "The field {name!r} is missing.", name="type")
    if not isinstance(kind, str):
        raise EpcisError.of("type", "/type", "{expected} is expected here.", expected="A text")
    raise EpcisError.of("unknown-type", "/type", "{type!r} is neither a document nor an event.", type=kind)


class _Members:
    """Takes the members of one object at document level, and keeps what is wrong with them."""

    def __init__(self, value: Any, path: str, problems: list[Problem]) -> None:
        self.path = path
        self.problems = problems
        if isinstance(value, dict):
            self.rest = dict(value)
        else:
            self.rest = {}
            problems.append(problem("type", path, "An object is expected here."))

    def take(self, name: str, reader: Any, context: Context, *, required: bool = False) -> Any:
        """The member as `reader` reads it; None where it is absent or wrong."""
        if name not in self.rest:
            if required:
                self.problems.append(
                    problem(
                        "missing-field", f"{self.path}/{name}", "The field {name!r} is missing.", name=name
                    )
                )
            return None
        try:
            return reader(self.rest.pop(name), context)
        except EpcisError as error:
            self.problems.extend(p.under(f"{self.path}/{name}") for p in error.problems)
            return None

    def descend(self, name: str) -> _Members:
        """The members of a required member object."""
        if name not in self.rest:
            self.problems.append(
                problem("missing-field", f"{self.path}/{name}", "The field {name!r} is missing.", name=name)
            )
        return _Members(self.rest.pop(name, {}), f"{self.path}/{name}", self.problems)

    def extensions(self, context: Context) -> dict[str, Any]:
        """All members that nobody took."""
        read: dict[str, Any] = {}
        for name, value in self.rest.items():
            try:
                member = read_value(value, context)
                if member is not None:
                    read[extension_name(name, context)] = member
            except EpcisError as error:
                self.problems.extend(p.under(pointer(self.path, name)) for p in error.problems)
        return read


def _read_document(value: dict[str, Any], kind: str, context: Context) -> Reading:
    problems: list[Problem] = []
    top = _Members(value, "", problems)
    context = (
        top.take("@context", lambda member, c: c.extended(member, ""), context, required=True) or context
    )
    query = kind == "EPCISQueryDocument"
    top.rest.pop("type")
    document: dict[str, Any] = {
        "id": top.take("id", uri, context),
        "schema_version": top.take("schemaVersion", _version, context, required=not query) or "2.0",
        "creation_date": top.take("creationDate", _time, context, required=not query),
    }
    body_extensions: dict[str, Any]
    if query:
        body = top.descend("epcisBody")
        results = body.descend("queryResults")
        document["query_name"] = results.take("queryName", text, context, required=True)
        document["subscription_id"] = results.take("subscriptionID", text, context)
        contents = results.descend("resultsBody")
        document["master_data"] = contents.take("vocabularyList", _vocabularies, context) or ()
        events = contents.take("eventList", _list, context, required=not document["master_data"])
        body_extensions = (
            contents.extensions(context) | results.extensions(context) | body.extensions(context)
        )
    else:
        for attribute, name in _SIMPLE:
            document[attribute] = top.take(name, text, context)
        if "epcisHeader" in value:
            header = top.descend("epcisHeader")
            if "epcisMasterData" in header.rest:
                master = header.descend("epcisMasterData")
                document["master_data"] = master.take("vocabularyList", _vocabularies, context) or ()
                document["header"] = master.extensions(context) | header.extensions(context)
            else:
                document["header"] = header.extensions(context)
        body = top.descend("epcisBody")
        events = body.take("eventList", _list, context, required=True)
        body_extensions = body.extensions(context)
    document["extensions"] = body_extensions | top.extensions(context)
    if problems:
        raise EpcisError(tuple(problems))
    return _read_events(events or [], context, model.Document(kind=kind, **document), bare=False)


_SIMPLE = (("sender", "sender"), ("receiver", "receiver"), ("instance_identifier", "instanceIdentifier"))


def _list(value: Any, context: Context) -> list[Any]:  # noqa: ARG001
    if not isinstance(value, list):
        raise EpcisError.of("type", "", "A list is expected here.")
    return value


def _version(value: Any, context: Context) -> str:
    return require_version(text(value, context), "2.0")


def _time(value: Any, context: Context) -> str:
    try:
        parse_time(text(value, context))
    except TimeError as error:
        raise EpcisError.of(error.code, "", error.template, **error.params) from error
    return str(value)


def _read_events(values: list[Any], context: Context, document: model.Document, *, bare: bool) -> Reading:
    """Read each event by itself; a bare event brings its own context, or needs one from outside."""
    events: list[model.Event] = []
    indexes: list[int] = []
    problems: list[Problem] = []
    namespaces = _declared(context)
    own: Any = None
    own_context = context
    for index, value in enumerate(values):
        try:
            here = context
            if isinstance(value, dict) and "@context" in value:
                # Events written by one program repeat the same context; it is read once for a run of them.
                if value["@context"] != own:
                    own_context = context.extended(value["@context"])
                    own = value["@context"]
                    namespaces = _declared(own_context) | namespaces
                here = own_context
            elif bare and isinstance(value, dict):
                raise EpcisError.of(
                    "missing-field", "/@context", "The field {name!r} is missing.", name="@context"
                )
            events.append(read_event(value, here))
            indexes.append(index)
        except EpcisError as error:
            problems.extend(p.at(index) for p in error.problems)
    document = structs.replace(document, events=tuple(events), namespaces=namespaces)
    return Reading(document, tuple(indexes), tuple(problems))


def _declared(context: Context) -> dict[str, str]:
    return {p: ns for p, ns in context.prefixes.items() if OFFICIAL_PREFIXES.get(p) != ns}
