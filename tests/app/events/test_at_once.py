"""Captures beside each other, in threads: what depends on both is decided as if one came after the other."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TYPE_CHECKING

from django.db import connections

from headwater.events import operations
from headwater.events.gate import Conflict
from headwater.events.models import Event
from headwater.tracing import rebuilding
from headwater.tracing.models import Membership
from tests.app.tracing.capturing import NOW, declared_wrong, item, made, replace, seen

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.app.tracing.capturing import Cast
    from tests.support.counts import Counts


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Let all act at the same moment; what each answers."""
    barrier = Barrier(len(acts))

    def work(act: Callable[[], object]) -> object:
        try:
            barrier.wait(30)
            return act()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as threads:
        return list(threads.map(work, acts))


def test_a_declaration_and_its_original_at_the_same_moment(cast: Cast, count: Counts) -> None:
    rounds = count("declarations beside their originals", part=15, whole=300)
    for n in range(rounds):
        originals = [seen(n, [item(1, f"{n}-{m}")]) for m in range(3)]
        declarations = [declared_wrong(one) for one in originals]
        at_once(lambda: cast.capture(*originals), lambda: cast.capture(*declarations))  # noqa: B023

    assert Event.objects.filter(void__isnull=False).count() == 3 * rounds
    assert list(rebuilding.verify()) == []


def test_two_contents_of_one_declared_id_at_the_same_moment(cast: Cast, count: Counts) -> None:
    rounds = count("conflicting originals beside each other", part=15, whole=300)
    for n in range(rounds):
        one = seen(n, [item(1, f"{n}-a")])
        other = replace(one, epc_list=(item(1, f"{n}-b"),))
        cast.capture(declared_wrong(one))
        at_once(lambda: cast.capture(one), lambda: cast.capture(other))  # noqa: B023

    assert Event.objects.filter(void__isnull=False).count() == rounds
    assert list(rebuilding.verify()) == []


def test_one_of_two_conflicting_contents_is_refused(cast: Cast, count: Counts) -> None:
    refused = 0
    rounds = count("contents of one eventID beside each other", part=15, whole=300)
    for n in range(rounds):
        one = seen(n, [item(1, f"{n}-a")])
        other = replace(one, epc_list=(item(1, f"{n}-b"),))

        def send(event=one):  # type: ignore[no-untyped-def]
            try:
                return operations.capture_events(
                    [event], by=cast.actor(cast.dairy), now=NOW, refuse_conflicts=True
                )
            except Conflict:
                return None

        refused += at_once(send, lambda: send(other)).count(None)  # noqa: B023

    assert refused == rounds
    assert Event.objects.count() == rounds


def test_the_same_document_at_the_same_moment_is_stored_once(cast: Cast, count: Counts) -> None:
    rounds = count("the same document twice at once", part=6, whole=100)
    for n in range(rounds):
        told = [made(m, [item(1, f"{n}-{m}")], lot_number=f"{n}") for m in range(120)]

        def send(told=told):  # type: ignore[no-untyped-def]
            return cast.capture(*told).stored

        assert sorted(at_once(send, send)) == [0, 120]  # type: ignore[type-var]

    assert Event.objects.count() == rounds * 120
    assert list(rebuilding.verify()) == []


def test_new_names_in_any_order_never_wait_in_a_circle(cast: Cast, count: Counts) -> None:
    rounds = count("captures of the same new names beside each other", part=6, whole=100)
    for n in range(rounds):
        told = [
            made(
                m,
                # Of known products with new texts, and of a product that is new itself.
                [*(item(m % 4, f"{n}-{m}-{k}") for k in range(3)), item(100 + n * 40 + m, "1")],
                lot_number=f"{n}-{m % 9}",
            )
            for m in range(40)
        ]

        def send(seed: int, told=told):  # type: ignore[no-untyped-def]
            mine = random.Random(seed).sample(told, 30)
            return cast.capture(*mine).stored

        stored = at_once(*(lambda seed=seed: send(seed) for seed in range(4)))  # type: ignore[misc]
        assert sum(stored) <= 40  # type: ignore[arg-type]

    identities = list(Event.objects.values_list("event_key", flat=True))
    assert len(set(identities)) == len(identities)
    assert Membership.objects.exists()
    assert list(rebuilding.verify()) == []
