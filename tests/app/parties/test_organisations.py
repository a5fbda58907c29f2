from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from headwater.gs1.errors import IdentifierError
from headwater.parties import operations, queries
from headwater.parties.errors import NotPermitted, Refused
from headwater.parties.models import CompanyPrefix, Organisation


def test_an_organisation_is_added_once(parties):
    again = operations.add_organisation(
        name="Clearwater Dairy Ltd", key="https://id.gs1.org/417/9521141123454", by=None
    )

    assert again.pk == parties.dairy.pk
    assert (again.name, again.name_zh, again.operating) == ("Clearwater Dairy Ltd", "清泉乳业", True)
    assert Organisation.objects.count() == 2


def test_one_known_by_name_alone_gets_its_gln_later(db):
    first = operations.add_organisation(name="Green Farm", by=None)
    second = operations.add_organisation(name="Green Farm", key="9521141123454", by=None)

    assert (second.pk, second.key, second.gln) == (first.pk, "417/9521141123454", "9521141123454")


def test_a_name_belongs_to_one_organisation(parties):
    with pytest.raises(Refused) as refused:
        operations.add_organisation(name="Corner Shop", key="9521141000007", by=None)

    assert refused.value.code == "name-taken"
    assert str(refused.value) == "Another organisation is called Corner Shop"


def test_only_one_organisation_operates(parties):
    with pytest.raises(Refused) as refused:
        operations.add_organisation(name="Corner Shop", key="9506000134352", operating=True, by=None)

    assert refused.value.code == "operating-taken"
    with pytest.raises(IntegrityError), transaction.atomic():
        Organisation.objects.filter(pk=parties.shop.pk).update(operating=True)


@pytest.mark.parametrize("key", ["9521141123455", "nonsense", "01/09506000134352"])
def test_a_key_that_names_no_party_is_refused(db, key):
    with pytest.raises(IdentifierError):
        operations.add_organisation(name="X", key=key, by=None)

    assert not Organisation.objects.exists()


def test_only_the_operating_organisation_adds_others(parties):
    with pytest.raises(NotPermitted) as refused:
        operations.add_organisation(name="Third", by=parties.actor(parties.shop))

    assert refused.value.code == "operating-only"
    assert operations.add_organisation(name="Third", by=parties.actor(parties.dairy)).name == "Third"


@pytest.mark.parametrize("text", ["9521141123454", "417/9521141123454", "Clearwater Dairy", "清泉乳业"])
def test_an_organisation_is_found_by_what_people_call_it(parties, text):
    assert queries.find_organisation(text) == parties.dairy


def test_nobody_is_found_by_nothing(parties):
    operations.add_organisation(name="Nameless in Chinese", by=None)

    assert queries.find_organisation("") is None


@pytest.mark.parametrize(
    ("digits", "other"), [("952114", "9521141"), ("95211412", "9521141"), ("9521141", "9521141")]
)
def test_prefixes_of_two_organisations_never_overlap(parties, digits, other):
    with pytest.raises(Refused) as refused:
        operations.register_prefix(digits=digits, organisation=parties.shop, by=None)

    assert str(refused.value) == f"The prefix {digits} overlaps {other} of another organisation"
    assert CompanyPrefix.objects.count() == 2


@pytest.mark.parametrize("digits", ["123", "1234567890123", "12a4", "１２３４５", ""])
def test_a_prefix_is_four_to_twelve_digits(parties, digits):
    with pytest.raises(Refused, match="has 4 to 12 digits"):
        operations.register_prefix(digits=digits, organisation=parties.shop, by=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        CompanyPrefix.objects.create(digits=digits[:12] if len(digits) < 13 else "12345é")


def test_a_seen_prefix_tells_the_length_and_no_owner(parties):
    operations.see_prefixes(digits=["0614141", "9521141"])
    operations.see_prefixes(digits=["0614141"])

    assert queries.prefix_length_for("061414112345") == 7
    assert queries.owner_of_digits("061414112345") is None
    assert queries.owner_of_digits("9521141123454") == parties.dairy.pk


def test_seen_prefixes_that_disagree_tell_nothing(parties):
    operations.see_prefixes(digits=["0614141", "061414", "952114"])

    assert queries.prefix_length_for("061414112345") is None
    assert queries.prefix_length_for("9521141123454") == 7, "a registered one decides"


def test_lengths_in_bulk_are_one_statement(parties, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert queries.prefix_lengths_for(["9521141123454", "9506000134352", "4000000000000"]) == {
            "9521141123454": 7,
            "9506000134352": 7,
        }


def test_a_seen_prefix_can_be_registered(parties):
    operations.see_prefixes(digits=["0614141"])

    operations.register_prefix(digits="0614141", organisation=parties.shop, by=None)

    assert queries.owner_of_digits("0614141000005") == parties.shop.pk
