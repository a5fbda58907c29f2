"""The event hash: every field in its place, nothing else, whatever the order and spelling."""

from __future__ import annotations

from decimal import Decimal
from hashlib import sha256
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from headwater.epcis.event_hash import digest, event_hash, prehash
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
from tests.strategies import events

E = "{https://ns.example.com/}"
WHEN = "eventTime=2026-03-02T00:00:00.000ZeventTimeZoneOffset=+08:00"


def said(**fields: Any) -> str:
    """The prehash of an ObjectEvent with these fields, after its type and time."""
    text = prehash(Event("ObjectEvent", "2026-03-02T08:00:00+08:00", "+08:00", **fields))
    return text.removeprefix("eventType=ObjectEvent" + WHEN)


def test_the_hash_is_a_name_for_the_digest():
    event = Event("ObjectEvent", "2026-03-02T08:00:00+08:00", "+08:00", action="OBSERVE")

    assert prehash(event) == f"eventType=ObjectEvent{WHEN}action=OBSERVE"
    assert digest(event) == sha256(prehash(event).encode()).digest()
    assert event_hash(event) == f"ni:///sha-256;{digest(event).hex()}?ver=CBV2.0"


def test_all_fields_in_their_order():
    link = "https://id.gs1.org/"
    assert said(
        certification_info=("https://example.com/b", "https://example.com/a"),
        epc_list=("urn:epc:id:sgtin:0614141.107346.2018", "urn:epc:id:sscc:0614141.1234567890"),
        parent_id="urn:epc:id:sscc:0614141.1234567890",
        input_epc_list=("urn:epc:id:sgtin:0614141.107346.1",),
        child_epcs=("urn:epc:id:sgtin:0614141.107346.2",),
        quantity_list=(
            QuantityElement("urn:epc:class:lgtin:4012345.012345.998877", Decimal("200.0"), "KGM"),
            QuantityElement("urn:epc:idpat:sgtin:4012345.066666.*", Decimal(10)),
        ),
        child_quantity_list=(QuantityElement("urn:epc:idpat:sgtin:4012345.066666.*"),),
        input_quantity_list=(QuantityElement("urn:epc:idpat:sgtin:4012345.066666.*", Decimal(1)),),
        output_epc_list=("urn:epc:id:sgtin:0614141.107346.3",),
        output_quantity_list=(QuantityElement("urn:epc:idpat:sgtin:4012345.066666.*", Decimal(2)),),
        action="ADD",
        transformation_id="urn:epc:id:gdti:0614141.12345.400",
        biz_step="commissioning",
        disposition="https://example.com/own",
        persistent_disposition=PersistentDisposition(("active", "conformant"), ("damaged",)),
        read_point=Place("urn:epc:id:sgln:0012345.11111.400", {f"{E}z": "1", f"{E}a": "2"}),
        biz_location=Place("urn:epc:id:sgln:0012345.11111.0"),
        biz_transaction_list=(
            Typed("urn:epc:id:gdti:0614141.00001.1618034", "po"),
            Typed("https://example.com/t"),
        ),
        source_list=(Typed("urn:epc:id:pgln:4012345.00225", "owning_party"),),
        destination_list=(Typed("urn:epc:id:sgln:0614141.00777.0", "location"),),
        ilmd={"{urn:epcglobal:cbv:mda}lotNumber": "ABC123"},
        extensions={f"{E}x": "CD-34"},
    ) == (
        "certificationInfo=https://example.com/acertificationInfo=https://example.com/b"
        f"epcListepc={link}00/106141412345678908epc={link}01/10614141073464/21/2018"
        f"parentID={link}00/106141412345678908"
        f"inputEPCListepc={link}01/10614141073464/21/1"
        f"childEPCsepc={link}01/10614141073464/21/2"
        f"quantityListquantityElementepcClass={link}01/04012345123456/10/998877quantity=200uom=KGM"
        f"quantityElementepcClass={link}01/04012345666663quantity=10"
        f"childQuantityListquantityElementepcClass={link}01/04012345666663"
        f"inputQuantityListquantityElementepcClass={link}01/04012345666663quantity=1"
        f"outputEPCListepc={link}01/10614141073464/21/3"
        f"outputQuantityListquantityElementepcClass={link}01/04012345666663quantity=2"
        "action=ADD"
        f"transformationID={link}253/0614141123452400"
        "bizStep=https://ref.gs1.org/cbv/BizStep-commissioning"
        "disposition=https://example.com/own"
        "persistentDispositionset=https://ref.gs1.org/cbv/Disp-activeset=https://ref.gs1.org/cbv/Disp-conformant"
        "unset=https://ref.gs1.org/cbv/Disp-damaged"
        f"readPointid={link}414/0012345111112/254/400{E}a=2{E}z=1"
        f"bizLocationid={link}414/0012345111112"
        "bizTransactionListbizTransaction=https://example.com/t"
        f"type=https://ref.gs1.org/cbv/BTT-pobizTransaction={link}253/06141410000121618034"
        f"destinationListtype=https://ref.gs1.org/cbv/SDT-locationdestination={link}414/0614141007776"
        "ilmd{urn:epcglobal:cbv:mda}lotNumber=ABC123"
        f"sourceListtype=https://ref.gs1.org/cbv/SDT-owning_partysource={link}417/4012345002256"
        f"{E}x=CD-34"
    )


def test_sensor_elements():
    metadata = SensorMetadata(
        *("2026-03-02T08:00:00Z", "2026-03-02T07:00:00Z", "2026-03-02T09:00:00Z"),
        *("urn:epc:id:giai:4000001.111", "https://example.com/8004/4000001111", "https://example.com/raw"),
        *("https://example.com/method", "https://example.com/rules"),
        {f"{E}more": "text"},
    )
    report = SensorReport(
        type="Temperature",
        exception="ALARM_CONDITION",
        device_id="urn:epc:id:giai:4000001.111",
        device_metadata="https://example.com/m",
        raw_data="https://example.com/raw",
        data_processing_method="https://example.com/method",
        biz_rules="https://example.com/rules",
        time="2026-03-02T08:00:00Z",
        microorganism="https://example.com/o",
        chemical_substance="https://example.com/s",
        value=Decimal("26.0"),
        component="x",
        string_value="0012.50",
        boolean_value=True,
        hex_binary_value="f0f0f0",
        uri_value="https://example.com/u",
        min_value=Decimal("-1.50"),
        max_value=Decimal("1E+3"),
        mean_value=Decimal("0.1"),
        s_dev=Decimal("0.10"),
        perc_rank=Decimal(50),
        perc_value=Decimal("12.7"),
        uom="CEL",
        coordinate_reference_system="https://example.com/crs",
        extensions={f"{E}cv": "123"},
    )
    assert said(
        sensor_element_list=(
            SensorElement(metadata, (report,), {f"{E}end": "1"}),
            SensorElement(None, (SensorReport(type="Speed", value=Decimal(0)), SensorReport(type="Mass"))),
        )
    ) == (
        "sensorElementList"
        "sensorElementsensorMetadatatime=2026-03-02T08:00:00.000ZstartTime=2026-03-02T07:00:00.000Z"
        "endTime=2026-03-02T09:00:00.000ZdeviceID=https://id.gs1.org/8004/4000001111"
        "deviceMetadata=https://id.gs1.org/8004/4000001111rawData=https://example.com/raw"
        f"dataProcessingMethod=https://example.com/methodbizRules=https://example.com/rules{E}more=text"
        "sensorReporttype=https://gs1.org/voc/Temperatureexception=https://gs1.org/voc/ALARM_CONDITION"
        "deviceID=https://id.gs1.org/8004/4000001111deviceMetadata=https://example.com/m"
        "rawData=https://example.com/rawdataProcessingMethod=https://example.com/method"
        "time=2026-03-02T08:00:00.000Zmicroorganism=https://example.com/ochemicalSubstance=https://example.com/s"
        "value=26component=https://ref.gs1.org/cbv/Comp-xstringValue=12.5booleanValue=truehexBinaryValue=f0f0f0"
        "uriValue=https://example.com/uminValue=-1.5maxValue=1000meanValue=0.1sDev=0.1percRank=50percValue=12.7"
        "uom=CELcoordinateReferenceSystem=https://example.com/crsbizRules=https://example.com/rules"
        f"{E}cv=123{E}end=1"
        "sensorElementsensorReporttype=https://gs1.org/voc/Mass"
        "sensorReporttype=https://gs1.org/voc/Speedvalue=0"
    )


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("text", f"{E}x=text"),
        (" 007 ", f"{E}x=7"),
        ("", f"{E}x"),
        (["3", "1"], f"{E}x=1{E}x=3"),
        ({f"{E}b": "2", f"{E}a": "1"}, f"{E}x{E}a=1{E}b=2"),
        ({f"@{E}a": "1", "#text": "KGM"}, f"{E}x=KGM{E}a=1"),
        ({"@{http://www.w3.org/2001/XMLSchema-instance}type": "{urn:x}integer", "#text": "10"}, f"{E}x=10"),
        ([{f"{E}b": ["2", "1"]}, "0"], f"{E}x=0{E}x{E}b=1{E}b=2"),
        ("urn:epc:id:giai:4012345.ABC", f"{E}x=https://id.gs1.org/8004/4012345ABC"),
        ("urn:epcglobal:cbv:bizstep:shipping", f"{E}x=https://ref.gs1.org/cbv/BizStep-shipping"),
    ],
)
def test_extension_values(value, expected):
    assert said(extensions={f"{E}x": value}) == expected


def test_extensions_are_sorted_among_the_last_fields():
    assert said(
        ilmd={f"{E}i": "1"},
        source_list=(Typed("https://example.com/s", "location"),),
        extensions={f"{E}b": "2", "{a}z": "1"},
    ) == (
        f"ilmd{E}i=1sourceListtype=https://ref.gs1.org/cbv/SDT-locationsource=https://example.com/s"
        f"{{a}}z=1{E}b=2"
    )


def test_what_is_said_about_the_event_stays_out():
    assert (
        said(
            event_id="urn:uuid:374d95fc-9457-4a51-bd6a-0bba133845a8",
            record_time="2026-03-02T08:00:00Z",
            error_declaration=ErrorDeclaration("2026-03-03T08:00:00Z", extensions={f"{E}x": "1"}),
            extensions={"{http://www.w3.org/2000/01/rdf-schema#}comment": "a remark"},
        )
        == ""
    )


@pytest.mark.parametrize(
    "names",
    ["bizStep", ["bizStep", f"{E}x"], {"bizStep": "", f"{E}x": ""}, ["https://ns.example.com/x", "bizStep"]],
)
def test_ignored_fields(names):
    extensions = {"{https://repository.example.com/}ignoreFields": names}
    if names != "bizStep":
        extensions[f"{E}x"] = "1"

    assert said(action="ADD", biz_step="shipping", extensions=extensions) == "action=ADD"


def test_epcs_that_are_wrong_stay_as_they_are():
    wrong = (
        "urn:epc:id:sgtin:1.2.3",
        "urn:epc:id:sscc:0614141.1",
        "https://id.gs1.org/01/12345678901234/21/1",
    )

    assert said(epc_list=(*wrong, "urn:epc:id:sgtin:0614141.107346.1")) == (
        "epcListepc=https://id.gs1.org/01/10614141073464/21/1"
        "epc=https://id.gs1.org/01/12345678901234/21/1epc=urn:epc:id:sgtin:1.2.3epc=urn:epc:id:sscc:0614141.1"
    )


def test_a_time_that_is_none():
    with pytest.raises(ValueError, match="is not a time"):
        prehash(Event("ObjectEvent", "yesterday", "+08:00"))


@given(events(), st.randoms())
def test_the_order_of_lists_and_names_does_not_matter(event, random):
    def shuffled(value: Any) -> Any:
        if isinstance(value, msgspec.Struct):
            return msgspec.structs.replace(
                value, **{name: shuffled(getattr(value, name)) for name in value.__struct_fields__}
            )
        if isinstance(value, list | tuple):
            members = [shuffled(member) for member in value]
            random.shuffle(members)
            return type(value)(members)
        if isinstance(value, dict):
            names = [*value]
            random.shuffle(names)
            return {name: shuffled(value[name]) for name in names}
        return value

    assert prehash(shuffled(event)) == prehash(event)
