"""Documents bent at random: what is read is whole, comes back from JSON-LD and XML, and holds every word that stood there."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import msgspec
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from headwater.epcis import jsonld, xml
from headwater.epcis.context import OFFICIAL_URL
from headwater.epcis.errors import EpcisError
from headwater.epcis.xml_names import EPCIS, EPCIS_1, OWN_NAMES, SBDH, XSI

if TYPE_CHECKING:
    from headwater.epcis.model import Document

E = "https://ns.example.com/"
WHEN = (
    "<eventTime>2026-03-02T08:00:00Z</eventTime><recordTime>2026-03-02T08:00:01Z</recordTime>"
    "<eventTimeZoneOffset>+08:00</eventTimeZoneOffset>"
)
WHERE = (
    "<bizStep>urn:a:step</bizStep><disposition>urn:a:disp</disposition><readPoint><id>urn:a:rp</id><e:r>1</e:r></readPoint>"
    "<bizLocation><id>urn:a:bl</id></bizLocation>"
)
QUANTITIES = (
    "<{0}><quantityElement><epcClass>urn:a:c1</epcClass><quantity>2</quantity><uom>KGM</uom></quantityElement>"
    "<quantityElement><epcClass>urn:a:c2</epcClass><quantity xsi:nil='true'/></quantityElement></{0}>"
)
HOW = (
    "<bizTransactionList><bizTransaction type='urn:a:t'>urn:a:bt</bizTransaction></bizTransactionList>"
    "<sourceList><source type='urn:a:s'>urn:a:src</source></sourceList>"
    "<destinationList><destination type='urn:a:d'>urn:a:dst</destination></destinationList>"
    "<sensorElementList><sensorElement><sensorMetadata time='2026-03-02T08:00:00Z' e:m='1'/>"
    "<sensorReport type='urn:a:st' value='1.5' uom='CEL' e:n='2'/><sensorReport type='urn:a:st' stringValue='x'/><e:o>3</e:o>"
    "</sensorElement></sensorElementList>"
    "<persistentDisposition><unset>urn:a:u</unset><set>urn:a:v</set></persistentDisposition>"
)
EVENTS = (
    f"<ObjectEvent>{WHEN}<eventID>urn:a:e1</eventID><errorDeclaration><declarationTime>2026-03-03T08:00:00Z</declarationTime>"
    "<reason>urn:a:why</reason><correctiveEventIDs><correctiveEventID>urn:a:e2</correctiveEventID></correctiveEventIDs>"
    "<e:p>4</e:p></errorDeclaration><certificationInfo>urn:a:ci</certificationInfo><epcList><epc>urn:a:1</epc><epc>urn:a:2</epc>"
    f"</epcList><action>ADD</action>{WHERE}{QUANTITIES.format('quantityList')}{HOW}<ilmd><e:q>5</e:q></ilmd><e:s>6</e:s></ObjectEvent>"
    f"<TransformationEvent>{WHEN}<inputEPCList><epc>urn:a:1</epc></inputEPCList>{QUANTITIES.format('inputQuantityList')}"
    "<outputEPCList><epc>urn:a:3</epc></outputEPCList><transformationID>urn:a:ti</transformationID></TransformationEvent>"
    f"<AggregationEvent>{WHEN}<parentID>urn:a:p</parentID><childEPCs><epc>urn:a:1</epc></childEPCs><action>ADD</action>"
    f"{QUANTITIES.format('childQuantityList')}</AggregationEvent>"
)
DOCUMENT = (
    '<epcis:EPCISDocument xmlns:epcis="{edition}" xmlns:e="'
    + E
    + '" xmlns:xsi="'
    + XSI
    + '" schemaVersion="{version}"'
    ' creationDate="2026-03-02T08:00:00Z"><EPCISHeader><e:h>7</e:h></EPCISHeader><EPCISBody><EventList>'
    + EVENTS
    + "{more}</EventList><e:b>8</e:b></EPCISBody></epcis:EPCISDocument>"
)
QUANTITY_EVENT = f"<QuantityEvent>{WHEN}<epcClass>urn:a:c1</epcClass><quantity>7</quantity><bizStep>urn:a:step</bizStep></QuantityEvent>"
EDITIONS = [
    DOCUMENT.format(edition=EPCIS, version="2.0", more=""),
    DOCUMENT.format(edition=EPCIS_1, version="1.2", more=QUANTITY_EVENT),
]

OWN = sorted(
    {
        *OWN_NAMES,
        "id",
        "type",
        "value",
        "time",
        "uom",
        "stringValue",
        "deviceID",
        "epc",
        "quantity",
        "epcClass",
        "reason",
    }
    | {
        "quantityElement",
        "source",
        "set",
        "sensorReport",
        "sensorMetadata",
        "sensorElement",
        "extension",
        "baseExtension",
    }
    | {"EPCISHeader", "EPCISBody", "EventList", "ObjectEvent", "own", "declarationTime", "correctiveEventIDs"}
)
SPACES = ["", E, EPCIS, EPCIS_1, "https://ref.gs1.org/epcis/", XSI, SBDH]
names = st.builds(
    lambda space, name: f"{{{space}}}{name}" if space else name, st.sampled_from(SPACES), st.sampled_from(OWN)
)
bends = st.lists(
    st.tuples(
        st.sampled_from(["twice", "child", "attribute", "wrap", "move", "text", "tail", "rename"]),
        st.integers(0, 10_000),
        st.integers(0, 10_000),
        names,
    ),
    min_size=1,
    max_size=3,
)


def bent(text: str, changes: list[tuple[str, int, int, str]]) -> tuple[bytes, list[str]]:
    """The document after some changes, and the words that these put there."""
    root = etree.fromstring(text)
    words: list[str] = []

    def word() -> str:
        words.append(f"urn:word:{len(words)}")
        return words[-1]

    for what, at, other, name in changes:
        every = list(root.iter())
        place, second = every[at % len(every)], every[other % len(every)]
        parent = place.getparent()
        if what == "child":
            etree.SubElement(place, name).text = word()
        elif what == "attribute":
            # What XML Schema's own attributes say is no part of an event, but in extensions.
            place.set(name, "urn:a:xsi" if name.startswith(f"{{{XSI}}}") else word())
        elif what == "text":
            place.text = f"{place.text or ''}{word()}"
        elif parent is None:
            continue
        elif what == "twice":
            parent.insert(parent.index(place), etree.fromstring(etree.tostring(place, with_tail=False)))
        elif what == "wrap":
            wrapper = etree.Element("extension")
            parent.replace(place, wrapper)
            wrapper.append(place)
        elif what == "move" and second not in list(place.iter()):
            second.append(place)
        elif what == "tail":
            place.tail = word()
        elif what == "rename":
            place.tag = name
    return etree.tostring(root), [one for one in words if one.encode() in etree.tostring(root)]


def said(document: Document) -> Any:
    """What a document says, without the prefixes it likes and the edition it came in."""
    return msgspec.structs.replace(document, namespaces={}, schema_version="2.0")


@given(st.sampled_from(EDITIONS), bends)
def test_what_is_read_is_whole(text, changes):
    data, words = bent(text, changes)
    try:
        reading = xml.read(data)
    except EpcisError:
        return

    in_json, in_xml = jsonld.write_document(reading.document), xml.write_document(reading.document)
    for again in (jsonld.read(in_json), xml.read(in_xml)):
        assert again.problems == ()
        assert said(again.document) == said(reading.document)
    if not reading.problems:
        assert [one for one in words if one.encode() not in in_json] == []


PLACES = [
    "",
    "readPoint",
    "errorDeclaration",
    "sensorElement",
    "sensorMetadata",
    "sensorReport",
    "ilmd",
    "nested",
]


@given(
    st.lists(st.tuples(st.sampled_from(PLACES), st.sampled_from(OWN), st.booleans()), min_size=1, max_size=4)
)
def test_extensions_of_json_are_those_of_xml(named):
    """With names in the namespace that XML writes without a prefix."""
    parts: dict[str, dict[str, Any]] = {place: {} for place in PLACES}
    for place, name, deep in named:
        parts[place][f"x:{name}"] = {"e:a": "1"} if deep else "word"
    when = "2026-03-02T08:00:00Z"
    report = {"type": "Count", "value": 1, **parts["sensorReport"]}
    event = {
        "@context": [OFFICIAL_URL, {"x": EPCIS, "e": E}],
        "type": "ObjectEvent",
        "action": "ADD",
        "eventTime": when,
        "eventTimeZoneOffset": "+08:00",
        "readPoint": {"id": "urn:a:1", **parts["readPoint"]},
        "errorDeclaration": {"declarationTime": when, **parts["errorDeclaration"]},
        "sensorElementList": [
            {
                "sensorMetadata": {"time": when, **parts["sensorMetadata"]},
                "sensorReport": [report],
                **parts["sensorElement"],
            }
        ],
        "ilmd": {"e:b": "2", **parts["ilmd"]},
        "e:nested": {"e:c": "3", **parts["nested"]},
        **parts[""],
    }
    reading = jsonld.read(json.dumps(event).encode())
    again = xml.read(xml.write_document(reading.document))

    assert again.problems == ()
    assert said(again.document) == said(reading.document)
