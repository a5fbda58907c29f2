"""Text that is no JSON or XML is answered with the place and, where the remark is a known one, a sentence of ours."""

from __future__ import annotations

import msgspec
import pytest

from headwater.epcis import jsonld, xml
from headwater.epcis.errors import EpcisError
from headwater.epcis.syntax_errors import json_error

JSON = "The text is not valid JSON"
XML = "The document is not well-formed XML"


def said(read, data: bytes) -> str:
    with pytest.raises(EpcisError) as caught:
        read(data)
    (problem,) = caught.value.problems
    assert problem.template.format(**problem.params) == problem.message
    return problem.message


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", ": it ends at line 1, column 1, incomplete."),
        (b'{\n "a":', ": it ends at line 2, column 6, incomplete."),
        (b'{"a" 1}', ": at line 1, column 6 there should be a colon."),
        (b"[1 2]", ": at line 1, column 4 there should be a comma or the end of a list."),
        (b'{"a": 1 "b"}', ": at line 1, column 9 there should be a comma or the end of an object."),
        (b"[1,]", ": at line 1, column 4 a value should follow the comma."),
        (b'{"a":1,}', ": at line 1, column 8 a value should follow the comma."),
        (b"{a:1}", ": at line 1, column 2 there should be a name in quotation marks."),
        (b'{"a":1}\n x', ": its end is followed by more, near line 2, column 3."),
        (b'"\\q"', ": near line 1, column 4 a backslash begins nothing that JSON knows."),
        (b"[01]", ": at line 1, column 3 a number is written wrongly."),
        (b"<a/>", ": at line 1, column 1 is a character that may not stand there."),
        ('{"奶粉" 1}'.encode(), ": at line 1, column 7 there should be a colon."),
    ],
)
def test_json(data, message):
    assert said(jsonld.read, data) == JSON + message


def test_a_remark_on_json_that_is_not_known_is_repeated():
    error = json_error(b"[\n1]", msgspec.DecodeError("JSON is malformed: a new remark (byte 2)"))
    assert error.problems[0].message == f"{JSON} at line 2, column 1; the parser says: a new remark"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", ": at line 1, column 1 an element should begin."),
        (b"{}", ": at line 1, column 1 an element should begin."),
        (b"<a>\n <b>\n</a>", ": at line 3, column 5 the element 'b' of line 2 is closed as 'a'."),
        (b"<a>\n<b>", ": it ends at line 2, column 4, before the element 'b' of line 2 is closed."),
        (b"<a", ": at line 1, column 3 the tag 'a' is not closed."),
        (b"<a>&foo;</a>", ": at line 1, column 9 the entity 'foo' is not declared."),
        (b'<a b="1" b="2"/>', ": at line 1, column 15 the attribute 'b' stands twice."),
        (b"<x:a/>", ": at line 1, column 5 the prefix 'x' is not declared."),
        (b'<?xml version="1.0" encoding="UTF-9"?><a/>', ": its encoding 'UTF-9' is not known."),
        (b"<a/><b/>", ": at line 1, column 5 more follows, after its end."),
        (b"<a x=1/>", ": at line 1, column 6 the value of an attribute lacks a quotation mark."),
        (b"<a>\xff</a>", ": at line 1, column 4 are bytes that its encoding does not have."),
        (b"<a>\x01</a>", ": at line 1, column 4 is a character that XML does not allow."),
        (b"<a>" * 300, ": at line 1, column 771 it is nested too deeply."),
        (
            b'<a xmlns:x="">',
            " at line 1, column 14; the parser says: xmlns:x: Empty XML namespace is not allowed",
        ),
    ],
)
def test_xml(data, message):
    assert said(xml.read, data) == XML + message
