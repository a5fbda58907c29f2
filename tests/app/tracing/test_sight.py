"""What an organisation sees: nothing of what is hidden from it leaves the database, in any answer."""

from __future__ import annotations

import random
import re
from itertools import chain
from typing import TYPE_CHECKING

import msgspec
import pytest

from headwater.epcis.model import Place
from headwater.events.preparing import hash_id
from headwater.gs1.identify import identify
from headwater.tracing import queries
from headwater.tracing.queries import UnknownSubject
from tests.app.tracing.capturing import (
    gtin,
    item,
    lot,
    packed,
    place,
    sscc,
    turned,
    unpacked,
)
from tests.app.tracing.named_worlds import PREFIXES, NamedWorld, Told, seconds

if TYPE_CHECKING:
    from headwater.parties.actors import Viewer
    from tests.app.tracing.capturing import Cast
    from tests.support.counts import Counts

FARM, SHOP = "9521111", "9522222"


def answers(key: str, viewer: Viewer) -> list[bytes]:
    """Every answer about one thing, as JSON; empty where the viewer is told that it is unknown."""
    subject = identify(f"https://id.gs1.org/{key}")
    found = []
    for ask in (
        lambda: queries.trace(subject, viewer=viewer),
        lambda: queries.trace(subject, viewer=viewer, limit=0),
        lambda: queries.trace(subject, viewer=viewer, detail="objects"),
        lambda: queries.trace(subject, viewer=viewer, detail="summary"),
        lambda: queries.history(subject, viewer=viewer),
        lambda: queries.locate([subject], viewer=viewer),
    ):
        try:
            found.append(msgspec.json.encode(ask()))
        except UnknownSubject:
            continue
    return found


class Sight:
    """What one viewer may learn of a world."""

    def __init__(self, named: NamedWorld, shown: list[Told]) -> None:
        self.named = named
        self.events = {told.event for told in shown}
        self.objects = {item for told in shown for item, _ in told.named()}
        lots = {n for told in shown for n in (*told.input_lots, *told.output_lots, *told.child_lots)}
        self.lots = lots | {n for told in shown for _, n in named.begun_in(told)}
        self.places = {
            n for told in shown for n in (told.place, told.seen_at, told.destination) if n is not None
        }

    def secrets(self) -> list[str]:
        """Texts that must not occur in any answer."""
        named = self.named
        secret = [key for n, key in named.keys.items() if n not in self.objects]
        secret += [f'"{re.escape(key.rpartition("/")[2])}"' for key in secret if "/21/" in key]
        secret += [f"{key}\\b" for n, key in named.lots.items() if n not in self.lots]
        secret += [f"{key}\\b" for n, key in named.places.items() if n not in self.places]
        hidden = [told for told in named.happenings if told.event not in self.events]
        seen_times = {told.time for told in named.happenings if told.event in self.events}
        secret += [re.escape(seconds(told.time)) for told in hidden if told.time not in seen_times]
        secret += [hash_id(told.digest)[15:40] for told in hidden]
        secret += [f"example.com/{named.seed}/{told.event}\\b" for told in hidden]
        secret += [re.escape(str(amount)) for told in hidden for amount in named.amounts[told.event]]
        return secret


def sees(told: Told, by: int, viewer: int, prefix: str) -> bool:
    places = (told.place, told.seen_at, told.destination)
    return by == viewer or any(n is not None and PREFIXES[n] == prefix for n in places)


@pytest.mark.parametrize("block", range(3))
def test_nothing_hidden_leaks(block: int, cast: Cast, count: Counts) -> None:
    each = count("worlds seen by others", part=2, whole=80)
    for seed in range(block * each + 1, (block + 1) * each + 1):
        dice = random.Random(seed)
        named = NamedWorld(seed, distinct_times=True)
        by = {told.event: dice.choice([cast.farm, cast.shop, cast.dairy]) for told in named.happenings}
        for told in dice.sample(named.happenings, len(named.happenings)):
            cast.capture(named.events[told.event], by=by[told.event])
        handles = {}
        for viewer, prefix in ((cast.farm, FARM), (cast.shop, SHOP)):
            shown = [told for told in named.happenings if sees(told, by[told.event], viewer, prefix)]
            may = Sight(named, shown)
            secret = re.compile("|".join(may.secrets()).encode())
            heard: list[bytes] = []
            for n, key in dice.sample(sorted(named.keys.items()), 8):
                told_of = answers(key, cast.viewer(viewer))
                assert bool(told_of) == (n in may.objects), (seed, n)
                heard += told_of
            for n, key in dice.sample(sorted(named.lots.items()), 3):
                told_of = answers(key, cast.viewer(viewer))
                assert bool(told_of) == (n in may.lots), (seed, key)
                heard += told_of
            for text in heard:
                found = secret.search(text)
                assert found is None, (
                    seed,
                    prefix,
                    found,
                    text[max(0, found.start() - 300) : found.end() + 50],
                )
            handles[viewer] = set(
                chain.from_iterable(re.findall(rb"hidden:[0-9a-f]+", text) for text in heard)
            )
        assert handles[cast.farm].isdisjoint(handles[cast.shop])


def test_a_hidden_closing_tells_no_time(cast: Cast) -> None:
    case, can = sscc(1), item(1, 1)
    cast.capture(packed(10, case, [can], biz_location=Place(place(1, FARM))))
    cast.capture(unpacked(77, case, [can]))

    (edge,) = [
        e
        for e in queries.trace(identify(can), viewer=cast.viewer(cast.farm)).edges
        if e.kind == "containment"
    ]
    assert edge.until is None
    (whole,) = [
        e for e in queries.trace(identify(can), viewer=cast.operator).edges if e.kind == "containment"
    ]
    assert whole.until == "2026-03-01T01:17:00.000Z"


def test_a_lot_is_seen_by_whoever_sees_one_of_its_events(cast: Cast) -> None:
    cast.capture(turned(10, [(lot(1, "A"), 1)], [(lot(2, "B"), 1)], biz_location=Place(place(1, FARM))))
    cast.capture(turned(20, [(lot(2, "B"), 1)], [(lot(3, "C"), 5)]))

    farm = queries.trace(identify(lot(1, "A")), viewer=cast.viewer(cast.farm))

    assert [(node.kind, node.lot) for node in farm.nodes] == [("lot", "A"), ("lot", "B"), ("hidden", None)]
    assert [edge.event is None for edge in farm.edges] == [False, True]
    assert (farm.summary.lots, farm.summary.hidden) == (2, 1)
    for ask in (queries.trace, queries.history):
        with pytest.raises(UnknownSubject):
            ask(identify(lot(3, "C")), viewer=cast.viewer(cast.farm))
    for unseen in (lot(3, "C"), lot(4, "NEVER"), f"https://id.gs1.org/01/{gtin(7)}"):
        with pytest.raises(UnknownSubject):
            queries.locate([identify(unseen)], viewer=cast.viewer(cast.farm))
