"""XML that means harm, and XML that is only broken: EpcisError, quickly, and nothing else."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headwater.epcis import xml
from headwater.epcis.errors import EpcisError
from tests.strategies import documents

LAUGHS = b"".join(b'<!ENTITY l%d "%s">' % (i, b"&l%d;" % (i - 1) * 10 if i else b"lol") for i in range(10))
EMPTY = (
    b'<e:EPCISDocument xmlns:e="urn:epcglobal:epcis:xsd:2" schemaVersion="2.0" creationDate="2026-03-02T08:00:00Z">'
    b"<EPCISBody><EventList>%s</EventList></EPCISBody></e:EPCISDocument>"
)
EVENT = (
    b"<ObjectEvent><eventTime>2026-03-02T08:00:00Z</eventTime><eventTimeZoneOffset>+08:00</eventTimeZoneOffset>"
    b"<action>OBSERVE</action>%s</ObjectEvent>"
)


def code(data: bytes) -> str:
    """The code of the one problem for which a document is refused."""
    with pytest.raises(EpcisError) as caught:
        xml.read(data)
    (found,) = caught.value.problems
    return found.code


@pytest.mark.parametrize(
    "data",
    [
        b"<!DOCTYPE a [" + LAUGHS + b"]>" + EMPTY % b"&l9;",
        b"<!DOCTYPE a [" + LAUGHS + b"]>" + EMPTY.replace(b"2.0", b"&l9;") % b"",
        b"<!DOCTYPE a [<!ENTITY q '" + b"x" * 100_000 + b"'>]>" + EMPTY % (b"&q;" * 1000),
    ],
)
def test_entity_bomb(data):
    begun = time.process_time()
    assert code(data) == "xml-not-well-formed"
    assert time.process_time() - begun < 1


@pytest.mark.parametrize(
    "doctype",
    [
        b"<!DOCTYPE a [" + LAUGHS + b"]>",
        b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        b'<!DOCTYPE a [<!ENTITY % x SYSTEM "http://127.0.0.1:1/x.dtd"> %x;]>',
        b'<!DOCTYPE a SYSTEM "file:///etc/passwd">',
        b'<!DOCTYPE a PUBLIC "-//x" "http://127.0.0.1:1/x.dtd">',
        b'<!DOCTYPE a [<!ATTLIST EventList x CDATA "v">]>',
        b"<!DOCTYPE a [<!ELEMENT a ANY>]>",
        b"<!-- <!DOCTYPE a> --><!DOCTYPE a [<!ATTLIST EventList x CDATA 'v'>]>",
    ],
)
def test_document_type_that_declares_something(doctype):
    assert code(doctype + EMPTY % b"") == "xml-doctype"


def test_external_entity_is_not_read(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("secret")
    data = b'<!DOCTYPE a [<!ENTITY x SYSTEM "%s">]>' % secret.as_uri().encode() + EMPTY % b"&x;"
    with pytest.raises(EpcisError) as caught:
        xml.read(data)
    assert "secret" not in str(caught.value)


def test_document_type_without_declarations():
    assert xml.read(b"<!DOCTYPE project>" + EMPTY % b"").document.events == ()


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", "xml-not-well-formed"),
        (b"\x00\x00", "xml-not-well-formed"),
        (b"{}", "xml-not-well-formed"),
        (b"<a>", "xml-not-well-formed"),
        (b'<?xml version="1.0" encoding="nonsense"?><a/>', "xml-not-well-formed"),
        (b"<!DOCTYPE a><a>&undefined;</a>", "xml-not-well-formed"),
        (b"<a>" * 10_000 + b"</a>" * 10_000, "xml-not-well-formed"),
        (EMPTY % b"" + b"<a/>", "xml-not-well-formed"),
        (b"<EPCISDocument/>", "not-epcis"),
        (b'<e:EPCISDocument xmlns:e="urn:example:epcis"/>', "not-epcis"),
        (b'<e:EPCISQueryDocument xmlns:e="urn:epcglobal:epcis:xsd:2"/>', "not-epcis"),
        (
            b'<e:EPCISDocument xmlns:e="urn:epcglobal:epcis:xsd:2" creationDate="2026-03-02T08:00:00Z"/>',
            "missing-field",
        ),
        (b'<e:EPCISDocument xmlns:e="urn:epcglobal:epcis:xsd:2"/>', "missing-field"),
        (EMPTY.replace(b"2026-03-02T08", b"today") % b"", "time-format"),
        (EMPTY.replace(b'"2.0"', b'"two"') % b"", "version-format"),
    ],
)
def test_no_epcis_document(data, expected):
    assert code(data) == expected


def test_extensions_nested_too_deeply():
    nested = b"<e:x>" * 150 + b"</e:x>" * 150
    reading = xml.read(EMPTY % (EVENT % nested.replace(b"<e:x>", b'<e:x xmlns:e="urn:e">', 1) + EVENT % b""))

    assert [(problem.index, problem.code) for problem in reading.problems] == [(0, "too-deep")]
    assert reading.indexes == (1,)


@given(
    documents(),
    st.lists(st.tuples(st.integers(0), st.integers(0, 3), st.binary(max_size=4)), min_size=1, max_size=4),
)
def test_mutated_documents_raise_nothing_else(document, cuts):
    data = xml.write_document(document)
    for position, length, replacement in cuts:
        position %= len(data)
        data = data[:position] + replacement + data[position + length :]
    try:
        xml.read(data)
    except EpcisError as error:
        assert str(error)  # noqa: PT017  (most mutations are refused, but not all)
