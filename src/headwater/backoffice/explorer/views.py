"""The explorer's page, and the answers that its script asks for."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import msgspec
from django.contrib import admin
from django.contrib.staticfiles import finders
from django.http import HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.cache import never_cache
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from headwater.backoffice.acting import acting
from headwater.backoffice.explorer import asked, finding, sheets, things
from headwater.backoffice.explorer.asked import Asked, AskedWrongly
from headwater.backoffice.explorer.finding import Listed, NothingFound
from headwater.backoffice.explorer.vocabulary import words
from headwater.backoffice.explorer.whole import every_node
from headwater.events.positions import last_recorded
from headwater.parties.errors import PROBLEM, NotPermitted
from headwater.parties.roles import require
from headwater.tracing import queries
from headwater.tracing.queries import UnknownSubject, WrongCursor

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from headwater.backoffice.explorer.asked import Detail
    from headwater.parties.actors import Viewer
    from headwater.tracing.answers import Trace

SCRIPT = "headwater/dist/explorer.js"
VERB = "trace.read"
FORM = ("direction", "at", "offset", "known_time", "known_at")
"""Parameters of the page that its form shows again, besides the identifier."""
PART = 20_000
"""Single objects in one part of a trace: each part costs a walk of the whole graph."""
LISTED = 50
"""Objects in one page of a collapsed node."""


@never_cache
@require_safe
def explorer(request: HttpRequest) -> HttpResponse:
    """The search box; below it the trace of what `q` names, once the script has asked for it, or what to choose from."""
    context = {
        **admin.site.each_context(request),
        "title": _("Trace explorer"),
        "query": request.GET.get("q", ""),
        "form": {name: request.GET.get(name, "") for name in FORM},
        "offsets": asked.OFFSETS,
        "objects": request.GET.get("detail") == "objects",
        "words": words(),
        "built": finders.find(SCRIPT) is not None,
        "sheets": [
            ("scope", _("summary")),
            ("things", _("lots and objects")),
            ("steps", _("steps")),
            ("places", _("places")),
            ("holders", _("holders")),
            ("shipments", _("on the way")),
            ("stock", _("amounts without item codes")),
            ("balance", _("balance")),
        ],
        "is_fullwidth": "1",
        "status": 200,
    }
    try:
        context["acting"] = allowed = acting(request)
        require(allowed.actor, VERB)
        if not allowed.actor.operating:
            context["seen_by"] = allowed.choices[allowed.actor.organisation_id]
        if context["query"].strip():
            before = asked.position(request.GET.get("before", ""))
            found = finding.look(context["query"], viewer=allowed.actor.viewer, before=before)
            if isinstance(found, Listed):
                context["found"] = found
            elif found != context["query"].strip():
                return redirect(f"{request.path}?{_again(request, found)}")
            else:
                context["asked"] = question = asked.read(request.GET, "q")
                context["export_query"] = _export_query(question)
    except NothingFound as nothing:
        context |= {"problem": _(nothing.template).format(**nothing.params), "status": 404}
    except AskedWrongly as wrong:
        context |= {"problem": _(wrong.template).format(**wrong.params), "status": 400}
    except NotPermitted as refusal:
        context |= {"problem": _(refusal.template).format(**refusal.params), "status": 403}
    return TemplateResponse(request, "backoffice/explorer.html", context, status=context["status"])


def _answer(
    view: Callable[[HttpRequest, Asked, Viewer], HttpResponseBase],
) -> Callable[..., HttpResponseBase]:
    """A view of what was asked through the eyes of whom the person acts for; refusals become problem details."""

    @never_cache
    @require_safe
    def answer(request: HttpRequest) -> HttpResponseBase:
        try:
            actor = acting(request).actor
            require(actor, VERB)
            return view(request, asked.read(request.GET), actor.viewer)
        except AskedWrongly as wrong:
            return _problem(
                400, "Validation", _("This cannot be read"), _(wrong.template).format(**wrong.params)
            )
        except WrongCursor as wrong:
            return _problem(
                400,
                "Validation",
                _("This cannot be read"),
                _("“{text}” is no cursor of a trace.").format(text=wrong.text),
            )
        except NotPermitted as refusal:
            return _problem(403, "Security", _("Not permitted"), _(refusal.template).format(**refusal.params))
        except UnknownSubject as unknown:
            return _problem(
                404,
                "NoSuchName",
                _("Nothing is recorded"),
                _("Nothing was ever recorded of {key}, or nothing that you may see.").format(key=unknown.key),
            )

    return answer


@gzip_page
@_answer
def trace(request: HttpRequest, question: Asked, viewer: Viewer) -> HttpResponse:
    """One part of the trace, as the business API gives it; with `within`, some of the objects that a node stands for."""
    found = _trace(question, viewer, request.GET.get("cursor") or None, request.GET.get("within", ""))
    return HttpResponse(msgspec.json.encode(found), content_type="application/json")


@_answer
def thing(request: HttpRequest, question: Asked, viewer: Viewer) -> HttpResponse:
    """What is known of one lot or object, as the markup of the side panel."""
    then: dict[str, Any] = {"viewer": viewer, "at": question.at, "known_at": question.known_at}
    history = queries.history(question.subject, **then)
    located = queries.locate([question.subject], **then)
    context = {
        "thing": things.tell(question.subject, history, located[0] if located else None),
        "moments": question.moments,
    }
    return TemplateResponse(request, "backoffice/_thing.html", context)


@_answer
def export(request: HttpRequest, question: Asked, viewer: Viewer) -> HttpResponseBase:
    """One sheet of SHEETS of a whole trace; that of lots and objects is always a row for each."""
    sheet = request.GET.get("sheet", "things")
    if sheet not in sheets.SHEETS:
        raise AskedWrongly(
            gettext_noop("“{text}” is none of {allowed}."), text=sheet, allowed=", ".join(sheets.SHEETS)
        )

    def ask(detail: Detail, cursor: str | None) -> Trace:
        return _trace(replace(question, detail=detail), viewer, cursor)

    now = timezone.now()
    record = last_recorded(now) if question.known_at is None else question.known_at
    graph = ask("graph", None)
    written = sheets.lines(graph, every_node(graph, ask), sheet, sheets.Asking(now, record))
    response = StreamingHttpResponse(written, content_type="text/csv; charset=utf-8")
    name = "".join(letter if letter.isalnum() else "-" for letter in question.subject.key)
    response["Content-Disposition"] = (
        f'attachment; filename="trace-{name.encode("ascii", "replace").decode()}-{sheet}.csv"'
    )
    return response


def _again(request: HttpRequest, subject: str) -> str:
    """The parameters of this page, with another subject."""
    return urlencode({**request.GET.dict(), "q": subject})


def _export_query(question: Asked) -> str:
    """The question of this page as the parameters of an export."""
    return (
        urlencode(
            {
                "id": question.subject.digital_link(),
                "direction": question.direction,
            }
        )
        + question.moments
    )


def _trace(question: Asked, viewer: Viewer, cursor: str | None, within: str = "") -> Trace:
    return queries.trace(
        question.subject,
        viewer=viewer,
        direction=question.direction,
        at=question.at,
        known_at=question.known_at,
        detail="objects" if within else question.detail,
        cursor=cursor,
        limit=LISTED if within else PART if question.detail == "objects" else None,
        within=within or None,
    )


def _problem(status: int, kind: str, title: str, detail: str) -> JsonResponse:
    """A problem document, of the same type as the business API's for the same."""
    body = {"type": f"{PROBLEM}{kind}", "status": status, "title": title, "detail": detail}
    return JsonResponse(body, status=status, content_type="application/problem+json")
