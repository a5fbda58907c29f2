"""What a declaration took back, sent again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from headwater.events.models import Event, Finding
from headwater.events.overview import overview
from headwater.gs1.identify import identify
from headwater.tracing import queries
from tests.app.tracing.capturing import declared_wrong, item, lot, made

if TYPE_CHECKING:
    from tests.app.tracing.capturing import Cast

KIND = Finding.Kind.TAKEN_BACK


def test_its_sender_is_told_once_that_it_still_counts_as_wrong(cast: Cast) -> None:
    making = replace(made(1, [item(1, 1)], lot_number="L"), event_id="https://example.com/1")
    cast.capture(making, made(2, [item(1, 2)], lot_number="L"), by=cast.farm)
    cast.capture(making, by=cast.farm)
    assert not Finding.objects.filter(kind=KIND).exists(), "a plain repeat"

    cast.capture(declared_wrong(making), by=cast.farm)
    for _ in range(2):
        cast.capture(making, making, by=cast.farm)

    assert [one.event_id for one in Finding.objects.filter(kind=KIND)] == [Event.objects.order_by("pk")[0].pk]
    (told,) = overview(cast.viewer(cast.farm), limit=5).last_findings
    assert (told.label, told.event) == (KIND.label, "https://example.com/1")
    assert str(told.sender)
    assert queries.trace(identify(lot(1, "L")), viewer=cast.operator).summary.objects == 1

    cast.capture(replace(making, event_id="https://example.com/2"), by=cast.farm)
    assert queries.trace(identify(lot(1, "L")), viewer=cast.operator).summary.objects == 2
    assert Finding.objects.filter(kind=KIND).count() == 1
