"""The business API: objects, history, trace, locate; keys and sessions; its own documentation."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import jsonschema
import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from headwater.api.business import document, urls
from headwater.gs1.identify import identify
from headwater.parties import operations
from headwater.parties.models import Person
from headwater.sample.dairy import Dairy
from tests.app.api.calling import event

if TYPE_CHECKING:
    from django.urls import URLPattern

    from tests.app.api.calling import Caller

ITEM = "https://id.gs1.org/01/09521141123454/21/1"
SPELLINGS = [
    "urn:epc:id:sgtin:9521141.012345.1",
    ITEM,
    "https://brand.example/01/09521141123454/21/1?17=290101",
    "(01)09521141123454(21)1",
    "01/09521141123454/21/1",
]
PLANT = "https://id.gs1.org/414/9521141123454"


@pytest.fixture
def world(dairy: Caller) -> Caller:
    """An item that is made and received, in a lot."""
    dairy.capture(
        event(
            1,
            action="ADD",
            bizStep="commissioning",
            bizLocation={"id": PLANT},
            ilmd={"cbvmda:lotNumber": "L1"},
        ),
        event(1, eventTime="2026-03-03T08:00:00.000+08:00", bizStep="storing", bizLocation={"id": PLANT}),
    )
    return dairy


@pytest.mark.parametrize(
    "spelling",
    [
        "(01)09521141123454(10)批次1",
        "（01） 09521141123454 （10） 批次1",
        "https://brand.example/01/09521141123454/10/批次1",
        "01/09521141123454/10/批次1",
    ],
)
def test_a_lot_is_asked_for_by_the_number_that_people_gave_it(dairy: Caller, spelling: str) -> None:
    dairy.capture(event(1, action="ADD", bizStep="commissioning", ilmd={"cbvmda:lotNumber": "批次1"}))
    encoded, subject = quote(spelling, safe=""), "urn:headwater:lot:09521141123454:%E6%89%B9%E6%AC%A11"

    assert dairy.get(f"/api/v1/trace?id={encoded}").json()["subject"]["id"] == subject
    assert dairy.get(f"/api/v1/objects/{encoded}").json()["id"] == subject
    assert dairy.get(f"/api/v1/objects/{encoded}/history").json()["subject"]["id"] == subject
    assert [one["id"] for one in dairy.get(f"/api/v1/locate?id={encoded}").json()] == [subject]


@pytest.mark.parametrize("text", ["L1\0", "urn:x:y\0", f"{ITEM}\0", "(01)09521141123454(10)批\0", "\x1b"])
def test_a_text_with_control_characters_is_refused(world: Caller, text: str) -> None:
    for path in (f"trace?id={quote(text)}", f"locate?id={quote(text)}", f"objects/{quote(text, safe='')}"):
        assert world.get(f"/api/v1/{path}").status_code == 400
    assert world.post("/api/v1/locate", {"ids": [text]}).status_code == 400


@pytest.mark.parametrize(
    ("language", "detail"),
    [
        ("en", "Position 1 of the value “批次1” of AI (10) is “批”, which is not in GS1 character set 82"),
        ("zh-CN", "应用标识符（10）的值“批次1”第 1 位是“批”，不在 GS1 字符集 82 之内"),
    ],
)
def test_a_lot_number_that_is_none_and_is_not_recorded_is_told_precisely(
    world: Caller, language: str, detail: str
) -> None:
    answer = world.get(f"/api/v1/trace?id={quote('(01)09521141123454(10)批次1')}", Accept_Language=language)

    assert answer.status_code == 400
    assert answer.json()["detail"].startswith(detail)


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_any_spelling_is_the_same_object(world: Caller, spelling: str) -> None:
    encoded = quote(spelling, safe="")
    shown = world.get(f"/api/v1/objects/{encoded}").json()
    history = world.get(f"/api/v1/objects/{encoded}/history").json()
    trace = world.get(f"/api/v1/trace?id={encoded}").json()
    (located,) = world.get(f"/api/v1/locate?id={encoded}").json()

    assert shown == {
        "id": ITEM,
        "key": "01/09521141123454/21/1",
        "scheme": "sgtin",
        "kind": "instance",
        "urn": "urn:epc:id:sgtin:9521141.012345.1",
        "elements": [{"ai": "01", "value": "09521141123454"}, {"ai": "21", "value": "1"}],
        "located": located,
    }
    assert [step["biz_step"] for step in history["steps"]] == ["commissioning", "storing"]
    assert history["subject"]["id"] == trace["subject"]["id"] == located["id"] == ITEM
    assert located["place"]["id"] == PLANT


def test_parameters_reach_the_queries(world: Caller) -> None:
    at = quote("2026-03-02T12:00:00+08:00")
    assert len(world.get(f"/api/v1/objects/{ITEM}/history?at={at}").json()["steps"]) == 1
    assert world.get(f"/api/v1/locate?id={ITEM}&at={at}").json()[0]["since"] == "2026-03-02T00:00:01.000Z"
    back = world.get(f"/api/v1/trace?id={ITEM}&direction=back&detail=graph").json()
    assert back["direction"] == "back"
    assert f"{PLANT.replace('414/9521141123454', '01/09521141123454')}/10/L1" in [
        n["id"] for n in back["nodes"]
    ]


def test_a_question_too_long_for_an_address_is_told_of_the_post(world: Caller) -> None:
    items = [f"https://id.gs1.org/01/09521141123454/21/{serial:06}" for serial in range(1000)]

    refused = world.get("/api/v1/locate?" + "&".join(f"id={quote(item)}" for item in items))
    other = world.get("/api/v1/trace?id=" + "x" * 33_000)

    assert (refused.status_code, other.status_code) == (414, 414)
    assert refused.json()["type"] == "urn:headwater:problem:URITooLong"
    assert refused.json()["detail"] == (
        "The query is longer than 32768 characters: send it as the JSON body of a POST to this address."
    )
    assert other.json()["detail"] == "The query is longer than 32768 characters."
    assert world.post("/api/v1/locate", {"ids": [ITEM, *items]}).status_code == 200


def test_many_are_located_in_the_order_of_the_question(world: Caller) -> None:
    world.capture(event(2, bizLocation={"id": PLANT}))
    items = ["urn:epc:id:sgtin:9521141.012345.2", ITEM]

    found = world.post("/api/v1/locate", {"ids": items}).json()
    assert [one["id"] for one in found] == [ITEM[:-1] + "2", ITEM]
    assert world.get("/api/v1/locate?" + "&".join(f"id={quote(item)}" for item in items)).json() == found


UNKNOWN: dict[str, Any] = {
    "place": None,
    "seen_at": None,
    "state": None,
    "via": None,
    "since": None,
    "in_transit": False,
    "destination": None,
    "offset": None,
    "parts": [],
    "known": False,
}
"""What is answered of a thing of which the viewer may see nothing, beside its id."""


def test_an_unknown_one_among_several_is_told_as_such(world: Caller) -> None:
    stem = ITEM.removesuffix("1")
    lot = stem.replace("/21/", "/10/") + "NEVER"
    asked = [f"{stem}404", ITEM, "(01)09521141123454(10)NEVER", ITEM, "https://example.org/never"]

    found = world.post("/api/v1/locate", {"ids": asked}).json()

    ids = [f"{stem}404", ITEM, lot, ITEM, "https://example.org/never"]
    assert [(one["id"], one["known"]) for one in found] == [(one, one == ITEM) for one in ids]
    assert [one for one in found if not one["known"]] == [
        {"id": one, **UNKNOWN} for one in ids if one != ITEM
    ]
    assert found[1] == found[3] == world.get(f"/api/v1/locate?id={ITEM}").json()[0]
    assert world.get("/api/v1/locate?" + "&".join(f"id={quote(one)}" for one in asked)).json() == found


def test_what_is_hidden_is_answered_as_what_was_never_recorded(world: Caller, stranger: Caller) -> None:
    stranger.capture(event(7, bizStep="storing"))
    seen, hidden, never = (ITEM.removesuffix("1") + serial for serial in ("7", "1", "404"))

    found = stranger.post("/api/v1/locate", {"ids": [seen, hidden, never]}).json()

    assert found[0]["known"]
    assert found[1:] == [{"id": hidden, **UNKNOWN}, {"id": never, **UNKNOWN}]
    alone = [stranger.get(f"/api/v1/locate?id={one}") for one in (hidden, never)]
    assert [one.status_code for one in alone] == [404, 404]
    assert alone[0].content.replace(b"/21/1.", b"/21/404.") == alone[1].content


def test_nothing_known_of_any_is_not_found(world: Caller) -> None:
    answer = world.post("/api/v1/locate", {"ids": ["01/09521141123454/21/404", "01/09521141123454/21/405"]})

    assert answer.status_code == 404
    assert "01/09521141123454/21/404" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("language", "detail"),
    [
        (
            "en",
            "“01/09521141123455/21/1”: The check digit of “09521141123455” in AI (01) is 5; it should be 4.",
        ),
        ("zh-CN", "“01/09521141123455/21/1”："),
    ],
)
def test_a_malformed_one_among_several_is_named(world: Caller, language: str, detail: str) -> None:
    ids = [ITEM, "01/09521141123455/21/1"]
    answer = world.post("/api/v1/locate", {"ids": ids}, Accept_Language=language)

    assert answer.status_code == 400
    assert answer.json()["detail"].startswith(detail)


def test_where_things_were_as_known_then(world: Caller) -> None:
    then = world.get(f"/api/v1/locate?id={ITEM}").json()
    (newest,) = {
        step["position"] for step in world.get(f"/api/v1/objects/{ITEM}/history").json()["steps"][-1:]
    }
    world.capture(event(1, eventTime="2026-03-03T00:00:00.000Z", bizLocation={"id": f"{PLANT}/254/2"}))

    assert world.get(f"/api/v1/locate?id={ITEM}").json() != then
    assert world.get(f"/api/v1/locate?id={ITEM}&known_at={newest}").json() == then
    assert world.post("/api/v1/locate", {"ids": [ITEM], "known_at": newest}).json() == then


@pytest.mark.parametrize("at", ["9999-12-31T23:59:59.999999Z", "9999-12-31T23:59:59%2B14:00"])
def test_the_last_moment_of_all_is_told_as_it_was_asked(world: Caller, at: str) -> None:
    for path in (f"trace?id={ITEM}&", f"objects/{quote(ITEM, safe='')}/history?", f"locate?id={ITEM}&"):
        answer = world.get(f"/api/v1/{path}at={at}")
        assert answer.status_code == 200, answer.content
    traced = world.get(f"/api/v1/trace?id={ITEM}&at=9999-12-31T23:59:59.999999Z").json()
    assert traced["at"] == "9999-12-31T23:59:59.999Z"


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("objects/nonsense", 400),
        ("objects/01/09521141123455/21/1", 400),
        ("objects/01/09521141123454/21/404", 404),
        ("objects/01/09521141123454/21/404/history", 404),
        ("objects/01/09521141123454/21/1?colour=red", 400),
        ("trace", 400),
        ("trace?id=01/09521141123454/21/1&id=x", 400),
        ("trace?id=01/09521141123454/21/1&direction=up", 400),
        ("trace?id=01/09521141123454/21/1&detail=all", 400),
        ("trace?id=01/09521141123454/21/1&at=yesterday", 400),
        ("trace?id=01/09521141123454/21/1&at=9999-12-31T23:59:59-14:00", 400),
        ("locate?id=01/09521141123454/21/1&at=0001-01-01T00:00:00%2B14:00", 400),
        ("trace?id=01/09521141123454/21/1&known_at=-1", 400),
        ("trace?id=01/09521141123454/21/1&cursor=x", 400),
        ("trace?id=01/09521141123454/21/1&limit=0", 400),
        ("locate", 400),
        ("locate?id=01/09521141123454/21/1&known_at=0", 400),
        ("nowhere", 404),
    ],
)
def test_wrong_questions_are_problems(world: Caller, path: str, status: int) -> None:
    response = world.get(f"/api/v1/{path}")

    assert response.status_code == status, response.content
    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["type"].startswith("urn:headwater:problem:")


@pytest.mark.parametrize(
    ("asked", "english", "chinese"),
    [
        (
            "direction=up",
            "'up' is no value of the parameter direction; it takes back, forward, both.",
            "'up' 不是参数 direction 的有效值；可用的值有 back, forward, both。",
        ),
        (
            "detail=all",
            "'all' is no value of the parameter detail; it takes summary, graph, objects.",
            "'all' 不是参数 detail 的有效值；可用的值有 summary, graph, objects。",
        ),
        (
            "limit=0",
            "'0' is no value of the parameter limit; it takes a whole number from 1 to 10000.",
            "'0' 不是参数 limit 的有效值；应为 1 至 10000 的整数。",
        ),
    ],
)
def test_a_value_that_is_none_is_refused_with_those_that_are(
    world: Caller, asked: str, english: str, chinese: str
) -> None:
    for language, expected in (("en", english), ("zh-CN", chinese)):
        answer = world.get(f"/api/v1/trace?id={ITEM}&{asked}", Accept_Language=language)
        assert (answer.status_code, answer.json()["detail"]) == (400, expected)


@pytest.mark.parametrize(
    ("data", "type_", "status"),
    [
        (b"{", "application/json", 400),
        (b'{"ids": []}', "application/json", 400),
        (b'{"ids": ["x"], "colour": 1}', "application/json", 400),
        (b'{"ids": ["01/09521141123454/21/1"], "known_at": 0}', "application/json", 400),
        (b'{"ids": ["x"]}', "application/json", 400),
        (b'{"ids": ["\xff"]}', "application/json", 400),
        (b"[" * 100_000, "application/json", 400),
        (b'{"ids": ["x"]}', "text/plain", 415),
        (b" " * 5_000_001, "application/json", 413),
    ],
)
def test_wrong_bodies_are_problems(world: Caller, data: bytes, type_: str, status: int) -> None:
    assert world.post("/api/v1/locate", data, type_).status_code == status


def test_a_signed_in_person_needs_no_key_but_a_csrf_token(world: Caller) -> None:
    person = Person.objects.create_user("mei", password="long enough to pass")
    client = Client(enforce_csrf_checks=True)
    client.force_login(person)
    assert client.get(f"/api/v1/locate?id={ITEM}").status_code == 403
    operations.add_membership(person=person, organisation=world.organisation, role="auditor", by=None)

    assert client.get(f"/api/v1/locate?id={ITEM}").status_code == 200
    body = {"data": {"ids": [ITEM]}, "content_type": "application/json"}
    assert client.post("/api/v1/locate", **body).status_code == 403
    client.cookies["csrftoken"] = token = "a" * 32
    assert client.post("/api/v1/locate", **body, headers={"X-CSRFToken": token}).status_code == 200
    # Capture is for keys alone.
    assert client.get("/epcis/events").status_code == 401


def test_the_document_names_every_address(client: Client) -> None:
    described = client.get("/api/v1/openapi.json").json()

    def template(pattern: URLPattern) -> str:
        return "/" + str(pattern.pattern).replace("<path:object_id>", "{id}")

    served = {template(pattern) for pattern in urls.urlpatterns} - {"/", "/openapi.json", "/^.*$"}
    assert served == set(described["paths"])
    assert described["openapi"] == "3.1.0"


def test_the_document_tells_the_methods(dairy: Caller) -> None:
    for path, methods in document.PATHS.items():
        allow = dairy.request("OPTIONS", "/api/v1" + path.replace("{id}", "x"))["Allow"].split(", ")
        assert {name.upper() for name in methods} == set(allow) - {"OPTIONS", "HEAD"}


def test_answers_are_as_the_document_says(world: Caller) -> None:
    described = world.client.get("/api/v1/openapi.json").json()
    located = world.post("/api/v1/locate", {"ids": [ITEM, ITEM + "404"]}).json()
    for one in located:
        schema: dict[str, Any] = {**described, "$ref": "#/components/schemas/Located"}
        jsonschema.Draft202012Validator(schema).validate(one)
    answers = {
        "Object": world.get(f"/api/v1/objects/{ITEM}"),
        "History": world.get(f"/api/v1/objects/{ITEM}/history"),
        "Trace": world.get(f"/api/v1/trace?id={ITEM}"),
        "Problem": world.get("/api/v1/trace"),
    }
    for name, response in answers.items():
        schema = {**described, "$ref": f"#/components/schemas/{name}"}
        jsonschema.Draft202012Validator(schema).validate(response.json())


@pytest.mark.parametrize(
    ("language", "body", "message"),
    [
        ("en", b'{"ids" []}', "The text is not valid JSON: at line 1, column 8 there should be a colon."),
        ("zh-CN", b'{"ids" []}', "文本不是有效的 JSON：第 1 行第 8 列应为冒号。"),
        ("zh-CN", b'{"ids": ["a"], "ids": []}', "名称 'ids' 在同一对象中出现了两次。"),
    ],
)
def test_a_body_that_is_no_json_is_told_with_its_place(
    world: Caller, language: str, body: bytes, message: str
) -> None:
    answer = world.post("/api/v1/locate", body, Accept_Language=language)

    assert answer.status_code == 400
    assert [error["message"] for error in answer.json()["errors"]] == [message]


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "Told from the events that you may see and from no others."),
        ("zh-CN", "只依据您可查看的事件作答。"),
    ],
)
def test_every_question_says_that_it_is_answered_as_far_as_one_may_see(
    client: Client, language: str, sentence: str
) -> None:
    headers = {"Accept-Language": language}
    described = client.get("/api/v1/openapi.json", headers=headers).json()
    operations = [one for methods in described["paths"].values() for one in methods.values()]

    assert len(operations) == 5
    assert all(one["description"].startswith(sentence) for one in operations)
    assert client.get("/api/v1/", headers=headers).content.decode().count(sentence) == 1


@pytest.mark.parametrize(("language", "word"), [("en", "Parameter"), ("zh-CN", "参数")])
def test_the_page_is_for_people_in_both_languages(client: Client, language: str, word: str) -> None:
    response = client.get("/api/v1/", headers={"Accept-Language": language})
    page = response.content.decode()

    assert response.status_code == 200
    assert word in page
    for path in document.PATHS:
        assert f"/api/v1{path}" in page
    assert "https://" not in page.replace("https://id.gs1.org", "")


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_what_the_page_points_to_is_there(client: Client, language: str) -> None:
    page = client.get("/api/v1/", headers={"Accept-Language": language}).content.decode()

    assert "`" not in page
    assert "<code>known</code>" in page
    anchors = set(re.findall(r'href="#(\w+)"', page))
    assert anchors >= {"Object", "Trace", "History", "Located", "Node"}
    assert anchors - set(re.findall(r'id="(\w+)"', page)) == set()
    (icon,) = re.findall(r'<link rel="icon"[^>]* href="/static/([^"]+)"', page)
    assert finders.find(icon) is not None
    (asked,) = re.findall(r"/locate\?id=([^&\"]+)", html.unescape(page))
    assert asked == identify(Dairy(lambda _gtin, _lot, count: ["1"] * count).lot("TK-0302")).key
