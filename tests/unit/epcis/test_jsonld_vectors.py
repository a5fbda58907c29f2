"""Published documents: accepted without a problem, equal after writing, valid by the published schema."""

from __future__ import annotations

import json
from decimal import Decimal

import jsonschema
import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from msgspec import structs

from headwater.epcis import jsonld, validation
from headwater.epcis.context import OFFICIAL
from headwater.epcis.jsonld_extensions import Literal
from headwater.epcis.vocabulary import WORDS, bare
from tests import strategies

KINDS = {
    "bizStep": "bizStep",
    "disposition": "disposition",
    "set": "disposition",
    "unset": "disposition",
    "reason": "errorReason",
    "exception": "exception",
    "component": "component",
}


@pytest.fixture(scope="module")
def schema(vectors):
    """The published JSON schema, formats checked."""
    text = (vectors / "epcis/schema/EPCIS-JSON-Schema.json").read_bytes()
    validator = jsonschema.Draft7Validator
    checker = validator.FORMAT_CHECKER
    assert {"uri", "date-time"} <= set(checker.checkers), "jsonschema is installed without its formats"
    return validator(json.loads(text), format_checker=checker)


@pytest.fixture(scope="module")
def documents(vectors):
    """Path to bytes of every published JSON-LD document."""
    paths = [*(vectors / "epcis/json").rglob("*.jsonld"), *(vectors / "hash").glob("*.jsonld")]
    assert len(paths) == 50
    return {path.relative_to(vectors).as_posix(): path.read_bytes() for path in sorted(paths)}


def spelled_alike(value, context, field=None):
    """JSON with one spelling of vocabulary words and numbers, and without what says nothing."""
    if isinstance(value, dict):
        kept = {name: spelled_alike(v, context, name) for name, v in value.items() if name != "@context"}
        if isinstance(kept.get("certificationInfo"), str):
            kept["certificationInfo"] = [kept["certificationInfo"]]
        return {name: v for name, v in kept.items() if not (v == [] and name.endswith(("List", "EPCs")))}
    if isinstance(value, list):
        return [spelled_alike(v, context, field) for v in value]
    if isinstance(value, (int, Decimal)) and not isinstance(value, bool):
        return Decimal(value)
    if isinstance(value, str) and field in KINDS:
        return bare(KINDS[field], value)
    if isinstance(value, str) and field == "type":
        for kind in ("bizTransaction", "sourceDestination", "type"):
            if bare(kind, value) in WORDS[kind]:
                return bare(kind, value)
        return bare("type", context.expand(value))
    return value


def loads(data):
    return json.loads(data, parse_float=Decimal)


def test_every_published_document_reads_without_problem_and_checks(documents):
    events = 0
    for path, data in documents.items():
        reading = jsonld.read(data)
        assert reading.problems == (), path
        assert reading.indexes == tuple(range(len(reading.document.events))), path
        for event in reading.document.events:
            assert validation.check(event) == (), path
            events += 1
    assert events == 59


def test_every_published_document_is_equal_after_writing(documents):
    for path, data in documents.items():
        document = jsonld.read(data).document
        written = jsonld.write_document(document)
        again = jsonld.read(written).document

        assert structs.replace(again, namespaces={}) == structs.replace(document, namespaces={}), path
        context = OFFICIAL.extended(loads(data)["@context"])
        assert spelled_alike(loads(written), context) == spelled_alike(loads(data), context), path


def test_every_published_document_is_valid_after_writing(documents, schema):
    for path, data in documents.items():
        written = json.loads(jsonld.write_document(jsonld.read(data).document))
        assert [error.message for error in schema.iter_errors(written)] == [], path


def test_every_event_alone_is_valid_after_writing(documents, schema):
    for path, data in documents.items():
        reading = jsonld.read(data)
        for event in reading.document.events:
            written = orjson.dumps(jsonld.write_event(event, reading.document.namespaces))
            assert [error.message for error in schema.iter_errors(json.loads(written))] == [], path
            assert jsonld.read(written).document.events == (event,), path


@given(strategies.events())
def test_any_event_comes_back_from_json(event):
    written = orjson.dumps(jsonld.write_event(event, {"ext1": "http://example.com/ext1/"}))
    reading = jsonld.read(written)

    assert reading.problems == ()
    assert reading.document.events == (event,)


@given(strategies.documents())
def test_any_document_comes_back_from_json(document):
    reading = jsonld.read(jsonld.write_document(document))

    assert reading.problems == ()
    assert structs.replace(reading.document, namespaces={}) == document


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(event=strategies.events())
def test_any_event_is_valid_by_the_schema(schema, event):
    if event.persistent_disposition and event.type not in ("ObjectEvent", "TransformationEvent"):
        # The schema forgot what XSD and prose know: every event type has persistentDisposition.
        event = structs.replace(event, persistent_disposition=None)
    if event.type == "TransformationEvent" and not event.output_epc_list and not event.output_quantity_list:
        event = structs.replace(event, output_epc_list=("urn:epc:id:sgtin:0614141.107346.1",))
    for field in ("epc_list", "input_epc_list", "output_epc_list"):
        event = structs.replace(event, **{field: tuple(dict.fromkeys(getattr(event, field)))})
    event = structs.replace(event, persistent_disposition=_distinct(event.persistent_disposition))

    errors = schema.iter_errors(json.loads(orjson.dumps(jsonld.write_event(event, {}))))

    assert [error.message for error in errors] == []


def _distinct(value):
    if value is None:
        return None
    return structs.replace(
        value, set=tuple(dict.fromkeys(value.set)), unset=tuple(dict.fromkeys(value.unset))
    )


def test_json_values_of_extensions_keep_their_form():
    text = b"""{"@context": {"ex": "http://ns.example.com/"}, "type": "ObjectEvent", "action": "OBSERVE",
        "eventTime": "2026-03-02T08:00:00Z", "eventTimeZoneOffset": "+00:00", "epcList": [],
        "ex:all": {"ex:n": 12, "ex:d": 1.50, "ex:z": 0.0, "ex:t": true, "ex:s": "12", "ex:l": [1, "1"]}}"""
    reading = jsonld.read(text)
    (event,) = reading.document.events
    (extension,) = event.extensions.values()
    written = orjson.dumps(jsonld.write_event(event, reading.document.namespaces))

    assert list(extension.values()) == ["12", "1.50", "0.0", "true", "12", ["1", "1"]]
    assert isinstance(extension["{http://ns.example.com/}n"], Literal)
    assert b'{"ex:n":12,"ex:d":1.50,"ex:z":0.0,"ex:t":true,"ex:s":"12","ex:l":[1,"1"]}' in written
