"""EPCIS XML out: equal when read again, from JSON-LD too, and valid by the published XSD."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from lxml import etree

from headwater.epcis import jsonld, model, xml
from headwater.epcis.errors import EpcisError
from headwater.epcis.event_hash import event_hash
from headwater.epcis.validation import check
from headwater.epcis.xml_holdable import OMITTED
from headwater.epcis.xml_names import Prefixes
from headwater.epcis.xml_write_event import event as event_text
from tests.strategies import documents, events

WHEN = {"event_time": "2026-03-02T08:00:00Z", "event_time_zone_offset": "+08:00"}
E = "{https://ns.example.com/}"


@cache
def schema(folder: Path, name: str) -> etree.XMLSchema:
    """A published schema, with the one type of XSD 1.1 that libxml2 lacks replaced."""

    class Patched(etree.Resolver):
        def resolve(self, system_url, public_id, context):
            path = folder / Path(system_url).name
            return self.resolve_string(_patched(path), context, base_url=path.as_uri())

    parser = etree.XMLParser()
    parser.resolvers.add(Patched())
    return etree.XMLSchema(
        etree.fromstring(_patched(folder / name), parser, base_url=(folder / name).as_uri())
    )


def _patched(path: Path) -> bytes:
    return path.read_bytes().replace(b"xsd:dateTimeStamp", b"xsd:dateTime")


def complaints(vectors: Path, data: bytes) -> list[str]:
    """What the XSD of the document's kind has against it."""
    root = etree.fromstring(data)
    query = etree.QName(root).localname == "EPCISQueryDocument"
    name = "EPCglobal-epcis-query-2_0.xsd" if query else "EPCglobal-epcis-2_0.xsd"
    found = schema(vectors / "epcis/schema/xsd-2.0", name)
    found.validate(root)
    return [str(error) for error in found.error_log]


@given(events())
def test_the_random_events_are_valid(event):
    assert check(event) == ()


@given(documents())
def test_read_again_it_is_equal(document):
    reading = xml.read(xml.write_document(document))

    assert reading.problems == ()
    assert reading.document.events == document.events
    for field in ("kind", "id", "creation_date", "query_name", "subscription_id", "header", "extensions"):
        assert getattr(reading.document, field) == getattr(document, field)


@given(documents())
def test_by_way_of_xml_json_stays_equal_and_hashes_alike(document):
    first = jsonld.read(jsonld.write_document(document))
    assert first.problems == ()
    second = xml.read(xml.write_document(first.document))
    third = jsonld.read(jsonld.write_document(second.document))

    assert third.document.events == second.document.events == first.document.events == document.events
    assert [*map(event_hash, third.document.events)] == [*map(event_hash, document.events)]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(document=documents(by_schema=True))
def test_valid_by_the_published_schema(vectors, document):
    assert complaints(vectors, xml.write_document(document)) == []


def test_bare_event():
    event = model.Event(
        "ObjectEvent", **WHEN, action="ADD", extensions={f"{E}a": {f"@{E}b": "1", "#text": "<&>"}}
    )
    data = xml.write_event(event, {"e": E[1:-1]})

    assert xml.read(data).document == model.Document("", (event,), namespaces={"e": E[1:-1]})
    assert b'<ObjectEvent xmlns:e="https://ns.example.com/">' in data


def test_bare_list():
    document = model.Document("", (model.Event("ObjectEvent", action="ADD", **WHEN),) * 2)

    assert xml.read(xml.write_document(document)).document == document


def test_words_are_urns_and_sensor_words_curies():
    event = model.Event(
        "ObjectEvent",
        **WHEN,
        action="OBSERVE",
        biz_step="shipping",
        disposition="https://example.com/own",
        source_list=(model.Typed("https://id.gs1.org/417/9506000111117", "owning_party"),),
        sensor_element_list=(
            model.SensorElement(
                None, (model.SensorReport(type="Temperature", value=Decimal("4.50"), component="x"),)
            ),
        ),
        quantity_list=(model.QuantityElement("urn:epc:idpat:sgtin:4012345.066666.*", Decimal("1E+3")),),
    )
    written = xml.write_event(event, {}).decode()

    for part in (
        "<bizStep>urn:epcglobal:cbv:bizstep:shipping</bizStep>",
        "<disposition>https://example.com/own</disposition>",
        '<source type="urn:epcglobal:cbv:sdt:owning_party">',
        '<sensorReport type="gs1:Temperature" value="4.50" component="cbv:Comp-x">',
        'xmlns:gs1="https://gs1.org/voc/"',
        "<quantity>1000</quantity>",
    ):
        assert part in written


def test_parties_of_json_make_the_smallest_header(vectors):
    document = model.Document(
        "EPCISDocument",
        creation_date="2026-03-02T08:00:00Z",
        sender="urn:epc:id:sgln:0353579.00001.0",
        receiver="urn:epc:id:sgln:5012345.00001.0",
        instance_identifier="1234567890",
    )
    data = xml.write_document(document)

    assert xml.read(data).document == document
    assert complaints(vectors, data) == []


def test_master_data_in_a_header_and_as_a_result(vectors):
    master_data = (
        model.Vocabulary(
            "urn:epcglobal:epcis:vtype:BusinessLocation",
            (
                model.VocabularyElement(
                    "urn:epc:id:sgln:0037000.00729.0",
                    (
                        model.Attribute("urn:epcglobal:cbv:mda#name", "Dairy & Sons"),
                        model.Attribute("urn:epcglobal:cbv:mda#geo", {f"{E}lat": "1.5"}),
                    ),
                    ("urn:epc:id:sgln:0037000.00729.8201",),
                ),
            ),
        ),
    )
    for document in (
        model.Document("EPCISDocument", creation_date="2026-03-02T08:00:00Z", master_data=master_data),
        model.Document(
            "EPCISQueryDocument",
            creation_date="2026-03-02T08:00:00Z",
            master_data=master_data,
            query_name="SimpleMasterDataQuery",
        ),
    ):
        data = xml.write_document(document)
        assert xml.read(data).document.master_data == master_data
        assert complaints(vectors, data) == []


@pytest.mark.parametrize("prefix", ["xml", "xmlns", "XMLx", "1a", "a b", "epcis", "xsi", ""])
def test_prefixes_that_cannot_be_had_are_replaced(prefix):
    event = model.Event("ObjectEvent", **WHEN, action="ADD", extensions={f"{E}a": "1"})
    document = model.Document(
        "EPCISDocument",
        (event,),
        creation_date="2026-03-02T08:00:00Z",
        namespaces={prefix: E[1:-1], "other": "urn:epcglobal:epcis:xsd:2"},
    )

    assert xml.read(xml.write_document(document)).document.events == (event,)


@pytest.mark.parametrize(
    ("extensions", "code"),
    [
        ({f"{E}a b": "1"}, "xml-name"),
        ({f"{E}1": "1"}, "xml-name"),
        ({f"{E}": "1"}, "xml-name"),
        ({"{http://www.w3.org/2000/xmlns/}a": "1"}, "xml-name"),
        ({"{http://[::1}a": "1"}, "xml-name"),
        ({"{http://产地.example/}a": "1"}, "xml-name"),
        ({f"{E}a": "\x01"}, "xml-character"),
        ({f"{E}a": "\ud800"}, "xml-character"),
        ({f"{E}a": {f"@{E}b": ["1", "2"]}}, "xml-attribute"),
        ({f"{E}a": [{f"{E}b": {f"{E}c d": "1"}}]}, "xml-name"),
    ],
)
@pytest.mark.parametrize("where", ["place", "ilmd", "sensor", "declaration", "event"])
def test_what_xml_cannot_say_is_left_out_and_named(extensions, code, where):
    def event(some):
        return model.Event(
            "ObjectEvent",
            **WHEN,
            action="ADD",
            event_id="urn:x:1",
            read_point=model.Place("urn:epc:id:sgln:0012345.11111.400", some if where == "place" else {}),
            ilmd=some if where == "ilmd" else {},
            error_declaration=model.ErrorDeclaration(
                "2026-03-02T08:00:00Z", extensions=some if where == "declaration" else {}
            ),
            sensor_element_list=(
                model.SensorElement(
                    None, (model.SensorReport(type="Humidity", extensions=some if where == "sensor" else {}),)
                ),
            ),
            extensions={f"{E}other": "2"} | (some if where == "event" else {}),
        )

    kept = {f"{E}kept": "1"}
    with pytest.raises(EpcisError) as caught:
        event_text(event(kept | extensions), Prefixes({}))
    assert [problem.code for problem in caught.value.problems] == [code]

    document = model.Document(
        "EPCISDocument", (event(kept | extensions),), creation_date="2026-03-02T08:00:00Z"
    )
    (read,) = xml.read(xml.write_document(document)).document.events

    (name,) = extensions
    expected = event(kept)
    assert read == msgspec.structs.replace(expected, extensions=expected.extensions | {OMITTED: name})


def test_names_that_xml_cannot_hold_are_told_as_far_as_it_can():
    event = model.Event("ObjectEvent", **WHEN, action="ADD", extensions={f"{E}\x01a": "1", f"{E}b c": "2"})
    read = xml.read(xml.write_event(event, {})).document.events[0]

    assert read.extensions == {OMITTED: [f"{E}\ufffda", f"{E}b c"]}
