"""Problem details: what went wrong, for a program by its type and for a person in their language.

An interface raises `Failure`, or lets out what the queries and operations raise; `failure_of` says what that
means in HTTP. Source: RFC 9457.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import orjson
from django.http import HttpResponse
from django.utils.translation import gettext

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from headwater.epcis.errors import Problem

MEDIA_TYPE: Final = "application/problem+json"
MAX_LISTED: Final = 1000
"""Single errors that one answer lists."""


@dataclass
class Failure(Exception):  # noqa: N818 - an answer, named as such
    """An answer other than success.

    `kind` is the last part of the problem's type; `template` is an English sentence and `params` fills it.
    """

    status: int
    kind: str
    template: str
    params: Mapping[str, object] = field(default_factory=dict)
    errors: Sequence[Problem] = ()
    headers: Mapping[str, str] = field(default_factory=dict)


def sentence(template: str, params: Mapping[str, object], otherwise: str = "") -> str:
    """The template in the reader's language, filled; `otherwise` where there is none."""
    return gettext(template).format(**params) if template else otherwise


def listed(problems: Iterable[Problem]) -> list[dict[str, Any]]:
    """Single errors, each with the index of its event, the path inside it, and a sentence."""
    return [
        {
            "code": problem.code,
            "index": problem.index,
            "path": problem.path,
            "message": sentence(problem.template, problem.params, problem.message),
        }
        for problem in problems
    ]


def response(failure: Failure, *, type_: str, title: str, instance: str) -> HttpResponse:
    """The problem document of a failure. `type_` is its full type, `instance` the address that was asked."""
    body: dict[str, Any] = {
        "type": type_,
        "title": title,
        "status": failure.status,
        "detail": sentence(failure.template, failure.params),
        "instance": instance,
    }
    if failure.errors:
        body["errors"] = listed(failure.errors[:MAX_LISTED])
        body["errorCount"] = len(failure.errors)
    answer = HttpResponse(orjson.dumps(body), status=failure.status, content_type=MEDIA_TYPE)
    for name, value in failure.headers.items():
        answer[name] = value
    return answer
