"""Sensor elements of EPCIS XML: metadata and reports are attributes there.

An attribute that is no field is an extension, kept under its name as if JSON-LD had brought it.

Source: EPCIS 2.0, section 7.3.7; SensorElementType of the XSD.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec.structs import fields

from headwater.epcis.model import SensorElement, SensorMetadata, SensorReport
from headwater.epcis.times import TimeError, parse
from headwater.epcis.xml_extensions import foreign_attributes
from headwater.epcis.xml_names import may_extend
from headwater.epcis.xml_values import Scope, boolean, extension, number, others, word

if TYPE_CHECKING:
    from headwater.epcis.vocabulary import Kind
    from headwater.epcis.xml_parse import Element

_METADATA = {field.encode_name: field.name for field in fields(SensorMetadata) if field.name != "extensions"}
_REPORT = {field.encode_name: field.name for field in fields(SensorReport) if field.name != "extensions"}
_NUMBERS = frozenset(("value", "minValue", "maxValue", "meanValue", "sDev", "percRank", "percValue"))
_TIMES = frozenset(("time", "startTime", "endTime"))
_WORDS: dict[str, Kind] = {"type": "type", "exception": "exception", "component": "component"}
_METADATA_TAGS = ("sensorMetadata", "sensorMetaData")
"""The second is how a published example of 1.2 spells it."""
_MEMBERS = frozenset((*_METADATA_TAGS, "sensorReport"))


def sensor_elements(element: Element, path: str, scope: Scope) -> tuple[SensorElement, ...]:
    """The members of a sensorElementList."""
    found: list[SensorElement] = []
    if element.keys():
        scope.no_attributes(element, path)
    for child in scope.children(element, path):
        if child.tag == "sensorElement":
            found.append(_sensor_element(child, f"{path}/{len(found)}", scope))
        else:
            scope.unknown(path, child.tag)
    return tuple(found)


def _sensor_element(element: Element, path: str, scope: Scope) -> SensorElement:
    metadata: SensorMetadata | None = None
    reports: list[SensorReport] = []
    for child in element:
        if child.tag == "sensorReport":
            values = _attributes(child, _REPORT, f"{path}/sensorReport/{len(reports)}", scope)
            reports.append(SensorReport(**values))
        elif child.tag in _METADATA_TAGS:
            if metadata is not None:
                scope.twice(path + "/sensorMetadata")
            metadata = SensorMetadata(**_attributes(child, _METADATA, path + "/sensorMetadata", scope))
    return SensorElement(metadata, tuple(reports), others(element, frozenset(), path, scope, many=_MEMBERS))


def _attributes(element: Element, known: dict[str, str], path: str, scope: Scope) -> dict[str, Any]:
    """The arguments of the struct whose JSON names map to attribute names in `known`."""
    values: dict[str, Any] = {}
    extensions: dict[str, Any] = {}
    for name, spelling in foreign_attributes(element):
        attribute = known.get(name)
        if attribute is None:
            if may_extend(name, scope.edition, bare=True):
                extensions[scope.own(name)] = spelling
            else:
                scope.unknown_attribute(path, name)
        elif name in _NUMBERS:
            values[attribute] = number(spelling, f"{path}/{name}", scope)
        elif name in _TIMES:
            values[attribute] = _time(spelling, f"{path}/{name}", scope)
        elif name in _WORDS:
            values[attribute] = word(_WORDS[name], element, spelling.strip())
        elif name == "booleanValue":
            values[attribute] = boolean(spelling, f"{path}/{name}", scope)
        else:
            values[attribute] = spelling if name == "stringValue" else spelling.strip()
    for child in scope.children(element, path):
        if child.tag in known or not may_extend(child.tag, scope.edition, bare=True):
            scope.unknown(path, child.tag)
        else:
            extension(child, path, scope, extensions)
    if extensions:
        values["extensions"] = extensions
    return values


def _time(spelling: str, path: str, scope: Scope) -> str:
    found = spelling.strip()
    try:
        parse(found)
    except TimeError as error:
        scope.wrong(error.code, path, error.template, **error.params)
    return found
