"""The OpenAPI document says of everything that it names what it means, in the reader's language."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import translation

from headwater.api.business import meanings
from headwater.api.business.document import document

if TYPE_CHECKING:
    from django.test import Client


def schemas(language: str) -> dict[str, Any]:
    with translation.override(language):
        found: dict[str, Any] = document()["components"]["schemas"]
    return found


def test_every_member_has_a_meaning() -> None:
    told = schemas("en")
    assert told.keys() == meanings.SHAPES.keys()
    for name, shape in told.items():
        assert shape["description"].endswith("."), name
        for member, schema in shape["properties"].items():
            assert schema["description"].endswith("."), (name, member)


def test_no_meaning_is_of_nothing() -> None:
    told = schemas("en")
    own = {(shape, member) for shape, members in meanings._OWN.items() for member in members}
    every = {(shape, member) for shape, one in told.items() for member in one["properties"]}
    assert own <= every
    assert meanings._COMMON.keys() <= {member for _, member in every - own}


def test_all_of_it_is_said_in_chinese() -> None:
    for name, shape in schemas("zh-hans").items():
        for text in (shape["description"], *(one["description"] for one in shape["properties"].values())):
            assert re.search(r"[\u4e00-\u9fff]", text), (name, text)


@pytest.mark.parametrize(
    ("language", "meaning"),
    [("en", "How many items, not their containers."), ("zh-CN", "单品数，不含容器。")],
)
def test_the_page_says_it_too(client: Client, language: str, meaning: str) -> None:
    page = client.get("/api/v1/", headers={"Accept-Language": language}).content.decode()
    assert f"<td>{meaning}</td>" in page
