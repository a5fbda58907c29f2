"""The portal with the dairy's answers in place of tracing's, and a phone to look with."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.test import Client

from headwater.catalog.models import Product
from headwater.identity import cache, keyring
from headwater.parties import operations
from headwater.parties.models import Organisation
from headwater.portal import telling
from headwater.portal.standing import Standing
from headwater.tracing import queries
from headwater.tracing.queries import UnknownSubject
from tests.app.portal import dairy_answers as dairy
from tests.app.tracing.capturing import Cast

if TYPE_CHECKING:
    from collections.abc import Iterator

    from headwater.gs1.identifier import Identifier
    from headwater.tracing.queries import Subject
    from headwater.tracing.stories import Story

PHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Mobile/15E148 MicroMessenger/8.0.50 Language/zh_CN"
)


@pytest.fixture
def product(db: None) -> Product:
    owner = Organisation.objects.create(name="Headwater Dairy", name_zh="源头乳业", operating=True)
    return Product.objects.create(
        gtin=dairy.GTIN,
        name="Whole milk powder 800 g",
        name_zh="全脂奶粉 800克",
        organisation=owner,
        net_content="800",
        net_content_uom="GRM",
    )


@pytest.fixture
def answers(product: Product, monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
    """What tracing and identity answer. Change an entry to have another answer.

    "verdict" is whether a code is ours; None for "story" makes everything unknown.
    """
    told: dict[str, object] = {"verdict": "issued", "story": dairy.STORY}

    def story(subject: Identifier | Subject, **_: object) -> Story:
        if told["story"] is None:
            raise UnknownSubject(str(subject))
        return told["story"]  # type: ignore[return-value]

    monkeypatch.setattr(queries, "story", story)
    monkeypatch.setattr(telling, "standing", lambda subject: Standing(told["verdict"], subject))  # type: ignore[arg-type]
    return told


@pytest.fixture
def phone() -> Client:
    """A browser on a phone that asks for English."""
    return Client(headers={"user-agent": PHONE, "accept-language": "en"})


@pytest.fixture
def operator(transactional_db: None) -> Iterator[Cast]:
    """The dairy, who operates; nobody else."""
    cache.forget_all()
    keyring.create()
    one = operations.add_organisation(name="Clearwater Dairy", operating=True, by=None).pk
    yield Cast(one, one, one)
    cache.forget_all()


def path_of(link: str) -> str:
    """The path of the page of a thing."""
    return link.removeprefix("https://id.gs1.org")
