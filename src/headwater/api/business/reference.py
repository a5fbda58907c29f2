"""The documentation of the business API: for programs as OpenAPI, for people as a page. Open to everybody."""

from __future__ import annotations

from typing import TYPE_CHECKING

import orjson
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from headwater.api.business import document, shapes
from headwater.api.failures import TITLES
from headwater.parties.errors import PROBLEM

if TYPE_CHECKING:
    from typing import Any


@require_safe
def openapi(_request: HttpRequest) -> HttpResponse:
    """The OpenAPI document."""
    return HttpResponse(orjson.dumps(document.document()), content_type="application/json")


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The same for people: every address with its parameters and answers."""
    described = document.document()
    return render(
        request,
        "api/reference.html",
        {
            "title": described["info"]["title"],
            "sight": shapes.marked(described["info"]["description"]),
            "base": document.BASE,
            "shapes": shapes.shapes(described["components"]["schemas"]),
            "operations": list(_operations(described["paths"])),
            "problems": {PROBLEM + kind.removesuffix("Exception"): title for kind, title in TITLES.items()},
        },
    )


def _operations(paths: dict[str, Any]) -> Any:
    for path, methods in paths.items():
        for method, operation in methods.items():
            schema = operation["responses"]["200"]["content"]["application/json"]["schema"]
            yield {
                "id": operation["operationId"],
                "method": method.upper(),
                "path": path,
                "summary": shapes.marked(operation["summary"]),
                "parameters": [
                    parameter | {"description": shapes.marked(parameter["description"])}
                    for parameter in operation["parameters"]
                ],
                "body": "requestBody" in operation,
                "schema": (schema.get("items") or schema)["$ref"].rpartition("/")[2],
                "many": "items" in schema,
            }
