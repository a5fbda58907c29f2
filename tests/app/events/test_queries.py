"""Events by the standard's query parameters."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from headwater.events import operations, queries
from headwater.events.query_errors import QueryError, QueryTooLarge
from headwater.events.query_parameters import parse
from headwater.identity import blocks, cache, keyring
from headwater.parties import operations as parties
from headwater.parties.actors import Actor
from tests.app.api.calling import document, event

if TYPE_CHECKING:
    from headwater.parties.models import Organisation

SGTIN = "urn:epc:id:sgtin:9521141.012345."
LOT = "urn:epc:class:lgtin:9521141.012345.L1"
PALLET = "urn:epc:id:sscc:9521141.0000000001"
DOCK, PLANT = "urn:epc:id:sgln:9521141.12345.D1", "urn:epc:id:sgln:9521141.12345.0"
ORDER = "urn:epc:id:gdti:9521141.00001.77"
NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


@pytest.fixture
def dairy(db: None) -> Organisation:
    cache.forget_all()
    return parties.add_organisation(name="Dairy", key="9521141123454", operating=True, by=None)


@pytest.fixture
def actor(dairy: Organisation) -> Actor:
    return Actor(dairy.pk, frozenset({"integrator"}), operating=True)


def capture(actor: Actor, *events: dict[str, Any], now: datetime = NOW) -> None:
    data = json.dumps(document(*events)).encode()
    operations.capture(data, content_type="application/json", by=actor, now=now)


@pytest.fixture
def world(actor: Actor) -> Actor:
    """Seven events, one in each second; their serials, or what stands for one, are their names in the tests."""
    capture(
        actor,
        event(1, action="ADD", bizStep="commissioning", disposition="active", readPoint={"id": DOCK}),
        event(2, bizLocation={"id": PLANT}, bizTransactionList=[{"type": "po", "bizTransaction": ORDER}]),
        event(
            3,
            epcList=None,
            quantityList=[{"epcClass": LOT, "quantity": 10, "uom": "KGM"}],
            sourceList=[{"type": "location", "source": PLANT}],
            destinationList=[{"type": "location", "destination": DOCK}],
        ),
        event(
            4,
            type="AggregationEvent",
            epcList=None,
            action="ADD",
            parentID=PALLET,
            childEPCs=[f"{SGTIN}{n}" for n in range(1, 9)],
            bizStep="packing",
        ),
        event(
            5,
            type="TransformationEvent",
            action=None,
            epcList=None,
            bizStep="commissioning",
            inputQuantityList=[{"epcClass": LOT}],
            inputEPCList=[f"{SGTIN}20"],
            outputEPCList=[f"{SGTIN}21"],
            outputQuantityList=[{"epcClass": "urn:epc:idpat:sgtin:9521141.012345.*", "quantity": 1}],
            transformationID="urn:uuid:3f1d1f2c-9d31-4c5c-8a3e-6f6b8b8f5c11",
        ),
        event(
            6,
            bizStep="https://example.com/steps/polishing",
            eventID="urn:uuid:0b1deb4d-3b7d-4bad-9bdd-2b0d7b3dcb6d",
        ),
        event(
            7,
            eventID="urn:uuid:9b1deb4d-3b7d-4bad-9bdd-2b0d7b3dcb6d",
            errorDeclaration={"declarationTime": "2026-03-03T08:00:00.000Z", "reason": "did_not_occur"},
        ),
    )
    return actor


def found(actor: Actor, **parameters: str) -> list[int]:
    """Which of the seven events match: their seconds."""
    page = queries.find(parse({name: [text] for name, text in parameters.items()}), viewer=actor.viewer)
    return sorted(int(one.event_time[17:19]) for one in page.events)


@pytest.mark.parametrize(
    ("parameters", "seconds"),
    [
        ({}, [1, 2, 3, 4, 5, 6, 7]),
        ({"eventType": "AggregationEvent|TransformationEvent"}, [4, 5]),
        ({"EQ_action": "ADD"}, [1, 4]),
        ({"EQ_action": "OBSERVE|DELETE"}, [2, 3, 6, 7]),
        ({"EQ_bizStep": "commissioning"}, [1, 5]),
        (
            {"EQ_bizStep": "urn:epcglobal:cbv:bizstep:packing|https://ref.gs1.org/cbv/BizStep-commissioning"},
            [1, 4, 5],
        ),
        ({"EQ_bizStep": "cbv:BizStep-packing"}, [4]),
        ({"EQ_bizStep": "https://example.com/steps/polishing"}, [6]),
        ({"EQ_bizStep": "receiving"}, []),
        ({"EQ_disposition": "urn:epcglobal:cbv:disp:active"}, [1]),
        ({"EQ_readPoint": DOCK}, [1]),
        ({"EQ_readPoint": "https://shop.example/414/9521141123454/254/D1?x=y"}, [1]),
        ({"EQ_readPoint": "(414)9521141123454(254)D1"}, [1]),
        ({"EQ_readPoint": PLANT}, []),
        ({"EQ_bizLocation": f"{PLANT}|{DOCK}"}, [2]),
        ({"EQ_bizLocation": "9521141123454"}, [2]),
        ({"EQ_source_location": "9521141123454"}, [3]),
        ({"MATCH_epc": f"{SGTIN}1"}, [1, 4]),
        ({"MATCH_epc": "https://id.gs1.org/01/09521141123454/21/1"}, [1, 4]),
        ({"MATCH_epc": "(01)09521141123454(21)1|(01)09521141123454(21)2"}, [1, 2, 4]),
        ({"MATCH_epc": PALLET}, []),
        ({"MATCH_parentID": PALLET}, [4]),
        ({"MATCH_parentID": "https://id.gs1.org/00/095211410000000014"}, [4]),
        ({"MATCH_inputEPC": f"{SGTIN}20"}, [5]),
        ({"MATCH_outputEPC": f"{SGTIN}21"}, [5]),
        ({"MATCH_outputEPC": f"{SGTIN}20"}, []),
        ({"MATCH_anyEPC": f"{SGTIN}20|{PALLET}|{SGTIN}6"}, [4, 5, 6]),
        ({"MATCH_anyEPC": f"{SGTIN}12345678901234"}, []),
        ({"MATCH_epc": "urn:epc:idpat:sgtin:9521141.012345.*"}, [1, 2, 4, 6, 7]),
        ({"MATCH_epc": "https://brand.example/01/9521141123454"}, [1, 2, 4, 6, 7]),
        ({"MATCH_epc": "urn:epc:idpat:sgtin:9521141.*.*", "EQ_action": "ADD"}, [1, 4]),
        ({"MATCH_epc": "urn:epc:idpat:sgtin:9521142.*.*"}, []),
        ({"MATCH_epc": "urn:epc:idpat:sgtin:9521141.012346.*"}, []),
        ({"MATCH_epc": f"urn:epc:idpat:sgtin:9521142.*.*|{SGTIN}1"}, [1, 4]),
        ({"MATCH_epc": "urn:epc:idpat:sscc:9521141.*"}, []),
        ({"MATCH_anyEPC": "urn:epc:idpat:sgtin:*.*.*"}, [1, 2, 4, 5, 6, 7]),
        ({"MATCH_anyEPC": "urn:epc:idpat:sscc:9521141.*"}, [4]),
        ({"MATCH_parentID": "urn:epc:idpat:sscc:*.*"}, [4]),
        ({"MATCH_parentID": "urn:epc:idpat:sscc:952114.*"}, [4]),
        ({"MATCH_parentID": "urn:epc:idpat:sscc:9521142.*"}, []),
        ({"MATCH_parentID": "urn:epc:idpat:sgtin:*.*.*"}, []),
        ({"MATCH_inputEPC": "urn:epc:idpat:sgtin:9521141.012345.*"}, [5]),
        ({"MATCH_outputEPCClass": "urn:epc:idpat:sgtin:9521141.*.*"}, [5]),
        ({"MATCH_anyEPCClass": "urn:epc:idpat:sgtin:9521141.012345.*"}, [5]),
        ({"MATCH_anyEPCClass": "urn:epc:idpat:sgtin:9521142.*.*"}, []),
        ({"MATCH_epcClass": "urn:epc:idpat:sgtin:*.*.*"}, []),
        ({"MATCH_epcClass": f"urn:epc:idpat:sgtin:*.*.*|{LOT}"}, [3]),
        ({"MATCH_epcClass": LOT}, [3]),
        ({"MATCH_epcClass": "https://id.gs1.org/01/09521141123454/10/L1"}, [3]),
        ({"MATCH_inputEPCClass": LOT}, [5]),
        ({"MATCH_outputEPCClass": "https://id.gs1.org/01/09521141123454"}, [5]),
        ({"MATCH_anyEPCClass": LOT}, [3, 5]),
        ({"EQ_eventID": "urn:uuid:0b1deb4d-3b7d-4bad-9bdd-2b0d7b3dcb6d|urn:uuid:none"}, [6]),
        ({"EQ_bizTransaction_po": ORDER}, [2]),
        ({"EQ_bizTransaction_urn:epcglobal:cbv:btt:po": ORDER}, [2]),
        ({"EQ_bizTransaction_inv": ORDER}, []),
        ({"EQ_source_location": PLANT}, [3]),
        ({"EQ_destination_location": DOCK}, [3]),
        ({"EQ_destination_location": PLANT}, []),
        ({"EQ_transformationID": "urn:uuid:3f1d1f2c-9d31-4c5c-8a3e-6f6b8b8f5c11"}, [5]),
        ({"EXISTS_errorDeclaration": "true"}, [7]),
        ({"EXISTS_errorDeclaration": "false"}, [1, 2, 3, 4, 5, 6, 7]),
        ({"GE_errorDeclarationTime": "2026-03-03T16:00:00+08:00"}, [7]),
        ({"GE_errorDeclarationTime": "2026-03-03T08:00:00.001Z"}, []),
        ({"LT_errorDeclarationTime": "2026-03-03T08:00:00.001Z"}, [7]),
        ({"GE_errorDeclaration_Time": "2026-03-03T16:00:00+08:00"}, [7]),
        ({"GE_errorDeclaration_Time": "2026-03-03T08:00:00.001Z"}, []),
        ({"LT_errorDeclaration_Time": "2026-03-03T08:00:00.001Z"}, [7]),
        ({"LT_errorDeclaration_Time": "2026-03-03T08:00:00.000Z"}, []),
        ({"LT_errorDeclarationTime": "2026-03-03T08:00:00.000Z"}, []),
        ({"EQ_errorReason": "did_not_occur"}, [7]),
        (
            {
                "EQ_errorReason": "urn:epcglobal:cbv:er:incorrect_data|https://ref.gs1.org/cbv/ER-did_not_occur"
            },
            [7],
        ),
        ({"EQ_errorReason": "incorrect_data", "EXISTS_errorDeclaration": "true"}, []),
        ({"EQ_errorReason": "did_not_occur", "EQ_bizStep": "packing"}, []),
        ({"GE_eventTime": "2026-03-02T00:00:03Z"}, [3, 4, 5, 6, 7]),
        ({"LT_eventTime": "2026-03-02T08:00:03+08:00"}, [1, 2]),
        ({"LT_eventTime": "2026-03-02T08:00:03 08:00"}, [1, 2]),
        ({"GE_recordTime": "2026-03-02T12:00:00Z"}, [1, 2, 3, 4, 5, 6, 7]),
        ({"LT_recordTime": "2026-03-02T12:00:00Z"}, []),
        ({"MATCH_anyEPC": f"{SGTIN}1", "EQ_bizStep": "packing"}, [4]),
        ({"MATCH_anyEPC": f"{SGTIN}2", "EQ_bizLocation": PLANT, "EQ_action": "OBSERVE"}, [2]),
        ({"MATCH_inputEPC": f"{SGTIN}20", "MATCH_inputEPCClass": LOT, "MATCH_outputEPC": f"{SGTIN}21"}, [5]),
        ({"MATCH_inputEPC": f"{SGTIN}20", "MATCH_epcClass": LOT}, []),
    ],
    ids=str,
)
def test_each_parameter_finds_its_events(
    world: Actor, parameters: dict[str, str], seconds: list[int]
) -> None:
    assert found(world, **parameters) == seconds


WORD = "which is no word of the standard and no URI of another vocabulary"


@pytest.mark.parametrize(
    ("name", "text", "rule"),
    [
        ("EQ_colour", "red", "is not known here."),
        ("EQ_bizstep", "shipping", "is not known here; the nearest one is EQ_bizStep."),
        ("GE_startTime", "2026-03-02T00:00:03Z", "is not known here."),
        ("EQ_persistentDisposition_set", "active", "is not known here."),
        ("EQ_bizTransaction_", "urn:x:y", "is not known here."),
        ("EQ_bizTransaction_order", "urn:x:y", f"has 'order', {WORD}; the nearest word is 'prodorder'."),
        ("EQ_source_locaton", PLANT, f"has 'locaton', {WORD}; the nearest word is 'location'."),
        ("EQ_destination_location", "", "has an empty value."),
        (
            "eventType",
            "QuantityEvent",
            f"has 'QuantityEvent', {WORD}.",
        ),
        ("eventType", "objectevent", f"has 'objectevent', {WORD}; the nearest word is 'ObjectEvent'."),
        ("eventType", "epcis:Thing", f"has 'epcis:Thing', {WORD}."),
        ("eventType", "ObjectEvent|", "has an empty value."),
        ("EQ_action", "add", "has 'add'; it takes ADD, OBSERVE, DELETE."),
        ("EQ_bizStep", "", "has an empty value."),
        ("EQ_bizStep", "shiping", f"has 'shiping', {WORD}; the nearest word is 'shipping'."),
        ("EQ_bizStep", "packing|Shipping", f"has 'Shipping', {WORD}; the nearest word is 'shipping'."),
        (
            "EQ_bizStep",
            "urn:epcglobal:cbv:bizstep:recieving",
            f"has 'urn:epcglobal:cbv:bizstep:recieving', {WORD}; the nearest word is 'receiving'.",
        ),
        ("EQ_bizStep", "cbv:BizStep-xyzzy", f"has 'cbv:BizStep-xyzzy', {WORD}."),
        ("EQ_bizStep", "x" * 300, f"has '{'x' * 59}…', {WORD}."),
        ("EQ_bizStep", "two words", f"has 'two words', {WORD}."),
        ("EQ_disposition", "in-transit", f"has 'in-transit', {WORD}; the nearest word is 'in_transit'."),
        ("EQ_disposition", "in_transt", f"has 'in_transt', {WORD}; the nearest word is 'in_transit'."),
        ("EQ_errorReason", "wrong", f"has 'wrong', {WORD}."),
        ("EQ_eventID", "first", "has 'first', which is no URI."),
        ("EQ_eventID", "urn:x:\x00", "has 'urn:x:\\x00', which is no URI."),
        ("EQ_eventID", "|".join(map(str, range(10_001))), "the query has more than 10000 values."),
        (
            "GE_eventTime",
            "2026-03-02",
            "has a wrong time: '2026-03-02' is a day, without a time and a time zone.",
        ),
        (
            "LT_recordTime",
            "2026-03-02T00:00:00",
            "has a wrong time: '2026-03-02T00:00:00' has no time zone.",
        ),
        (
            "GE_errorDeclarationTime",
            "2026-02-30T00:00:00Z",
            "has a wrong time: '2026-02-30T00:00:00Z' names a day that does not exist.",
        ),
        (
            "GE_eventTime",
            "2026-03-02 10:00",
            "has a wrong time: '2026-03-02 10:00' is not a time like \"2026-03-02T08:00:00.000+08:00\".",
        ),
        (
            "MATCH_epc",
            "https://id.gs1.org/01/09521141123455/21/1",
            "The check digit of “09521141123455” in AI (01) is 5; it should be 4.",
        ),
        (
            "MATCH_epc",
            LOT,
            f"has '{LOT}', which names a class: for those there is the parameter MATCH_epcClass.",
        ),
        ("MATCH_epc", "", "has an empty value."),
        ("MATCH_epcClass", f"{SGTIN}1", f"has '{SGTIN}1', which names single things, not a class."),
        (
            "MATCH_epcClass",
            "urn:epc:idpat:sscc:9521141.*",
            "has 'urn:epc:idpat:sscc:9521141.*', which names single things, not a class.",
        ),
        ("perPage", "0", "has '0'; it takes a whole number from 1 on, of 18 digits at most."),
        ("perPage", "-1", "has '-1'; it takes a whole number from 1 on, of 18 digits at most."),
        ("maxEventCount", "9" * 5000, "…'; it takes a whole number from 1 on, of 18 digits at most."),
        ("eventCountLimit", "٣", "has '٣'; it takes a whole number from 1 on, of 18 digits at most."),
        ("orderBy", "bizStep", "has 'bizStep'; it takes eventTime, recordTime."),
        ("orderDirection", "UP", "has 'UP'; it takes DESC, ASC."),
        ("EXISTS_errorDeclaration", "yes", "has 'yes'; it takes true, false."),
        ("eventCountLimit", "5", "needs orderBy, which says what comes first."),
    ],
    ids=lambda text: text[:40],
)
def test_a_wrong_parameter_is_named_with_its_value_and_the_rule(name: str, text: str, rule: str) -> None:
    with pytest.raises(QueryError) as caught:
        parse({name: [text]})
    assert caught.value.parameter == name
    assert name in str(caught.value)
    assert str(caught.value).endswith(rule)


@pytest.mark.parametrize("name", ["MATCH_epc", "MATCH_epcClass", "EQ_readPoint", "EQ_bizTransaction_po"])
@pytest.mark.parametrize("text", ["nonsense", "urn:epc:idpat:sgtin:9521141.*.7", "urn:epc:id:sgtin:1.2"])
def test_a_wrong_identifier_is_named_with_the_rule(name: str, text: str) -> None:
    with pytest.raises(QueryError) as caught:
        parse({name: [text]})
    assert str(caught.value).startswith(f"The parameter {name} has a wrong identifier, {text!r}: ")


def test_limits_that_exclude_each_other() -> None:
    with pytest.raises(QueryError, match="eventCountLimit and maxEventCount exclude each other"):
        parse({"eventCountLimit": ["5"], "orderBy": ["eventTime"], "maxEventCount": ["5"]})


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("EQ_bizStep", "https://example.com/steps/ripening"),
        ("EQ_bizStep", "example:ripening"),
        ("EQ_disposition", "urn:example:disp:ripe"),
        ("EQ_errorReason", "https://example.com/reasons/typing"),
        ("EQ_bizTransaction_https://example.com/papers/x", ORDER),
        ("eventType", "https://example.com/types/Ripening"),
    ],
)
def test_words_of_other_vocabularies_are_no_mistake_and_match_nothing(
    world: Actor, name: str, text: str
) -> None:
    assert found(world, **{name: text}) == []


def test_event_types_in_other_spellings(world: Actor) -> None:
    spelt = "epcis:AggregationEvent|https://ref.gs1.org/epcis/TransformationEvent"

    assert found(world, eventType=f"{spelt}|https://example.com/types/Ripening") == [4, 5]


def test_pages_are_no_larger_than_the_largest() -> None:
    assert [parse({"perPage": [text]}).per_page for text in ("999", "1000", "5000", "9" * 18)] == [
        999, 1000, 1000, 1000,
    ]  # fmt: skip


def test_places_with_what_is_part_of_them(world: Actor, dairy: Organisation) -> None:
    site, parent = "urn:epc:id:sgln:9521141.12345.SITE", None
    for key in (site, PLANT, DOCK):
        parent = parties.add_location(key=key, organisation=dairy, name="Place", parent=parent, by=None)

    assert found(world, WD_readPoint=site) == [1]
    assert found(world, WD_readPoint=DOCK) == [1]
    assert found(world, WD_bizLocation=site) == [2]
    assert found(world, WD_bizLocation=PLANT, EQ_bizLocation=PLANT) == [2]
    assert found(world, WD_bizLocation=DOCK) == []
    assert found(world, WD_bizLocation=DOCK, EQ_bizLocation=PLANT) == []
    assert found(world, WD_bizLocation=f"{DOCK}|{site}", EQ_bizStep="packing") == []
    assert found(world, WD_bizLocation="urn:x:place:unknown") == []


@pytest.mark.parametrize(
    ("epc", "inside", "outside"),
    [
        ("urn:epc:id:grai:9521141.12345.A", "grai:9521141.12345.*|urn:epc:idpat:grai:952114.*.*", "grai:9521141.12346.*"),
        ("urn:epc:id:giai:9521141.12345", "giai:9521141.*", "giai:9521142.*"),
        ("urn:epc:id:giai:9521141.A", "giai:*.*", "grai:*.*.*"),
        ("urn:epc:id:ginc:9521141.77", "ginc:9521141.*", "ginc:952114177.*"),
        ("urn:epc:id:gsrn:9521141.1234567890", "gsrn:952114.*", "gsrnp:952114.*"),
        ("urn:epc:id:sgln:9521141.12345.D9", "sgln:9521141.12345.*", "sgln:9521141.12346.*"),
        ("urn:epc:id:sgln:9521141.12345.0", "sgln:9521141.*.*", "pgln:9521141.*"),
        ("urn:epc:id:cpi:9521141.5PQ7%2FZ43.12", "cpi:9521141.5PQ7%2FZ43.*", "cpi:9521141.5PQ7.*"),
        ("urn:epc:id:itip:9521141.012345.01.02.9", "itip:9521141.012345.*.*.*", "itip:9521141.012345.02.*.*"),
        ("urn:epc:id:upui:9521141.012345.x%2Fy", "upui:9521141.012345.*", "sgtin:9521141.012345.*"),
        ("urn:epc:id:sgtin:9521141.012345.x%2Fy", "sgtin:9521141.012345.*", "upui:9521141.012345.*"),
        ("urn:epc:id:sscc:9521141.5000000001", "sscc:9521141.*", "sscc:952114150000.*"),
    ],
)  # fmt: skip
def test_a_pattern_of_every_scheme(actor: Actor, epc: str, inside: str, outside: str) -> None:
    capture(actor, event(1, epcList=[epc]), event(2))

    assert found(actor, MATCH_anyEPC=f"urn:epc:idpat:{inside}")[:1] == [1]
    assert 1 not in found(actor, MATCH_anyEPC=f"urn:epc:idpat:{outside}")


def test_a_pattern_of_codes_that_we_issued(actor: Actor) -> None:
    keyring.create()
    gtin, other = "09521141123454", "09521141123461"
    ours = [f"https://id.gs1.org/01/{gtin}/21/{serial}" for serial in blocks.issue(gtin, 3)]
    capture(actor, event(1, epcList=ours[1:2]), event(2, epcList=[f"https://id.gs1.org/01/{other}/21/X"]))

    assert found(actor, MATCH_epc="urn:epc:idpat:sgtin:9521141.012345.*") == [1]
    assert found(actor, MATCH_epc=f"https://id.gs1.org/01/{other}") == [2]
    assert found(actor, MATCH_epc="urn:epc:idpat:sgtin:9521141.*.*") == [1, 2]


def test_a_pattern_shows_nobody_what_they_may_not_see(world: Actor) -> None:
    stranger = parties.add_organisation(name="Stranger", by=None)
    viewer = Actor(stranger.pk, frozenset({"integrator"})).viewer

    assert queries.find(parse({"MATCH_anyEPC": ["urn:epc:idpat:sgtin:*.*.*"]}), viewer=viewer).events == ()


def test_a_parameter_given_twice() -> None:
    assert parse({"EQ_bizStep": ["shipping", "packing"]}).biz_steps == ("packing", "shipping")
    with pytest.raises(QueryError):
        parse({"GE_eventTime": ["2026-03-02T00:00:03Z", "2026-03-02T00:00:03Z"]})


@pytest.mark.parametrize("order_by", ["eventTime", "recordTime", None])
@pytest.mark.parametrize("direction", ["ASC", "DESC"])
@pytest.mark.parametrize(
    "more", [{}, {"MATCH_epc": SGTIN + "7"}, {"EQ_bizStep": "shipping|packing"}], ids=str
)
def test_pages_neither_repeat_nor_skip(
    actor: Actor, order_by: str | None, direction: str, more: dict[str, str]
) -> None:
    # Three captures, in the order of their times backwards, with many equal times.
    for minute in (3, 2, 1):
        capture(
            actor,
            *[
                event(
                    7,
                    bizStep="packing" if n % 2 else "shipping",
                    eventTime=f"2026-03-02T08:{minute:02}:{n % 3:02}.000Z",
                    eventID=f"urn:x:{minute}:{n}",
                )
                for n in range(10)
            ],
            now=NOW.replace(minute=10 - minute),
        )
    parameters = {"perPage": "7", "orderDirection": direction} | more
    if order_by is not None:
        parameters["orderBy"] = order_by
    query = parse({name: [text] for name, text in parameters.items()})

    pages, token = [], None
    while not pages or token is not None:
        page = queries.find(query, viewer=actor.viewer, token=token)
        token = page.next
        pages.append(page.events)

    seen = [one for page in pages for one in page]
    assert [len(page) for page in pages] == [7, 7, 7, 7, 2]
    assert len({one.event_id for one in seen}) == 30
    times = [one.record_time if order_by == "recordTime" else one.event_time for one in seen]
    assert times == sorted(times, reverse=order_by is not None and direction == "DESC")


def test_event_count_limit_ends_the_pages(world: Actor) -> None:
    query = parse({"eventCountLimit": ["5"], "orderBy": ["eventTime"], "perPage": ["2"]})
    sizes, token = [], None
    while not sizes or token is not None:
        page = queries.find(query, viewer=world.viewer, token=token)
        sizes.append([int(one.event_time[17:19]) for one in page.events])
        token = page.next
    assert sizes == [[7, 6], [5, 4], [3]]


def test_max_event_count_refuses_more(world: Actor) -> None:
    assert found(world, maxEventCount="7") == [1, 2, 3, 4, 5, 6, 7]
    with pytest.raises(QueryTooLarge):
        found(world, maxEventCount="6")
    assert found(world, maxEventCount="2", EQ_bizStep="commissioning") == [1, 5]
    with pytest.raises(QueryTooLarge):
        found(world, maxEventCount="1", MATCH_epc=f"{SGTIN}1")
    assert found(world, maxEventCount="1", EQ_bizStep="receiving") == []


def test_pages_have_thirty_events_and_at_most_a_thousand(actor: Actor) -> None:
    capture(actor, *[event(n) for n in range(1, 1100)])
    sizes = [
        len(queries.find(parse(asked), viewer=actor.viewer).events)
        for asked in ({}, {"perPage": ["40"]}, {"perPage": ["5000"]})
    ]
    assert sizes == [30, 40, 1000]


def test_record_time_is_ours(actor: Actor) -> None:
    capture(actor, event(1, recordTime="2020-01-01T00:00:00.000Z"))
    (one,) = queries.find(parse({}), viewer=actor.viewer).events
    assert one.record_time == "2026-03-02T12:00:00.000Z"
