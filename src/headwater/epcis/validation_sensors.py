"""Sensor elements: at least one report each, values that can be understood.

The same attribute in sensorMetadata and in a report is allowed, as the published examples have it; the
report's own counts for the report.

Source: EPCIS 2.0, section 7.3.7.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from headwater.epcis.errors import Problem, pointer, problem
from headwater.epcis.validation_identifiers import check_identifier, check_uri
from headwater.epcis.validation_times import check_time
from headwater.epcis.validation_words import check_word
from headwater.epcis.vocabulary import known

if TYPE_CHECKING:
    from headwater.epcis.model import SensorElement, SensorMetadata, SensorReport

_HEX = re.compile(r"(?:[0-9A-Fa-f]{2})+", re.ASCII)
_UNITLESS = frozenset(["Dimensionless", "Count"])


def check_sensors(elements: tuple[SensorElement, ...], problems: list[Problem]) -> None:
    """All sensor elements of an event."""
    for i, element in enumerate(elements):
        path = pointer("/sensorElementList", i)
        if element.metadata is not None:
            _check_metadata(element.metadata, path + "/sensorMetadata", problems)
        if not element.reports:
            problems.append(
                problem(
                    "missing-field",
                    path + "/sensorReport",
                    "The field {name!r} is missing.",
                    name="sensorReport",
                )
            )
        for j, report in enumerate(element.reports):
            _check_report(report, pointer(path, "sensorReport", j), problems)


def _check_metadata(value: SensorMetadata, path: str, problems: list[Problem]) -> None:
    if value.time is not None:
        check_time(value.time, path + "/time", problems)
    start = None if value.start_time is None else check_time(value.start_time, path + "/startTime", problems)
    end = None if value.end_time is None else check_time(value.end_time, path + "/endTime", problems)
    if start is not None and end is not None and end < start:
        problems.append(
            problem(
                "interval-backwards",
                path + "/endTime",
                "The interval ends at {end}, before it starts at {start}.",
                start=value.start_time,
                end=value.end_time,
            )
        )
    _check_device(value, path, problems)


def _check_device(value: SensorMetadata | SensorReport, path: str, problems: list[Problem]) -> None:
    if value.device_id is not None:
        check_identifier(value.device_id, path + "/deviceID", problems)
    for uri, name in (
        (value.device_metadata, "deviceMetadata"),
        (value.raw_data, "rawData"),
        (value.data_processing_method, "dataProcessingMethod"),
        (value.biz_rules, "bizRules"),
    ):
        if uri is not None:
            check_uri(uri, f"{path}/{name}", problems)


def _check_report(value: SensorReport, path: str, problems: list[Problem]) -> None:
    if value.type is None:
        # XML examples of the standard report an alarm without a type; the JSON schema asks for one always.
        if value.exception is None:
            problems.append(
                problem("missing-field", path + "/type", "The field {name!r} is missing.", name="type")
            )
    else:
        check_word("type", value.type, path + "/type", problems)
    if value.exception is not None:
        check_word("exception", value.exception, path + "/exception", problems)
    if value.component is not None:
        check_word("component", value.component, path + "/component", problems)
    if value.time is not None:
        check_time(value.time, path + "/time", problems)
    _check_device(value, path, problems)
    for uri, name in (
        (value.microorganism, "microorganism"),
        (value.chemical_substance, "chemicalSubstance"),
        (value.uri_value, "uriValue"),
        (value.coordinate_reference_system, "coordinateReferenceSystem"),
    ):
        if uri is not None:
            check_uri(uri, f"{path}/{name}", problems)
    if value.hex_binary_value is not None and _HEX.fullmatch(value.hex_binary_value) is None:
        problems.append(
            problem(
                "hex-format",
                path + "/hexBinaryValue",
                "{value!r} is not written in pairs of hexadecimal digits.",
                value=value.hex_binary_value,
            )
        )
    _check_numbers(value, path, problems)


def _check_numbers(value: SensorReport, path: str, problems: list[Problem]) -> None:
    measured = (
        value.value,
        value.min_value,
        value.max_value,
        value.mean_value,
        value.s_dev,
        value.perc_value,
    )
    if (
        value.uom is None
        and value.type is not None
        and known("type", value.type)
        and value.type not in _UNITLESS
        and any(number is not None for number in measured)
    ):
        problems.append(
            problem("uom-missing", path + "/uom", "A value of {type} needs a unit.", type=value.type)
        )
    if value.perc_value is not None and value.perc_rank is None:
        problems.append(
            problem("missing-field", path + "/percRank", "The field {name!r} is missing.", name="percRank")
        )
    if value.perc_rank is not None and not 0 <= value.perc_rank <= 100:
        problems.append(
            problem(
                "perc-rank",
                path + "/percRank",
                "The percentile rank {rank} is not from 0 to 100.",
                rank=value.perc_rank,
            )
        )
    if value.s_dev is not None and value.s_dev < 0:
        problems.append(
            problem(
                "standard-deviation",
                path + "/sDev",
                "The standard deviation {value} is negative.",
                value=value.s_dev,
            )
        )
    if value.min_value is not None and value.max_value is not None and value.max_value < value.min_value:
        problems.append(
            problem(
                "range-backwards",
                path + "/maxValue",
                "The greatest value {high} is less than the least {low}.",
                low=value.min_value,
                high=value.max_value,
            )
        )
