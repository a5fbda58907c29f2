"""Reading JSON-LD: contexts, spellings, kinds of document, and what is refused where."""

from __future__ import annotations

import json
from decimal import Decimal

import orjson
import pytest

from headwater.epcis import jsonld, model
from headwater.epcis.errors import EpcisError

OFFICIAL = "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"
EVENT = {
    "type": "ObjectEvent",
    "action": "OBSERVE",
    "eventTime": "2026-03-02T08:00:00.000+08:00",
    "eventTimeZoneOffset": "+08:00",
    "epcList": ["urn:epc:id:sgtin:0614141.107346.2017"],
    "bizStep": "shipping",
}


def event(**fields):
    """The event above with other fields; None takes one away."""
    return {name: value for name, value in {**EVENT, **fields}.items() if value is not None}


def document(*events, context=OFFICIAL, **fields):
    value = {
        "@context": context,
        "type": "EPCISDocument",
        "schemaVersion": "2.0",
        "creationDate": "2026-03-02T08:00:00Z",
        "epcisBody": {"eventList": list(events)},
        **fields,
    }
    return {name: member for name, member in value.items() if member is not None}


def read(value, **arguments):
    return jsonld.read(orjson.dumps(value), **arguments)


def only_event(value, **arguments):
    reading = read(value, **arguments)
    assert reading.problems == ()
    (read_event,) = reading.document.events
    return read_event


def refusal(data):
    with pytest.raises(EpcisError) as caught:
        jsonld.read(data if isinstance(data, bytes) else orjson.dumps(data))
    return [(p.code, p.path) for p in caught.value.problems]


def test_fields_of_an_event():
    read_event = only_event(document(EVENT))

    assert read_event == model.Event(
        type="ObjectEvent",
        event_time="2026-03-02T08:00:00.000+08:00",
        event_time_zone_offset="+08:00",
        action="OBSERVE",
        epc_list=("urn:epc:id:sgtin:0614141.107346.2017",),
        biz_step="shipping",
    )


@pytest.mark.parametrize(
    "context",
    [
        OFFICIAL,
        [OFFICIAL],
        {"ex": "http://ns.example.com/"},
        [OFFICIAL, {"ex": "http://ns.example.com/"}],
        ["https://ref.gs1.org/standards/epcis/epcis-context.jsonld", {}],
        "https://gs1.github.io/EPCIS/epcis-context.jsonld",
        ["https://example.com/unknown.jsonld", OFFICIAL],
    ],
)
def test_a_context_is_text_object_or_list(context):
    assert only_event(document(EVENT, context=context)).biz_step == "shipping"
    assert only_event({"@context": context, **EVENT}).biz_step == "shipping"


@pytest.mark.parametrize(
    ("name", "clark"),
    [
        ("ex:batch", "{http://ns.example.com/epcis/}batch"),
        ("bare:batch", "{https://ns.example.com/epcis}batch"),
        ("sub:batch", "{http://ns.example.com/epcis/sub/}batch"),
        ("long:batch", "{http://ns.example.com/long#}batch"),
        ("http://ns.example.com/epcis/batch", "{http://ns.example.com/epcis/}batch"),
        ("https://other.example.com/a/b#batch", "{https://other.example.com/a/b#}batch"),
        ("urn:example:batch", "{urn:example:}batch"),
        ("batch", "{http://ns.example.com/terms/}batch"),
        ("rdfs:comment", "{http://www.w3.org/2000/01/rdf-schema#}comment"),
        ("cbvmda:lotNumber", "{urn:epcglobal:cbv:mda}lotNumber"),
    ],
)
def test_a_field_of_others_gets_its_clark_name(name, clark):
    context = [
        OFFICIAL,
        {"ex": "http://ns.example.com/epcis/", "bare": "https://ns.example.com/epcis"},
        {"sub": "ex:sub/", "long": {"@id": "http://ns.example.com/long#", "@prefix": True}},
        {
            "batch": {"@id": "http://ns.example.com/terms/batch"},
            "ex:typed": {"@type": "@id"},
            "@version": 1.1,
        },
    ]
    fields = {name: "A1", "ilmd": {name: "A2"}, "readPoint": {"id": "urn:x:1", name: "A3"}, "action": "ADD"}

    read_event = only_event(document(event(**fields), context=context))

    assert read_event.extensions == {clark: "A1"}
    assert read_event.ilmd == {clark: "A2"}
    assert read_event.read_point == model.Place("urn:x:1", {clark: "A3"})


def test_a_context_of_an_event_adds_to_that_of_its_document():
    first = {"@context": {"b": "http://b.example.com/"}, **event(**{"a:x": "1", "b:y": "2"})}
    reading = read(document(first, event(**{"b:y": "3"}), context=[OFFICIAL, {"a": "http://a.example.com/"}]))

    assert reading.document.events[0].extensions == {
        "{http://a.example.com/}x": "1",
        "{http://b.example.com/}y": "2",
    }
    assert [(p.index, p.code, p.path) for p in reading.problems] == [(1, "unbound-prefix", "/b:y")]
    assert reading.document.namespaces == {"a": "http://a.example.com/", "b": "http://b.example.com/"}


def test_prefixes_can_be_bound_from_outside():
    value = {"@context": OFFICIAL, **event(**{"ex:x": "1"})}

    assert only_event(value, namespaces={"ex": "http://ns.example.com/"}).extensions == {
        "{http://ns.example.com/}x": "1"
    }


def test_an_unknown_context_is_named_when_a_prefix_depends_on_it():
    reading = read(document(event(**{"ex:x": "1"}), context=[OFFICIAL, "https://example.com/c.jsonld"]))

    (problem,) = reading.problems
    assert (problem.code, problem.path, problem.index) == ("unbound-prefix", "/ex:x", 0)
    assert problem.message == (
        "The prefix 'ex' is not bound; the context 'https://example.com/c.jsonld' is not known here "
        "and is not fetched."
    )


def test_vocabulary_words_come_in_any_spelling():
    words = [
        "shipping",
        "cbv:BizStep-shipping",
        "urn:epcglobal:cbv:bizstep:shipping",
        "https://ref.gs1.org/cbv/BizStep-shipping",
    ]
    own = ["ex:own", "http://ns.example.com/own"]
    reading = read(
        document(
            *[event(bizStep=w) for w in words + own], context=[OFFICIAL, {"ex": "http://ns.example.com/"}]
        )
    )

    assert [e.biz_step for e in reading.document.events] == ["shipping"] * 4 + [
        "http://ns.example.com/own"
    ] * 2


def test_identifiers_given_as_curies_are_expanded():
    context = [OFFICIAL, {"ex": "http://ns.example.com/"}]
    value = event(
        epcList=["ex:1", "urn:epc:id:sgtin:0614141.107346.1"], eventID="ex:2", certificationInfo="ex:3"
    )
    read_event = only_event(document(value, context=context))

    assert read_event.epc_list == ("http://ns.example.com/1", "urn:epc:id:sgtin:0614141.107346.1")
    assert read_event.event_id == "http://ns.example.com/2"
    assert read_event.certification_info == ("http://ns.example.com/3",)


def test_standard_fields_under_their_full_names():
    value = {**event(bizStep=None), "epcis:bizStep": "shipping", "type": "epcis:ObjectEvent"}

    assert only_event(document(value)) == only_event(document(EVENT))


def test_certification_info_is_text_or_list():
    assert only_event(document(event(certificationInfo="https://c.example.com/1"))).certification_info == (
        "https://c.example.com/1",
    )
    assert only_event(document(event(certificationInfo=["urn:c:1", "urn:c:2"]))).certification_info == (
        "urn:c:1",
        "urn:c:2",
    )


@pytest.mark.parametrize(
    "digits", ["0.1", "1.10", "12345678901234567890.12345678901234567890", "1e-7", "9007199254740993"]
)
def test_numbers_keep_every_digit(digits):
    text = json.dumps(document(event(quantityList=[{"epcClass": "urn:x:1", "quantity": 77, "uom": "KGM"}])))
    reading = jsonld.read(text.replace("77", digits).encode())
    assert reading.document.events[0].quantity_list[0].quantity == Decimal(digits)

    written = jsonld.write_document(reading.document)
    assert jsonld.read(written).document == reading.document


def test_extension_values():
    context = [OFFICIAL, {"ex": "http://e/"}]
    value = event(
        **{
            "ex:a": {"@type": "T", "#text": "x", "ex:b": [1, ["2", None], {"own": False}], "@ex:c": 1.5},
            "ex:n": None,
        }
    )

    assert only_event(document(value, context=context)).extensions == {
        "{http://e/}a": {
            "@type": "T",
            "#text": "x",
            "{http://e/}b": ["1", "2", {"own": "false"}],
            "@{http://e/}c": "1.5",
        }
    }


def test_header_and_master_data():
    header = {
        "epcisMasterData": {
            "vocabularyList": [
                {
                    "type": "urn:epcglobal:epcis:vtype:BusinessLocation",
                    "vocabularyElementList": [
                        {
                            "id": "urn:epc:id:sgln:0037000.00729.0",
                            "attributes": [
                                {"id": "cbvmda:name", "attribute": "Cold store"},
                                {"id": "cbvmda:latitude", "attribute": 45.5},
                                {"id": "cbvmda:address", "attribute": {"ex:street": "Harbour 1"}},
                                {"id": "cbvmda:empty"},
                            ],
                            "children": ["urn:epc:id:sgln:0037000.00729.8201"],
                        }
                    ],
                }
            ]
        },
        "ex:route": "7",
    }
    value = document(
        context=[OFFICIAL, {"ex": "http://e/"}],
        epcisHeader=header,
        sender="urn:epc:id:sgln:0353579.00001.0",
        receiver="B",
        instanceIdentifier="42",
        id="urn:uuid:1",
        **{"ex:note": "n"},
    )
    read_document = read(value).document

    assert read_document.master_data == (
        model.Vocabulary(
            "urn:epcglobal:epcis:vtype:BusinessLocation",
            (
                model.VocabularyElement(
                    "urn:epc:id:sgln:0037000.00729.0",
                    (
                        model.Attribute("urn:epcglobal:cbv:mda:name", "Cold store"),
                        model.Attribute("urn:epcglobal:cbv:mda:latitude", "45.5"),
                        model.Attribute("urn:epcglobal:cbv:mda:address", {"{http://e/}street": "Harbour 1"}),
                        model.Attribute("urn:epcglobal:cbv:mda:empty"),
                    ),
                    ("urn:epc:id:sgln:0037000.00729.8201",),
                ),
            ),
        ),
    )
    assert read_document.header == {"{http://e/}route": "7"}
    assert read_document.extensions == {"{http://e/}note": "n"}
    assert (
        read_document.sender,
        read_document.receiver,
        read_document.instance_identifier,
        read_document.id,
    ) == (
        "urn:epc:id:sgln:0353579.00001.0",
        "B",
        "42",
        "urn:uuid:1",
    )
    assert jsonld.read(jsonld.write_document(read_document)).document == read_document


def test_query_documents_and_bare_events():
    query = {
        "@context": OFFICIAL,
        "type": "EPCISQueryDocument",
        "epcisBody": {
            "queryResults": {"queryName": "q", "subscriptionID": "s", "resultsBody": {"eventList": [EVENT]}}
        },
    }
    bare = {"@context": OFFICIAL, **EVENT}
    of_query, of_one, of_list = read(query).document, read(bare).document, read([bare, bare]).document

    assert (of_query.kind, of_query.query_name, of_query.subscription_id) == ("EPCISQueryDocument", "q", "s")
    assert of_one.kind == of_list.kind == ""
    assert of_one.events == of_query.events
    assert of_list.events == of_query.events * 2
    assert read([]).document.events == ()
    for one in (of_query, of_one, of_list):
        assert jsonld.read(jsonld.write_document(one)).document == one


def test_a_wrong_event_leaves_the_others():
    reading = read(document(EVENT, event(eventTime=None, bizStep=7, foo=1), "x", EVENT))

    assert reading.indexes == (0, 3)
    assert len(reading.document.events) == 2
    assert [(p.index, p.code, p.path) for p in reading.problems] == [
        (1, "type", "/bizStep"),
        (1, "unknown-field", "/foo"),
        (1, "missing-field", "/eventTime"),
        (2, "type", ""),
    ]


SENSOR = {"sensorReport": [{"type": "Temperature", "value": 1, "uom": "CEL"}]}


@pytest.mark.parametrize(
    ("value", "code", "path"),
    [
        (event(type="Nonsense"), "unknown-event-type", "/type"),
        (event(type=None), "missing-field", "/type"),
        (event(type=["ObjectEvent"]), "type", "/type"),
        (event(eventTime=None), "missing-field", "/eventTime"),
        (event(eventTimeZoneOffset=None), "missing-field", "/eventTimeZoneOffset"),
        (event(eventTime=20260302), "type", "/eventTime"),
        (event(bizstep="shipping"), "unknown-field", "/bizstep"),
        (event(**{"@id": "urn:x:1"}), "unknown-field", "/@id"),
        (event(**{"no:thing": 1}), "unbound-prefix", "/no:thing"),
        (event(**{"cbv:": 1}), "unknown-field", "/cbv:"),
        (event(**{"a/b~c": 1}), "unknown-field", "/a~1b~0c"),
        (event(**{"epcis:bizStep": "shipping"}), "duplicate-field", "/epcis:bizStep"),
        (event(epcList="urn:epc:id:sgtin:0614141.107346.2017"), "type", "/epcList"),
        (event(epcList=["urn:x:1", 2]), "type", "/epcList/1"),
        (event(epcList={"0": "urn:x:1"}), "type", "/epcList"),
        (event(readPoint="urn:x:1"), "type", "/readPoint"),
        (event(readPoint={}), "missing-field", "/readPoint/id"),
        (event(readPoint={"id": "urn:x:1", "name": "dock"}), "unknown-field", "/readPoint/name"),
        (event(quantityList=[{"quantity": 1}]), "missing-field", "/quantityList/0/epcClass"),
        (event(quantityList=[{"epcClass": "urn:x:1", "quantity": "1"}]), "type", "/quantityList/0/quantity"),
        (event(quantityList=[{"epcClass": "urn:x:1", "quantity": True}]), "type", "/quantityList/0/quantity"),
        (event(quantityList=[{"epcClass": "urn:x:1", "cbv:x": 1}]), "unknown-field", "/quantityList/0/cbv:x"),
        (event(bizTransactionList=[{"type": "po"}]), "missing-field", "/bizTransactionList/0/bizTransaction"),
        (
            event(bizTransactionList=[{"bizTransaction": "urn:x:1", "id": "urn:x:1"}]),
            "unknown-field",
            "/bizTransactionList/0/id",
        ),
        (event(sourceList=[{"type": 1, "source": "urn:x:1"}]), "type", "/sourceList/0/type"),
        (event(persistentDisposition={"set": "active"}), "type", "/persistentDisposition/set"),
        (event(persistentDisposition={"sett": ["active"]}), "unknown-field", "/persistentDisposition/sett"),
        (event(errorDeclaration={}), "missing-field", "/errorDeclaration/declarationTime"),
        (event(ilmd=[1]), "type", "/ilmd"),
        (event(ilmd={"lot": "1"}), "unknown-field", "/ilmd/lot"),
        (event(certificationInfo=[1]), "type", "/certificationInfo/0"),
        (event(sensorElementList=SENSOR), "type", "/sensorElementList"),
        (event(sensorElementList=[{"sensorReport": {}}]), "type", "/sensorElementList/0/sensorReport"),
        (
            event(sensorElementList=[{"sensorReport": [{"type": "Temperature", "value": "warm"}]}]),
            "type",
            "/sensorElementList/0/sensorReport/0/value",
        ),
        (
            event(sensorElementList=[{"sensorReport": [{"type": "Temperature", "booleanValue": 1}]}]),
            "type",
            "/sensorElementList/0/sensorReport/0/booleanValue",
        ),
        (
            event(sensorElementList=[{"sensorMetadata": {"times": 1}}]),
            "unknown-field",
            "/sensorElementList/0/sensorMetadata/times",
        ),
        (event(disposition=None, **{"@context": 5}), "context-type", "/@context"),
        (event(**{"@context": [{"ex": 5}]}), "context-term", "/@context/0/ex"),
        (event(**{"@context": {"ex": "no uri"}}), "context-term", "/@context/ex"),
        (event(**{"@context": {"ex": "http://e/}x"}}), "context-term", "/@context/ex"),
    ],
)
def test_wrong_events(value, code, path):
    reading = read(document(value))

    assert [(p.index, p.code, p.path) for p in reading.problems] == [(0, code, path)]
    (problem,) = reading.problems
    assert problem.message == problem.template.format(**problem.params)
    assert reading.document.events == ()


def test_extension_values_nested_too_deeply():
    deep = "x"
    for _ in range(200):
        deep = {"o": deep}
    reading = read(document(event(**{"cbv:deep": deep})))

    assert [p.code for p in reading.problems] == ["too-deep"]


def nested(levels):
    return b"[" * levels + b"]" * levels


ONE = orjson.dumps(document(EVENT))


@pytest.mark.parametrize(
    ("data", "code", "path"),
    [
        (b"", "json-syntax", ""),
        (b"{", "json-syntax", ""),
        (ONE[:-1], "json-syntax", ""),
        (ONE + b"x", "json-syntax", ""),
        (ONE.replace(b'"shipping"', b"NaN"), "json-syntax", ""),
        (ONE.replace(b'"shipping"', b"Infinity"), "json-syntax", ""),
        (ONE.replace(b'"shipping"', b"01"), "json-syntax", ""),
        (ONE.replace(b"shipping", b"\\ud800"), "json-syntax", ""),
        (ONE.replace(b"shipping", b"\\udc00\\ud800"), "json-syntax", ""),
        (ONE.replace(b"shipping", b"a\nb"), "json-syntax", ""),
        (ONE.replace(b"shipping", b"\xff"), "json-encoding", ""),
        (ONE.replace(b"shipping", b"\xed\xa0\x80"), "json-encoding", ""),
        (ONE.decode().encode("utf-16"), "json-syntax", ""),
        (b"\xef\xbb\xbf" + ONE, "json-bom", ""),
        (ONE.replace(b'"shipping"', b"1e99999999999999999999"), "json-number", ""),
        (ONE.replace(b'"shipping"', b"9" * 10_000), "json-number", ""),
        (ONE.replace(b'"shipping"', nested(10_000)), "json-depth", ""),
        (b"[" * 100_000, "json-depth", ""),
        (b'{"a":' * 10_000, "json-depth", ""),
        (ONE.replace(b"{", b'{"type":"x",', 1), "json-duplicate", "/type"),
        (
            ONE.replace(b'"bizStep"', b'"action":"ADD","bizStep"'),
            "json-duplicate",
            "/epcisBody/eventList/0/action",
        ),
        (
            ONE.replace(b'"bizStep"', b'"\\u0061ction":"a\\u003ab","bizStep"'),
            "json-duplicate",
            "/epcisBody/eventList/0/action",
        ),
        (ONE.replace(b"shipping", b"a\\u0000b"), "json-control", "/epcisBody/eventList/0/bizStep"),
        (ONE.replace(b"shipping", b"a\\bb"), "json-control", "/epcisBody/eventList/0/bizStep"),
        (ONE.replace(b"shipping", "\uffff".encode()), "json-control", "/epcisBody/eventList/0/bizStep"),
        (ONE.replace(b'"bizStep"', b'"biz\\u0001Step"'), "json-control", "/epcisBody/eventList/0"),
        (b"null", "type", ""),
        (b"12", "type", ""),
        (b'"x"', "type", ""),
        (b"{}", "missing-field", "/type"),
        (b'{"type":"Other"}', "unknown-type", "/type"),
        (b'{"type":1}', "type", "/type"),
        (document(EVENT, context=None), "missing-field", "/@context"),
        (document(EVENT, context=7), "context-type", "/@context"),
        (document(EVENT, context=[OFFICIAL, 7]), "context-type", "/@context/1"),
        (document(EVENT, schemaVersion=None), "missing-field", "/schemaVersion"),
        (document(EVENT, schemaVersion="two"), "version-format", "/schemaVersion"),
        *(
            (document(EVENT, schemaVersion=version), "version-not-read", "/schemaVersion")
            for version in ("1.2", "3.0", "2.1", "20", "0", "1", "2.00")
        ),
        (document(EVENT, creationDate=None), "missing-field", "/creationDate"),
        (document(EVENT, creationDate="2026-03-02T08:00:00"), "time-no-zone", "/creationDate"),
        (document(EVENT, sender=7), "type", "/sender"),
        (document(EVENT, epcisBody=None), "missing-field", "/epcisBody"),
        (document(EVENT, epcisBody=[]), "type", "/epcisBody"),
        (document(EVENT, epcisBody={"eventList": {}}), "type", "/epcisBody/eventList"),
        (document(EVENT, epcisBody={"eventList": [], "x": 1}), "unknown-field", "/epcisBody/x"),
        (document(EVENT, color="red"), "unknown-field", "/color"),
        (document(EVENT, epcisHeader={"x": 1}), "unknown-field", "/epcisHeader/x"),
        (
            document(EVENT, epcisHeader={"epcisMasterData": {"vocabularyList": [{}]}}),
            "missing-field",
            "/epcisHeader/epcisMasterData/vocabularyList/0/type",
        ),
        (
            {
                "@context": OFFICIAL,
                "type": "EPCISQueryDocument",
                "epcisBody": {"queryResults": {"queryName": "q", "resultsBody": {}}},
            },
            "missing-field",
            "/epcisBody/queryResults/resultsBody/eventList",
        ),
    ],
)
def test_documents_that_cannot_be_read(data, code, path):
    assert refusal(data)[0] == (code, path)


@pytest.mark.parametrize("levels", [300, 900, 990])
@pytest.mark.parametrize("field", ["type", "@context", "epcList", "ilmd", "eventTime"])
def test_deep_values_anywhere_are_problems(field, levels):
    value = orjson.dumps(document(event(**{field: "HERE"}), {**EVENT, field: "HERE"})).replace(
        b'"HERE"', nested(levels)
    )
    try:
        problems = jsonld.read(value).problems
    except EpcisError as error:
        problems = error.problems

    assert problems


def test_a_long_wrong_text_is_cut_in_the_message():
    (problem,) = read(document(event(type="x" * 100_000))).problems

    assert problem.message.startswith("'xxx")
    assert problem.message.count("x") < 210
    assert problem.message.endswith(
        "' is no event type; the types are AggregationEvent, AssociationEvent, ObjectEvent, TransactionEvent, "
        "TransformationEvent."
    )


def test_numbers_out_of_reach():
    for number in (b"1e400", b"-1e-400", b"1" * 100):
        data = orjson.dumps(document(event(quantityList=[{"epcClass": "urn:x:1", "quantity": 77}])))
        reading = jsonld.read(data.replace(b"77", number))
        assert [(p.code, p.path) for p in reading.problems] == [("number-range", "/quantityList/0/quantity")]


def test_colons_hidden_by_an_escape_are_no_duplicates():
    data = ONE.replace(b"shipping", b"urn\\u003Ax\\u003ay")

    assert jsonld.read(data).document.events[0].biz_step == "urn:x:y"


def test_an_event_hash_before_the_assigned_id_is_passed_over():
    data = ONE.replace(
        b'"bizStep"', b'"eventID":"ni:///sha-256;00?ver=CBV2.0","eventID":"urn:uuid:1","bizStep"'
    )
    assert jsonld.read(data).document.events[0].event_id == "urn:uuid:1"

    swapped = ONE.replace(b'"bizStep"', b'"eventID":"urn:uuid:1","eventID":"urn:uuid:2","bizStep"')
    assert refusal(swapped) == [("json-duplicate", "/epcisBody/eventList/0/eventID")]


def test_master_data_attributes_are_one_whichever_way_their_namespace_is_bound() -> None:
    for namespace in ("urn:epcglobal:cbv:mda", "urn:epcglobal:cbv:mda:"):
        document = {
            "@context": [OFFICIAL, {"cbvmda": namespace}],
            "type": "EPCISDocument",
            "schemaVersion": "2.0",
            "creationDate": "2026-03-01T00:00:00Z",
            "epcisHeader": {
                "epcisMasterData": {
                    "vocabularyList": [
                        {
                            "type": "urn:epcglobal:epcis:vtype:Location",
                            "vocabularyElementList": [
                                {
                                    "id": "https://id.gs1.org/414/9506000200019",
                                    "attributes": [{"id": "cbvmda:name", "attribute": "Green Hill Farm"}],
                                }
                            ],
                        }
                    ]
                }
            },
            "epcisBody": {"eventList": []},
        }

        ((vocabulary,),) = (jsonld.read(orjson.dumps(document)).document.master_data,)

        assert vocabulary.elements[0].attributes[0].id == "urn:epcglobal:cbv:mda:name"


EPCIS = "https://ref.gs1.org/epcis/"
PREFIXES = [
    ({"x": EPCIS}, "x:"),
    ({"x": "https://ref.gs1.org/"}, "x:epcis/"),
    ({}, "epcis:"),
    ({}, EPCIS),
]
"""Contexts, and what then stands before a name of EPCIS."""


@pytest.mark.parametrize(("bound", "prefix"), PREFIXES)
def test_a_field_under_its_full_name_is_the_field(bound, prefix):
    full = {name if name == "type" else prefix + name: value for name, value in EVENT.items()}

    (found,) = read(document(full, context=[OFFICIAL, bound])).document.events

    assert found == read(document(EVENT)).document.events[0]
    assert found.extensions == {}


@pytest.mark.parametrize(("bound", "prefix"), PREFIXES)
@pytest.mark.parametrize(
    ("fields", "path"),
    [
        ({"{}batch": "1"}, "/{}batch"),
        ({"{}eventTime": "2026-03-02T08:00:00Z"}, "/{}eventTime"),
        ({"action": "ADD", "ilmd": {"{}eventTime": "1"}}, "/ilmd/{}eventTime"),
        ({"http://a.example/x": {"{}action": "1"}}, "/http:~1~1a.example~1x/{}action"),
        ({"http://a.example/x": [{"b": {"@{}action": "1"}}]}, "/http:~1~1a.example~1x/0/b/@{}action"),
        ({"readPoint": {"id": "urn:x:1", "{}action": "1"}}, "/readPoint/{}action"),
    ],
)
def test_no_extension_has_a_name_of_epcis(bound, prefix, fields, path):
    def named(value):
        if isinstance(value, dict):
            return {name.replace("{}", prefix): named(member) for name, member in value.items()}
        return [named(member) for member in value] if isinstance(value, list) else value

    reading = read(document({**EVENT, **named(fields)}, context=[OFFICIAL, bound]))

    code = "duplicate-field" if "{}eventTime" in fields else "unknown-field"
    escaped = path.replace("{}", prefix.replace("/", "~1"))
    assert [(p.code, p.path) for p in reading.problems] == [(code, escaped)]


def test_no_extension_has_the_name_of_a_field_of_xml():
    """It would be written without a prefix there, and read as the field; others are written in a wrapper."""
    bound = [OFFICIAL, {"x": "urn:epcglobal:epcis:xsd:2"}]

    reading = read(document({**EVENT, "x:recordTime": "1"}, {**EVENT, "x:newest": "1"}, context=bound))

    assert [(p.index, p.code, p.path) for p in reading.problems] == [(0, "unknown-field", "/x:recordTime")]
    assert reading.document.events[0].extensions == {"{urn:epcglobal:epcis:xsd:2}newest": "1"}


def test_no_member_of_a_document_has_a_name_of_epcis():
    with pytest.raises(EpcisError) as caught:
        read(document(EVENT, **{"epcis:batch": 1}))

    assert [(p.code, p.path) for p in caught.value.problems] == [("unknown-field", "/epcis:batch")]


@pytest.mark.parametrize("version", ["2", "2.0", "2.0.0", "2.0.1"])
def test_versions_that_are_read(version):
    assert read(document(EVENT, schemaVersion=version)).document.schema_version == version
