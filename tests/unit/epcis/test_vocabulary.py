"""Vocabulary words: the same lists as the published context, the same word in each spelling."""

from __future__ import annotations

import json

import pytest

from headwater.epcis import vocabulary


@pytest.mark.parametrize(
    ("kind", "text", "word"),
    [
        ("bizStep", "shipping", "shipping"),
        ("bizStep", "cbv:BizStep-shipping", "shipping"),
        ("bizStep", "urn:epcglobal:cbv:bizstep:shipping", "shipping"),
        ("bizStep", "https://ref.gs1.org/cbv/BizStep-shipping", "shipping"),
        ("bizStep", "http://ns.gs1.org/cbv/BizStep-shipping", "shipping"),
        ("bizStep", "https://ref.gs1.org/cbv/Bizstep-sensor_reporting", "sensor_reporting"),
        ("disposition", "urn:epcglobal:cbv:disp:in_transit", "in_transit"),
        ("bizTransaction", "cbv:BTT-po", "po"),
        ("sourceDestination", "urn:epcglobal:cbv:sdt:location", "location"),
        ("errorReason", "https://ref.gs1.org/cbv/ER-did_not_occur", "did_not_occur"),
        ("type", "gs1:Temperature", "Temperature"),
        ("type", "https://gs1.org/voc/Temperature", "Temperature"),
        ("exception", "gs1:ALARM_CONDITION", "ALARM_CONDITION"),
        ("component", "cbv:Comp-x", "x"),
        ("type", "gs1:EffectiveDoseRate", "https://gs1.org/voc/EffectiveDoseRate"),
        ("bizStep", "https://example.com/steps/blanching", "https://example.com/steps/blanching"),
        ("bizStep", "urn:epcglobal:cbv:disp:in_transit", "urn:epcglobal:cbv:disp:in_transit"),
        ("bizStep", "blanching", "blanching"),
    ],
)
def test_bare(kind, text, word):
    assert vocabulary.bare(kind, text) == word


@pytest.mark.parametrize(
    ("kind", "word", "uri"),
    [
        ("bizStep", "shipping", "https://ref.gs1.org/cbv/BizStep-shipping"),
        ("disposition", "in_transit", "https://ref.gs1.org/cbv/Disp-in_transit"),
        ("bizTransaction", "po", "https://ref.gs1.org/cbv/BTT-po"),
        ("sourceDestination", "location", "https://ref.gs1.org/cbv/SDT-location"),
        ("errorReason", "incorrect_data", "https://ref.gs1.org/cbv/ER-incorrect_data"),
        ("component", "x", "https://ref.gs1.org/cbv/Comp-x"),
        ("type", "Temperature", "https://gs1.org/voc/Temperature"),
        ("exception", "ERROR_CONDITION", "https://gs1.org/voc/ERROR_CONDITION"),
        ("bizStep", "https://example.com/own", "https://example.com/own"),
    ],
)
def test_uri(kind, word, uri):
    assert vocabulary.uri(kind, word) == uri


def test_every_word_comes_back_from_its_uri():
    for kind, words in vocabulary.WORDS.items():
        assert {vocabulary.bare(kind, vocabulary.uri(kind, word)) for word in words} == words


def test_words_are_those_of_the_published_context(vectors):
    context = json.loads((vectors / "epcis/schema/epcis-context.jsonld").read_bytes())["@context"]
    sensor = context["sensorElementList"]["@context"]["sensorReport"]["@context"]
    published = {
        "bizStep": context["bizStep"]["@context"],
        "disposition": context["disposition"]["@context"],
        "bizTransaction": context["bizTransactionList"]["@context"]["type"]["@context"],
        "sourceDestination": context["sourceList"]["@context"]["type"]["@context"],
        "errorReason": context["errorDeclaration"]["@context"]["reason"]["@context"],
        "type": sensor["type"]["@context"],
        "exception": sensor["exception"]["@context"],
        "component": sensor["component"]["@context"],
    }

    assert {kind: set(words) for kind, words in published.items()} == vocabulary.WORDS
    for kind, words in published.items():
        for word, curie in words.items():
            prefix, _, local = curie.partition(":")
            assert vocabulary.uri(kind, word) == context[prefix] + local
