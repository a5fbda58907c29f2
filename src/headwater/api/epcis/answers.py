"""Answers of the EPCIS interface: query documents in JSON-LD or XML, links to the next page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote, urlencode

import orjson
from django.http import HttpResponse
from django.utils import timezone
from msgspec.structs import replace

from headwater.api.addresses import absolute
from headwater.api.epcis import negotiation, spelling
from headwater.epcis import jsonld, xml
from headwater.epcis.model import Document
from headwater.events.query_pages import LIFETIME

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from django.http import HttpRequest

    from headwater.epcis.model import Event

QUERY_NAME: Final = "SimpleEventQuery"
_OFFERED: Final = (*negotiation.JSON_TYPES, *negotiation.XML_TYPES)


def time_text(moment: datetime) -> str:
    """A moment as ISO 8601 in UTC with milliseconds."""
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def query_document(request: HttpRequest, events: Sequence[Event]) -> HttpResponse:
    """The events as the client asked for them.

    Raises:
        Failure: 406 for a media type that is not offered.
    """
    type_ = negotiation.media_type(request, _OFFERED)
    epc_format = negotiation.epc_format(request)
    document = Document(
        kind="EPCISQueryDocument",
        events=spelling.respelled(events, epc_format),
        creation_date=time_text(timezone.now()),
        query_name=QUERY_NAME,
        namespaces=negotiation.extensions(request),
    )
    json = type_ in negotiation.JSON_TYPES
    body = jsonld.write_document(document) if json else _xml(request, document)
    return HttpResponse(body, content_type=type_, headers={"GS1-EPC-Format": epc_format, "Vary": "Accept"})


def _xml(request: HttpRequest, document: Document) -> bytes:
    format_ = negotiation.cbv_format(request)
    events = spelling.worded(document.events, format_)
    return xml.write_document(replace(document, events=events))


def json_answer(
    request: HttpRequest, value: Any, *, status: int = 200, headers: dict[str, str] | None = None
) -> HttpResponse:
    """Any value as JSON. Raises: Failure 406, where the client takes no JSON."""
    type_ = negotiation.media_type(request, negotiation.JSON_TYPES)
    return HttpResponse(orjson.dumps(value), status=status, content_type=type_, headers=headers)


def link_next(request: HttpRequest, response: HttpResponse, token: str | None) -> None:
    """Tell where the next page is, and until when; nothing where this is the last."""
    if token is None:
        return
    query = [(name, text) for name, texts in request.GET.lists() for text in texts if name != "nextPageToken"]
    address = absolute(request, f"{quote(request.path)}?{urlencode([*query, ('nextPageToken', token)])}")
    response["Link"] = f'<{address}>; rel="next"'
    expires = (timezone.now() + LIFETIME).replace(microsecond=0)
    response["GS1-Next-Page-Token-Expires"] = time_text(expires)
