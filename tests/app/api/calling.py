"""A client of the interfaces with a key, and small documents to send."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import connection
from django.test import Client

from headwater.parties import operations

if TYPE_CHECKING:
    from django.http import HttpResponse

    from headwater.parties.models import Organisation

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
DAIRY_GLN, SHOP_GLN, OTHER_GLN = "9521141123454", "9506000134352", "0614141000005"
"""Thirteen digits with a right check digit."""
JSON = "application/json"
CONTEXT = "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"


@dataclass
class Caller:
    """A client with a key; answers are Django's."""

    client: Client
    key: str
    organisation: Organisation

    def request(
        self, method: str, path: str, data: Any = b"", type_: str = JSON, **headers: str
    ) -> HttpResponse:
        """`headers` with underscores for hyphens; a body that is no bytes is sent as JSON."""
        body = data if isinstance(data, bytes) else json.dumps(data).encode()
        sent = {"Authorization": f"Bearer {self.key}"} | {k.replace("_", "-"): v for k, v in headers.items()}
        return self.client.generic(method, path, body, headers=sent, CONTENT_TYPE=type_)

    def get(self, path: str, **headers: str) -> HttpResponse:
        return self.request("GET", path, **headers)

    def post(self, path: str, data: Any, type_: str = JSON, **headers: str) -> HttpResponse:
        return self.request("POST", path, data, type_, **headers)

    def capture(self, *events: dict[str, Any], **headers: str) -> HttpResponse:
        return self.post("/epcis/capture", document(*events), **headers)

    def events(self, query: str = "") -> list[dict[str, Any]]:
        """The events of one page."""
        response = self.get(f"/epcis/events{query}")
        assert response.status_code == 200, response.content
        found: list[dict[str, Any]] = response.json()["epcisBody"]["queryResults"]["resultsBody"]["eventList"]
        return found


def document(*events: dict[str, Any]) -> dict[str, Any]:
    """An EPCIS document of these events."""
    return {
        "@context": [CONTEXT],
        "type": "EPCISDocument",
        "schemaVersion": "2.0",
        "creationDate": "2026-03-02T08:00:00Z",
        "epcisBody": {"eventList": list(events)},
    }


def event(serial: int = 1, **changes: Any) -> dict[str, Any]:
    """An observation of one item; `changes` with None take a field out."""
    made = {
        "type": "ObjectEvent",
        "eventTime": f"2026-03-02T08:{serial // 60 % 60:02}:{serial % 60:02}.000+08:00",
        "eventTimeZoneOffset": "+08:00",
        "action": "OBSERVE",
        "bizStep": "shipping",
        "epcList": [f"urn:epc:id:sgtin:9521141.012345.{serial}"],
    } | changes
    return {name: value for name, value in made.items() if value is not None}


def bare(serial: int = 1, **changes: Any) -> dict[str, Any]:
    """The same event alone, with its context."""
    return {"@context": [CONTEXT], **event(serial, **changes)}


def row_counts() -> dict[str, int]:
    """Rows of every table that is ours, key use and migrations apart."""
    counts = {}
    with connection.cursor() as cursor:
        for model in apps.get_models():
            if model.__module__.startswith("headwater."):
                table = model._meta.db_table
                cursor.execute(f'SELECT count(*) FROM "{table}"')
                counts[table] = cursor.fetchone()[0]
    return counts


def caller(organisation: Organisation, role: str = "integrator") -> Caller:
    """A client with a new key of this role."""
    key = operations.issue_api_key(name=role, organisation=organisation, role=role, now=NOW, by=None)
    return Caller(Client(raise_request_exception=True), key, organisation)
