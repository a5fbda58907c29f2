"""What the standard asks of an event: one wrong thing at a time, with its code and path."""

from __future__ import annotations

from decimal import Decimal

import pytest
from msgspec import structs

from headwater.epcis.model import (
    ErrorDeclaration,
    Event,
    PersistentDisposition,
    Place,
    QuantityElement,
    SensorElement,
    SensorMetadata,
    SensorReport,
    Typed,
)
from headwater.epcis.validation import check

SGTIN = "urn:epc:id:sgtin:0614141.107346.2017"
SSCC = "urn:epc:id:sscc:0614141.1234567890"
LGTIN = "urn:epc:class:lgtin:4012345.012345.998877"
ORDER = (Typed("urn:epcglobal:cbv:bt:0614141073467:1152", "po"),)
MILK = (QuantityElement(LGTIN, Decimal("12.5"), "LTR"),)
WHEN = {"event_time": "2026-03-02T08:00:00.000+08:00", "event_time_zone_offset": "+08:00"}

OBJECT = Event("ObjectEvent", action="ADD", epc_list=(SGTIN,), **WHEN)
AGGREGATION = Event("AggregationEvent", action="ADD", parent_id=SSCC, child_epcs=(SGTIN,), **WHEN)
ASSOCIATION = structs.replace(AGGREGATION, type="AssociationEvent")
TRANSACTION = Event("TransactionEvent", action="ADD", epc_list=(SGTIN,), biz_transaction_list=ORDER, **WHEN)
TRANSFORMATION = Event("TransformationEvent", input_quantity_list=MILK, output_epc_list=(SGTIN,), **WHEN)
BASES = (OBJECT, AGGREGATION, ASSOCIATION, TRANSACTION, TRANSFORMATION)


def changed(event, **fields):
    return structs.replace(event, **fields)


def sensor(metadata=None, **report):
    return changed(OBJECT, sensor_element_list=(SensorElement(metadata, (SensorReport(**report),)),))


def found(event):
    return [(p.code, p.path) for p in check(event)]


def counted(**fields):
    return changed(OBJECT, quantity_list=(QuantityElement(LGTIN, **fields),))


REPORT = "/sensorElementList/0/sensorReport/0"


@pytest.mark.parametrize(
    "event",
    [
        *BASES,
        changed(OBJECT, epc_list=()),
        changed(OBJECT, ilmd={"{http://e/}lot": "1"}),
        changed(OBJECT, action="OBSERVE", quantity_list=(QuantityElement(LGTIN, Decimal(0)),)),
        changed(OBJECT, quantity_list=(QuantityElement("urn:epc:idpat:sgtin:4012345.066666.*"),)),
        changed(
            OBJECT, epc_list=("https://example.com/things/7", "urn:uuid:374d95fc-9457-4a51-bd6a-0bba133845a8")
        ),
        changed(OBJECT, epc_list=("https://id.example.com/01/09506000134352/21/12345",)),
        changed(OBJECT, biz_step="https://example.com/steps/blanching", disposition="in_transit"),
        changed(
            OBJECT,
            read_point=Place("geo:42.698334,23.319941"),
            biz_location=Place("urn:epc:id:sgln:0012345.11111.0"),
        ),
        changed(OBJECT, event_time_zone_offset="-14:00"),
        changed(AGGREGATION, action="OBSERVE", parent_id=None),
        changed(AGGREGATION, action="DELETE", child_epcs=()),
        changed(AGGREGATION, child_epcs=(), child_quantity_list=MILK),
        changed(AGGREGATION, persistent_disposition=PersistentDisposition(("active",))),
        changed(ASSOCIATION, action="DELETE", child_epcs=()),
        changed(ASSOCIATION, action="OBSERVE", parent_id=None),
        changed(ASSOCIATION, parent_id="urn:epc:id:sgln:4012345.00002.12"),
        changed(TRANSACTION, epc_list=(), parent_id=SSCC),
        changed(TRANSFORMATION, transformation_id="urn:uuid:1", output_epc_list=()),
        sensor(type="Temperature", value=Decimal(-20), uom="CEL", time="2026-03-02T08:00:00Z"),
        sensor(type="Dimensionless", value=Decimal("0.5")),
        sensor(type="https://gs1.org/voc/EffectiveDoseRate", value=Decimal(1)),
        sensor(exception="ALARM_CONDITION", boolean_value=True),
        sensor(
            SensorMetadata(device_id="urn:epc:id:giai:4000001.111"),
            type="Speed",
            device_id="urn:epc:id:giai:4000001.112",
        ),
    ],
)
def test_right(event):
    assert found(event) == []


@pytest.mark.parametrize(
    ("event", "code", "path"),
    [
        (changed(OBJECT, type="QuantityEvent"), "unknown-event-type", "/type"),
        # when
        (changed(OBJECT, event_time="2026-03-02T08:00:00"), "time-no-zone", "/eventTime"),
        (changed(OBJECT, event_time="22-07-2026"), "time-format", "/eventTime"),
        (changed(OBJECT, event_time="2026-02-29T08:00:00Z"), "time-no-such-day", "/eventTime"),
        (changed(OBJECT, event_time="0001-01-01T00:00:00Z"), "time-year", "/eventTime"),
        (changed(OBJECT, event_time="1899-12-31T23:59:59Z"), "time-year", "/eventTime"),
        (changed(OBJECT, event_time="9999-12-31T23:59:59Z"), "time-year", "/eventTime"),
        (changed(OBJECT, event_time_zone_offset="+14:30"), "offset-format", "/eventTimeZoneOffset"),
        (changed(OBJECT, event_time_zone_offset="Z"), "offset-format", "/eventTimeZoneOffset"),
        (changed(OBJECT, record_time="yesterday"), "time-format", "/recordTime"),
        # fields of the type
        (changed(OBJECT, action=None), "missing-field", "/action"),
        (changed(OBJECT, action="add"), "action-value", "/action"),
        (changed(OBJECT, parent_id=SSCC), "field-not-of-type", "/parentID"),
        (changed(OBJECT, output_quantity_list=MILK), "field-not-of-type", "/outputQuantityList"),
        (changed(OBJECT, action="OBSERVE", ilmd={"{http://e/}lot": "1"}), "ilmd-not-allowed", "/ilmd"),
        (changed(AGGREGATION, epc_list=(SGTIN,)), "field-not-of-type", "/epcList"),
        (changed(AGGREGATION, ilmd={"{http://e/}lot": "1"}), "field-not-of-type", "/ilmd"),
        (changed(AGGREGATION, parent_id=None), "missing-field", "/parentID"),
        (changed(AGGREGATION, action="DELETE", parent_id=None), "missing-field", "/parentID"),
        (changed(AGGREGATION, child_epcs=()), "children-missing", ""),
        (changed(ASSOCIATION, parent_id=None), "missing-field", "/parentID"),
        (changed(ASSOCIATION, action="OBSERVE", child_epcs=()), "children-missing", ""),
        (changed(TRANSACTION, biz_transaction_list=()), "missing-field", "/bizTransactionList"),
        (changed(TRANSFORMATION, action="ADD"), "field-not-of-type", "/action"),
        (changed(TRANSFORMATION, epc_list=(SGTIN,)), "field-not-of-type", "/epcList"),
        (changed(TRANSFORMATION, output_epc_list=()), "transformation-incomplete", ""),
        (changed(TRANSFORMATION, input_quantity_list=()), "transformation-incomplete", ""),
        (
            changed(
                TRANSFORMATION, transformation_id="urn:uuid:1", input_quantity_list=(), output_epc_list=()
            ),
            "transformation-empty",
            "",
        ),
        # what
        (changed(OBJECT, epc_list=(SGTIN, LGTIN)), "instance-expected", "/epcList/1"),
        (
            changed(OBJECT, epc_list=("https://id.gs1.org/01/09506000134352",)),
            "instance-expected",
            "/epcList/0",
        ),
        (
            changed(OBJECT, epc_list=("https://id.gs1.org/01/09506000134353/21/1",)),
            "check-digit",
            "/epcList/0",
        ),
        (changed(OBJECT, epc_list=("9506000134352",)), "uri", "/epcList/0"),
        (changed(OBJECT, epc_list=("/01/09506000134352/21/1",)), "no-uri", "/epcList/0"),
        (changed(OBJECT, epc_list=("some thing",)), "uri", "/epcList/0"),
        (changed(OBJECT, epc_list=(SGTIN, SSCC, SGTIN)), "epc-twice", "/epcList/2"),
        (changed(AGGREGATION, parent_id=LGTIN), "instance-expected", "/parentID"),
        (changed(AGGREGATION, child_epcs=(SGTIN, "")), "uri", "/childEPCs/1"),
        (changed(TRANSFORMATION, output_epc_list=(SGTIN, SGTIN)), "epc-twice", "/outputEPCList/1"),
        (changed(TRANSFORMATION, transformation_id="batch 7"), "uri", "/transformationID"),
        (
            changed(OBJECT, quantity_list=(QuantityElement(SGTIN),)),
            "class-expected",
            "/quantityList/0/epcClass",
        ),
        (changed(OBJECT, quantity_list=(QuantityElement("milk"),)), "uri", "/quantityList/0/epcClass"),
        (counted(quantity=Decimal(-1), uom="KGM"), "quantity-not-positive", "/quantityList/0/quantity"),
        (counted(quantity=Decimal(0), uom="KGM"), "quantity-not-positive", "/quantityList/0/quantity"),
        (counted(quantity=Decimal("1.5")), "quantity-not-whole", "/quantityList/0/quantity"),
        (counted(uom="KGM"), "uom-without-quantity", "/quantityList/0/uom"),
        (counted(quantity=Decimal(1), uom="kg"), "uom-format", "/quantityList/0/uom"),
        (counted(quantity=Decimal(1), uom="KILO"), "uom-format", "/quantityList/0/uom"),
        # where and why
        (changed(OBJECT, event_id="7"), "no-uri", "/eventID"),
        (changed(OBJECT, certification_info=("urn:c:1", "c 2")), "no-uri", "/certificationInfo/1"),
        (changed(OBJECT, biz_step="shiping"), "unknown-word", "/bizStep"),
        (changed(OBJECT, biz_step="in_transit"), "unknown-word", "/bizStep"),
        (changed(OBJECT, biz_step="urn:epcglobal:cbv:bizstep:shiping"), "unknown-word", "/bizStep"),
        (changed(OBJECT, disposition="https://ref.gs1.org/cbv/Disp-lost"), "unknown-word", "/disposition"),
        (
            changed(OBJECT, persistent_disposition=PersistentDisposition(("active",), ("lost",))),
            "unknown-word",
            "/persistentDisposition/unset/0",
        ),
        (
            changed(OBJECT, persistent_disposition=PersistentDisposition()),
            "persistent-disposition-empty",
            "/persistentDisposition",
        ),
        (changed(OBJECT, read_point=Place("dock 3")), "uri", "/readPoint/id"),
        (
            changed(OBJECT, biz_location=Place("https://id.gs1.org/414/9506000134308")),
            "check-digit",
            "/bizLocation/id",
        ),
        (
            changed(OBJECT, biz_transaction_list=(Typed("PO-7", "po"),)),
            "uri",
            "/bizTransactionList/0/bizTransaction",
        ),
        (
            changed(OBJECT, biz_transaction_list=(Typed("urn:x:1", "order"),)),
            "unknown-word",
            "/bizTransactionList/0/type",
        ),
        (changed(OBJECT, source_list=(Typed("urn:x:1"),)), "missing-field", "/sourceList/0/type"),
        (
            changed(OBJECT, destination_list=(Typed("urn:x:1", "owner"),)),
            "unknown-word",
            "/destinationList/0/type",
        ),
        # error declaration
        (
            changed(OBJECT, error_declaration=ErrorDeclaration("2026-03-02")),
            "time-no-clock",
            "/errorDeclaration/declarationTime",
        ),
        (
            changed(OBJECT, error_declaration=ErrorDeclaration("2026-03-02T08:00:00Z", "oops")),
            "unknown-word",
            "/errorDeclaration/reason",
        ),
        (
            changed(OBJECT, error_declaration=ErrorDeclaration("2026-03-02T08:00:00Z", None, ("7",))),
            "no-uri",
            "/errorDeclaration/correctiveEventIDs/0",
        ),
        # how
        (
            changed(OBJECT, sensor_element_list=(SensorElement(),)),
            "missing-field",
            "/sensorElementList/0/sensorReport",
        ),
        (sensor(value=Decimal(1)), "missing-field", REPORT + "/type"),
        (sensor(type="Warmth"), "unknown-word", REPORT + "/type"),
        (sensor(type="Temperature", exception="PANIC"), "unknown-word", REPORT + "/exception"),
        (sensor(type="Speed", component="w"), "unknown-word", REPORT + "/component"),
        (sensor(type="Temperature", value=Decimal(4)), "uom-missing", REPORT + "/uom"),
        (sensor(type="Temperature", time="08:00"), "time-format", REPORT + "/time"),
        (sensor(type="Temperature", uri_value="no uri"), "no-uri", REPORT + "/uriValue"),
        (sensor(type="Temperature", hex_binary_value="abc"), "hex-format", REPORT + "/hexBinaryValue"),
        (sensor(type="Temperature", device_id="logger 7"), "uri", REPORT + "/deviceID"),
        (sensor(type="Temperature", biz_rules="rule 7"), "no-uri", REPORT + "/bizRules"),
        (sensor(type="Temperature", perc_value=Decimal(1), uom="CEL"), "missing-field", REPORT + "/percRank"),
        (sensor(type="Temperature", perc_rank=Decimal(101)), "perc-rank", REPORT + "/percRank"),
        (sensor(type="Temperature", s_dev=Decimal(-1), uom="CEL"), "standard-deviation", REPORT + "/sDev"),
        (
            sensor(type="Temperature", min_value=Decimal(2), max_value=Decimal(1), uom="CEL"),
            "range-backwards",
            REPORT + "/maxValue",
        ),
        (
            sensor(
                SensorMetadata(start_time="2026-03-02T08:00:00Z", end_time="2026-03-02T07:00:00Z"),
                type="Speed",
            ),
            "interval-backwards",
            "/sensorElementList/0/sensorMetadata/endTime",
        ),
        (
            sensor(SensorMetadata(time="now"), type="Speed"),
            "time-format",
            "/sensorElementList/0/sensorMetadata/time",
        ),
        (
            sensor(SensorMetadata(raw_data="a file"), type="Speed"),
            "no-uri",
            "/sensorElementList/0/sensorMetadata/rawData",
        ),
    ],
)
def test_wrong(event, code, path):
    assert found(event) == [(code, path)]
    (problem,) = check(event)
    assert problem.message == problem.template.format(**problem.params)
    assert problem.index is None
    assert problem.at(3).index == 3


def test_all_that_is_wrong_is_told_at_once():
    event = changed(OBJECT, event_time="x", biz_step="x", epc_list=(LGTIN, "x"), read_point=Place("x"))

    assert [path for _, path in found(event)] == [
        "/eventTime",
        "/epcList/0",
        "/epcList/1",
        "/bizStep",
        "/readPoint/id",
    ]


def test_a_long_list_of_wrong_epcs_is_told_in_part():
    event = changed(OBJECT, epc_list=tuple(f"thing {i}" for i in range(10_000)))

    assert len(check(event)) == 20
