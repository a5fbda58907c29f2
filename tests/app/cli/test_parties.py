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


@pytest.mark.parametrize(
    ("gln", "english", "chinese"),
    [
        (
            "9506000100013",
            "The check digit of the GLN “9506000100013” is 3; it should be 2.",
            "全球位置码（GLN）“9506000100013”的校验码是 3，应为 2。",
        ),
        (
            "950600010001",
            "“950600010001” is no GLN: it has 12 digits instead of 13. With its check digit it would be 9506000100012.",
            "“950600010001”不是全球位置码（GLN）：有 12 位数字，应为 13 位。加上校验码应为 9506000100012。",
        ),
        (
            "95060001000122",
            "“95060001000122” is no GLN: it has 14 digits instead of 13.",
            "“95060001000122”不是全球位置码（GLN）：有 14 位数字，应为 13 位。",
        ),
        (
            "950600010001O",
            "“950600010001O” is no GLN: “O” is no digit.",
            "“950600010001O”不是全球位置码（GLN）：“O”不是数字。",
        ),
    ],
)
def test_wrong_gln_is_refused_with_what_is_wrong_in_it(headwater, operating, tmp_path, gln, english, chinese):
    file = tmp_path / "locations.csv"
    file.write_text(f"id,organisation,name\n{gln},Valley Dairy,A\n", encoding="utf-8")
    for language, expected in (("en", english), ("zh", chinese)):
        said = headwater("organisation", "add", "X", "--gln", gln, code=1, language=language)
        assert said.err == f"{expected}\n"
        assert expected in headwater("import", "locations", file, code=1, language=language).err
    assert Organisation.objects.count() == 1


@pytest.mark.parametrize("place", ["4149506000200033254DOOR1", "(414)9506000200033(254)DOOR1"])
def test_an_element_string_of_a_place_is_no_mistyped_gln(headwater, operating, tmp_path, place):
    file = tmp_path / "locations.csv"
    file.write_text(f"id,organisation,name\n{place},Valley Dairy,Door\n", encoding="utf-8")
    assert headwater("import", "locations", file).out == "1 line imported\n"


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
    said = headwater("apikey", "add", "erp", "--organisation", "Valley Dairy", "--role", "king", code=2)
    assert "there is no role king; the roles are administrator, quality_manager, " in said.err
    assert not ApiKey.objects.exists()


@pytest.mark.parametrize("command", ["apikey", "person"])
def test_a_misspelt_role_is_wrong_usage_and_told_the_nearest(headwater, operating, command):
    asked = (command, "add", "erp", "--organisation", "Valley Dairy", "--role", "Integrater")
    said = headwater(*asked, code=2)
    assert (
        "there is no role Integrater; the nearest is integrator, and the roles are administrator, "
        in said.err
    )
    said = headwater(*asked, code=2, language="zh")
    assert "没有角色“Integrater”；最接近的是 integrator，可选 administrator, " in said.err


def test_keys_and_passwords_as_json(headwater, operating):
    who = ("--organisation", "Valley Dairy", "--role", "auditor", "--json")
    answer = json.loads(headwater("apikey", "add", "erp", *who).out)
    assert list(answer) == ["key"]
    assert queries.actor_for_token(answer["key"], datetime.now(UTC)).organisation_id == operating.pk
    new = json.loads(headwater("person", "add", "li", *who).out)
    assert Person.objects.get().check_password(new["password"])
    assert new["username"] == "li"
    said = headwater("person", "add", "li", *who)
    assert (json.loads(said.out), said.err) == ({"username": "li", "password": None}, "")


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
