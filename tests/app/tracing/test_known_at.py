"""What was known at a record position is answered alike for ever."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from headwater import store
from headwater.epcis.model import Typed
from headwater.events.models import Declaration, Event, Lapsed
from headwater.gs1.identify import identify
from headwater.tracing import queries, rebuilding
from headwater.tracing.queries import UnknownSubject
from tests.app.tracing.capturing import (
    declared_wrong,
    event,
    item,
    lot,
    made,
    packed,
    place,
    seen,
    sscc,
    turned,
)

if TYPE_CHECKING:
    from headwater.epcis.model import Event as EpcisEvent
    from headwater.gs1.identifier import Identifier
    from tests.app.tracing.capturing import Cast
    from tests.support.counts import Counts

SUBJECTS = (item(1, 1), item(1, 2), lot(1, "A"), lot(2, "X"), sscc(1))
IDS = tuple(f"https://example.com/event/of/{n}" for n in range(3))


def newest() -> int:
    return max(Event.objects.values_list("id", flat=True), default=0)


def answers(cast: Cast, known_at: int | None) -> dict[str, Any]:
    """What each subject's history, place and trace are, as plain values."""
    found: dict[str, Any] = {}
    for text in SUBJECTS:
        for viewer in (cast.operator, cast.viewer(cast.shop)):
            for name, ask in (("history", queries.history), ("locate", _locate), ("trace", _trace)):
                try:
                    told = msgspec.to_builtins(ask(identify(text), viewer=viewer, known_at=known_at))
                except UnknownSubject:
                    told = None
                found[f"{name} of {text} for {viewer.organisation_id}"] = told
    return found


def _locate(subject: Identifier, **then: Any) -> Any:
    return queries.locate([subject], **then)


def _trace(subject: Identifier, **then: Any) -> Any:
    """Without what leads on unseen, which is told as known now: else one position after another would tell when."""
    told = queries.trace(subject, **then)
    hidden = {node.id for node in told.nodes if node.kind == "hidden"}
    return msgspec.structs.replace(
        told,
        known_at=None,
        summary=msgspec.structs.replace(told.summary, hidden=0),
        nodes=[node for node in told.nodes if node.id not in hidden],
        edges=[edge for edge in told.edges if hidden.isdisjoint((edge.source, edge.target))],
    )


def some_event(dice: random.Random) -> EpcisEvent:
    """One that is often wrong, or the same as another: few IDs, few contents."""
    told: dict[str, Any] = {"event_id": dice.choice(IDS), "destination_list": (Typed(place(2), "location"),)}
    minute = dice.randrange(1, 4)
    return dice.choice(
        [
            lambda: made(minute, [item(1, 1), item(1, 2)], lot_number=dice.choice("AB"), **told),
            lambda: seen(minute, [item(1, dice.choice((1, 2)))], biz_step="receiving", **told),
            lambda: packed(minute, sscc(1), [item(1, 1)], **told),
            lambda: turned(minute, [lot(1, "A")], [lot(2, "X")], **told),
        ]
    )()


@pytest.mark.parametrize("block", range(4))
def test_answers_for_a_position_are_repeated(cast: Cast, count: Counts, block: int) -> None:
    every = count("worlds asked again as known then", part=2, whole=20)
    for seed in range(block * every, (block + 1) * every):
        dice = random.Random(seed)
        base = newest()
        remembered: dict[int, dict[str, Any]] = {}
        for _ in range(dice.randrange(4, 12)):
            told = some_event(dice)
            if dice.random() < 0.5:
                told = declared_wrong(told)
            cast.capture(told, by=dice.choice((cast.dairy, cast.farm, cast.shop)))
            position = newest()
            if position > base:
                remembered[position] = answers(cast, position)
                assert remembered[position] == answers(cast, None)

        for position, then in remembered.items():
            assert answers(cast, position) == then, (seed, position)
        assert list(rebuilding.verify()) == []


def test_a_rebuild_keeps_what_was_known(cast: Cast) -> None:
    """An original that takes a declaration over leaves the one that it had taken out until then."""
    one = seen(1, [item(1, 1)], event_id=IDS[0])
    other = seen(2, [item(1, 1)], event_id=IDS[0])
    cast.capture(one)
    cast.capture(declared_wrong(other))
    known = newest()
    then = answers(cast, known)
    cast.capture(other)
    assert [(row.since, row.until) for row in Lapsed.objects.all()] == [(known, known + 1)]
    assert answers(cast, known) == then != answers(cast, None)
    kept = list(Lapsed.objects.values())

    rebuilding.rebuild()

    assert list(Lapsed.objects.values()) == kept
    assert list(rebuilding.verify()) == []
    assert answers(cast, known) == then


def test_verify_sees_what_was_known_altered(cast: Cast) -> None:
    one, other = (seen(minute, [item(1, 1)], event_id=IDS[0]) for minute in (1, 2))
    for told in (one, declared_wrong(other), other):
        cast.capture(told)
    Lapsed.objects.update(until=99)

    (difference,) = rebuilding.verify()

    assert (difference.table, difference.what) == ("events_lapsed", "altered")


@pytest.mark.parametrize(
    "statement", ["UPDATE events_declaration SET declared_at = 0", "DELETE FROM events_declaration"]
)
def test_when_errors_were_declared_is_verified_and_made_again(cast: Cast, statement: str) -> None:
    original = seen(1, [item(1, 1)], event_id=IDS[0])
    cast.capture(original, declared_wrong(original))
    kept = list(Declaration.objects.values_list("id", "declared_at", "reason"))
    assert len(kept) == 1
    store.execute(statement)

    (difference,) = rebuilding.verify()
    rebuilding.rebuild()

    assert (difference.table, difference.event) == ("events_declaration", newest())
    assert list(Declaration.objects.values_list("id", "declared_at", "reason")) == kept
    assert list(rebuilding.verify()) == []


def test_void_from_its_arrival(cast: Cast) -> None:
    original = event("ObjectEvent", 1, action="OBSERVE", epc_list=[item(1, 1)], event_id=IDS[0])
    cast.capture(declared_wrong(original))
    cast.capture(original)

    assert list(Event.objects.order_by("id").values_list("void", flat=True)) == [None, newest()]
