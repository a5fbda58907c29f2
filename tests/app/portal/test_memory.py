"""Pages of a process that remembers are those of one that does not, letter by letter, whatever is captured between."""

from __future__ import annotations

import random
from itertools import pairwise
from typing import TYPE_CHECKING

from django.test import Client

from headwater.catalog.models import Product
from headwater.gs1.identify import identify
from headwater.identity import cache
from headwater.parties.models import Location
from headwater.portal import life, moments, moulds, steps
from tests.app.tracing.capturing import LOT_NUMBER, declared_wrong, event, gtin, item, lot, made, turned
from tests.app.tracing.conftest import cast
from tests.app.tracing.named_worlds import NamedWorld

if TYPE_CHECKING:
    from collections.abc import Iterator

    from headwater.epcis.model import Event
    from tests.app.tracing.capturing import Cast
    from tests.support.counts import Counts

__all__ = ["cast"]
ROBOT = "facebookexternalhit/1.1"
"""Whose requests change no count."""
APART = (900_001, 900_002, 900_003, 900_004)
"""Products of lots that are apart from those of a random world."""


def _pages(paths: list[str], language: str) -> Iterator[bytes]:
    browser = Client(headers={"user-agent": ROBOT, "accept-language": language})
    for path in paths:
        yield browser.get(path).content


def _forget_everything() -> None:
    cache.forget_all()
    moulds.forget()
    for memory in (life._origin, steps._words, moments.when, moments.moment, moments.phrase):
        memory.cache_clear()


def test_pages_follow_every_event(cast: Cast, count: Counts) -> None:
    for seed in range(1, 1 + count("worlds whose pages are remembered", part=4, whole=100)):
        _follow(cast, seed)


def _follow(cast: Cast, seed: int) -> None:
    dice = random.Random(seed)
    named = NamedWorld(seed, distinct_times=True)
    gtins, places = [named.product, *(gtin(of) for of in APART)], list(named.places.values())
    paths = sorted({f"/{key}" for key in (*named.keys.values(), *named.lots.values())})
    apart, lots_apart = _apart(dice)
    events = [*(named.events[told.event] for told in named.happenings), *apart]
    dice.shuffle(events)
    for n, happening in enumerate(events):
        cast.capture(happening)
        # The few events of the lots apart would seldom live to meet each other.
        if dice.random() < 0.2 and (wrong := dice.choice(events[: n + 1])) not in apart:
            cast.capture(declared_wrong(wrong))
        if dice.random() < 0.2:
            _name(dice.choice(gtins), dice.choice(places), n)
        asked, language = [*dice.sample(paths, 4), *lots_apart], dice.choice(["en", "zh-CN"])
        remembered = list(_pages(asked, language))
        if dice.random() < 0.5:
            _forget_everything()
            assert list(_pages(asked, language)) == remembered, (seed, n, asked)
    paths += lots_apart
    remembered = list(_pages(paths, "en"))
    _forget_everything()
    assert list(_pages(paths, "en")) == remembered, seed


def _apart(dice: random.Random) -> tuple[list[Event], list[str]]:
    """Events of lots that gain members one by one, made of something else; and the pages of these lots.

    What is upstream of them rests on few events, so that much else can happen that is no news of it.
    """
    lots = [lot(of, f"Q{of}") for of in APART[:3]]
    events = [turned(30, [before], [after]) for before, after in pairwise(lots)]
    for serial in range(4):
        of, minutes = dice.choice(APART[:2]), dice.sample(range(29), 3)
        odd, told = item(of, serial), dice.random() < 0.3
        events += [
            event(
                "TransformationEvent",
                minutes[0],
                input_quantity_list=[lot(APART[3], f"ODD{serial}")],
                output_epc_list=[odd],
                ilmd={LOT_NUMBER: f"Q{of}"} if told else {},
            ),
            made(minutes[1], [odd], lot_number=f"Q{of}"),
            *(
                [event("ObjectEvent", minutes[2], action="DELETE", epc_list=[odd])]
                if dice.random() < 0.5
                else []
            ),
        ]
    return events, [f"/{identify(one).key}" for one in lots]


def _name(product: str, place: str, n: int) -> None:
    """Name, for the first time or anew."""
    Location.objects.update_or_create(key=place, defaults={"name": f"Place {n}"})
    Product.objects.update_or_create(gtin=product, defaults={"name": f"Product {n}"})
