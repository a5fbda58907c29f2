"""The OpenAPI document of the business API, its schemas taken from the shapes of the answers themselves."""

from __future__ import annotations

from functools import cache
from typing import Any, Final

import msgspec
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from headwater.api.business import meanings
from headwater.api.problems import MEDIA_TYPE
from headwater.tracing.answers import History, Located, Trace

OPENAPI: Final = "3.1.0"
BASE: Final = "/api/v1"

Json = dict[str, Any]


def _parameter(name: str, text: str, schema: Json, *, where: str = "query", required: bool = False) -> Json:
    return {"name": name, "in": where, "required": required, "description": text, "schema": schema}


_ID_IN_PATH = _parameter(
    "id",
    _("An identifier in any spelling, percent-encoded, or the path of its Digital Link."),
    {"type": "string", "examples": ["01/09506000134352/21/12345"]},
    where="path",
    required=True,
)
_ID = _parameter("id", _("An identifier in any spelling."), {"type": "string"}, required=True)
_IDS = _parameter(
    "id",
    _("An identifier in any spelling; repeat it for several."),
    {"type": "array", "items": {"type": "string"}, "minItems": 1},
    required=True,
)
_AT = _parameter(
    "at", _("Events up to this time count; all without it."), {"type": "string", "format": "date-time"}
)
_KNOWN_AT = _parameter(
    "known_at",
    _("What was known up to this record number; all without it."),
    {"type": "integer", "minimum": 1},
)
_TRACE_PARAMETERS = [
    _ID,
    _parameter(
        "direction",
        _("Where it came from, where it went, or both."),
        {"type": "string", "enum": ["back", "forward", "both"], "default": "both"},
    ),
    _AT,
    _KNOWN_AT,
    _parameter(
        "detail",
        _("Totals alone, the graph, or pages of single objects."),
        {"type": "string", "enum": ["summary", "graph", "objects"], "default": "graph"},
    ),
    _parameter("cursor", _("The member `next` of the page before."), {"type": "string"}),
    _parameter(
        "limit",
        _("How many objects are listed one by one."),
        {"type": "integer", "minimum": 1, "maximum": 10_000},
    ),
]

_SIGHT: Final = _(
    "Told from the events that you may see and from no others. The operating organisation sees all; for another, a trace ends where what they see ends, `hidden` counts the lots and groups of items from which more leads on, and a place or state may be older than others know."
)
_STATUSES: Final = {
    400: _("The question is wrong; the detail says why."),
    401: _("No valid API key and nobody signed in."),
    403: _("Your role does not allow it."),
    404: _("Nothing is known of it, or nothing that you may see."),
    413: _("The body is too large."),
    415: _("The body is not JSON."),
}


def _operation(
    name: str, text: str, parameters: list[Json], schema: Json, *, body: Json | None = None
) -> Json:
    statuses = [400, 401, 403, 404, *([413, 415] if body else [])]
    answers: Json = {"200": {"description": text, "content": {"application/json": {"schema": schema}}}}
    for status in statuses:
        answers[str(status)] = {
            "description": _STATUSES[status],
            "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
    made: Json = {
        "operationId": name,
        "summary": text,
        "description": _SIGHT,
        "parameters": parameters,
        "responses": answers,
    }
    if body is not None:
        made["requestBody"] = {"required": True, "content": {"application/json": {"schema": body}}}
    return made


def _ref(name: str) -> Json:
    return {"$ref": f"#/components/schemas/{name}"}


_LOCATED: Final = {"type": "array", "items": _ref("Located")}
PATHS: Final[dict[str, dict[str, Json]]] = {
    "/objects/{id}": {
        "get": _operation(
            "object",
            _("What something is called, in every spelling, and where it is."),
            [_ID_IN_PATH, _AT],
            _ref("Object"),
        )
    },
    "/objects/{id}/history": {
        "get": _operation(
            "history",
            _("What happened to something, and to what contained it while it was inside."),
            [_ID_IN_PATH, _AT, _KNOWN_AT],
            _ref("History"),
        )
    },
    "/trace": {
        "get": _operation(
            "trace", _("Where something came from and what became of it."), _TRACE_PARAMETERS, _ref("Trace")
        )
    },
    "/locate": {
        "get": _operation(
            "locate",
            _(
                "Where things are, in the order of the question; `known` is false of what is not known. A query has at most 32,768 characters, some 800 identifiers: ask for more by POST."
            ),
            [_IDS, _AT, _KNOWN_AT],
            _LOCATED,
        ),
        "post": _operation(
            "locateMany",
            _("Where many things are, given as a list in the body."),
            [],
            _LOCATED,
            body=_ref("Subjects"),
        ),
    },
}
_PROBLEM: Final = {
    "type": "object",
    "required": ["type", "title", "status", "detail", "instance"],
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string"},
    },
}
_SUBJECTS: Final = {
    "type": "object",
    "required": ["ids"],
    "additionalProperties": False,
    "properties": {
        "ids": {"type": "array", "items": {"type": "string"}, "minItems": 1, "maxItems": 10_000},
        "at": {"type": ["string", "null"], "format": "date-time"},
        "known_at": {"type": ["integer", "null"], "minimum": 1},
    },
}
_OBJECT: Final = {
    "type": "object",
    "required": ["id", "key", "scheme", "kind", "urn", "elements", "located"],
    "properties": {
        "id": {"type": "string", "format": "uri"},
        "key": {"type": "string"},
        "scheme": {"type": "string"},
        "kind": {"enum": ["instance", "lot", "class", "place", "party", "document", "uri"]},
        "urn": {"type": ["string", "null"]},
        "elements": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["ai", "value"],
                "properties": {"ai": {"type": "string"}, "value": {"type": "string"}},
            },
        },
        "located": _ref("Located"),
    },
}


@cache
def _schemas() -> Json:
    _, found = msgspec.json.schema_components(
        [Trace, History, Located], ref_template="#/components/schemas/{name}"
    )
    told = {**found, "Object": _OBJECT, "Subjects": _SUBJECTS, "Problem": _PROBLEM}
    return {name: _explained(name, schema) for name, schema in told.items()}


def _explained(name: str, schema: Json) -> Json:
    """A schema with what it and its members mean."""
    members = {
        member: one | {"description": meanings.meaning(name, member)}
        for member, one in schema["properties"].items()
    }
    return schema | {"description": meanings.SHAPES[name], "properties": members}


def document() -> Json:
    """The OpenAPI document, its texts in the reader's language."""
    paths: Json = _translated(PATHS)
    return {
        "openapi": OPENAPI,
        "info": {
            "title": gettext("Headwater business API"),
            "description": gettext(_SIGHT),
            "version": "1",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": BASE}],
        "security": [{"apiKey": []}, {"session": []}],
        "paths": paths,
        "components": {
            "schemas": _translated(_schemas()),
            "securitySchemes": {
                "apiKey": {"type": "http", "scheme": "bearer"},
                "session": {"type": "apiKey", "in": "cookie", "name": "headwater_session"},
            },
        },
    }


def _translated(value: Any) -> Any:
    """The same with every text for readers translated."""
    if isinstance(value, dict):
        return {
            name: gettext(member)
            if name in ("description", "summary") and isinstance(member, str)
            else _translated(member)
            for name, member in value.items()
        }
    return [_translated(member) for member in value] if isinstance(value, list) else value
