"""Writing JSON-LD: contexts, prefixes, and what the schema asks for."""

from __future__ import annotations

from decimal import Decimal

import orjson
import pytest

from headwater.epcis import jsonld, model
from headwater.epcis.errors import EpcisError

OFFICIAL = "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"
WHEN = {"event_time": "2026-03-02T08:00:00Z", "event_time_zone_offset": "+00:00"}
ORDER = (model.Typed("urn:x:1"),)


def written(event, **namespaces):
    return orjson.loads(orjson.dumps(jsonld.write_event(event, namespaces)))


def test_an_event_explains_only_the_prefixes_it_uses():
    event = model.Event(
        "ObjectEvent",
        action="ADD",
        epc_list=("urn:x:1",),
        ilmd={"{urn:epcglobal:cbv:mda}lotNumber": "L1", "{http://b/}x": {"{http://c/}y": "1", "plain": "2"}},
        extensions={"{http://www.w3.org/2000/01/rdf-schema#}comment": "c", "{http://d/}z": "3"},
        **WHEN,
    )

    assert written(event, b="http://b/", unused="http://unused/", ns1="http://taken/", _bad="http://d/") == {
        "@context": [OFFICIAL, {"b": "http://b/"}, {"ns2": "http://c/"}, {"ns3": "http://d/"}],
        "type": "ObjectEvent",
        "eventTime": "2026-03-02T08:00:00Z",
        "eventTimeZoneOffset": "+00:00",
        "action": "ADD",
        "epcList": ["urn:x:1"],
        "ilmd": {"cbvmda:lotNumber": "L1", "b:x": {"ns2:y": "1", "plain": "2"}},
        "rdfs:comment": "c",
        "ns3:z": "3",
    }


def test_an_official_prefix_bound_otherwise_stays_the_authors():
    event = model.Event(
        "ObjectEvent",
        action="ADD",
        ilmd={"{http://example.com/cbvmda/}lotNumber": "1", "{urn:epcglobal:cbv:mda}lotNumber": "2"},
        **WHEN,
    )
    value = written(event, cbvmda="http://example.com/cbvmda/")

    assert value["ilmd"] == {"cbvmda:lotNumber": "1", "ns1:lotNumber": "2"}
    assert jsonld.read(orjson.dumps(value)).document.events == (event,)


def test_the_xml_spelling_of_the_master_data_namespace_is_no_other_prefix():
    event = model.Event("ObjectEvent", action="ADD", ilmd={"{urn:epcglobal:cbv:mda}lotNumber": "2"}, **WHEN)

    assert written(event, cbvmda="urn:epcglobal:cbv:mda")["@context"] == [OFFICIAL]


@pytest.mark.parametrize(
    ("event", "empty"),
    [
        (model.Event("ObjectEvent", action="OBSERVE", **WHEN), True),
        (
            model.Event(
                "ObjectEvent", action="OBSERVE", quantity_list=(model.QuantityElement("urn:x:1"),), **WHEN
            ),
            False,
        ),
        (
            model.Event(
                "TransactionEvent", action="ADD", parent_id="urn:x:1", biz_transaction_list=ORDER, **WHEN
            ),
            True,
        ),
        (model.Event("AggregationEvent", action="DELETE", parent_id="urn:x:1", **WHEN), False),
    ],
)
def test_an_event_without_objects_says_so(event, empty):
    assert written(event).get("epcList") == ([] if empty else None)


def test_foreign_words_of_the_gs1_web_vocabulary_are_curies():
    report = model.SensorReport(type="https://gs1.org/voc/EffectiveDoseRate", value=Decimal("0.10"))
    event = model.Event(
        "ObjectEvent", action="OBSERVE", sensor_element_list=(model.SensorElement(reports=(report,)),), **WHEN
    )

    assert written(event)["sensorElementList"] == [
        {"sensorReport": [{"type": "gs1:EffectiveDoseRate", "value": 0.1}]}
    ]


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("200", b"200"),
        ("2.50", b"2.5"),
        ("-0.1", b"-0.1"),
        ("1E+3", b"1000"),
        ("9223372036854775808", b"9223372036854775808"),
        ("0.12345678901234567890", b"0.12345678901234567890"),
    ],
)
def test_numbers(number, text):
    quantity = model.QuantityElement("urn:x:1", Decimal(number), "KGM")
    event = model.Event("ObjectEvent", action="ADD", quantity_list=(quantity,), **WHEN)

    assert b'"quantity":' + text + b"," in orjson.dumps(jsonld.write_event(event, {}))


def test_a_document_needs_a_creation_date():
    document = model.Document("EPCISDocument", schema_version="1.2")
    with pytest.raises(EpcisError) as caught:
        jsonld.write_document(document)
    assert [(p.code, p.path) for p in caught.value.problems] == [("missing-field", "/creationDate")]

    value = orjson.loads(jsonld.write_document(document, creation_date="2026-03-02T08:00:00Z"))
    assert value == {
        "@context": [OFFICIAL],
        "type": "EPCISDocument",
        "schemaVersion": "2.0",
        "creationDate": "2026-03-02T08:00:00Z",
        "epcisBody": {"eventList": []},
    }


def test_a_query_document_carries_master_data_in_its_results():
    vocabulary = model.Vocabulary(
        "urn:epcglobal:epcis:vtype:BusinessLocation",
        (model.VocabularyElement("urn:epc:id:sgln:0037000.00729.0"),),
    )
    document = model.Document(
        "EPCISQueryDocument", query_name="q", subscription_id="s", master_data=(vocabulary,)
    )
    value = jsonld.write_document(document)

    assert orjson.loads(value)["epcisBody"]["queryResults"]["resultsBody"] == {
        "eventList": [],
        "vocabularyList": [
            {
                "type": "urn:epcglobal:epcis:vtype:BusinessLocation",
                "vocabularyElementList": [{"id": "urn:epc:id:sgln:0037000.00729.0"}],
            }
        ],
    }
    assert jsonld.read(value).document == document
