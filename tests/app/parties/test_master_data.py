from __future__ import annotations

from decimal import Decimal

import pytest

from headwater.epcis.model import Attribute, Vocabulary, VocabularyElement
from headwater.parties import master_data, queries, visibility
from headwater.parties.actors import Viewer
from headwater.parties.errors import NotPermitted
from headwater.parties.models import Location
from headwater.parties.roles import Role

DOCK = "urn:epc:id:sgln:9506000.13435.dock"
NOBODYS = "https://example.com/port"
MDA = "urn:epcglobal:cbv:mda#"


def header(*elements, kind="BusinessLocation"):
    return [
        Vocabulary(
            f"urn:epcglobal:epcis:vtype:{kind}",
            tuple(
                VocabularyElement(text, tuple(Attribute(name, value) for name, value in attributes.items()))
                for text, attributes in elements
            ),
        )
    ]


def test_the_owner_describes_its_place(parties):
    elements = (DOCK, {f"{MDA}name": "Dock", f"{MDA}latitude": "+18.0000", f"{MDA}longitude": "-70.1234567"})

    recorded = master_data.record(header(elements), by=parties.actor(parties.shop))

    assert recorded == master_data.Recorded(("414/9506000134352/254/dock",))
    dock = Location.objects.get(key="414/9506000134352/254/dock")
    assert (dock.name, dock.name_zh, dock.organisation, dock.gln) == (
        "Dock",
        "",
        parties.shop,
        "9506000134352",
    )
    assert (dock.latitude, dock.longitude) == (Decimal(18), Decimal("-70.123457"))

    master_data.record(
        header((DOCK, {"cbvmda:name": "装卸台"}), kind="ReadPoint"), by=parties.actor(parties.shop)
    )
    dock.refresh_from_db()
    assert (dock.name, dock.name_zh, dock.latitude) == ("装卸台", "装卸台", Decimal(18))


def test_anothers_place_is_left_alone(parties):
    for by in (parties.actor(parties.dairy), parties.actor(parties.shop)):
        recorded = master_data.record(
            header(
                (DOCK, {"cbvmda:name": "Mine"}),
                ("https://id.gs1.org/414/9521141123454", {"cbvmda:name": "Mine"}),
            ),
            by=by,
        )
        assert len(recorded.passed_over) == 1
    assert dict(
        Location.objects.filter(name="Mine").order_by("key").values_list("key", "organisation__name")
    ) == {"414/9506000134352/254/dock": "Corner Shop", "414/9521141123454": "Clearwater Dairy"}


def test_whom_told_first_describes_what_nobody_owns_and_gains_nothing(parties):
    shop, dairy = parties.actor(parties.shop), parties.actor(parties.dairy)

    master_data.record(header((NOBODYS, {"cbvmda:name": "Port"})), by=shop)
    assert master_data.record(header((NOBODYS, {"cbvmda:name": "Harbour"})), by=dairy).passed_over == (
        NOBODYS,
    )
    master_data.record(header((NOBODYS, {"cbvmda:name": "New port"})), by=shop)

    port = Location.objects.get(key=NOBODYS)
    assert (port.name, port.organisation, port.recorded_by) == ("New port", None, parties.shop)
    assert not visibility.reach(Viewer(parties.shop.pk)).covers(NOBODYS)
    assert queries.owner_of_key(NOBODYS) is None


def test_a_party_is_known_by_name(parties):
    party = "urn:epc:id:pgln:4000000.00000."
    recorded = master_data.record(
        header(
            ("https://id.gs1.org/417/4000000000006", {"cbvmda:name": "Far Dealer"}), (party, {}), kind="Party"
        ),
        by=parties.actor(parties.shop),
    )

    assert recorded.keys == ("417/4000000000006",)
    assert Location.objects.get(key="417/4000000000006").kind == "party"
    assert queries.places(["417/4000000000006"])["417/4000000000006"].names.name == "Far Dealer"


def test_an_organisation_is_not_renamed_by_a_document(parties):
    own = "https://id.gs1.org/417/9506000134352"
    recorded = master_data.record(
        header((own, {"cbvmda:name": "X"}), kind="Party"), by=parties.actor(parties.shop)
    )

    assert recorded.passed_over == (own,)
    assert queries.places(["417/9506000134352"])["417/9506000134352"].names.name == "Corner Shop"


@pytest.mark.parametrize(
    ("latitude", "longitude"),
    [("91", "0"), ("x", "0"), ("NaN", "NaN"), ("1e400", "0"), ("", "0"), ("0", "181")],
)
def test_impossible_coordinates_are_left_out(parties, latitude, longitude):
    attributes = {"cbvmda:name": "Dock", "cbvmda:latitude": latitude, "cbvmda:longitude": longitude}
    master_data.record(header((DOCK, attributes)), by=parties.actor(parties.shop))

    dock = Location.objects.get(key="414/9506000134352/254/dock")
    assert (dock.name, dock.latitude, dock.longitude) == ("Dock", None, None)


def test_what_says_nothing_or_is_nothing_is_passed_over(parties):
    recorded = master_data.record(
        header((DOCK, {"http://example.com#object": {"{x}y": "z"}}), ("dock", {"cbvmda:name": "?"})),
        by=parties.actor(parties.shop),
    )

    assert set(recorded.passed_over) == {DOCK, "dock"}
    assert recorded.keys == ()


def test_other_vocabularies_are_others_business(parties, django_assert_num_queries):
    with django_assert_num_queries(0):
        recorded = master_data.record(
            header((DOCK, {"cbvmda:name": "x"}), kind="EPCClass"), by=parties.actor(parties.shop)
        )
    assert recorded == master_data.Recorded()


def test_who_may_not_capture_describes_nothing(parties):
    with pytest.raises(NotPermitted):
        master_data.record(
            header((DOCK, {"cbvmda:name": "x"})), by=parties.actor(parties.shop, Role.REGULATOR)
        )


def test_many_places_cost_as_many_statements_as_one(parties, django_assert_max_num_queries):
    elements = [(f"urn:epc:id:sgln:9506000.13435.{n}", {"cbvmda:name": f"Bay {n}"}) for n in range(1, 301)]
    for _ in range(2):
        with django_assert_max_num_queries(12):
            recorded = master_data.record(header(*elements), by=parties.actor(parties.shop))
        assert len(recorded.keys) == 300
    assert Location.objects.count() == 302
