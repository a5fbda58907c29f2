from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from headwater.parties import operations, queries, tokens
from headwater.parties.errors import NotPermitted, Refused
from headwater.parties.models import ApiKey, Membership, Person
from headwater.parties.roles import Role

from .conftest import NOW


def issue(parties, **changes):
    given = {"name": "ERP", "organisation": parties.shop, "role": Role.INTEGRATOR, "now": NOW, "by": None}
    return operations.issue_api_key(**{**given, **changes})


def test_a_key_acts_for_its_organisation(parties):
    actor = queries.actor_for_token(issue(parties), NOW)

    assert actor is not None
    assert (actor.organisation_id, actor.roles, actor.operating) == (
        parties.shop.pk,
        frozenset({"integrator"}),
        False,
    )
    assert actor.viewer.organisation_id == parties.shop.pk


def test_the_key_itself_is_kept_nowhere(parties):
    token = issue(parties)

    row = ApiKey.objects.get()
    assert len(token) == 46
    assert row.beginning == token[:8]
    assert all(token not in str(value) for value in vars(row).values())


def test_two_keys_differ(parties):
    assert issue(parties) != issue(parties)


@pytest.mark.parametrize("token", ["", "hw_", "hw_" + "A" * 43, "x" * 100_000, "密钥", "\ud800"])
def test_another_text_is_nobody(parties, token):
    issue(parties)

    assert queries.actor_for_token(token, NOW) is None


def test_known_and_unknown_cost_the_same(parties, django_assert_num_queries):
    token = issue(parties)
    with django_assert_num_queries(1):
        queries.actor_for_token(token, NOW)
    with django_assert_num_queries(1):
        queries.actor_for_token(tokens.new(), NOW)


def test_a_key_ends_at_its_time(parties):
    token = issue(parties, expires_at=NOW + timedelta(days=1))

    assert queries.actor_for_token(token, NOW + timedelta(hours=23)) is not None
    assert queries.actor_for_token(token, NOW + timedelta(days=1)) is None


def test_a_key_that_has_expired_is_not_issued(parties):
    with pytest.raises(Refused):
        issue(parties, expires_at=NOW)
    assert not ApiKey.objects.exists()
    issue(parties)
    with pytest.raises(IntegrityError), transaction.atomic():
        ApiKey.objects.update(expires_at=NOW)


def test_a_revoked_key_stops_and_stays_revoked(parties):
    token = issue(parties)
    key = ApiKey.objects.get()

    operations.revoke_api_key(api_key=key, now=NOW, by=parties.actor(parties.shop))
    operations.revoke_api_key(api_key=key, now=NOW + timedelta(days=1), by=None)

    assert queries.actor_for_token(token, NOW) is None
    assert ApiKey.objects.get().revoked_at == NOW


def test_only_its_administrators_issue_and_revoke(parties):
    for by in (
        parties.actor(parties.shop, Role.INTEGRATOR),
        parties.actor(parties.shop, Role.QUALITY_MANAGER),
    ):
        with pytest.raises(NotPermitted):
            issue(parties, by=by)
    stranger = operations.add_organisation(name="Third", by=None)
    with pytest.raises(NotPermitted):
        issue(parties, by=parties.actor(stranger))

    issue(parties, by=parties.actor(parties.shop))
    with pytest.raises(NotPermitted):
        operations.revoke_api_key(api_key=ApiKey.objects.get(), now=NOW, by=parties.actor(stranger))
    assert ApiKey.objects.get().revoked_at is None


def test_no_such_role(parties):
    with pytest.raises(Refused):
        issue(parties, role="king")
    issue(parties)
    with pytest.raises(IntegrityError), transaction.atomic():
        ApiKey.objects.update(role="king")


def test_use_is_written_once_an_hour(parties, django_assert_num_queries, monkeypatch):
    # Another test may have used a key of this number: the database forgets, the process does not.
    monkeypatch.setattr(operations, "_uses", {})
    issue(parties)
    key = ApiKey.objects.get()
    with django_assert_num_queries(1):
        operations.record_use(api_key_id=key.pk, now=NOW)
    with django_assert_num_queries(0):
        operations.record_use(api_key_id=key.pk, now=NOW + timedelta(minutes=59))
    key.refresh_from_db()
    assert key.last_used_at == NOW

    operations.record_use(api_key_id=key.pk, now=NOW + timedelta(hours=1))
    key.refresh_from_db()
    assert key.last_used_at == NOW + timedelta(hours=1)


def test_a_person_acts_for_each_organisation_with_all_roles_there(parties, django_assert_num_queries):
    person = Person.objects.create_user("wang")
    for organisation, role in [
        (parties.shop, Role.DEALER),
        (parties.dairy, Role.INSPECTOR),
        (parties.dairy, Role.WAREHOUSE),
        (parties.dairy, Role.WAREHOUSE),
    ]:
        operations.add_membership(person=person, organisation=organisation, role=role, by=None)

    with django_assert_num_queries(1):
        actors = queries.actors_for_person(person)

    assert [(actor.organisation_id, actor.roles, actor.operating) for actor in actors] == [
        (parties.dairy.pk, {"inspector", "warehouse"}, True),
        (parties.shop.pk, {"dealer"}, False),
    ]
    person.is_active = False
    assert queries.actors_for_person(person) == []


def test_a_role_is_held_once(parties):
    person = Person.objects.create_user("wang")
    operations.add_membership(person=person, organisation=parties.shop, role=Role.DEALER, by=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(person=person, organisation=parties.shop, role=Role.DEALER)
    with pytest.raises(NotPermitted):
        operations.add_membership(
            person=person, organisation=parties.dairy, role=Role.ADMINISTRATOR, by=parties.actor(parties.shop)
        )


def test_the_operators_own_programs_act_for_the_operating_organisation(parties):
    actor = queries.operator("command line")

    assert actor is not None
    assert (actor.organisation_id, actor.operating, actor.device) == (parties.dairy.pk, True, "command line")


def test_without_an_operating_organisation_there_is_no_operator(db):
    assert queries.operator("command line") is None
