"""No bad input makes a 500 or stores anything. The list is that of the project's own requirements."""

from __future__ import annotations

import gzip
import io
import json
import zlib
from random import Random
from string import ascii_letters
from typing import TYPE_CHECKING, Any

import pytest

from tests.app.api.calling import JSON, bare, document, event, row_counts

if TYPE_CHECKING:
    from tests.app.api.calling import Caller

XML = "application/xml"
ENTITY_BOMB = (
    b'<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9))
    + b"]><EPCISDocument>&j;</EPCISDocument>"
)
EXTERNAL_ENTITY = b'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><EPCISDocument>&x;</EPCISDocument>'


def text(*events: dict[str, Any], **members: Any) -> bytes:
    return json.dumps(document(*events) | members).encode()


def changed(old: bytes, new: bytes) -> bytes:
    """A lawful document with one piece of text in another's place."""
    lawful = text(event(7))
    assert lawful.count(old) == 1
    return lawful.replace(old, new)


BAD = {
    "nothing": (b"", JSON, 400),
    "not JSON": (b"eventTime,epc\n1,2\n", JSON, 400),
    "half a document": (text(event(1))[:-90], JSON, 400),
    "another document": (b'{"type": "Invoice"}', JSON, 400),
    "a number": (b"7", JSON, 400),
    "10,000 lists deep": (b"[" * 10_000 + b"]" * 10_000, JSON, 400),
    "10,000 objects deep": (
        changed(b'"OBSERVE"', b'"OBSERVE", "ext:x": ' + b'{"ext:x":' * 10_000 + b"1" + b"}" * 10_000),
        JSON,
        400,
    ),
    "10,000 elements deep": (b"<a>" * 10_000 + b"</a>" * 10_000, XML, 400),
    "NaN": (
        changed(b'"OBSERVE"', b'"OBSERVE", "quantityList": [{"epcClass": "urn:x:y", "quantity": NaN}]'),
        JSON,
        400,
    ),
    "1e400": (
        changed(b'"OBSERVE"', b'"OBSERVE", "quantityList": [{"epcClass": "urn:x:y", "quantity": 1e400}]'),
        JSON,
        400,
    ),
    "a name twice": (changed(b'"OBSERVE"', b'"OBSERVE", "action": "ADD"'), JSON, 400),
    "a time without zone": (text(event(1, eventTime="2026-03-02T08:00:00")), JSON, 400),
    "the year 0000": (text(event(1, eventTime="0000-01-01T00:00:00Z")), JSON, 400),
    "a day that is none": (text(event(1, eventTime="2026-02-30T00:00:00Z")), JSON, 400),
    "a lone surrogate": (changed(b"shipping", b"ship\\ud800ping"), JSON, 400),
    "a raw surrogate": (changed(b"shipping", b"ship\xed\xa0\x80ping"), JSON, 400),
    "a null character": (changed(b"shipping", b"ship\\u0000ping"), JSON, 400),
    "Latin-1": (changed(b"shipping", b"sch\xf6n"), JSON, 400),
    "a byte order mark": (b"\xef\xbb\xbf" + text(event(1)), JSON, 400),
    "UTF-16": (text(event(1)).decode().encode("utf-16"), JSON, 400),
    "an entity bomb": (ENTITY_BOMB, XML, 400),
    "an external entity": (EXTERNAL_ENTITY, XML, 400),
    "XML cut off": (b"<EPCISDocument><EPCISBody>", XML, 400),
    "XML as JSON": (b"<a/>", JSON, 400),
    "JSON as XML": (text(event(1)), XML, 400),
    "a wrong content type": (text(event(1)), "text/csv", 415),
    "no content type": (text(event(1)), "", 415),
    "a form": (b"a=1", "application/x-www-form-urlencoded", 415),
    "a wrong check digit": (text(event(1, epcList=["https://id.gs1.org/01/09521141123455/21/1"])), JSON, 400),
    "a serial too long": (
        text(event(1, epcList=[f"https://id.gs1.org/01/09521141123454/21/{'9' * 21}"])),
        JSON,
        400,
    ),
    "no event": (b'{"@context":[],"type":"EPCISDocument","epcisBody":{}}', JSON, 400),
    "version 1.2 in JSON": (text(event(1), schemaVersion="1.2"), JSON, 400),
    "version 3.0": (text(event(1), schemaVersion="3.0"), JSON, 400),
    "a list of no events": (b"[]", JSON, 400),
    "a list of no events in XML": (b"<EventList/>", XML, 400),
    "an unknown context": (text(event(1), **{"@context": 7}), JSON, 400),
}


@pytest.mark.parametrize("name", BAD)
@pytest.mark.parametrize("behaviour", ["rollback", "proceed"])
def test_what_cannot_be_read_is_refused_and_stores_nothing(dairy: Caller, name: str, behaviour: str) -> None:
    data, type_, status = BAD[name]
    before = row_counts()

    response = dairy.post("/epcis/capture", data, type_, GS1_Capture_Error_Behaviour=behaviour)

    if response.status_code == 202:  # wrong in an event, and the client asked to go on
        assert behaviour == "proceed"
        job = dairy.get(response["Location"]).json()
        assert not job["success"]
        assert all(error["index"] == 0 and error["detail"] for error in job["errors"])
        assert row_counts() == before | {"events_job": before["events_job"] + 1}
    else:
        assert_refused(response, status)
        assert row_counts() == before


@pytest.mark.parametrize("name", BAD)
def test_a_bare_event_is_judged_alike(dairy: Caller, name: str) -> None:
    data, type_, status = BAD[name]
    before = row_counts()

    assert_refused(dairy.post("/epcis/events", data, type_), status)
    assert row_counts() == before


def long_name(length: int) -> str:
    """A URI of so many bytes that no database makes shorter."""
    return "https://e.example/" + "".join(Random(length).choices(ascii_letters, k=length - 18))


def naming(name: str) -> dict[str, dict[str, Any]]:
    """Events that name something by this URI, by where."""
    gtin = "https://id.gs1.org/01/09521141123454"
    made = {"action": "ADD", "epcList": None, "quantityList": [{"epcClass": gtin, "quantity": 5}]}
    transformed = {
        "type": "TransformationEvent",
        "action": None,
        "epcList": None,
        "inputEPCList": ["urn:epc:id:sgtin:9521141.012345.1"],
    }
    aggregated = {"type": "AggregationEvent", "epcList": None}
    return {
        "/epcList/0": event(1, epcList=[name]),
        "/parentID": event(1, **aggregated, parentID=name, childEPCs=["urn:epc:id:sgtin:9521141.012345.1"]),
        "/childEPCs/0": event(1, **aggregated, childEPCs=[name]),
        "/transformationID": event(1, **transformed, transformationID=name),
        "/inputEPCList/0": event(1, **transformed | {"inputEPCList": [name]}, transformationID="urn:a:1"),
        "/outputEPCList/0": event(1, **transformed, outputEPCList=[name]),
        "/quantityList/0/epcClass": event(1, quantityList=[{"epcClass": name, "quantity": 5}]),
        "/eventID": event(1, eventID=name),
        "/bizStep": event(1, bizStep=name),
        "/disposition": event(1, disposition=name),
        "/persistentDisposition/set/0": event(1, persistentDisposition={"set": [name]}),
        "/readPoint/id": event(1, readPoint={"id": name}),
        "/bizLocation/id": event(1, bizLocation={"id": name}),
        "/bizTransactionList/0/bizTransaction": event(1, bizTransactionList=[{"bizTransaction": name}]),
        "/bizTransactionList/0/type": event(
            1, bizTransactionList=[{"type": name, "bizTransaction": "urn:a:1"}]
        ),
        "/sourceList/0/source": event(1, sourceList=[{"type": "location", "source": name}]),
        "/sourceList/0/type": event(1, sourceList=[{"type": name, "source": "urn:a:1"}]),
        "/destinationList/0/destination": event(
            1, destinationList=[{"type": "location", "destination": name}]
        ),
        "/destinationList/0/type": event(1, destinationList=[{"type": name, "destination": "urn:a:1"}]),
        "/errorDeclaration/reason": event(
            1, errorDeclaration={"declarationTime": "2026-03-03T08:00:00Z", "reason": name}
        ),
        "/errorDeclaration/correctiveEventIDs/0": event(
            1, errorDeclaration={"declarationTime": "2026-03-03T08:00:00Z", "correctiveEventIDs": [name]}
        ),
        "/ilmd": event(1, **made, ilmd={"cbvmda:lotNumber": "L" * 18 + name[18:]}),
    }


@pytest.mark.parametrize("path", naming("urn:a:1"))
def test_a_name_has_2000_bytes_at_most(dairy: Caller, path: str) -> None:
    before = row_counts()

    for length in (2001, 4000):
        response = dairy.capture(naming(long_name(length))[path])
        assert_refused(response, 400)
        assert [(error["index"], error["path"]) for error in response.json()["errors"]] == [(0, path)]
        assert "at most 2000" in response.json()["errors"][0]["message"]
        assert row_counts() == before
    response = dairy.post(
        "/epcis/capture",
        document(naming(long_name(2100))[path], event(2)),
        GS1_Capture_Error_Behaviour="proceed",
    )
    job = dairy.get(response["Location"]).json()
    assert [(error["index"], error["path"]) for error in job["errors"]] == [(0, path)]
    assert len(dairy.events()) == 1

    assert dairy.capture(naming(long_name(2000))[path]).status_code == 202
    assert len(dairy.events()) == 2


def test_the_bytes_of_a_name_are_counted(dairy: Caller) -> None:
    """Two thousand characters of three bytes each are too many."""
    name = "https://e.example/" + "产" * 660
    assert len(name.encode()) == 1998

    assert dairy.capture(event(1, readPoint={"id": name})).status_code == 202
    assert_refused(dairy.capture(event(2, readPoint={"id": name + "产"})), 400)


def test_a_lot_number_is_counted_with_its_escapes(dairy: Caller) -> None:
    """Its key holds them: nine bytes for each Chinese character."""
    lot = event(
        1,
        action="ADD",
        epcList=None,
        quantityList=[{"epcClass": "https://id.gs1.org/01/09521141123454", "quantity": 5}],
    )

    assert dairy.capture(lot | {"ilmd": {"cbvmda:lotNumber": "批" * 222}}).status_code == 202
    assert_refused(dairy.capture(lot | {"ilmd": {"cbvmda:lotNumber": "批" * 223}}), 400)


def assert_refused(response: Any, status: int) -> None:
    assert response.status_code == status, response.content
    assert response["Content-Type"] == "application/problem+json"
    problem = response.json()
    assert problem["status"] == status
    assert problem["type"].startswith("epcisException:")
    assert problem["title"]
    assert problem["detail"]


def test_the_year_one_is_a_year(dairy: Caller) -> None:
    """A date far away is a fact like any other, as long as the store can hold it."""
    response = dairy.capture(event(1, eventTime="0001-01-01T00:00:00.000+14:00"))
    assert response.status_code in (202, 400)
    if response.status_code == 202:
        assert [found["eventTime"] for found in dairy.events()] == ["0001-01-01T00:00:00.000+14:00"]


def test_200_megabytes_are_refused_before_they_are_read(dairy: Caller) -> None:
    class Endless(io.RawIOBase):
        taken = 0

        def read(self, size: int = -1) -> bytes:
            self.taken += size
            return b" " * size

    stream = Endless()
    response = dairy.client.generic(
        "POST",
        "/epcis/capture",
        b"",
        headers={"Authorization": f"Bearer {dairy.key}"},
        **{"CONTENT_TYPE": JSON, "CONTENT_LENGTH": "200000000", "wsgi.input": stream},
    )
    assert_refused(response, 413)
    assert stream.taken == 0

    response = dairy.client.generic(
        "POST",
        "/epcis/capture",
        b"",
        headers={"Authorization": f"Bearer {dairy.key}", "Transfer-Encoding": "chunked"},
        **{"CONTENT_TYPE": JSON, "CONTENT_LENGTH": "", "wsgi.input": stream},
    )
    assert_refused(response, 413)
    assert stream.taken == 50_000_001


@pytest.mark.parametrize(
    ("data", "encoding", "status"),
    [
        (gzip.compress(b" " * 60_000_000), "gzip", 413),
        (gzip.compress(gzip.compress(b" " * 1_000_000)), "gzip", 400),
        (gzip.compress(text(event(1)))[:-9], "gzip", 400),
        (gzip.compress(text(event(1))) + b"tail", "gzip", 400),
        (b"plain", "gzip", 400),
        (b"", "gzip", 400),
        (zlib.compress(text(event(1))), "deflate", 415),
        (text(event(1)), "br", 415),
    ],
    ids=["bomb", "bomb in a bomb", "cut off", "with a tail", "plain", "empty", "deflate", "brotli"],
)
def test_bad_encodings(dairy: Caller, data: bytes, encoding: str, status: int) -> None:
    before = row_counts()

    assert_refused(dairy.post("/epcis/capture", data, Content_Encoding=encoding), status)
    assert row_counts() == before


def test_a_list_of_bare_events_is_no_single_event(dairy: Caller) -> None:
    assert_refused(dairy.post("/epcis/events", [bare(1), bare(2)]), 400)
    assert_refused(dairy.post("/epcis/events", document(event(1))), 400)
    assert dairy.events() == []


def test_addresses_that_are_none(dairy: Caller) -> None:
    for path in ("/epcis/queries", "/epcis/bizSteps", "/epcis/x/y", "/epcis/events/urn:uuid:nobody"):
        assert_refused(dairy.get(path), 404)
    assert_refused(dairy.get("/epcis/events?EQ_eventID=" + "x" * 33_000), 414)


def test_an_answer_in_a_kind_that_is_not_offered(dairy: Caller) -> None:
    for path in ("/epcis", "/epcis/capture", "/epcis/events"):
        assert_refused(dairy.get(path, Accept="text/csv"), 406)
    assert dairy.get("/epcis/events", Accept="text/csv;q=0.9, application/xml;q=0.1").status_code == 200


def test_an_unforeseen_failure_is_a_problem_document(
    dairy: Caller, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("headwater.events.queries.find", fail)

    assert_refused(dairy.get("/epcis/events"), 500)
    assert "ZeroDivisionError" in caplog.text


def test_a_length_of_thousands_of_digits_is_refused(dairy: Caller) -> None:
    for length in ("9" * 5000, "9" * 30):
        response = dairy.client.generic(
            "POST",
            "/epcis/capture",
            b"",
            headers={"Authorization": f"Bearer {dairy.key}"},
            CONTENT_TYPE=JSON,
            CONTENT_LENGTH=length,
        )
        assert_refused(response, 413)
