"""The dairy in a store: whole, once, and as its story tells."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from headwater.catalog.models import Product
from headwater.events.models import CaptureJob, Event, Finding
from headwater.gs1.identify import identify
from headwater.identity import cache, keyring
from headwater.parties import operations, queries
from headwater.parties.errors import Refused
from headwater.parties.models import ApiKey, CompanyPrefix, Location, Membership, Organisation, Person
from headwater.sample import demo
from headwater.sample.dairy import LOCATIONS, ORGANISATIONS, PRODUCTS
from headwater.tracing import queries as tracing

NOW = datetime(2026, 4, 1, 8, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _keys(db):
    keyring.create()
    cache.forget_all()
    yield
    cache.forget_all()


@pytest.fixture
def loaded():
    return demo.load(now=NOW)


def test_everybody_and_everything_is_there(loaded):
    assert Organisation.objects.count() == CompanyPrefix.objects.filter(organisation__isnull=False).count()
    assert Organisation.objects.count() == len(ORGANISATIONS) == len(loaded) == ApiKey.objects.count()
    assert (Location.objects.count(), Product.objects.count()) == (len(LOCATIONS), len(PRODUCTS))
    assert Product.objects.filter(picture="").count() == 0
    assert Event.objects.count() == len([event for _, events in demo.world().events() for event in events])
    assert demo.is_loaded()


def test_no_code_is_a_stranger(loaded):
    assert not Finding.objects.filter(kind=Finding.Kind.NOT_ISSUED).exists()
    assert not Finding.objects.filter(kind=Finding.Kind.CLAIM).exists()


def test_keys_act_for_their_organisations(loaded):
    for name, token in loaded.items():
        actor = queries.actor_for_token(token, NOW)
        assert actor is not None
        assert Organisation.objects.get(pk=actor.organisation_id).name == name
        assert actor.roles == {"integrator"}


def test_people_sign_in_and_one_of_them_administers(loaded):
    for login in demo.LOGINS:
        person = Person.objects.get(username=login.username)
        assert person.check_password(demo.PASSWORD)
        assert person.is_staff
        assert [m.role for m in Membership.objects.filter(person=person)] == [login.role]
    assert [person.username for person in Person.objects.filter(is_superuser=True)] == ["admin"]


def test_world_is_the_one_that_was_loaded(loaded):
    world = demo.world()
    can = identify(world.can("P1/C3/1"))
    viewer = queries.operator("test").viewer
    steps = tracing.history(can, viewer=viewer).steps
    assert steps[0].biz_step == "commissioning"
    assert steps[-1].biz_step == "retail_selling"
    (located,) = tracing.locate([can], viewer=viewer)
    assert located.place.name == world.location("shop2").name


def test_second_load_is_refused_and_changes_nothing(loaded):
    events = Event.objects.count()
    with pytest.raises(Refused, match="a store of its own"):
        demo.load(now=NOW)
    assert Event.objects.count() == events


def test_store_with_other_data_is_refused():
    operations.add_organisation(name="Other", by=None)
    assert not demo.is_loaded()
    with pytest.raises(Refused) as refused:
        demo.load(now=NOW)
    assert refused.value.code == "not-empty"
    assert Organisation.objects.count() == 1
    assert not CaptureJob.objects.exists()


def test_progress_counts_captures(db):
    told: list[tuple[int, int]] = []
    demo.load(now=NOW, progress=lambda done, total: told.append((done, total)))
    assert told == [(number, len(told)) for number in range(1, len(told) + 1)]
    assert len(told) == CaptureJob.objects.count()
