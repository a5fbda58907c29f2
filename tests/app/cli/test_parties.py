"""Organisations and keys by the command."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from headwater.parties import queries
from headwater.parties.models import ApiKey, Organisation, Person


def test_organisation_is_added_once(headwater):
    for _time in range(2):
        said = headwater("organisation", "add", "Valley Dairy", "--gln", "9506000100012", "--operating")
        assert said.out == "Valley Dairy, GLN 9506000100012\n"
    (organisation,) = Organisation.objects.all()
    assert (organisation.key, organisation.operating) == ("417/9506000100012", True)


def test_organisation_as_json(headwater):
    said = headwater("organisation", "add", "Valley Dairy", "--name-zh", "山谷乳业", "--json")
    assert json.loads(said.out) == {
        "name": "Valley Dairy",
        "name_zh": "山谷乳业",
        "key": None,
        "gln": None,
        "operating": False,
    }


def test_organisation_is_named_in_the_readers_language(headwater):
    assert (
        headwater("organisation", "add", "Valley Dairy", "--name-zh", "山谷乳业", language="zh").out
        == "山谷乳业\n"
    )


def test_second_operating_organisation_is_refused(headwater, operating):
    said = headwater("organisation", "add", "Other", "--operating", code=1)
    assert said.err == "Another organisation operates this deployment\n"
    assert Organisation.objects.count() == 1
    said = headwater("organisation", "add", "Other", "--operating", code=1, language="zh")
    assert said.err == "本系统已由另一个组织运营\n"


def test_wrong_gln_is_refused(headwater):
    assert "check digit" in headwater("organisation", "add", "X", "--gln", "9506000100013", code=1).err
    assert not Organisation.objects.exists()


def test_key_is_printed_alone_and_works(headwater, operating):
    said = headwater("apikey", "add", "erp", "--organisation", "Valley Dairy", "--role", "integrator")
    token = said.out.removesuffix("\n")
    actor = queries.actor_for_token(token, datetime.now(UTC))
    assert actor is not None
    assert (actor.organisation_id, actor.roles, actor.operating) == (operating.pk, {"integrator"}, True)
    assert said.err == ""


def test_key_for_nobody_or_for_no_role_is_refused(headwater, operating):
    said = headwater("apikey", "add", "erp", "--organisation", "Nobody", "--role", "integrator", code=1)
    assert (said.out, said.err) == ("", "There is no organisation Nobody.\n")
    said = headwater("apikey", "add", "erp", "--organisation", "Valley Dairy", "--role", "king", code=1)
    assert said.err.startswith("There is no role king: it is one of administrator, ")
    assert not ApiKey.objects.exists()


def test_a_person_signs_in_with_the_password_that_is_printed_alone(headwater, operating, client):
    said = headwater(
        "person",
        "add",
        "li",
        "--organisation",
        "Valley Dairy",
        "--role",
        "quality_manager",
        "--email",
        "li@x.cn",
    )
    password = said.out.removesuffix("\n")
    assert said.err == ""
    assert len(password) >= 20
    assert client.login(username="li", password=password)
    person = Person.objects.get()
    assert (person.email, person.is_staff, person.is_superuser) == ("li@x.cn", True, False)
    (actor,) = queries.actors_for_person(person)
    assert (actor.organisation_id, actor.roles) == (operating.pk, {"quality_manager"})
    assert client.get("/backoffice/").status_code == 200


def test_a_known_person_gets_the_role_and_keeps_the_password(headwater, operating, client):
    add = ("person", "add", "li", "--organisation", "Valley Dairy", "--role")
    password = headwater(*add, "inspector").out.strip()
    for _time in range(2):
        said = headwater(*add, "administrator", language="zh")
        assert (said.out, said.err) == ("", "li 已存在：已授予角色，密码不变。\n")
    assert client.login(username="li", password=password)
    (actor,) = queries.actors_for_person(Person.objects.get())
    assert actor.roles == {"inspector", "administrator"}
    assert Person.objects.get().is_superuser


def test_an_administrator_of_a_partner_has_no_rights_over_the_administration(headwater, operating):
    headwater("organisation", "add", "Shop")
    headwater("person", "add", "wu", "--organisation", "Shop", "--role", "administrator")
    assert not Person.objects.get().is_superuser


@pytest.mark.parametrize(
    ("options", "english", "chinese"),
    [
        ({"--organisation": "Nobody"}, "There is no organisation Nobody.", "没有组织“Nobody”。"),
        ({"--role": "king"}, "There is no role king: it is one of administrator, ", "没有角色“king”"),
        ({"--email": "no address"}, "“no address” is no e-mail address", "“no address”不是电子邮件地址"),
        ({"USERNAME": "two words"}, "“two words” is no username", "“two words”不能作用户名"),
    ],
)
def test_a_person_of_nothing_known_is_refused(headwater, operating, options, english, chinese):
    given = {"--organisation": "Valley Dairy", "--role": "auditor", "USERNAME": "li"} | options
    username = given.pop("USERNAME")
    arguments = [text for pair in given.items() for text in pair]
    for language, words in (("en", english), ("zh", chinese)):
        said = headwater("person", "add", username, *arguments, code=1, language=language)
        assert said.out == ""
        assert said.err.startswith(words)
    assert not Person.objects.exists()
