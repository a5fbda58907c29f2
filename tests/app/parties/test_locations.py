from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from headwater.config import messages
from headwater.gs1.errors import IdentifierError
from headwater.parties import operations, queries
from headwater.parties.errors import NotPermitted, Refused
from headwater.parties.keys import location_key, party_key
from headwater.parties.models import Location, Organisation
from headwater.parties.names import Names

OWN = "414/9521141123454"


def add(parties, **changes):
    given = {"key": "https://example.com/dock", "organisation": parties.dairy, "name": "Dock", "by": None}
    return operations.add_location(**{**given, **changes})


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("9521141123454", OWN),
        ("(414)9521141123454(254)5678", f"{OWN}/254/5678"),
        ("urn:epc:id:sgln:9521141.12345.5678", f"{OWN}/254/5678"),
        ("https://example.org/414/9521141123454/254/5678", f"{OWN}/254/5678"),
        ("https://example.com/places/1", "https://example.com/places/1"),
    ],
)
def test_a_place_has_one_key_however_it_is_spelled(parties, text, key):
    assert add(parties, key=text).key == key


@pytest.mark.parametrize("text", ["9521141123455", "417/9521141123454", "(01)09506000134352", "dock"])
def test_what_is_no_place_is_refused(parties, text):
    with pytest.raises(IdentifierError):
        add(parties, key=text)


def test_registering_again_brings_it_up_to_date(parties):
    first = add(parties, name_zh="码头", latitude=Decimal("48.1"), longitude=Decimal("11.5"))
    again = add(parties, name="New dock")

    assert again.pk == first.pk
    assert (again.name, again.name_zh, again.latitude) == ("New dock", "码头", None)


@pytest.mark.parametrize(("latitude", "longitude"), [("91", "0"), ("0", "-180.1"), ("1", None), (None, "1")])
def test_coordinates_are_both_or_neither_and_on_earth(parties, latitude, longitude):
    pair = {
        "latitude": latitude and Decimal(latitude),
        "longitude": longitude and Decimal(longitude),
    }
    with pytest.raises(Refused) as refused:
        add(parties, **pair)
    assert refused.value.code == "coordinates"
    with pytest.raises(IntegrityError), transaction.atomic():
        Location.objects.filter(pk=parties.plant.pk).update(**pair)


def test_a_claim_to_a_place_of_nobody_needs_the_operating_organisation(parties):
    """Who owns a place sees its events."""
    with pytest.raises(NotPermitted):
        add(parties, organisation=parties.shop, by=parties.actor(parties.shop))
    with pytest.raises(NotPermitted):
        add(parties, organisation=parties.shop, key=f"{OWN}/254/9", by=parties.actor(parties.shop))
    with pytest.raises(NotPermitted):
        add(parties, organisation=parties.dairy, by=parties.actor(parties.shop))

    own = add(
        parties, organisation=parties.shop, key="(414)9506000134352(254)2", by=parties.actor(parties.shop)
    )
    assert own.organisation == parties.shop


@pytest.mark.parametrize("key", ["9521141000007", "https://example.com/office"])
def test_an_identifier_has_one_owner_as_place_and_as_party(parties, key):
    operations.add_organisation(name="Head office", key=key, by=None)
    with pytest.raises(Refused) as refused:
        add(parties, organisation=parties.shop, key=key)
    assert str(refused.value) == f"{key} belongs to another organisation"


@pytest.mark.parametrize("key", ["9506000999999", "https://example.com/counter"])
def test_a_place_is_no_other_organisation(parties, key):
    add(parties, organisation=parties.shop, key=key)
    with pytest.raises(Refused) as refused:
        operations.add_organisation(name="Third", key=key, by=None)
    assert refused.value.code == "key-taken"
    assert Organisation.objects.count() == 2


def test_no_place_lies_within_itself(parties):
    inner = add(parties, parent=parties.plant)
    with pytest.raises(Refused) as refused:
        add(parties, key=parties.plant.key, name="Plant 1", parent=inner)
    assert refused.value.code == "parent-within"
    with pytest.raises(Refused) as refused:
        add(parties, parent=parties.counter)
    assert refused.value.code == "parent-foreign"
    with pytest.raises(IntegrityError), transaction.atomic():
        Location.objects.filter(pk=inner.pk).update(parent=inner)


@pytest.mark.parametrize(("column", "value"), [("name", ""), ("key", ""), ("kind", "moon")])
def test_the_database_refuses_what_makes_no_sense(parties, column, value):
    with pytest.raises(IntegrityError), transaction.atomic():
        Location.objects.filter(pk=parties.plant.pk).update(**{column: value})


def test_names_come_in_the_readers_language(parties):
    with translation.override("zh-hans"):
        assert str(parties.plant) == "一厂"
    with translation.override("en"):
        assert str(parties.plant) == "Plant 1"
    assert Names("Dock").text("zh-hans") == "Dock"
    assert Names.of("三号仓库") == Names("三号仓库", "三号仓库")
    assert Names.of("Warehouse 3") == Names("Warehouse 3", "")


def test_names_and_places_come_in_bulk(parties, django_assert_num_queries):
    keys = [parties.plant.key, "417/9506000134352", "414/9999999999994"]
    with django_assert_num_queries(2):
        assert {key: place.names for key, place in queries.places(keys).items()} == {
            parties.plant.key: Names("Plant 1", "一厂"),
            "417/9506000134352": Names("Corner Shop", "街角商店"),
        }
    with django_assert_num_queries(1):
        assert {key: row.organisation.name for key, row in queries.locations(keys).items()} == {
            parties.plant.key: "Clearwater Dairy"
        }
    with django_assert_num_queries(1):
        assert queries.names_of_organisations([parties.shop.pk, -1]) == {
            parties.shop.pk: Names("Corner Shop", "街角商店")
        }


@pytest.mark.parametrize("read", [location_key, party_key])
def test_a_bare_gln_with_a_wrong_check_digit_is_told_as_a_gln(read):
    messages.compile()
    with pytest.raises(IdentifierError) as refused:
        read(" 9521141123455 ")
    assert str(refused.value) == "The check digit of the GLN “9521141123455” is 5; it should be 4."
    with translation.override("zh-hans"):
        told = translation.gettext(refused.value.template).format(**refused.value.params)
    assert told == "全球位置码（GLN）“9521141123455”的校验码是 5，应为 4。"
