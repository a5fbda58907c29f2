"""POST and GET /epcis/events, and what headers ask of the answers."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest

from headwater.epcis import event_hash, jsonld, xml
from headwater.epcis.xml_holdable import OMITTED
from headwater.parties import operations
from tests.app.api.calling import bare, document, event, row_counts

if TYPE_CHECKING:
    from tests.app.api.calling import Caller

URN = "urn:epc:id:sgtin:9521141.012345.1"
LINK = "https://id.gs1.org/01/09521141123454/21/1"
PLACE = {"id": "urn:epc:id:sgln:9521141.12345.P1"}
ID = "urn:uuid:9b1deb4d-3b7d-4bad-9bdd-2b0d7b3dcb6d"


def test_one_event_is_created_and_found_at_its_address(dairy: Caller) -> None:
    response = dairy.post("/epcis/events", bare(1, eventID=ID))

    assert (response.status_code, response["Location"]) == (201, f"/epcis/events/{ID}")
    assert response.json()["eventID"] == ID
    (found,) = dairy.get(response["Location"]).json()["epcisBody"]["queryResults"]["resultsBody"]["eventList"]
    assert (found["eventID"], found["epcList"]) == (ID, [LINK])
    assert found["recordTime"] > "2026"


def test_an_event_without_id_gets_its_hash(dairy: Caller) -> None:
    response = dairy.post("/epcis/events", bare(1))
    (sent,) = jsonld.read(response.content).document.events

    assert sent.event_id == event_hash.event_hash(sent)
    assert dairy.get(response["Location"]).status_code == 200


def test_a_repeat_is_answered_as_before_and_another_content_is_a_conflict(dairy: Caller) -> None:
    first = dairy.post("/epcis/events", bare(1, eventID=ID))
    again = dairy.post("/epcis/events", bare(1, eventID=ID))
    before = row_counts()
    other = dairy.post("/epcis/events", bare(2, eventID=ID))

    assert (again.status_code, again.content, again["Location"]) == (201, first.content, first["Location"])
    assert other.status_code == 409
    assert other.json()["type"] == "epcisException:ResourceAlreadyExistsException"
    assert row_counts() == before
    assert len(dairy.events()) == 1


def test_an_id_may_be_that_of_two_events(dairy: Caller) -> None:
    dairy.post("/epcis/events", bare(1, eventID=ID))
    declaration = {"declarationTime": "2026-03-03T08:00:00.000Z", "reason": "incorrect_data"}
    assert dairy.post("/epcis/events", bare(1, eventID=ID, errorDeclaration=declaration)).status_code == 201

    found = dairy.get(f"/epcis/events/{ID}").json()["epcisBody"]["queryResults"]["resultsBody"]["eventList"]
    assert ["errorDeclaration" in one for one in found] == [False, True]
    assert len(dairy.events("?EXISTS_errorDeclaration=true")) == 1


@pytest.mark.parametrize("epcs", [[URN], [LINK]])
def test_identifiers_come_in_the_spelling_asked_for(dairy: Caller, epcs: list[str]) -> None:
    dairy.capture(event(1, epcList=epcs, readPoint=PLACE))

    def answer(format_: str | None) -> tuple[str, str]:
        headers = {} if format_ is None else {"GS1_EPC_Format": format_}
        response = dairy.get("/epcis/events", **headers)
        assert response["GS1-EPC-Format"] == format_ or "Always_GS1_Digital_Link"
        (found,) = response.json()["epcisBody"]["queryResults"]["resultsBody"]["eventList"]
        return found["epcList"][0], found["readPoint"]["id"]

    place_link = "https://id.gs1.org/414/9521141123454/254/P1"
    assert answer(None) == (LINK, place_link)
    assert answer("Always_GS1_Digital_Link") == (LINK, place_link)
    assert answer("Always_EPC_URN") == (URN, PLACE["id"])
    assert answer("Never_Translates") == (epcs[0], PLACE["id"])
    assert answer("No_Preference") == (epcs[0], PLACE["id"])
    assert dairy.get("/epcis/events", GS1_EPC_Format="Any").status_code == 400


def test_a_digital_link_stays_where_the_prefix_is_not_known(dairy: Caller) -> None:
    unknown = "https://id.gs1.org/01/04012345123456/21/1"
    dairy.capture(event(1, epcList=[unknown]))

    def answer() -> list[str]:
        response = dairy.get("/epcis/events", GS1_EPC_Format="Always_EPC_URN")
        found: list[str] = response.json()["epcisBody"]["queryResults"]["resultsBody"]["eventList"][0][
            "epcList"
        ]
        return found

    assert answer() == [unknown]
    operations.register_prefix(digits="4012345", organisation=dairy.organisation, by=None)
    assert answer() == ["urn:epc:id:sgtin:4012345.012345.1"]


def test_xml_has_words_as_urns_or_web_uris(dairy: Caller) -> None:
    dairy.capture(event(1))

    def body(**headers: str) -> str:
        return dairy.get("/epcis/events", Accept="application/xml", **headers).content.decode()

    assert "<bizStep>urn:epcglobal:cbv:bizstep:shipping</bizStep>" in body()
    web = body(GS1_CBV_XML_Format="Always_Web_URI")
    assert "<bizStep>https://ref.gs1.org/cbv/BizStep-shipping</bizStep>" in web
    assert xml.read(web.encode()).document.events[0].biz_step == "shipping"
    refused = dairy.get("/epcis/events", Accept="text/xml", GS1_CBV_XML_Format="Never_Translates")
    assert refused.status_code == 406


def test_an_extension_that_xml_cannot_hold_stops_no_reader_of_xml(dairy: Caller) -> None:
    odd = [{"ex:a": {"@q": {"ex:b": "1"}}}, {"bad:a": "1"}, {}]
    told = document(*(event(n, **extension) for n, extension in enumerate(odd, 1)))
    told["@context"].append({"ex": "https://ex.example/", "bad": "http://[::1"})
    assert dairy.post("/epcis/capture", told).status_code == 202

    answers = [dairy.get("/epcis/events?perPage=1&orderDirection=ASC", Accept="application/xml")]
    while link := answers[-1].headers.get("Link"):
        address = link.partition(">")[0].removeprefix("<").removeprefix("http://testserver")
        answers.append(dairy.get(address, Accept="application/xml"))

    assert [answer.status_code for answer in answers] == [200, 200, 200]
    read = [one for answer in answers for one in xml.read(answer.content).document.events]
    assert [one.extensions for one in read] == [
        {OMITTED: "{https://ex.example/}a"},
        {OMITTED: "{http://[::1}a"},
        {},
    ]


def test_xml_goes_in_as_json_does(dairy: Caller) -> None:
    reading = jsonld.read(json.dumps(document(event(1))).encode())
    assert dairy.post("/epcis/capture", xml.write_document(reading.document), "text/xml").status_code == 202
    single = xml.write_event(reading.document.events[0], {})
    response = dairy.post("/epcis/events", single, "application/xml", Accept="application/xml")
    assert (response.status_code, response["Content-Type"]) == (201, "application/xml")
    assert len(dairy.events()) == 1


def test_head_is_get_without_a_body(dairy: Caller) -> None:
    dairy.capture(event(1))
    get, head = dairy.get("/epcis/events"), dairy.request("HEAD", "/epcis/events")

    assert (head.status_code, head.content) == (200, b"")
    assert head["Content-Length"] == str(len(get.content))


def test_an_odd_event_id_has_an_address(dairy: Caller) -> None:
    odd = "https://example.com/events/a b?x=1|2#ü"
    response = dairy.post("/epcis/events", bare(1, eventID=quote(odd, safe=":/?=#")))
    assert response.status_code == 201
    assert dairy.get(response["Location"]).status_code == 200


def test_problems_are_told_in_the_readers_language(dairy: Caller) -> None:
    path = "/epcis/events?EQ_colour=red"
    english = dairy.get(path, Accept_Language="en").json()
    chinese = dairy.get(path, Accept_Language="zh-CN").json()

    assert english["detail"] == "The parameter EQ_colour is not known here."
    assert chinese["type"] == english["type"]
    assert "EQ_colour" in chinese["detail"]
    assert chinese["detail"] != english["detail"]
    assert chinese["title"] != english["title"]
