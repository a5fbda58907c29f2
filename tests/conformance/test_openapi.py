"""Addresses, statuses, headers and bodies as the standard's OpenAPI document has them.

What the document asks and this interface does not give is listed here, so that it is not overlooked.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import jsonschema
import pytest
from django.test import Client

from headwater.events import query_parameters
from headwater.identity import cache
from headwater.parties import operations
from tests.app.api.calling import NOW, Caller, bare, document, event

if TYPE_CHECKING:
    from pathlib import Path

    from django.http import HttpResponse

SERVED = ("/", "/capture", "/capture/{captureID}", "/events", "/events/{eventID}")
NOT_HERE = {
    "EQ_persistentDisposition_set",
    "EQ_persistentDisposition_unset",
    "EQ_quantity",
    "GT_quantity",
    "GE_quantity",
    "LT_quantity",
    "LE_quantity",
    "EQ_correctiveEventID",
    "GE_startTime",
    "LT_startTime",
    "GE_endTime",
    "LT_endTime",
    "EQ_type",
    "EQ_deviceID",
    "EQ_dataProcessingMethod",
    "EQ_microorganism",
    "EQ_chemicalSubstance",
    "EQ_bizRules",
    "EQ_stringValue",
    "EQ_hexBinaryValue",
    "EQ_uriValue",
    "EQ_booleanValue",
}
"""Query parameters of the standard that are refused, by name."""


@pytest.fixture
def standard(vectors: Path) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((vectors / "epcis/schema/openapi.json").read_bytes())
    # A slip: exactly one of two alternatives of which neither requires anything, so that both always hold.
    job = read["components"]["schemas"]["CaptureJob"]["allOf"][1]
    job["anyOf"] = job.pop("oneOf")
    # Another: every event is an extended event, too.
    event_ = read["components"]["schemas"]["EPCISEvent"]
    event_["anyOf"] = event_.pop("oneOf")
    return read


@pytest.fixture
def caller(db: None) -> Caller:
    cache.forget_all()
    organisation = operations.add_organisation(name="Reader", key="9521141123454", operating=True, by=None)
    key = operations.issue_api_key(name="key", organisation=organisation, role="integrator", now=NOW, by=None)
    return Caller(Client(), key, organisation)


def resolve(standard: dict[str, Any], part: dict[str, Any]) -> dict[str, Any]:
    """What a reference stands for."""
    while "$ref" in part:
        found: Any = standard
        for name in part["$ref"].removeprefix("#/").split("/"):
            found = found[name]
        part = found
    return part


def described(standard: dict[str, Any], path: str, method: str, response: HttpResponse) -> dict[str, Any]:
    """The response object of the standard for what was answered."""
    responses = standard["paths"][path][method]["responses"]
    assert str(response.status_code) in responses, (path, method, response.status_code)
    return resolve(standard, responses[str(response.status_code)])


def check(standard: dict[str, Any], path: str, method: str, response: HttpResponse) -> None:
    """The answer's media type and body are those of the standard."""
    content = described(standard, path, method, response).get("content")
    if content is None:
        assert response.content == b""
        return
    type_ = response["Content-Type"]
    assert type_ in content
    schema = {"components": standard["components"], **content[type_]["schema"]}
    jsonschema.Draft7Validator(schema).validate(response.json())


def test_answers_have_the_shapes_of_the_standard(standard: dict[str, Any], caller: Caller) -> None:
    stored = caller.capture(event(1, eventID="urn:uuid:9b1deb4d-3b7d-4bad-9bdd-2b0d7b3dcb6d"))
    partly = caller.capture(event(2), event(3, action="?"), GS1_Capture_Error_Behaviour="proceed")
    wrong = caller.capture(event(3, action="?"))
    for response in (stored, partly, wrong):
        check(standard, "/capture", "post", response)
    check(standard, "/capture", "get", caller.get("/epcis/capture"))
    for job in (stored, partly):
        check(standard, "/capture/{captureID}", "get", caller.get(job["Location"]))
    check(standard, "/capture/{captureID}", "get", caller.get("/epcis/capture/none"))
    check(standard, "/capture", "post", caller.post("/epcis/capture", b"", "text/csv"))
    check(standard, "/capture", "post", caller.capture(event(1), Authorization=""))


def test_events_have_the_shapes_of_the_standard(standard: dict[str, Any], caller: Caller) -> None:
    created = caller.post("/epcis/events", bare(1, eventID="urn:x:y:1"))
    assert described(standard, "/events", "post", created)["headers"]["Location"]
    check(standard, "/events", "post", created)
    check(standard, "/events", "post", caller.post("/epcis/events", b"{"))
    check(standard, "/events", "get", caller.get("/epcis/events"))
    check(standard, "/events/{eventID}", "get", caller.get(created["Location"]))
    check(standard, "/events/{eventID}", "get", caller.get("/epcis/events/urn:x:y:2"))
    check(standard, "/events", "get", caller.get("/epcis/events", Accept="text/csv"))
    conflict = caller.post("/epcis/events", bare(2, eventID="urn:x:y:1"))
    # The document gives 406 as the only status within the body of a 409: a slip that is not followed.
    assert described(standard, "/events", "post", conflict)
    assert conflict.json()["status"] == 409


def test_the_top_level_names_what_there_is(standard: dict[str, Any], caller: Caller) -> None:
    response = caller.get("/epcis")
    found = response.json()

    # The schema wants all nine resources; those that this interface lacks are not pretended.
    schema = {
        **standard["components"]["schemas"]["TopLevelResourceCollection"],
        "components": standard["components"],
    }
    schema["properties"]["member"] |= {"minItems": 1}
    jsonschema.Draft7Validator(schema).validate(found)
    for name in found["member"]:
        assert caller.request("OPTIONS", f"/epcis/{name}").status_code == 204


def test_discovery_has_the_headers_of_the_standard(standard: dict[str, Any], caller: Caller) -> None:
    for path in SERVED:
        response = caller.request(
            "OPTIONS", "/epcis" + path.replace("{captureID}", "x").replace("{eventID}", "x")
        )
        headers = set(described(standard, path, "options", response)["headers"])
        # No extension of the standard is announced: any is accepted.
        assert headers - {"GS1-Extensions"} <= set(response.headers), path


def test_what_is_not_served_is_not_pretended(standard: dict[str, Any], caller: Caller) -> None:
    missing = [path for path in standard["paths"] if path not in SERVED]
    assert "/eventTypes" in missing
    for path in missing:
        for method in ("OPTIONS", "GET", "POST"):
            response = caller.request(method, f"/epcis{path}".replace("{", "").replace("}", ""))
            assert (response.status_code, response["Content-Type"]) == (404, "application/problem+json"), path


def test_every_resource_at_the_top_is_listed(standard: dict[str, Any], caller: Caller) -> None:
    tops = {path.removeprefix("/") for path in SERVED if path.count("/") == 1} - {""}

    assert set(caller.get("/epcis").json()["member"]) == tops


def test_every_query_parameter_is_understood_or_refused(standard: dict[str, Any], caller: Caller) -> None:
    names = {
        resolve(standard, parameter)["name"]
        for parameter in standard["paths"]["/events"]["get"]["parameters"]
        if resolve(standard, parameter)["in"] == "query"
    }
    assert names - NOT_HERE == set(query_parameters.NAMES) & names
    for name in NOT_HERE:
        response = caller.get(f"/epcis/events?{name}=1")
        assert response.status_code == 400
        assert name in response.json()["detail"]


def test_no_documented_value_of_a_parameter_is_refused(standard: dict[str, Any], caller: Caller) -> None:
    described = [resolve(standard, one) for one in standard["paths"]["/events"]["get"]["parameters"]]
    asked = 0
    for parameter in described:
        if parameter["in"] != "query" or parameter["name"] not in query_parameters.NAMES:
            continue
        for value in _documented(standard, parameter):
            response = caller.get(f"/epcis/events?{parameter['name']}={quote(value, safe='')}")
            assert response.status_code == 200, response.content
            asked += 1
    assert asked > 80


def _documented(standard: dict[str, Any], parameter: dict[str, Any]) -> list[str]:
    """The example of a parameter, the words that its schema lists, and a URI where it takes any."""
    schema = resolve(standard, parameter["schema"])
    schema = resolve(standard, schema.get("items", schema))
    found = [str(parameter["example"])] if "example" in parameter else []
    for part in (resolve(standard, one) for one in schema.get("anyOf", [schema])):
        found += part.get("enum", [])
        if part.get("format") == "uri" and parameter["name"].startswith(("eventType", "EQ_")):
            found.append("https://example.com/of/another?vocabulary#word")
    return found


def test_a_document_of_the_standards_size_is_accepted(caller: Caller) -> None:
    body = json.dumps(document(*[event(n) for n in range(1, 1001)])).encode()
    assert caller.post("/epcis/capture", body).status_code == 202
