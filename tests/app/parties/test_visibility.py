"""Reach is asked in Python, in SQL, and of the owner of each key; all three agree."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from headwater.parties import operations, queries, visibility
from headwater.parties.actors import Viewer
from headwater.parties.keys import gln_of
from headwater.parties.models import CompanyPrefix, Location, Organisation

DAIRY, SHOP = "9521141123454", "9506000134352"
OTHER_DAIRY_GLN = "9521141000007"


def test_an_organisation_reaches_its_own_in_every_form(parties):
    reach = visibility.reach(Viewer(parties.shop.pk))

    assert [
        reach.covers(key)
        for key in (
            f"414/{SHOP}",
            f"414/{SHOP}/254/shelf",
            f"417/{SHOP}",
            "414/9506000999999",
            "417/9506000999999",
        )
    ] == [True] * 5
    assert [
        reach.covers(key)
        for key in (
            f"414/{DAIRY}",
            f"417/{DAIRY}",
            parties.plant.key,
            "https://example.com/x",
            "01/09506000134352",
        )
    ] == [False] * 5


def test_a_place_lent_to_another_is_the_others(parties):
    rented = f"414/{DAIRY}/254/shop-corner"
    operations.add_location(
        key=rented, organisation=parties.shop, name="Shop corner", by=parties.actor(parties.dairy)
    )
    Organisation.objects.update(operating=False)

    dairy, shop = (visibility.reach(Viewer(owner.pk)) for owner in (parties.dairy, parties.shop))

    assert (dairy.covers(rented), dairy.covers(f"414/{DAIRY}/254/other")) == (False, True)
    assert (shop.covers(rented), shop.covers(f"414/{DAIRY}/254/other")) == (True, False)


def test_the_operating_organisation_sees_all(parties, django_assert_num_queries):
    with django_assert_num_queries(0):
        reach = visibility.reach(Viewer(parties.dairy.pk, operating=True))

    assert reach.everything
    assert reach.covers("https://example.com/anything")
    assert Location.objects.filter(reach.q()).count() == 2


def test_reach_costs_three_statements(parties, django_assert_num_queries):
    with django_assert_num_queries(3):
        visibility.reach(Viewer(parties.shop.pk))


def test_describing_a_place_of_nobody_shows_nothing(parties):
    key = "https://example.com/unowned"
    Location.objects.create(key=key, name="Somewhere", recorded_by=parties.shop)

    assert not visibility.reach(Viewer(parties.shop.pk)).covers(key)


GLNS = [SHOP, "9506000999999", DAIRY, OTHER_DAIRY_GLN, "4000000000006"]
KEYS = [
    *(f"{ai}/{gln}" for gln in GLNS for ai in ("414", "417")),
    *(f"414/{gln}/254/{extension}" for gln in GLNS for extension in ("1", "2")),
    "https://example.com/a",
    "https://example.com/b",
]


class OwnersAndReach(TestCase):
    """Any registration whatever: ownership is one rule, read three ways."""

    @settings(max_examples=60)
    @given(
        places=st.dictionaries(
            st.sampled_from([k for k in KEYS if not k.startswith("417")]), st.integers(0, 2)
        ),
        parties=st.lists(
            st.sampled_from([None, *GLNS, "https://example.com/b"]),
            min_size=3,
            max_size=3,
            unique_by=lambda k: k or object(),
        ),
        prefixes=st.dictionaries(
            st.sampled_from(["9506000", "9521141", "95211410", "4000"]), st.integers(0, 2)
        ),
    )
    def test_agree(self, places, parties, prefixes):
        if {"9521141", "95211410"} <= prefixes.keys():
            prefixes["95211410"] = prefixes["9521141"]  # never two organisations'
        organisations = [
            Organisation.objects.create(
                name=f"O{number}",
                key=key and (f"417/{key}" if key in GLNS else key),
                gln=key if key in GLNS else None,
            )
            for number, key in enumerate(parties)
        ]
        for digits, owner in prefixes.items():
            CompanyPrefix.objects.create(digits=digits, organisation=organisations[owner])
        for key, owner in places.items():
            Location.objects.create(key=key, gln=gln_of(key), name=key, organisation=organisations[owner])

        owners = queries.owners_of_keys(KEYS)
        # What the condition is asked of: a table of places as the events have one.
        Location.objects.exclude(key__in=places).delete()
        for organisation in organisations:
            reach = visibility.reach(Viewer(organisation.pk))
            mine = {key for key in KEYS if owners.get(key) == organisation.pk}
            assert {key for key in KEYS if reach.covers(key)} == mine
            assert (
                set(Location.objects.filter(reach.q()).values_list("key", flat=True)) == mine & places.keys()
            )


def test_owners_of_many_keys_cost_three_statements(parties, django_assert_num_queries):
    keys = [f"01/0952114112345{n}" for n in range(10)] + [f"414/{SHOP}/254/{n}" for n in range(500)]
    with django_assert_num_queries(3):
        owners = queries.owners_of_keys(keys)

    assert owners == {key: parties.dairy.pk if key[:2] == "01" else parties.shop.pk for key in keys}


def test_owners_of_things_alone_cost_one_statement(parties, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert queries.owner_of_key("01/09506000134352/21/1") == parties.shop.pk
    with django_assert_num_queries(2):
        assert queries.owner_of_key("https://example.com/x") is None
    with django_assert_num_queries(0):
        assert queries.owners_of_keys([]) == {}


@pytest.mark.parametrize(
    ("key", "digits_start"),
    [
        ("01/09506000134352/21/1", True),
        ("00/395060001234567898", True),
        ("8003/09506000134352/21", True),
        ("8004/95060001234", True),
        ("8006/095060001343520102", True),
        ("8010/9506000ABC", True),
        ("253/9506000134352X1", True),
        ("https://example.com/9506000", False),
        ("21/9506000", False),
        ("8004/95A", False),
    ],
)
def test_every_gs1_key_belongs_to_its_prefix(parties, key, digits_start):
    assert queries.owner_of_key(key) == (parties.shop.pk if digits_start else None)
