"""Facts that the event hash cannot tell apart are still two facts."""

from __future__ import annotations

from decimal import Decimal

import pytest

from headwater.epcis import event_hash
from headwater.epcis.exact import exact
from headwater.epcis.model import Event, QuantityElement

EXT = "{https://example.com/ns/}"
LOT = "{urn:epcglobal:cbv:mda}lotNumber"


def event(**fields):
    standard = {
        "type": "ObjectEvent",
        "event_time": "2026-03-02T08:00:00.000+08:00",
        "event_time_zone_offset": "+08:00",
        "action": "ADD",
        "epc_list": ("urn:epc:id:sgtin:0614141.107346.2017",),
    }
    return Event(**(standard | fields))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"ilmd": {LOT: "12345678901234567"}}, {"ilmd": {LOT: "12345678901234568"}}),
        ({"ilmd": {LOT: "007"}}, {"ilmd": {LOT: "7"}}),
        ({"ilmd": {LOT: "1E3"}}, {"ilmd": {LOT: "1000"}}),
        (
            {"event_time": "2026-03-02T08:00:00.0001+08:00"},
            {"event_time": "2026-03-02T08:00:00.0004+08:00"},
        ),
        (
            {"extensions": {EXT + "ignoreFields": ["epcList"]}},
            {
                "extensions": {EXT + "ignoreFields": ["epcList"]},
                "epc_list": ("urn:epc:id:sgtin:0614141.107346.9",),
            },
        ),
    ],
)
def test_alike_to_the_hash_and_yet_two(one, other):
    assert event_hash.digest(event(**one)) == event_hash.digest(event(**other))
    assert exact(event(**one)) != exact(event(**other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            {"event_time": "2026-03-02T08:00:00.000+08:00"},
            {"event_time": "2026-03-02T00:00:00Z"},
        ),
        ({"ilmd": {LOT: "A"}}, {"ilmd": {LOT: {"#text": " A "}}}),
        (
            {
                "quantity_list": (
                    QuantityElement("urn:epc:class:lgtin:4012345.012345.998877", Decimal("2.50"), "KGM"),
                )
            },
            {
                "quantity_list": (
                    QuantityElement("urn:epc:class:lgtin:4012345.012345.998877", Decimal("2.5"), "KGM"),
                )
            },
        ),
        ({}, {"epc_list": ("https://id.gs1.org/01/10614141073464/21/2017",)}),
    ],
)
def test_spelling_makes_no_difference(one, other):
    assert exact(event(**one)) == exact(event(**other))
