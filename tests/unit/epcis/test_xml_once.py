"""EPCIS XML is read whole or refused: nothing given twice, no attribute or element that would be lost."""

from __future__ import annotations

import pytest

from headwater.epcis import model, xml
from headwater.epcis.errors import EpcisError
from headwater.epcis.xml_names import FIELDS

E = "{https://ns.example.com/}"
OWN = "{urn:epcglobal:epcis:xsd:2}"
WHEN = "<eventTime>2026-03-02T08:00:00Z</eventTime><eventTimeZoneOffset>+08:00</eventTimeZoneOffset>"
EVENT = f"<ObjectEvent>{WHEN}<action>ADD</action></ObjectEvent>"
LIST = f"<EventList>{EVENT}</EventList>"
BODY = f"<EPCISBody>{LIST}</EPCISBody>"
SPACES = (
    'xmlns:e="https://ns.example.com/" xmlns:epcis="urn:epcglobal:epcis:xsd:2" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    'xmlns:s="http://www.unece.org/cefact/namespaces/StandardBusinessDocumentHeader"'
)


def document(inside: str) -> bytes:
    """A document with this inside its root."""
    return (
        f'<epcis:EPCISDocument {SPACES} schemaVersion="2.0" creationDate="2026-03-02T08:00:00Z">{inside}'
        "</epcis:EPCISDocument>"
    ).encode()


def results(inside: str) -> bytes:
    """A query document with this inside its results."""
    return (
        f'<q:EPCISQueryDocument xmlns:q="urn:epcglobal:epcis-query:xsd:2" {SPACES}><EPCISBody><q:QueryResults>{inside}'
        "</q:QueryResults></EPCISBody></q:EPCISQueryDocument>"
    ).encode()


def problems(body: str, kind: str = "ObjectEvent") -> list[tuple[str, str]]:
    """Code and path of each problem of the second of two events, which holds `body`; the first is read."""
    reading = xml.read(
        document(f"<EPCISBody><EventList>{EVENT}<{kind}>{body}</{kind}></EventList></EPCISBody>")
    )
    assert reading.indexes == (0,)
    assert {problem.index for problem in reading.problems} == {1}
    return [
        (problem.code, problem.path.replace("https:~1~1ns.example.com~1", "e"))
        for problem in reading.problems
    ]


def refused(data: bytes) -> list[tuple[str, str]]:
    """Code and path of what is wrong with a document outside of its events."""
    with pytest.raises(EpcisError) as caught:
        xml.read(data)
    assert {problem.index for problem in caught.value.problems} == {None}
    return [(problem.code, problem.path) for problem in caught.value.problems]


PLACE = "<id>urn:a:1</id>"
QUANTITY = "<quantityElement><epcClass>urn:a:1</epcClass></quantityElement>"
TIME = "<declarationTime>2026-03-02T08:00:00Z</declarationTime>"
REPORT = "<sensorReport value='1'/>"
SAMPLES = {
    **dict.fromkeys(
        ("eventID", "transformationID", "parentID", "bizStep", "disposition"), "<{0}>urn:a:1</{0}>"
    ),
    "eventTime": "<eventTime>2026-03-02T08:00:00Z</eventTime>",
    "recordTime": "<recordTime>2026-03-02T08:00:00Z</recordTime>",
    "eventTimeZoneOffset": "<eventTimeZoneOffset>+08:00</eventTimeZoneOffset>",
    "action": "<action>ADD</action>",
    "errorDeclaration": f"<errorDeclaration>{TIME}</errorDeclaration>",
    "persistentDisposition": "<persistentDisposition><set>urn:a:1</set></persistentDisposition>",
    **dict.fromkeys(("readPoint", "bizLocation"), f"<{{0}}>{PLACE}</{{0}}>"),
    **dict.fromkeys(
        ("epcList", "childEPCs", "inputEPCList", "outputEPCList"), "<{0}><epc>urn:a:1</epc></{0}>"
    ),
    **dict.fromkeys(
        ("quantityList", "childQuantityList", "inputQuantityList", "outputQuantityList"),
        f"<{{0}}>{QUANTITY}</{{0}}>",
    ),
    "bizTransactionList": "<bizTransactionList><bizTransaction>urn:a:1</bizTransaction></bizTransactionList>",
    "sourceList": "<sourceList><source type='urn:a:2'>urn:a:1</source></sourceList>",
    "destinationList": "<destinationList><destination type='urn:a:2'>urn:a:1</destination></destinationList>",
    "sensorElementList": f"<sensorElementList><sensorElement>{REPORT}</sensorElement></sensorElementList>",
    "ilmd": "<ilmd><e:a>1</e:a></ilmd>",
}
SINGLE = [(kind, name) for kind, names in FIELDS.items() for name in names if name != "certificationInfo"]


@pytest.mark.parametrize(("kind", "name"), SINGLE)
@pytest.mark.parametrize("wrapper", ["", "extension", "baseExtension"])
def test_no_field_of_an_event_is_given_twice(kind, name, wrapper):
    field = SAMPLES[name].format(name)
    second = f"<{wrapper}>{field}</{wrapper}>" if wrapper else field
    when = "".join(SAMPLES[needed] for needed in ("eventTime", "eventTimeZoneOffset") if needed != name)

    assert problems(f"{when}{field}{second}", kind) == [("duplicate-field", f"/{name}")]


def test_certifications_may_be_several():
    one = "<certificationInfo>urn:a:{}</certificationInfo>"
    (event,) = xml.read(
        f"<ObjectEvent>{WHEN}{one.format(1)}{one.format(2)}<action>ADD</action></ObjectEvent>".encode()
    ).document.events

    assert event.certification_info == ("urn:a:1", "urn:a:2")


def inside(name: str, text: str) -> str:
    """An event's body in which this stands in a field."""
    return f"{WHEN}<action>ADD</action><{name}>{text}</{name}>"


def element(text: str) -> str:
    """An event's body in which this stands in a quantity element behind its class."""
    return inside("quantityList", f"<quantityElement><epcClass>urn:a:1</epcClass>{text}</quantityElement>")


def sensor(text: str) -> str:
    """An event's body in which this stands in a sensor element."""
    return inside("sensorElementList", f"<sensorElement>{text}</sensorElement>")


METADATA = "<sensorMetadata time='2026-03-02T08:00:00Z'/>"


@pytest.mark.parametrize(
    ("body", "path"),
    [
        (element("<epcClass>urn:a:1</epcClass>"), "/quantityList/0/epcClass"),
        (element("<quantity>1</quantity><quantity>2</quantity>"), "/quantityList/0/quantity"),
        (element("<quantity>1</quantity><quantity xsi:nil='true'/>"), "/quantityList/0/quantity"),
        (element("<quantity>1</quantity><uom>KGM</uom><uom>KGM</uom>"), "/quantityList/0/uom"),
        (inside("readPoint", PLACE * 2), "/readPoint/id"),
        (inside("bizLocation", f"{PLACE}<e:a/>{PLACE}"), "/bizLocation/id"),
        (inside("errorDeclaration", TIME * 2), "/errorDeclaration/declarationTime"),
        (inside("errorDeclaration", TIME + "<reason>urn:a:1</reason>" * 2), "/errorDeclaration/reason"),
        (
            inside("errorDeclaration", TIME + "<correctiveEventIDs/>" * 2),
            "/errorDeclaration/correctiveEventIDs",
        ),
        (sensor(METADATA * 2 + REPORT), "/sensorElementList/0/sensorMetadata"),
        (
            sensor(METADATA + METADATA.replace("data", "Data", 1) + REPORT),
            "/sensorElementList/0/sensorMetadata",
        ),
    ],
)
def test_no_part_of_a_field_is_given_twice(body, path):
    assert problems(body) == [("duplicate-field", path)]


@pytest.mark.parametrize(
    ("body", "path"),
    [
        (element("<e:more>1</e:more>"), f"/quantityList/0/{E}more"),
        (element("<more>1</more>"), "/quantityList/0/more"),
        (element("<extension><uom>KGM</uom></extension>"), "/quantityList/0/extension"),
        (element("<quantity>1<e:b/></quantity>"), f"/quantityList/0/quantity/{E}b"),
        (element("<quantity><b>1</b></quantity>"), "/quantityList/0/quantity/b"),
        (element("<quantity xsi:nil='true'><b/></quantity>"), "/quantityList/0/quantity/b"),
        (element("<uom>KG<b/>M</uom>"), "/quantityList/0/uom/b"),
        (inside("readPoint", "<id>urn:a:1<b/></id>"), "/readPoint/id/b"),
        (inside("readPoint", f"{PLACE}<extension>{PLACE}</extension>"), "/readPoint/id"),
        (
            inside("errorDeclaration", f"{TIME}<extension><reason>urn:a:1</reason></extension>"),
            "/errorDeclaration/reason",
        ),
        (sensor(f"{REPORT}<extension>{REPORT}</extension>"), "/sensorElementList/0/sensorReport"),
        (
            sensor("<sensorReport><value>1</value></sensorReport>"),
            "/sensorElementList/0/sensorReport/0/value",
        ),
        (inside("sensorElementList", "<extension/>"), "/sensorElementList/extension"),
        (inside("extension", "<childEPCs/>"), "/childEPCs"),
    ],
)
def test_no_element_is_lost(body, path):
    assert problems(body) == [("unknown-field", path.replace("https://ns.example.com/", "e"))]


def test_a_quantity_that_is_nil_holds_nothing():
    assert problems(element("<quantity xsi:nil='1'>5</quantity>")) == [
        ("stray-text", "/quantityList/0/quantity")
    ]


def typed(name: str, attributes: str) -> str:
    """An event's body with one member of a list of typed ids."""
    return inside(f"{name}List", f"<{name} {attributes}>urn:a:1</{name}>")


@pytest.mark.parametrize(
    ("body", "path"),
    [
        *(
            (WHEN.replace(f"<{name}>", f"<{name} e:a='1'>") + "<action>ADD</action>", f"/{name}/@{E}a")
            for name in ("eventTime", "eventTimeZoneOffset")
        ),
        (f"{WHEN}<action a='1'>ADD</action>", "/action/@a"),
        (
            f"{WHEN}<action xml:lang='en'>ADD</action>",
            "/action/@{http:~1~1www.w3.org~1XML~11998~1namespace}lang",
        ),
        (f"{WHEN}<bizStep e:a='1'>urn:a:1</bizStep>", f"/bizStep/@{E}a"),
        (f"{WHEN}<certificationInfo a='1'>urn:a:1</certificationInfo>", "/certificationInfo/@a"),
        (f"{WHEN}<epcList a='1'><epc>urn:a:1</epc></epcList>", "/epcList/@a"),
        (inside("epcList", "<epc>urn:a:1</epc><epc e:lot='1'>urn:a:2</epc>"), f"/epcList/1/@{E}lot"),
        (f"{WHEN}<quantityList a='1'>{QUANTITY}</quantityList>", "/quantityList/@a"),
        (inside("quantityList", QUANTITY.replace("Element>", "Element a='1'>", 1)), "/quantityList/0/@a"),
        (element("<quantity unit='KGM'>1</quantity>"), "/quantityList/0/quantity/@unit"),
        (element("<quantity unit='KGM' xsi:nil='true'/>"), "/quantityList/0/quantity/@unit"),
        (element("<quantity>1</quantity><uom a='1'>KGM</uom>"), "/quantityList/0/uom/@a"),
        (f"{WHEN}<bizTransactionList a='1'/>", "/bizTransactionList/@a"),
        (typed("bizTransaction", "type='urn:a:2' e:a='1'"), f"/bizTransactionList/0/@{E}a"),
        (typed("bizTransaction", "e:type='urn:a:2'"), f"/bizTransactionList/0/@{E}type"),
        (typed("source", "type='urn:a:2' a='1'"), "/sourceList/0/@a"),
        (typed("destination", "type='urn:a:2' a='1'"), "/destinationList/0/@a"),
        (inside("readPoint", "<id a='1'>urn:a:1</id>"), "/readPoint/id/@a"),
        (
            f"{WHEN}<persistentDisposition a='1'><set>urn:a:1</set></persistentDisposition>",
            "/persistentDisposition/@a",
        ),
        (inside("persistentDisposition", "<set a='1'>urn:a:1</set>"), "/persistentDisposition/set/0/@a"),
        (
            inside("errorDeclaration", TIME.replace("Time>", "Time a='1'>", 1)),
            "/errorDeclaration/declarationTime/@a",
        ),
        (f"{WHEN}<sensorElementList a='1'/>", "/sensorElementList/@a"),
    ],
)
def test_no_attribute_is_lost(body, path):
    assert problems(body) == [("unknown-attribute", path.replace("https://ns.example.com/", "e"))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<epc>urn:a:1</epc><epc> urn:a:2 </epc>", ("urn:a:1", "urn:a:2")),
        ("<epc>urn:a<!-- -->:1</epc>", ("urn:a:1",)),
        ("<epc>urn:a<![CDATA[:1]]></epc>", ("urn:a:1",)),
        ("<epc>urn:a&#58;1</epc>", ("urn:a:1",)),
    ],
)
def test_epcs_in_pieces_are_whole(text, expected):
    (event,) = xml.read(f"<ObjectEvent>{inside('epcList', text)}</ObjectEvent>".encode()).document.events

    assert event.epc_list == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<epc>urn:a<!-- -->:1</epc><epc/>", [("empty-value", "/epcList/1")]),
        ("<epc>urn:a:1<b/>2</epc><epc/>", [("unknown-field", "/epcList/0/b"), ("empty-value", "/epcList/1")]),
        ("<epc><b/>urn:a:1</epc>", [("unknown-field", "/epcList/0/b")]),
        ("<epc><b>urn:a:1</b></epc>", [("unknown-field", "/epcList/0/b")]),
    ],
)
def test_epcs_that_are_more_than_a_text(text, expected):
    assert problems(inside("epcList", text)) == expected


def test_attributes_of_xml_schema_say_nothing():
    (event,) = xml.read(
        document(
            f"<EPCISBody><EventList><ObjectEvent>{WHEN}<action xsi:type='epcis:ActionType'>ADD</action>"
            "<epcList xsi:type='epcis:EPCListType'><epc xsi:type='e:x'>urn:a:1</epc></epcList>"
            "</ObjectEvent></EventList></EPCISBody>"
        )
    ).document.events

    assert event.epc_list == ("urn:a:1",)


def test_attributes_of_wrappers_are_kept():
    (event,) = xml.read(
        document(
            f"<EPCISBody><EventList><ObjectEvent>{WHEN}<extension e:a='1'><extension e:a='2'/></extension>"
            "<action>ADD</action><ilmd><extension e:b='3'/></ilmd></ObjectEvent></EventList></EPCISBody>"
        )
    ).document.events

    assert event.extensions == {f"{E}a": ["1", "2"]}
    assert event.ilmd == {f"{E}b": "3"}


QUANTITY_EVENT = f"{WHEN}<epcClass>urn:a:1</epcClass><quantity>7</quantity>"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<quantity>8</quantity>", ("duplicate-field", "/quantityList/0/quantity")),
        ("<epcClass>urn:a:2</epcClass>", ("duplicate-field", "/quantityList/0/epcClass")),
        ("<action>ADD</action>", ("unknown-field", "/action")),
        (f"<quantityList>{QUANTITY}</quantityList>", ("unknown-field", "/quantityList")),
        ("<bizStep>urn:a:1</bizStep>x", ("stray-text", "")),
    ],
)
def test_a_quantity_event_has_its_own_fields(body, expected):
    assert problems(QUANTITY_EVENT + body, "QuantityEvent") == [expected]
    assert problems(body + QUANTITY_EVENT, "QuantityEvent") == [expected]


def test_text_behind_the_quantity_of_a_quantity_event():
    assert problems(QUANTITY_EVENT + "x", "QuantityEvent") == [("stray-text", "")]


HEADER = "<EPCISHeader><extension>{}</extension></EPCISHeader>"
MASTER = "<EPCISMasterData>{}</EPCISMasterData>"
VOCABULARIES = "<VocabularyList><Vocabulary type='urn:a:t'>{}</Vocabulary></VocabularyList>"
MEMBERS = (
    "<VocabularyElementList><VocabularyElement id='urn:a:1'>{}</VocabularyElement></VocabularyElementList>"
)


def header(text: str, *around: str) -> bytes:
    """A document with this in its header, inside of the templates given, the outermost first."""
    for template in reversed(around):
        text = template.format(text)
    return document(HEADER.format(text) + BODY)


ALL = (MASTER, VOCABULARIES, MEMBERS)
AT = "/epcisHeader/epcisMasterData"


@pytest.mark.parametrize(
    ("data", "path"),
    [
        (document(BODY * 2), "/epcisBody"),
        (document("<EPCISHeader/>" * 2 + BODY), "/epcisHeader"),
        (document(f"<EPCISBody>{LIST * 2}</EPCISBody>"), "/epcisBody/eventList"),
        (
            document("<EPCISHeader>" + "<s:StandardBusinessDocumentHeader/>" * 2 + "</EPCISHeader>" + BODY),
            "/epcisHeader/StandardBusinessDocumentHeader",
        ),
        (header(MASTER.format("") * 2), AT),
        (header("<VocabularyList/>" * 2, MASTER), f"{AT}/vocabularyList"),
        (
            header("<VocabularyElementList/>" * 2, MASTER, VOCABULARIES),
            f"{AT}/vocabularyList/0/vocabularyElementList",
        ),
        (header("<children/>" * 2, *ALL), f"{AT}/vocabularyList/0/vocabularyElementList/0/children"),
        (results("<queryName>a</queryName>" * 2), "/epcisBody/queryResults/queryName"),
        (results("<subscriptionID>a</subscriptionID>" * 2), "/epcisBody/queryResults/subscriptionID"),
        (results("<resultsBody/>" * 2), "/epcisBody/queryResults/resultsBody"),
        (
            results("<resultsBody>" + "<EventList/>" * 2 + "</resultsBody>"),
            "/epcisBody/queryResults/resultsBody/eventList",
        ),
        (
            results("<resultsBody>" + "<VocabularyList/>" * 2 + "</resultsBody>"),
            "/epcisBody/queryResults/resultsBody/vocabularyList",
        ),
    ],
)
def test_nothing_around_the_events_is_given_twice(data, path):
    assert refused(data) == [("duplicate-field", path)]


def test_two_results():
    data = results("<queryName>a</queryName>")
    one = data[data.index(b"<q:QueryResults>") : data.index(b"</EPCISBody>")]

    assert refused(data.replace(one, one * 2)) == [("duplicate-field", "/epcisBody/queryResults")]


@pytest.mark.parametrize(
    ("data", "path"),
    [
        (document(f"{BODY}<EventList/>"), "/EventList"),
        (document(f"{BODY}<extension>{BODY}</extension>"), "/EPCISBody"),
        (document(f"<EPCISBody>{LIST}{EVENT}</EPCISBody>"), "/epcisBody/ObjectEvent"),
        (document(f"<EPCISBody>{LIST}<extension>{EVENT}</extension></EPCISBody>"), "/epcisBody/ObjectEvent"),
        (document(f"<EPCISBody>{LIST}<own/></EPCISBody>"), "/epcisBody/own"),
        (document(f"<EPCISBody><epcis:EventList/>{LIST}</EPCISBody>"), f"/epcisBody/{OWN}EventList"),
        (document(f"<EPCISHeader>{MASTER.format('')}</EPCISHeader>{BODY}"), "/epcisHeader/EPCISMasterData"),
        (header("<VocabularyList/>"), "/epcisHeader/VocabularyList"),
        (header("<own/>", MASTER), f"{AT}/own"),
        (header("<Vocabulary type='urn:a:t'/>", MASTER), f"{AT}/Vocabulary"),
        (header("<VocabularyList><own/></VocabularyList>", MASTER), f"{AT}/vocabularyList/own"),
        (header("<VocabularyElement/>", MASTER, VOCABULARIES), f"{AT}/vocabularyList/0/VocabularyElement"),
        (
            header("<VocabularyElementList><own/></VocabularyElementList>", MASTER, VOCABULARIES),
            f"{AT}/vocabularyList/0/vocabularyElementList/own",
        ),
        (header("<id>urn:a:2</id>", *ALL), f"{AT}/vocabularyList/0/vocabularyElementList/0/id"),
        (
            header("<children><own/></children>", *ALL),
            f"{AT}/vocabularyList/0/vocabularyElementList/0/children/own",
        ),
        (results("<EventList/>"), "/epcisBody/queryResults/EventList"),
        (results("<resultsBody><own/></resultsBody>"), "/epcisBody/queryResults/resultsBody/own"),
        (results("<queryName>a<b/></queryName>"), "/epcisBody/queryResults/queryName/b"),
    ],
)
def test_no_element_around_the_events_is_lost(data, path):
    assert refused(data) == [("unknown-field", path)]


@pytest.mark.parametrize(
    ("data", "path"),
    [
        (header("x", MASTER), AT),
        (header("x"), "/epcisHeader"),
        (header("<VocabularyList>x</VocabularyList>", MASTER), f"{AT}/vocabularyList"),
        (header("x", MASTER, VOCABULARIES), f"{AT}/vocabularyList/0"),
        (header("x", *ALL), f"{AT}/vocabularyList/0/vocabularyElementList/0"),
        (results("x"), "/epcisBody/queryResults"),
        (results("<resultsBody>x</resultsBody>"), "/epcisBody/queryResults/resultsBody"),
        (
            document("<EPCISBody><EventList><extension>x</extension></EventList></EPCISBody>"),
            "/epcisBody/eventList",
        ),
    ],
)
def test_no_text_around_the_events_is_lost(data, path):
    assert refused(data) == [("stray-text", path)]


@pytest.mark.parametrize(
    ("data", "path"),
    [
        (header("", MASTER.replace("Data>", "Data a='1'>", 1)), f"{AT}/@a"),
        (header("<VocabularyList a='1'/>", MASTER), f"{AT}/vocabularyList/@a"),
        (results("<resultsBody a='1'/>"), "/epcisBody/queryResults/resultsBody/@a"),
        (results("<queryName a='1'>x</queryName>"), "/epcisBody/queryResults/queryName/@a"),
    ],
)
def test_no_attribute_around_the_events_is_lost(data, path):
    assert refused(data) == [("unknown-attribute", path)]


def test_attributes_that_the_schema_lets_stand_around_the_events_are_kept():
    found = xml.read(
        document(
            "<EPCISHeader><extension e:h='1'/></EPCISHeader><EPCISBody e:a='2'><EventList e:b='3'>"
            f"<extension e:c='4'>{EVENT}</extension></EventList><extension e:d='5'/></EPCISBody><extension e:f='6'/>"
        )
    ).document

    assert found.header == {f"{E}h": "1"}
    assert found.extensions == {f"{E}{name}": text for name, text in zip("abcdf", "23456", strict=True)}
    assert len(found.events) == 1


def test_extensions_of_master_data_are_passed_over():
    """The schema lets anybody put more there; the model has no place for it, and events do not hang on it."""
    member = MEMBERS.replace("id=", "e:b='1' id=").format("<attribute id='urn:a:n'>x</attribute><e:c/>")
    found = xml.read(header(f"{member}<e:a/><extension><own/></extension>", MASTER, VOCABULARIES)).document

    assert found.master_data == (
        model.Vocabulary(
            "urn:a:t", (model.VocabularyElement("urn:a:1", (model.Attribute("urn:a:n", "x"),)),)
        ),
    )


@pytest.mark.parametrize(
    ("namespace", "version", "is_read"),
    [
        ("urn:epcglobal:epcis:xsd:2", "2.0", True),
        ("urn:epcglobal:epcis:xsd:2", "2.0.1", True),
        ("urn:epcglobal:epcis:xsd:2", "1.2", False),
        ("urn:epcglobal:epcis:xsd:2", "3.0", False),
        ("urn:epcglobal:epcis:xsd:1", "1.0", True),
        ("urn:epcglobal:epcis:xsd:1", "1.1", True),
        ("urn:epcglobal:epcis:xsd:1", "1.2", True),
        ("urn:epcglobal:epcis:xsd:1", "1.3", False),
        ("urn:epcglobal:epcis:xsd:1", "2.0", False),
    ],
)
def test_the_version_is_that_of_the_namespace(namespace, version, is_read):
    data = document(BODY).replace(b"urn:epcglobal:epcis:xsd:2", namespace.encode())
    data = data.replace(b'schemaVersion="2.0"', f'schemaVersion="{version}"'.encode())

    if is_read:
        assert xml.read(data).document.schema_version == version
    else:
        assert refused(data) == [("version-not-read", "/schemaVersion")]


def test_no_extension_has_a_name_of_epcis_in_json():
    """It would be written with a prefix of its own there, and read as the field."""
    body = f"{WHEN}<action>ADD</action><j:eventTime xmlns:j='https://ref.gs1.org/epcis/'>1</j:eventTime>"

    assert problems(body) == [("unknown-field", "/{https:~1~1ref.gs1.org~1epcis~1}eventTime")]
