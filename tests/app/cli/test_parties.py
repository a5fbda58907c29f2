"""Organisations and keys by the command."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from headwater.parties import queries
from headwater.parties.models import ApiKey, Organisation


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
