"""/epcis/capture: documents in, and what became of them. Source: EPCIS 2.0, section 12.6."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from headwater.api import bodies, failures
from headwater.api.epcis import answers, negotiation
from headwater.api.epcis.interface import MAX_BYTES, MAX_EVENTS, epcis
from headwater.api.problems import sentence
from headwater.epcis import times
from headwater.events import operations, queries, query_pages, query_parameters
from headwater.events.decoding import JSON_TYPES, XML_TYPES
from headwater.events.query_pages import Mark
from headwater.parties.roles import require

if TYPE_CHECKING:
    from headwater.events.models import CaptureJob
    from headwater.parties.actors import Actor

_JOBS: Final = "captures"
_PAGING: Final = ("perPage", query_parameters.NEXT_PAGE_TOKEN)


def require_readable(request: HttpRequest) -> str:
    """The content type, if it is one that is read. Raises: Failure 415."""
    content_type = request.headers.get("Content-Type", "")
    if content_type.partition(";")[0].strip().lower() not in JSON_TYPES | XML_TYPES:
        raise failures.unsupported(content_type)
    return content_type


def _capture(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Store a document; 202 and the address of the job."""
    require(actor, "events.capture")
    content_type = require_readable(request)
    job = operations.capture(
        bodies.read(request, MAX_BYTES),
        content_type=content_type,
        by=actor,
        now=timezone.now(),
        proceed=negotiation.proceeds(request),
        namespaces=negotiation.extensions(request),
        at_most=MAX_EVENTS,
    )
    return HttpResponse(status=202, headers={"Location": f"/epcis/capture/{job.pk}"})


def _list(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The captures of the caller's organisation, newest first."""
    require(actor, "events.query")
    if unknown := sorted(set(request.GET).difference(_PAGING)):
        raise query_parameters.unknown(unknown[0], _PAGING)
    per_page = query_parameters.parse(
        {name: texts for name, texts in request.GET.lists() if name == "perPage"}
    ).per_page
    organisation = actor.organisation_id
    before = None
    if token := request.GET.get("nextPageToken"):
        mark = query_pages.read(token, organisation_id=organisation, fingerprint=_JOBS)
        before = times.moment(mark.order), UUID(int=mark.position)
    jobs = queries.jobs(viewer=actor.viewer, limit=per_page + 1, before=before)
    shown = jobs[:per_page]
    response = answers.json_answer(request, [_job_json(job) for job in shown])
    if len(jobs) > per_page:
        last = shown[-1]
        mark = Mark(times.microseconds(last.created_at), last.pk.int, 0)
        token = query_pages.write(mark, organisation_id=organisation, fingerprint=_JOBS)
        answers.link_next(request, response, token)
    return response


def _show(request: HttpRequest, actor: Actor, capture_id: str) -> HttpResponse:
    """One capture."""
    require(actor, "events.query")
    try:
        job_id = UUID(capture_id)
    except ValueError:
        raise failures.not_found() from None
    job = queries.job(job_id, viewer=actor.viewer)
    if job is None:
        raise failures.not_found()
    return answers.json_answer(request, _job_json(job))


def _job_json(job: CaptureJob) -> dict[str, Any]:
    return {
        "captureID": str(job.pk),
        "createdAt": answers.time_text(job.created_at),
        "finishedAt": answers.time_text(job.finished_at),
        "running": False,
        "success": job.success,
        "captureErrorBehaviour": job.behaviour,
        "errors": [_error_json(error) for error in job.errors],
    }


def _error_json(error: dict[str, Any]) -> dict[str, Any]:
    message = sentence(error["template"], error["params"], error["message"])
    return {
        "type": "epcisException:ValidationException",
        "title": message,
        "status": 400,
        "detail": message,
        "code": error["code"],
        "index": error["index"],
        "path": error["path"],
    }


collection = epcis(get=_list, post=_capture, captures=True)
single = epcis(get=_show)
