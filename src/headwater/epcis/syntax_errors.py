"""What parsers remark on text that is no JSON or XML, as sentences of our own with a line and a column.

>>> import msgspec
>>> try:
...     msgspec.json.decode(b'{"a" 1}')
... except msgspec.DecodeError as error:
...     print(json_error(b'{"a" 1}', error))
/: The text is not valid JSON: at line 1, column 6 there should be a colon.

The remarks are those of msgspec and libxml2. One that no table names is repeated as it is, so that another release
of these loses a translation and nothing else. Lines and columns count from 1, columns in characters.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from headwater.epcis.errors import EpcisError, translatable

if TYPE_CHECKING:
    from collections.abc import Iterable

    import msgspec
    from lxml import etree

_Sentences = tuple[tuple[re.Pattern[str], str], ...]
"""What a remark looks like, and the template that says it; named groups fill the template."""


def _table(rows: Iterable[tuple[str, str]]) -> _Sentences:
    return tuple((re.compile(pattern), template) for pattern, template in rows)


_JSON: Final = _table(
    (
        (
            "^Input data was truncated",
            translatable("The text is not valid JSON: it ends at line {line}, column {column}, incomplete."),
        ),
        (
            "expected ':'",
            translatable(
                "The text is not valid JSON: at line {line}, column {column} there should be a colon."
            ),
        ),
        (
            "expected ',' or ']'",
            translatable(
                "The text is not valid JSON: at line {line}, column {column} there should be a comma or the end of a list."
            ),
        ),
        (
            "expected ',' or '}'",
            translatable(
                "The text is not valid JSON: at line {line}, column {column} there should be a comma or the end of an object."
            ),
        ),
        (
            "trailing comma",
            translatable(
                "The text is not valid JSON: at line {line}, column {column} a value should follow the comma."
            ),
        ),
        (
            "object keys must be strings",
            translatable(
                "The text is not valid JSON: at line {line}, column {column} there should be a name in quotation marks."
            ),
        ),
        (
            "trailing characters",
            translatable(
                "The text is not valid JSON: its end is followed by more, near line {line}, column {column}."
            ),
        ),
        (
            "invalid escape",
            translatable(
                "The text is not valid JSON: near line {line}, column {column} a backslash begins nothing that JSON knows."
            ),
        ),
        (
            "invalid number",
            translatable(
                "The text is not valid JSON: at line {line}, column {column} a number is written wrongly."
            ),
        ),
        (
            "invalid character",
            translatable(
                "The text is not valid JSON: at line {line}, column {column} is a character that may not stand there."
            ),
        ),
    )
)
_JSON_OTHER: Final = translatable(
    "The text is not valid JSON at line {line}, column {column}; the parser says: {remark}"
)

_XML: Final = _table(
    (
        (
            r"^Opening and ending tag mismatch: (?P<name>\S+) line (?P<since>\d+) and (?P<other>\S+)",
            translatable(
                "The document is not well-formed XML: at line {line}, column {column} the element {name!r} of line {since} is closed as {other!r}."
            ),
        ),
        (
            r"^Premature end of data in tag (?P<name>\S+) line (?P<since>\d+)",
            translatable(
                "The document is not well-formed XML: it ends at line {line}, column {column}, before the element {name!r} of line {since} is closed."
            ),
        ),
        (
            "^Entity '(?P<name>.+)' not defined",
            translatable(
                "The document is not well-formed XML: at line {line}, column {column} the entity {name!r} is not declared."
            ),
        ),
        (
            r"^Attribute (?P<name>\S+) redefined",
            translatable(
                "The document is not well-formed XML: at line {line}, column {column} the attribute {name!r} stands twice."
            ),
        ),
        (
            r"^Namespace prefix (?P<name>\S+) .*is not defined",
            translatable(
                "The document is not well-formed XML: at line {line}, column {column} the prefix {name!r} is not declared."
            ),
        ),
        (
            "^Unsupported encoding: (?P<name>.+)",
            translatable("The document is not well-formed XML: its encoding {name!r} is not known."),
        ),
        (
            "^Document is empty|^Start tag expected",
            translatable(
                "The document is not well-formed XML: at line {line}, column {column} an element should begin."
            ),
        ),
        (
            "^Extra content at the end",
            translatable(
                "The document is not well-formed XML: at line {line}, column {column} more follows, after its end."
            ),
        ),
        (
            "^Couldn't find end of Start Tag (?P<name>.+) line",
            translatable(
                "The document is not well-formed XML: at line {line}, column {column} the tag {name!r} is not closed."
            ),
        ),
        (
            "^AttValue: ",
            translatable(
                "The document is not well-formed XML: at line {line}, column {column} the value of an attribute lacks a quotation mark."
            ),
        ),
        (
            "[Ii]nvalid bytes|not proper UTF-8",
            translatable(
                "The document is not well-formed XML: at line {line}, column {column} are bytes that its encoding does not have."
            ),
        ),
        (
            "out of allowed range|invalid (xml)?Char value",
            translatable(
                "The document is not well-formed XML: at line {line}, column {column} is a character that XML does not allow."
            ),
        ),
        (
            "^Excessive depth",
            translatable(
                "The document is not well-formed XML: at line {line}, column {column} it is nested too deeply."
            ),
        ),
    )
)
_XML_OTHER: Final = translatable(
    "The document is not well-formed XML at line {line}, column {column}; the parser says: {remark}"
)


def json_error(data: bytes, error: msgspec.DecodeError) -> EpcisError:
    """What is wrong with `data`, on which msgspec's decoder made a remark. Code: json-syntax."""
    remark, _, place = str(error).removeprefix("JSON is malformed: ").partition(" (byte ")
    before = data[: int(place.rstrip(")"))] if place else data
    last = before.rpartition(b"\n")[2].decode("utf-8", "replace")
    return _said("json-syntax", _JSON, _JSON_OTHER, remark, before.count(b"\n") + 1, len(last) + 1)


def xml_error(error: etree.XMLSyntaxError) -> EpcisError:
    """What is wrong with a document on which libxml2 made a remark. Code: xml-not-well-formed."""
    line, column = error.position
    remark = re.sub(r"\s*, line \d+, column \d+$", "", error.msg)
    return _said("xml-not-well-formed", _XML, _XML_OTHER, remark, line, column)


def _said(
    code: str, sentences: _Sentences, otherwise: str, remark: str, line: int, column: int
) -> EpcisError:
    for pattern, template in sentences:
        if found := pattern.search(remark):
            return EpcisError.of(code, "", template, line=line, column=column, **found.groupdict())
    return EpcisError.of(code, "", otherwise, line=line, column=column, remark=remark)
