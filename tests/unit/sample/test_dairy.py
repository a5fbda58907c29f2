from __future__ import annotations

from collections import Counter
from decimal import Decimal
from itertools import combinations

import pytest
from lxml import etree

from headwater import serials
from headwater.epcis import jsonld
from headwater.epcis.model import Document, Event
from headwater.epcis.times import parse
from headwater.epcis.validation import check
from headwater.gs1.check_digits import has_check_digit
from headwater.gs1.identify import identify
from headwater.sample.dairy import LOCATIONS, ORGANISATIONS, PRODUCTS, Dairy

KEYS = serials.derive_keys(b"a secret for these tests only...")


def codes(gtin: str, lot: str, count: int) -> list[str]:
    return serials.encode(KEYS, gtin, 0, range(count))


def plain(gtin: str, lot: str, count: int) -> list[str]:
    return [f"{lot}{number:03d}" for number in range(count)]


@pytest.fixture(scope="module")
def world() -> Dairy:
    return Dairy(plain)


@pytest.fixture(scope="module")
def events(world: Dairy) -> tuple[Event, ...]:
    return tuple(event for _, captured in world.events() for event in captured)


def identifiers(event: Event) -> list[str]:
    quantities = (
        event.quantity_list
        + event.child_quantity_list
        + event.input_quantity_list
        + event.output_quantity_list
    )
    things = (*event.epc_list, *event.child_epcs, event.parent_id, *(part.epc_class for part in quantities))
    places = (place.id for place in (event.read_point, event.biz_location) if place)
    ends = (end.id for end in event.source_list + event.destination_list)
    return [text for text in (*things, *places, *ends) if text]


def test_two_tellings_are_equal(events):
    assert tuple(event for _, captured in Dairy(plain).events() for event in captured) == events


def test_every_event_is_valid(events):
    assert [problem for event in events for problem in check(event)] == []


def test_every_identifier_is_one(events):
    schemes = Counter(identify(text).scheme for event in events for text in identifiers(event))

    assert schemes.keys() == {"sgtin", "lgtin", "sscc", "sgln", "pgln", "giai"}


def test_written_and_read_again_it_is_the_same(events):
    data = jsonld.write_document(Document("EPCISDocument", events, creation_date="2026-04-01T00:00:00+08:00"))
    reading = jsonld.read(data)

    assert reading.problems == ()
    assert reading.document.events == events


def test_size_of_the_world(world, events):
    assert len(events) == 131
    assert len({event.event_id for event in events}) == 130
    assert Counter(event.type for event in events) == {
        "ObjectEvent": 70,
        "AggregationEvent": 46,
        "TransformationEvent": 13,
        "AssociationEvent": 2,
    }
    assert Counter(name.partition("/")[0] for name in world.cans) == {
        "P1": 48, "P2": 48, "P3": 72, "P4": 48, "P5": 48, "P6": 48, "F2603A": 1,
    }  # fmt: skip
    assert len(world.cases) == 28
    assert len(set(world.cans.values())) == len(world.cans)


def test_every_can_is_coded_once_with_its_lot_and_expiry(world, events):
    coded = {
        epc: (
            event.ilmd["{urn:epcglobal:cbv:mda}lotNumber"],
            event.ilmd["{urn:epcglobal:cbv:mda}itemExpirationDate"],
        )
        for event in events
        if event.type == "ObjectEvent" and event.action == "ADD" and event.epc_list and event.ilmd
        for epc in event.epc_list
    }

    assert coded.keys() == set(world.cans.values())
    assert coded[world.can("P1/C3/7")] == ("F2603A", "2027-09-06")
    assert coded[world.can("P6/C1/1")] == ("U2603B", "2026-12-05")


def test_capturers_locations_and_owners_are_known(world, events):
    places = {location.uri for location in LOCATIONS}
    parties = {organisation.pgln for organisation in ORGANISATIONS}
    used = {text for event in events for text in identifiers(event)}

    assert {by for by, _ in world.events()} == {organisation.key for organisation in ORGANISATIONS}
    assert {text for text in used if ":sgln:" in text} <= places
    assert {text for text in used if ":pgln:" in text} <= parties
    assert [organisation.key for organisation in ORGANISATIONS if organisation.operating] == ["dairy"]


def test_each_place_has_a_point_of_its_own_on_the_map_near_others_of_its_town():
    wholes = [location for location in LOCATIONS if location.part_of is None]
    points = {location.key: (location.latitude, location.longitude) for location in LOCATIONS}

    assert len({points[whole.key] for whole in wholes}) == len(wholes)
    for part in (location for location in LOCATIONS if location.part_of):
        assert points[part.key] == points[part.part_of], part.key
    for one, other in combinations(wholes, 2):
        if one.town == other.town:
            assert max(abs(a - b) for a, b in zip(points[one.key], points[other.key], strict=True)) < 0.3


def test_numbers_have_check_digits_and_stand_under_the_demonstration_prefix():
    numbers = [organisation.gln for organisation in ORGANISATIONS]
    numbers += [location.gln for location in LOCATIONS]
    numbers += [product.gtin for product in PRODUCTS]

    assert all(has_check_digit(number) for number in numbers)
    assert all(number.lstrip("0").startswith("952") for number in numbers)
    assert len({product.gtin for product in PRODUCTS}) == len(PRODUCTS)


def test_everything_has_names_in_both_languages():
    for thing in (*ORGANISATIONS, *LOCATIONS, *PRODUCTS):
        assert thing.name.isascii()
        assert any("\u4e00" <= character <= "\u9fff" for character in thing.name_zh)
    for product in PRODUCTS:
        assert product.description
        assert product.description_zh


@pytest.mark.parametrize("product", PRODUCTS, ids=lambda product: product.key)
def test_every_product_has_a_small_drawing_without_scripts(product):
    data = product.picture.read_bytes()
    root = etree.fromstring(data)

    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert len(data) < 2000
    assert {etree.QName(element).localname for element in root.iter()} <= {
        "svg", "rect", "circle", "ellipse", "path", "g",
    }  # fmt: skip


def made_from(events: tuple[Event, ...]) -> dict[str, set[str]]:
    """Lot number to the numbers of the lots it was made from, one step."""
    joined: dict[str, tuple[set[str], set[str]]] = {}
    for event in events:
        if event.type == "TransformationEvent":
            inputs, outputs = joined.setdefault(event.transformation_id or event.event_id, (set(), set()))
            inputs |= {part.epc_class.rpartition(".")[2] for part in event.input_quantity_list}
            outputs |= {part.epc_class.rpartition(".")[2] for part in event.output_quantity_list}
    steps: dict[str, set[str]] = {}
    for inputs, outputs in joined.values():
        for output in outputs:
            steps.setdefault(output, set()).update(inputs)
    return steps


def reached(lot: str, steps: dict[str, set[str]]) -> set[str]:
    seen, waiting = {lot}, [lot]
    while waiting:
        for source in steps.get(waiting.pop(), set()) - seen:
            seen.add(source)
            waiting.append(source)
    return seen


def test_milk_of_the_first_day_is_in_every_product_and_of_the_second_in_all_but_one(events):
    steps = made_from(events)
    finished = ("F2603A", "F2603B", "U2603A", "U2603B")

    assert [lot for lot in finished if "NM-0302" in reached(lot, steps)] == list(finished)
    assert [lot for lot in finished if "NM-0303" in reached(lot, steps)] == ["F2603B", "U2603A", "U2603B"]
    assert [lot for lot in finished if "PX-0226" in reached(lot, steps)] == ["F2603A", "F2603B"]


def test_rework_goes_into_its_own_lot_and_into_the_next(events):
    steps = made_from(events)

    assert "BP-0304" in steps["BP-0304"]
    assert "BP-0304" in steps["BP-0305"]


def test_no_lot_gives_more_than_there_is_of_it(world, events):
    made: Counter[str] = Counter()
    used: Counter[str] = Counter()
    for event in events:
        if event.type == "TransformationEvent":
            for part in event.output_quantity_list:
                made[part.epc_class] += part.quantity
            for part in event.input_quantity_list:
                used[part.epc_class] += part.quantity
        elif event.action == "ADD":
            for part in event.quantity_list:
                made[part.epc_class] += part.quantity

    assert {lot: (made[lot], used[lot]) for lot in used if used[lot] > made[lot]} == {}
    assert made[world.lot("BP-0304")] - used[world.lot("BP-0304")] == Decimal("13.8")


def test_counts_of_finished_lots_are_the_cans_that_were_coded(world, events):
    counted = {
        part.epc_class: part.quantity
        for event in events
        for part in event.output_quantity_list
        if part.uom is None
    }

    assert counted == {world.lot(lot): len(cans) for lot, cans in world.cans_of_lot.items()}


def test_can_is_named_in_these_events_in_order_of_time(world, events):
    can = world.can("P1/C3/1")
    own = [event for event in events if can in event.epc_list + event.child_epcs]

    assert [(event.biz_step, event.event_id) for event in sorted(own, key=lambda e: parse(e.event_time))] == [
        ("commissioning", world.event_id("code F2603A")),
        ("packing", world.event_id("pack P1/C3")),
        ("unpacking", world.event_id("unpack P1/C3")),
        ("packing", world.event_id("repack R1")),
        ("retail_selling", world.event_id("sell P1/C3/1")),
    ]


def test_late_receipt_comes_last_and_happened_before_what_arrived_earlier(world, events):
    unpacked = next(event for event in events if event.event_id == world.event_id("unpack P5 at shop4"))

    assert events[-1].event_id == world.event_id("receive at shop4")
    assert parse(events[-1].event_time) < parse(unpacked.event_time)


def test_wrong_receipt_is_declared_wrong_by_its_capturer_and_told_anew(world, events):
    wrong_id, right_id = world.event_id("receive P1 P2 P4"), world.event_id("receive P1 P3 P4")
    told = [event for event in events if event.event_id == wrong_id]
    (right,) = [event for event in events if event.event_id == right_id]
    capturers = {event.event_id: by for by, captured in world.events() for event in captured}

    assert [event.error_declaration is not None for event in told] == [False, True]
    assert told[1].error_declaration.corrective_event_ids == (right_id,)
    assert told[0].epc_list == tuple(world.pallet(name) for name in ("P1", "P2", "P4"))
    assert right.epc_list == tuple(world.pallet(name) for name in ("P1", "P3", "P4"))
    assert capturers[wrong_id] == capturers[right_id] == "dealer1"


def test_truck_grew_warm_for_a_short_time(events):
    readings = [
        (event.event_time[5:16], report.value)
        for event in events
        if event.biz_step == "sensor_reporting"
        for element in event.sensor_element_list
        for report in element.reports
    ]

    assert len(readings) == 7
    assert [reading for reading in readings if reading[1] > 8] == [("03-15T03:30", Decimal("11.8"))]


def test_repacked_cases_hold_half_of_each_and_lose_nothing(world):
    new = world.cans_of_case("R1") + world.cans_of_case("R2")

    assert sorted(new) == sorted(world.cans_of_case("P1/C3") + world.cans_of_case("P3/C6"))
    assert world.can("P1/C3/6") in world.cans_of_case("R1")
    assert world.can("P3/C6/7") in world.cans_of_case("R2")


def test_own_codes_fit():
    world = Dairy(codes)
    gtin = world.products["formula"].gtin
    serial = world.can("P1/C1/1").rpartition(".")[2]

    assert serials.decode_one(KEYS, gtin, 0, serial) == 0


def test_an_event_that_never_happened_has_no_id(world):
    with pytest.raises(KeyError):
        world.event_id("receive P9")
