"""POST and GET /epcis/capture."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING

import pytest

from tests.app.api.calling import document, event, row_counts

if TYPE_CHECKING:
    from pytest_django.fixtures import SettingsWrapper

    from tests.app.api.calling import Caller


def test_a_document_is_stored_and_its_job_tells_so(dairy: Caller) -> None:
    response = dairy.capture(event(1), event(2))

    assert response.status_code == 202
    assert response["GS1-EPCIS-Version"] == "2.0.0"
    job = dairy.get(response["Location"]).json()
    assert job.pop("createdAt") <= job.pop("finishedAt")
    assert response["Location"].endswith(job.pop("captureID"))
    assert job == {"running": False, "success": True, "captureErrorBehaviour": "rollback", "errors": []}
    assert len(dairy.events()) == 2


def test_a_repeat_is_stored_once(dairy: Caller) -> None:
    assert [dairy.capture(event(1)).status_code for _ in range(2)] == [202, 202]
    assert len(dairy.events()) == 1


def test_one_wrong_event_stores_nothing_and_is_named(dairy: Caller) -> None:
    before = row_counts()

    response = dairy.capture(event(1), event(2, eventTime="2026-03-02T08:00:00"))

    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"
    problem = response.json()
    assert (problem["type"], problem["status"]) == ("epcisException:ValidationException", 400)
    assert [(error["index"], error["path"], error["code"]) for error in problem["errors"]] == [
        (1, "/eventTime", "time-no-zone")
    ]
    assert row_counts() == before


@pytest.mark.parametrize(
    ("content_type", "data", "english", "chinese"),
    [
        (
            "application/json",
            b'{"a" 1}',
            "The text is not valid JSON: at line 1, column 6 there should be a colon.",
            "文本不是有效的 JSON：第 1 行第 6 列应为冒号。",
        ),
        (
            "application/xml",
            b"<a/><b/>",
            "The document is not well-formed XML: at line 1, column 5 more follows, after its end.",
            "文档不是格式良好的 XML：文档已结束，第 1 行第 5 列之后还有内容。",
        ),
    ],
)
def test_what_cannot_be_parsed_is_told_with_its_place(
    dairy: Caller, content_type: str, data: bytes, english: str, chinese: str
) -> None:
    for language, message in (("en", english), ("zh-CN", chinese)):
        response = dairy.post("/epcis/capture", data, content_type, Accept_Language=language)
        assert response.status_code == 400
        assert [error["message"] for error in response.json()["errors"]] == [message]


def test_proceed_keeps_the_others_and_lists_the_wrong_one(dairy: Caller) -> None:
    response = dairy.capture(
        event(1), event(2, eventTime="2026-03-02T08:00:00"), GS1_Capture_Error_Behaviour="proceed"
    )

    assert response.status_code == 202
    job = dairy.get(response["Location"], Accept_Language="zh").json()
    assert (job["success"], job["captureErrorBehaviour"]) == (False, "proceed")
    assert [(error["index"], error["path"]) for error in job["errors"]] == [(1, "/eventTime")]
    assert len(dairy.events()) == 1


def test_jobs_are_listed_newest_first_page_by_page(dairy: Caller, stranger: Caller) -> None:
    locations = [dairy.capture(event(serial))["Location"] for serial in range(5)]
    seen, path = [], "/epcis/capture?perPage=2"
    while path:
        response = dairy.get(path)
        seen += [f"/epcis/capture/{job['captureID']}" for job in response.json()]
        path = response.headers.get("Link", "").partition(">")[0].removeprefix("<http://testserver")

    assert seen == locations[::-1]
    assert stranger.get("/epcis/capture").json() == []
    assert stranger.get(locations[0]).status_code == 404
    assert dairy.get("/epcis/capture/nonsense").status_code == 404
    assert dairy.get("/epcis/capture?colour=red").json()["status"] == 400


def test_gzip_is_read(dairy: Caller) -> None:
    body = gzip.compress(json.dumps(document(event(1))).encode())
    assert dairy.post("/epcis/capture", body, Content_Encoding="gzip").status_code == 202
    # Two members one behind the other are one text.
    text = json.dumps(document(event(2))).encode()
    body = gzip.compress(text[:50]) + gzip.compress(text[50:])
    assert dairy.post("/epcis/capture", body, Content_Encoding="gzip").status_code == 202
    assert len(dairy.events()) == 2


def test_more_than_ten_thousand_events_are_too_many(dairy: Caller) -> None:
    before = row_counts()

    response = dairy.capture(*[event(1)] * 10_001)

    assert response.status_code == 413
    assert response.json()["type"] == "epcisException:CaptureLimitExceededException"
    assert response["GS1-EPCIS-Capture-Limit"] == "10000"
    assert response["GS1-EPCIS-Capture-File-Size-Limit"] == "50000000"
    assert row_counts() == before


@pytest.mark.parametrize(
    ("path", "allow"),
    [
        ("/epcis", "OPTIONS, GET, HEAD"),
        ("/epcis/capture", "OPTIONS, GET, POST, HEAD"),
        ("/epcis/capture/x", "OPTIONS, GET, HEAD"),
        ("/epcis/events", "OPTIONS, GET, POST, HEAD"),
        ("/epcis/events/x", "OPTIONS, GET, HEAD"),
    ],
)
def test_options_tell_versions_and_limits(dairy: Caller, path: str, allow: str) -> None:
    response = dairy.request("OPTIONS", path)

    assert (response.status_code, response["Allow"]) == (204, allow)
    for name in ("GS1-EPCIS-Version", "GS1-EPCIS-Min", "GS1-EPCIS-Max", "GS1-CBV-Version"):
        assert response[name] == "2.0.0"
    assert ("GS1-EPCIS-Capture-Limit" in response) == ("POST" in allow)
    assert dairy.request("DELETE", path).status_code == 405


def test_prefixes_of_the_header_bind_extensions(dairy: Caller) -> None:
    sent = event(1, **{"acme:line": "7"})
    assert dairy.capture(sent).status_code == 400
    assert dairy.capture(sent, GS1_Extensions="acme=https://acme.example/ns/").status_code == 202
    response = dairy.get("/epcis/events", GS1_Extensions="acme=https://acme.example/ns/")
    found = response.json()
    assert found["epcisBody"]["queryResults"]["resultsBody"]["eventList"][0]["acme:line"] == "7"


def test_versions_that_are_not_spoken_are_refused(dairy: Caller) -> None:
    assert dairy.capture(event(1), GS1_EPCIS_Version="3.0").status_code == 406
    assert dairy.capture(event(1), GS1_EPCIS_Version="2.0.0", GS1_CBV_Version="2.0").status_code == 202
    assert dairy.get("/epcis/events", GS1_EPCIS_Min="2.1").status_code == 406
    assert dairy.get("/epcis/events", GS1_EPCIS_Max="1.2").status_code == 406
    assert dairy.get("/epcis/events", GS1_EPCIS_Min="1.2", GS1_EPCIS_Max="2.0.0").status_code == 200
    assert dairy.get("/epcis/events", GS1_EPCIS_Min="two").status_code == 400
    assert dairy.capture(event(1), GS1_Capture_Error_Behaviour="maybe").status_code == 400


@pytest.mark.parametrize(
    ("base", "asked", "expected"),
    [
        ("https://id.dairy.example", "id.dairy.example", "https://id.dairy.example"),
        ("https://id.dairy.example", "ID.dairy.example:443", "https://id.dairy.example"),
        ("https://id.dairy.example:8443", "id.dairy.example:8443", "https://id.dairy.example:8443"),
        ("http://id.dairy.example", "id.dairy.example", "http://id.dairy.example"),
        ("https://id.dairy.example", "localhost:8000", "http://localhost:8000"),
        ("https://id.dairy.example", "localhost:99999", "http://localhost:99999"),
        ("https://id.dairy.example", "id.dairy.example:8000", "http://id.dairy.example:8000"),
    ],
)
def test_the_next_page_is_at_the_address_that_was_asked(
    dairy: Caller, settings: SettingsWrapper, base: str, asked: str, expected: str
) -> None:
    """A proxy that ends TLS asks by http what the client asked by https."""
    settings.HEADWATER_BASE_URL = base
    settings.ALLOWED_HOSTS = ["id.dairy.example", "localhost"]
    for serial in (1, 2):
        dairy.capture(event(serial), Host=asked)

    for path in ("/epcis/capture", "/epcis/events"):
        link = dairy.get(f"{path}?perPage=1", Host=asked)["Link"]
        assert link.startswith(f"<{expected}{path}?perPage=1&nextPageToken=")


def test_an_answer_without_a_body_has_no_content_type(dairy: Caller) -> None:
    answers = [dairy.capture(event(1)), dairy.request("OPTIONS", "/epcis/capture")]

    assert [answer.status_code for answer in answers] == [202, 204]
    assert [answer.headers.get("Content-Type") for answer in answers] == [None, None]
    assert dairy.request("HEAD", "/epcis/events")["Content-Type"].startswith("application/")
