from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from django.contrib import admin
from django.urls import reverse

from headwater.config import messages
from headwater.parties import operations as parties_operations
from headwater.parties import queries
from headwater.parties.models import ApiKey, Location, Organisation, Person

from .conftest import NOW

OWN = [model for model in admin.site._registry if model._meta.app_label in ("parties", "catalog")]


@pytest.fixture
def staff(client, parties):
    client.force_login(Person.objects.create_superuser("root"))
    return client


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("page", ["changelist", "add"])
@pytest.mark.parametrize("model", OWN, ids=lambda model: model.__name__)
def test_every_page_opens(staff, model, page, language):
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}"

    answer = staff.get(reverse(name), headers={"accept-language": language})

    assert answer.status_code == 200
    assert f'<html lang="{language}"' in answer.content.decode()


def test_pages_speak_chinese(staff):
    messages.compile()

    page = staff.get(reverse("admin:parties_organisation_changelist"), headers={"accept-language": "zh-CN"})

    text = page.content.decode()
    assert "组织" in text
    assert "清泉乳业" in text


def test_lists_cost_as_much_for_many_rows(staff, parties, django_assert_max_num_queries):
    Location.objects.bulk_create(
        Location(key=f"https://example.com/{n}", name=f"L{n}", organisation=parties.shop) for n in range(60)
    )
    with django_assert_max_num_queries(9):
        staff.get(reverse("admin:parties_location_changelist"))


def test_a_key_is_shown_once(staff, parties):
    answer = staff.post(
        reverse("admin:parties_apikey_add"),
        {
            "name": "ERP",
            "organisation": parties.shop.pk,
            "role": "integrator",
            "expires_at_0": "",
            "expires_at_1": "",
        },
        follow=True,
    )
    tokens = re.findall(r"hw_[A-Za-z0-9_-]{43}", answer.content.decode())
    assert len(set(tokens)) == 1
    actor = queries.actor_for_token(tokens[0], NOW)
    assert actor is not None
    assert actor.organisation_id == parties.shop.pk
    again = staff.get(reverse("admin:parties_apikey_changelist")).content.decode()
    assert tokens[0] not in again
    assert tokens[0][:8] in again

    staff.post(
        reverse("admin:parties_apikey_changelist"),
        {"action": "revoke", "_selected_action": [ApiKey.objects.get().pk]},
    )
    assert queries.actor_for_token(tokens[0], NOW) is None
    assert (
        staff.post(reverse("admin:parties_apikey_delete", args=[ApiKey.objects.get().pk])).status_code == 403
    )


@pytest.mark.parametrize(
    ("language", "told"), [("en", "1 March 2026, 00:00 UTC"), ("zh-hans", "2026年3月1日 00:00 UTC")]
)
def test_times_of_keys_name_their_clock(staff, parties, language, told):
    parties_operations.issue_api_key(
        name="ERP",
        organisation=parties.shop,
        role="integrator",
        now=datetime(2026, 3, 1, tzinfo=UTC),
        by=None,
    )
    page = staff.get(reverse("admin:parties_apikey_changelist"), headers={"accept-language": language})

    assert told in page.content.decode()


def test_words_of_django_and_unfold_are_ours_in_chinese(staff, parties):
    messages.compile()
    chinese = {"accept-language": "zh-CN"}
    lists = staff.get(reverse("admin:parties_location_changelist"), headers=chinese).content.decode()
    key = "https://example.com/twice"
    Location.objects.create(key=key, name="L", organisation=parties.shop)
    again = staff.post(
        reverse("admin:parties_location_add"),
        {"key": key, "name": "M", "name_zh": "", "kind": "", "organisation": parties.shop.pk},
        headers=chinese,
    ).content.decode()
    add = staff.get(reverse("admin:catalog_unitfactor_add"), headers=chinese).content.decode()

    assert "筛选" in lists
    assert "Filters" not in lists
    assert "已有标识相同的位置。" in again
    assert "新增单位换算" in add


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("zh-CN", ["源头", "用户名或密码不正确，或者该账户不能进入管理后台。请注意区分大小写。"]),
        ("en", ["Headwater", "Please enter the correct username and password for a staff account."]),
    ],
)
def test_the_door_speaks_the_readers_language(client, parties, language, told):
    messages.compile()
    wrong = {"username": "root", "password": "wrong"}
    page = client.post(reverse("admin:login"), wrong, headers={"accept-language": language}).content.decode()

    assert [text for text in told if text not in page] == []


def test_a_key_that_has_expired_is_not_issued(staff, parties):
    answer = staff.post(
        reverse("admin:parties_apikey_add"),
        {
            "name": "ERP",
            "organisation": parties.shop.pk,
            "role": "integrator",
            "expires_at_0": "2020-01-01",
            "expires_at_1": "00:00",
        },
    )
    assert answer.status_code == 200
    assert "The key would have expired already" in answer.content.decode()
    assert not ApiKey.objects.exists()


PREFIXES = {"prefixes-TOTAL_FORMS": "0", "prefixes-INITIAL_FORMS": "0"}


def test_an_identifier_may_be_typed_in_any_spelling(staff):
    staff.post(
        reverse("admin:parties_organisation_add"), {"name": "Farm", "key": "9521141000007", **PREFIXES}
    )
    farm = Organisation.objects.get(name="Farm")
    assert (farm.key, farm.gln) == ("417/9521141000007", "9521141000007")

    staff.post(
        reverse("admin:parties_location_add"),
        {"name": "Barn", "key": "(414)9521141000007(254)1", "kind": "farm", "organisation": farm.pk},
    )
    barn = Location.objects.get(name="Barn")
    assert (barn.key, barn.gln) == ("414/9521141000007/254/1", "9521141000007")


@pytest.mark.parametrize(
    ("key", "problem"),
    [
        ("9521141000008", "check digit"),
        ("01/09506000134352", "does not identify"),
    ],
)
def test_a_wrong_identifier_is_explained(staff, key, problem):
    answer = staff.post(reverse("admin:parties_organisation_add"), {"name": "Farm", "key": key, **PREFIXES})

    assert answer.status_code == 200
    assert problem in answer.content.decode()
    assert not Organisation.objects.filter(name="Farm").exists()


def test_a_gln_of_another_is_refused(staff, parties):
    answer = staff.post(
        reverse("admin:parties_location_add"),
        {"name": "Mine", "key": "9521141123454", "kind": "store", "organisation": parties.shop.pk},
    )
    assert "belongs to another organisation" in answer.content.decode()
    assert not Location.objects.filter(name="Mine").exists()


def test_strangers_see_the_login_page_alone(client, parties):
    client.force_login(Person.objects.create_user("guest"))
    for model in OWN:
        answer = client.get(reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"))
        assert (answer.status_code, answer.headers["Location"].split("?")[0]) == (302, "/backoffice/login/")


@pytest.mark.parametrize("page", ["parties_apikey_add", "parties_person_change"])
def test_no_role_is_chosen_beforehand(staff, page):
    address = reverse(f"admin:{page}", args=[Person.objects.get().pk] if page.endswith("change") else [])
    text = staff.get(address).content.decode()
    roles = re.findall(r'<select name="(?:memberships-__prefix__-)?role".*?</select>', text, re.DOTALL)
    assert [re.findall(r'<option value="(\w*)" selected', role) for role in roles] == [[""]]


def test_a_key_without_a_role_is_not_issued(staff, parties):
    answer = staff.post(
        reverse("admin:parties_apikey_add"),
        {"name": "ERP", "organisation": parties.shop.pk, "role": "", "expires_at_0": "", "expires_at_1": ""},
    )
    assert answer.status_code == 200
    assert "This field is required." in answer.content.decode()
    assert not ApiKey.objects.exists()


def test_roles_are_the_only_way_to_permit_something(staff):
    assert "/backoffice/auth/" not in staff.get(reverse("admin:index")).content.decode()
    assert staff.get("/backoffice/auth/group/").status_code == 404
