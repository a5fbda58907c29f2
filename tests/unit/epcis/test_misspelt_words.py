"""A misspelt word of the standard is refused with the word that was meant, or with all there are."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from headwater.epcis import jsonld, validation
from headwater.epcis.vocabulary import EVENT_TYPES, WORDS

MILK = json.loads((Path(__file__).resolve().parents[3] / "docs/examples/milk.json").read_text())
NO_WORD = "is no word of the vocabulary and no URI"


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("bizStep", "comissioning", f"'comissioning' {NO_WORD}; the nearest word is 'commissioning'."),
        (
            "bizStep",
            "cbv:BizStep-Shiping",
            f"'https://ref.gs1.org/cbv/BizStep-Shiping' {NO_WORD}; the nearest word is 'shipping'.",
        ),
        ("disposition", "In_Transitt", f"'In_Transitt' {NO_WORD}; the nearest word is 'in_transit'."),
        ("bizStep", "zzz", f"'zzz' {NO_WORD}."),
        (
            "errorDeclaration",
            {"declarationTime": "2026-03-05T08:00:00Z", "reason": "zzz"},
            f"'zzz' {NO_WORD}; the words are {', '.join(sorted(WORDS['errorReason']))}.",
        ),
        ("action", "ADDD", "The action is ADD, OBSERVE or DELETE, not 'ADDD'."),
        (
            "type",
            "ObjectEvnt",
            f"'ObjectEvnt' is no event type; the types are {', '.join(sorted(EVENT_TYPES))}.",
        ),
    ],
)
def test_the_word_that_was_meant_is_named(field, value, message):
    event = MILK["epcisBody"]["eventList"][0] | {field: value}
    document = MILK | {"epcisBody": {"eventList": [event]}}
    reading = jsonld.read(json.dumps(document).encode())
    (found,) = reading.problems or validation.check(reading.document.events[0])
    assert found.message == message
