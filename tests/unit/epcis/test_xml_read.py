"""EPCIS XML in: 2.0 and 1.2, wrappers, extensions, headers, and what is wrong where."""

from __future__ import annotations

from decimal import Decimal

import pytest

from headwater.epcis import model, xml
from headwater.epcis.errors import EpcisError

E = "{https://ns.example.com/}"
WHEN = "<eventTime>2026-03-02T08:00:00Z</eventTime><eventTimeZoneOffset>+08:00</eventTimeZoneOffset>"


def document(body: str, edition: int = 2, before: str = "") -> bytes:
    """An EPCIS document with this inside its EventList."""
    return (
        f'<epcis:EPCISDocument xmlns:epcis="urn:epcglobal:epcis:xsd:{edition}" xmlns:e="https://ns.example.com/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema" '
        f'schemaVersion="{edition}.0" creationDate="2026-03-02T08:00:00Z">'
        f"{before}<EPCISBody><EventList>{body}</EventList></EPCISBody></epcis:EPCISDocument>"
    ).encode()


def only(body: str, edition: int = 2) -> model.Event:
    """The one event, read without problems."""
    reading = xml.read(document(body, edition))
    assert reading.problems == ()
    (event,) = reading.document.events
    return event


def problems(body: str) -> list[tuple[str, str]]:
    """Code and path of each problem of one ObjectEvent that holds `body`."""
    reading = xml.read(document(f"<ObjectEvent>{body}</ObjectEvent>"))
    assert reading.document.events == ()
    return [(problem.code, problem.path) for problem in reading.problems]


def sensor(attributes: str) -> str:
    """The inside of an event with one sensor report."""
    report = f"<sensorReport {attributes}/>"
    return f"{WHEN}<sensorElementList><sensorElement>{report}</sensorElement></sensorElementList>"


def test_words_in_any_spelling_become_bare():
    event = only(
        f"<ObjectEvent>{WHEN}<action>ADD</action><bizStep> https://ref.gs1.org/cbv/BizStep-shipping </bizStep>"
        "<disposition>urn:epcglobal:cbv:disp:in_transit</disposition>"
        "<bizTransactionList><bizTransaction type='urn:epcglobal:cbv:btt:po'>http://a.example/1</bizTransaction>"
        "<bizTransaction>http://a.example/2</bizTransaction></bizTransactionList>"
        "<sourceList><source type='e:own'>http://a.example/3</source></sourceList></ObjectEvent>"
    )

    assert (event.biz_step, event.disposition) == ("shipping", "in_transit")
    assert event.biz_transaction_list == (
        model.Typed("http://a.example/1", "po"),
        model.Typed("http://a.example/2"),
    )
    assert event.source_list == (model.Typed("http://a.example/3", "https://ns.example.com/own"),)


def test_quantities():
    event = only(
        f"<ObjectEvent>{WHEN}<action>ADD</action><quantityList>"
        "<quantityElement><epcClass>urn:a:1</epcClass><quantity>25.0</quantity><uom>KGM</uom></quantityElement>"
        '<quantityElement><epcClass>urn:a:2</epcClass><quantity xsi:nil="true"/></quantityElement>'
        "<quantityElement><epcClass>urn:a:3</epcClass></quantityElement></quantityList></ObjectEvent>"
    )

    assert event.quantity_list == (
        model.QuantityElement("urn:a:1", Decimal(25), "KGM"),
        model.QuantityElement("urn:a:2"),
        model.QuantityElement("urn:a:3"),
    )


def test_sensor_attributes_and_extensions():
    event = only(
        f"<ObjectEvent>{WHEN}<action>OBSERVE</action><sensorElementList><sensorElement>"
        '<sensorMetadata time="2026-03-02T08:00:00Z" e:more="text"/>'
        '<sensorReport type="gs1:Temperature" value="4.50" booleanValue="1" stringValue=" a " own="x"/>'
        "<e:end><e:a>1</e:a></e:end></sensorElement></sensorElementList></ObjectEvent>"
    )

    assert event.sensor_element_list == (
        model.SensorElement(
            model.SensorMetadata(time="2026-03-02T08:00:00Z", extensions={f"{E}more": "text"}),
            (
                model.SensorReport(
                    type="Temperature",
                    value=Decimal("4.5"),
                    boolean_value=True,
                    string_value=" a ",
                    extensions={"{urn:epcglobal:epcis:xsd:2}own": "x"},
                ),
            ),
            {f"{E}end": {f"{E}a": "1"}},
        ),
    )


def test_extension_values():
    event = only(
        f"<ObjectEvent>{WHEN}<action>ADD</action><!-- a remark --><e:a>1</e:a><e:b/><e:a>2</e:a>"
        '<e:c xsi:type="xsd:integer">10</e:c><e:d e:unit="KGM"> <!-- --> </e:d>'
        "<e:f>before<inner>1</inner> after </e:f><e:a>3</e:a></ObjectEvent>"
    )

    assert event.extensions == {
        f"{E}a": ["1", "2", "3"],
        f"{E}b": "",
        f"{E}c": {
            "@{http://www.w3.org/2001/XMLSchema-instance}type": "{http://www.w3.org/2001/XMLSchema}integer",
            "#text": "10",
        },
        f"{E}d": {f"@{E}unit": "KGM"},
        f"{E}f": {"inner": "1", "#text": "before after"},
    }
    assert xml.read(xml.write_event(event, {"e": E[1:-1]})).document.events == (event,)


def test_attributes_of_standard_elements_are_extensions_and_those_of_xml_are_not():
    event = only(
        f'<ObjectEvent e:a="1" xsi:type="epcis:ObjectEventType"><readPoint e:b="2"><id>urn:a:1</id></readPoint>{WHEN}'
        "<action>ADD</action></ObjectEvent>"
    )

    assert event.extensions == {f"{E}a": "1"}
    assert event.read_point == model.Place("urn:a:1", {f"{E}b": "2"})


def test_a_type_that_is_no_name_stays_text():
    event = only(f'<ObjectEvent>{WHEN}<action>ADD</action><e:c xsi:type="xsd:">1</e:c></ObjectEvent>')

    assert xml.read(xml.write_event(event, {})).document.events == (event,)


def test_master_data_names_have_one_spelling():
    event = only(
        f'<ObjectEvent xmlns:m="urn:epcglobal:cbv:mda:">{WHEN}<action>ADD</action>'
        "<ilmd><m:lotNumber>A</m:lotNumber></ilmd></ObjectEvent>"
    )

    assert event.ilmd == {"{urn:epcglobal:cbv:mda}lotNumber": "A"}


def test_wrappers_of_edition_1_are_flattened():
    event = only(
        "<ObjectEvent><eventTime>2026-03-02T08:00:00Z</eventTime><eventTimeZoneOffset>+08:00</eventTimeZoneOffset>"
        "<baseExtension><eventID>urn:a:1</eventID><extension><later>x</later></extension></baseExtension>"
        "<epcList/><action>ADD</action><extension>"
        "<quantityList><quantityElement><epcClass>urn:a:1</epcClass></quantityElement></quantityList>"
        "<ilmd><extension><inside>1</inside></extension><e:batch>XYZ</e:batch></ilmd>"
        "<extension><newest><deep>1</deep></newest></extension></extension><e:own>2</e:own></ObjectEvent>",
        edition=1,
    )

    assert event.event_id == "urn:a:1"
    assert event.quantity_list == (model.QuantityElement("urn:a:1"),)
    assert event.ilmd == {"{urn:epcglobal:epcis:xsd:1}inside": "1", f"{E}batch": "XYZ"}
    assert event.extensions == {
        "{urn:epcglobal:epcis:xsd:1}later": "x",
        "{urn:epcglobal:epcis:xsd:1}newest": {"deep": "1"},
        f"{E}own": "2",
    }


def test_events_inside_wrappers_are_counted_in_order():
    event = f"<TransformationEvent>{WHEN}</TransformationEvent>"
    reading = xml.read(
        document(f"<extension>{event}<Unknown/><extension>{event}</extension></extension>{event}", edition=1)
    )

    assert reading.indexes == (0, 2, 3)
    assert [(p.index, p.code, p.path) for p in reading.problems] == [(1, "unknown-event-type", "/type")]


def test_quantity_event_is_an_object_event():
    event = only(
        f"<QuantityEvent>{WHEN}<epcClass>urn:a:1</epcClass><quantity>7</quantity>"
        "<bizStep>urn:epcglobal:cbv:bizstep:shipping</bizStep></QuantityEvent>",
        edition=1,
    )

    assert (event.type, event.action, event.biz_step) == ("ObjectEvent", "OBSERVE", "shipping")
    assert event.quantity_list == (model.QuantityElement("urn:a:1", Decimal(7)),)


def test_header_is_kept_and_names_the_parties():
    header = (
        '<EPCISHeader><s:StandardBusinessDocumentHeader xmlns:s="http://www.unece.org/cefact/namespaces/'
        'StandardBusinessDocumentHeader"><s:HeaderVersion>1.0</s:HeaderVersion>'
        '<s:Sender><s:Identifier Authority="GS1">urn:a:sender</s:Identifier></s:Sender>'
        "<s:Receiver><s:Identifier>urn:a:1</s:Identifier></s:Receiver>"
        "<s:Receiver><s:Identifier>urn:a:2</s:Identifier></s:Receiver>"
        "<s:DocumentIdentification><s:InstanceIdentifier>77</s:InstanceIdentifier></s:DocumentIdentification>"
        "</s:StandardBusinessDocumentHeader><extension><e:more>1</e:more></extension></EPCISHeader>"
    )
    found = xml.read(document("", before=header)).document

    assert (found.sender, found.receiver, found.instance_identifier) == ("urn:a:sender", "urn:a:1", "77")
    assert found.header[f"{E}more"] == "1"
    assert len(found.header) == 2
    assert xml.read(xml.write_document(found)).document == found


def test_creation_date_without_a_zone_is_utc():
    data = document("").replace(b"08:00:00Z", b"08:00:00")

    assert xml.read(data).document.creation_date == "2026-03-02T08:00:00Z"


def test_query_document():
    data = (
        b'<q:EPCISQueryDocument xmlns:q="urn:epcglobal:epcis-query:xsd:2" schemaVersion="2.0"><EPCISBody>'
        b"<q:QueryResults><queryName>SimpleEventQuery</queryName><subscriptionID>s1</subscriptionID><resultsBody>"
        b"<EventList><ObjectEvent><eventTime>2026-03-02T08:00:00Z</eventTime>"
        b"<eventTimeZoneOffset>+08:00</eventTimeZoneOffset><action>ADD</action></ObjectEvent></EventList>"
        b"</resultsBody></q:QueryResults></EPCISBody></q:EPCISQueryDocument>"
    )
    found = xml.read(data).document

    assert (found.kind, found.query_name, found.subscription_id, len(found.events)) == (
        *("EPCISQueryDocument", "SimpleEventQuery", "s1", 1),
    )
    assert xml.read(xml.write_document(found)).document == found
    with pytest.raises(EpcisError, match="only results are read"):
        xml.read(data.replace(b"QueryResults", b"Poll"))


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            "<action>ADD</action>",
            [("missing-field", "/eventTime"), ("missing-field", "/eventTimeZoneOffset")],
        ),
        (f"{WHEN}<action/>", [("empty-value", "/action")]),
        (f"{WHEN}<action>ADD</action><action>ADD</action>", [("duplicate-field", "/action")]),
        (f"{WHEN}<childEPCs/>", [("unknown-field", "/childEPCs")]),
        (f"{WHEN}<own>1</own>", [("unknown-field", "/own")]),
        (f"{WHEN}<epcis:own/>", [("unknown-field", "/{urn:epcglobal:epcis:xsd:2}own")]),
        (f"{WHEN}<epcList><epc>urn:a:1</epc><epc> </epc></epcList>", [("empty-value", "/epcList/1")]),
        (
            f"{WHEN}<epcList><epc>urn:a:1</epc><e:x/></epcList>",
            [("unknown-field", "/epcList/{https:~1~1ns.example.com~1}x")],
        ),
        (f"{WHEN}<epcList><epc>urn:a:1<b/></epc></epcList>", [("unknown-field", "/epcList/0/b")]),
        (f"{WHEN.replace('Z<', '<')}", [("time-no-zone", "/eventTime")]),
        (f"{WHEN.replace('+08:00', '8')}", [("offset-format", "/eventTimeZoneOffset")]),
        (f"{WHEN}<recordTime>today</recordTime>", [("time-format", "/recordTime")]),
        (f"{WHEN}<readPoint/>", [("missing-field", "/readPoint/id")]),
        (f"{WHEN}<readPoint><id>urn:a:1</id><own/></readPoint>", [("unknown-field", "/readPoint/own")]),
        (
            f"{WHEN}<sourceList><source>urn:a:1</source></sourceList>",
            [("missing-field", "/sourceList/0/type")],
        ),
        (f"{WHEN}<errorDeclaration/>", [("missing-field", "/errorDeclaration/declarationTime")]),
        (f"{WHEN}<ilmd><own/></ilmd>", [("unknown-field", "/ilmd/own")]),
        (
            f"{WHEN}<persistentDisposition><on>x</on></persistentDisposition>",
            [("unknown-field", "/persistentDisposition/on")],
        ),
        (
            f"{WHEN}<quantityList><quantityElement><quantity>many</quantity></quantityElement></quantityList>",
            [("type", "/quantityList/0/quantity"), ("missing-field", "/quantityList/0/epcClass")],
        ),
        (
            sensor("value='NaN' booleanValue='yes' time='now'"),
            [
                ("type", "/sensorElementList/0/sensorReport/0/value"),
                ("type", "/sensorElementList/0/sensorReport/0/booleanValue"),
                ("time-format", "/sensorElementList/0/sensorReport/0/time"),
            ],
        ),
        *(
            (
                sensor(f"value='{value}'"),
                [(code, "/sensorElementList/0/sensorReport/0/value")],
            )
            for value, code in [
                ("1e400", "number-range"),
                ("1e-400", "number-range"),
                ("1e99999999999999999999", "number-range"),
                ("1" * 100, "number-range"),
                ("INF", "type"),
                ("1_0", "type"),
                ("٣", "type"),
            ]
        ),
    ],
)
def test_problems_name_their_place(body, expected):
    assert problems(body) == expected


SENSORS = "<sensorElementList>{}<sensorElement>{}{}</sensorElement></sensorElementList>"
QUANTITIES = (
    "<quantityList>{}<quantityElement>{}<epcClass>urn:a:1</epcClass></quantityElement></quantityList>"
)


@pytest.mark.parametrize(
    ("body", "path"),
    [
        (f"x{WHEN}", ""),
        (f"{WHEN}x", ""),
        (f"{WHEN}<extension>x</extension>", ""),
        (f"{WHEN}<epcList>x</epcList>", "/epcList"),
        (f"{WHEN}<epcList><epc>urn:a:1</epc>x</epcList>", "/epcList"),
        (f"{WHEN}{QUANTITIES.format('x', '')}", "/quantityList"),
        (f"{WHEN}{QUANTITIES.format('', 'x')}", "/quantityList/0"),
        (f"{WHEN}<readPoint>x<id>urn:a:1</id></readPoint>", "/readPoint"),
        (f"{WHEN}<readPoint><id>urn:a:1</id>x</readPoint>", "/readPoint"),
        (f"{WHEN}<readPoint><id>urn:a:1</id>x<e:a/></readPoint>", "/readPoint"),
        (f"{WHEN}<readPoint><id>urn:a:1</id><extension>x</extension></readPoint>", "/readPoint"),
        (f"{WHEN}<ilmd>x<e:a/></ilmd>", "/ilmd"),
        (f"{WHEN}<ilmd>x</ilmd>", "/ilmd"),
        (f"{WHEN}<sourceList>x</sourceList>", "/sourceList"),
        (f"{WHEN}<persistentDisposition>x</persistentDisposition>", "/persistentDisposition"),
        (f"{WHEN}{SENSORS.format('x', '', '')}", "/sensorElementList"),
        (f"{WHEN}{SENSORS.format('', 'x', '')}", "/sensorElementList/0"),
        (
            f"{WHEN}{SENSORS.format('', '<sensorMetadata>x</sensorMetadata>', '')}",
            "/sensorElementList/0/sensorMetadata",
        ),
        (
            f"{WHEN}{SENSORS.format('', '<sensorReport>', 'x</sensorReport>')}",
            "/sensorElementList/0/sensorReport/0",
        ),
    ],
)
def test_text_where_the_schema_has_elements_alone_is_refused(body, path):
    assert problems(body) == [("stray-text", path)]


@pytest.mark.parametrize(
    ("before", "after", "path"),
    [
        ("<EPCISBody>", "<EPCISBody>x", "/epcisBody"),
        ("</EPCISBody>", "</EPCISBody>x", ""),
        ("<EventList>", "<EventList>x", "/epcisBody/eventList"),
        ("<EPCISBody>", "<EPCISHeader>x</EPCISHeader><EPCISBody>", "/epcisHeader"),
    ],
)
def test_text_beside_events_is_refused(before, after, path):
    good = document(f"<ObjectEvent>{WHEN}<action>ADD</action></ObjectEvent>")
    with pytest.raises(EpcisError, match="Only elements may stand here, not the text 'x'") as caught:
        xml.read(good.replace(before.encode(), after.encode()))

    assert [(p.code, p.path) for p in caught.value.problems] == [("stray-text", path)]


def test_text_in_extensions_and_blanks_anywhere_are_read():
    event = only(
        f"<ObjectEvent>\n{WHEN}\t<action>ADD</action><readPoint>\n <id> urn:a:1 </id> </readPoint>"
        "<e:a>some <e:b>mixed</e:b> text</e:a></ObjectEvent>"
    )

    assert event.read_point == model.Place("urn:a:1")
    assert event.extensions == {f"{E}a": {f"{E}b": "mixed", "#text": "some text"}}


OWN = "{urn:epcglobal:epcis:xsd:2}"


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ("<e:extension><epcis:epcList/></e:extension>", f"{E}extension/{OWN}epcList"),
        ("<e:a><e:b><epcis:c/></e:b></e:a>", f"{E}a/{E}b/{OWN}c"),
        ("<e:a><e:b epcis:c='1'/></e:a>", f"{E}a/{E}b/@{OWN}c"),
        ("<extension><epcis:epcList/></extension>", f"{OWN}epcList"),
    ],
)
def test_no_extension_has_a_name_of_epcis_itself(body, path):
    escaped = path.replace("https://", "https:~1~1").replace(".com/}", ".com~1}")
    assert problems(f"{WHEN}<action>ADD</action>{body}") == [("unknown-field", f"/{escaped}")]


@pytest.mark.parametrize("zero", ["-0", "-0.0", "+0", "0e-99999999", "0.00"])
def test_every_zero_is_the_plain_one(zero):
    event = only(
        f"<AggregationEvent>{WHEN}<action>ADD</action><childQuantityList><quantityElement><epcClass>urn:a:1</epcClass>"
        f"<quantity>{zero}</quantity></quantityElement></childQuantityList></AggregationEvent>"
    )

    assert str(event.child_quantity_list[0].quantity) == "0"


def test_other_events_are_still_read():
    good = f"<ObjectEvent>{WHEN}<action>ADD</action></ObjectEvent>"
    reading = xml.read(document(good + "<ObjectEvent/>" + good))

    assert reading.indexes == (0, 2)
    assert len(reading.document.events) == 2
    assert {problem.index for problem in reading.problems} == {1}


def test_a_hundred_thousand_epcs_are_one_event():
    epcs = "".join(f"<epc>urn:epc:id:sgtin:0614141.107346.{i}</epc>" for i in range(100_000))
    event = only(f"<ObjectEvent>{WHEN}<epcList>{epcs}</epcList><action>ADD</action></ObjectEvent>")

    assert len(event.epc_list) == 100_000


def test_master_data_without_a_type():
    header = "<EPCISHeader><extension><EPCISMasterData><VocabularyList><Vocabulary/></VocabularyList></EPCISMasterData></extension></EPCISHeader>"
    with pytest.raises(EpcisError) as caught:
        xml.read(document("", before=header))

    assert [(p.code, p.path) for p in caught.value.problems] == [
        ("missing-field", "/epcisHeader/epcisMasterData/vocabularyList/0/type")
    ]
