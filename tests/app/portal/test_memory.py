"""Pages of a process that remembers are those of one that does not, letter by letter, whatever is captured between."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from django.test import Client

from headwater.catalog.models import Product
from headwater.identity import cache
from headwater.parties.models import Location
from headwater.portal import life, moulds
from tests.app.tracing.capturing import declared_wrong
from tests.app.tracing.conftest import cast
from tests.app.tracing.named_worlds import NamedWorld

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.app.tracing.capturing import Cast
    from tests.support.counts import Counts

__all__ = ["cast"]
ROBOT = "facebookexternalhit/1.1"
"""Whose requests change no count."""


def _pages(paths: list[str], language: str) -> Iterator[bytes]:
    browser = Client(headers={"user-agent": ROBOT, "accept-language": language})
    for path in paths:
        yield browser.get(path).content


def _forget_everything() -> None:
    cache.forget_all()
    moulds.forget()
    for memory in (life._origin, life._words, life._when, life._phrase):
        memory.cache_clear()


def test_pages_follow_every_event(cast: Cast, count: Counts) -> None:
    for seed in range(1, 1 + count("worlds whose pages are remembered", part=4, whole=100)):
        _follow(cast, seed)


def _follow(cast: Cast, seed: int) -> None:
    dice = random.Random(seed)
    named = NamedWorld(seed, distinct_times=True)
    Product.objects.create(gtin=named.product, name="Milk")
    for key in named.places.values():
        Location.objects.get_or_create(key=key, defaults={"name": "Place"})
    paths = sorted({f"/{key}" for key in (*named.keys.values(), *named.lots.values())})
    happenings = list(named.happenings)
    dice.shuffle(happenings)
    for n, told in enumerate(happenings):
        cast.capture(named.events[told.event])
        if dice.random() < 0.2:
            cast.capture(declared_wrong(named.events[dice.choice(happenings[: n + 1]).event]))
        if dice.random() < 0.2:
            _rename(n)
        asked, language = dice.sample(paths, min(4, len(paths))), dice.choice(["en", "zh-CN"])
        remembered = list(_pages(asked, language))
        if dice.random() < 0.5:
            _forget_everything()
            assert list(_pages(asked, language)) == remembered, (seed, n, asked)
    remembered = list(_pages(paths, "en"))
    _forget_everything()
    assert list(_pages(paths, "en")) == remembered, seed


def _rename(n: int) -> None:
    Location.objects.update(name=f"Place {n}")
    Product.objects.update(name=f"Product {n}")
