"""/epcis/events: events by query or by ID, and single events in. Source: EPCIS 2.0, sections 12.6 and 12.7."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

import orjson
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_noop as _
from msgspec.structs import replace

from headwater.api import bodies, failures
from headwater.api.epcis import answers, negotiation
from headwater.api.epcis.captures import require_readable
from headwater.api.epcis.interface import MAX_BYTES, epcis
from headwater.api.problems import Failure
from headwater.epcis import event_hash, jsonld, xml
from headwater.epcis.errors import EpcisError
from headwater.events import decoding, operations, queries, query_parameters
from headwater.parties.roles import require

if TYPE_CHECKING:
    from headwater.epcis.model import Event
    from headwater.parties.actors import Actor


def _find(request: HttpRequest, actor: Actor) -> HttpResponse:
    """One page of the events that match the parameters."""
    require(actor, "events.query")
    query = query_parameters.parse(dict(request.GET.lists()))
    page = queries.find(query, viewer=actor.viewer, token=request.GET.get(query_parameters.NEXT_PAGE_TOKEN))
    response = answers.query_document(request, page.events)
    answers.link_next(request, response, page.next)
    return response


def _show(request: HttpRequest, actor: Actor, event_id: str) -> HttpResponse:
    """The event of an ID, and the declarations that name it."""
    require(actor, "events.query")
    found = queries.with_event_id(event_id, viewer=actor.viewer)
    if not found:
        raise failures.not_found()
    return answers.query_document(request, found)


def _create(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Store one bare event; 201 with its address, and the event as it will be found."""
    require(actor, "events.capture")
    content_type = require_readable(request)
    namespaces = negotiation.extensions(request)
    type_ = negotiation.media_type(request, (*negotiation.JSON_TYPES, *negotiation.XML_TYPES))
    event = _only_event(bodies.read(request, MAX_BYTES), content_type, namespaces)
    operations.capture_events([event], by=actor, now=timezone.now(), refuse_conflicts=True)
    event_id = event.event_id or event_hash.event_hash(event)
    # Without the record time: it is that of the first capture, and a repeat is answered alike.
    known = replace(event, event_id=event_id, record_time=None)
    return HttpResponse(
        orjson.dumps(jsonld.write_event(known, namespaces))
        if type_ in negotiation.JSON_TYPES
        else xml.write_event(known, namespaces),
        status=201,
        content_type=type_,
        headers={"Location": f"/epcis/events/{quote(event_id, safe=':')}"},
    )


def _only_event(data: bytes, content_type: str, namespaces: dict[str, str]) -> Event:
    reading = decoding.read(data, content_type, namespaces)
    if reading.problems:
        raise EpcisError(reading.problems)
    if reading.document.kind or len(reading.document.events) != 1:
        raise Failure(
            400,
            "ValidationException",
            _("One bare event is expected here; documents go to /epcis/capture."),
        )
    return reading.document.events[0]


collection = epcis(get=_find, post=_create, captures=True)
single = epcis(get=_show)
