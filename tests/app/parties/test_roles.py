from __future__ import annotations

import pytest

from headwater.parties.actors import Actor
from headwater.parties.errors import NotPermitted
from headwater.parties.roles import ALLOWED, VERBS, Role, allows, require


def test_every_role_is_in_the_table():
    assert set(ALLOWED) == set(Role.values)


@pytest.mark.parametrize(
    ("verb", "roles"),
    [
        ("events.query", set(Role.values)),
        ("trace.read", set(Role.values)),
        ("events.capture", set(Role.values) - {"regulator", "auditor"}),
        ("lists.read", {"administrator", "quality_manager", "inspector", "regulator", "auditor"}),
        ("catalog.write", {"administrator", "quality_manager", "integrator"}),
        ("parties.write", {"administrator", "integrator"}),
        ("admin.write", {"administrator"}),
    ],
)
def test_who_may(verb, roles):
    assert {role for role in Role.values if allows([role], verb)} == roles


def test_one_of_several_roles_is_enough():
    assert allows(["auditor", "warehouse"], "events.capture")
    assert not allows([], "events.query")


def test_all_verbs_are_tested():
    assert {
        "events.query",
        "trace.read",
        "events.capture",
        "lists.read",
        "catalog.write",
        "parties.write",
        "admin.write",
    } == VERBS


def test_an_unknown_verb_is_a_mistake_of_the_program():
    with pytest.raises(KeyError):
        allows(["administrator"], "events.forget")


def test_require_says_what_was_not_allowed():
    require(Actor(1, frozenset({"warehouse"})), "events.capture")
    with pytest.raises(NotPermitted, match=r"^Your role does not allow events\.capture$"):
        require(Actor(1, frozenset({"auditor"})), "events.capture")
