"""Numbers and lists of what came in, and record positions by time."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from headwater.events.models import Event
from headwater.events.overview import overview
from headwater.events.positions import last_recorded
from headwater.gs1.identify import identify
from tests.app.tracing.capturing import NOW, event, gtin, item, lot, made, sscc

if TYPE_CHECKING:
    from tests.app.tracing.capturing import Cast


def test_one_item_in_two_lots_is_told_with_both(cast: Cast) -> None:
    cast.capture(made(1, [item(1, "A")], lot_number="L1"), by=cast.farm)
    cast.capture(made(2, [item(1, "A")], lot_number="L2"), now=NOW + timedelta(minutes=1))
    seen = overview(cast.operator, limit=5)

    assert (seen.events, seen.lots, seen.codes, seen.findings) == (2, 2, 0, 1)
    assert [(one.stored, one.sent, one.success) for one in seen.last_captures] == [(1, 1, True)] * 2
    assert [one.created_at for one in seen.last_captures] == [NOW + timedelta(minutes=1), NOW]
    ((found),) = seen.last_findings
    assert set(found.about) == {identify(lot(1, "L1")).key, identify(lot(1, "L2")).key}
    assert gtin(1) in found.about[0]


def test_others_are_told_of_their_own_alone(cast: Cast) -> None:
    cast.capture(made(1, [sscc(1)]), by=cast.farm)
    cast.capture(made(2, [sscc(2)]))
    seen = overview(cast.viewer(cast.farm), limit=5)

    assert (seen.events, seen.lots, seen.codes, len(seen.last_captures)) == (1, None, None, 1)


def test_what_another_captured_is_told_to_the_operating_organisation_alone(cast: Cast) -> None:
    """Neither their use of a transformationID nor the lot in which they put an item shows to a partner."""
    of_farm = event(
        "TransformationEvent", 1, transformation_id="urn:x:batch:1", output_epc_list=[item(1, "a")]
    )
    cast.capture(of_farm, made(2, [item(1, "b")], lot_number="L1"), by=cast.farm)
    of_shop = event(
        "TransformationEvent", 3, transformation_id="urn:x:batch:1", output_epc_list=[item(2, "c")]
    )
    cast.capture(of_shop, made(4, [item(1, "b")], lot_number="L2"), by=cast.shop)

    assert overview(cast.operator, limit=5).findings == 2
    assert overview(cast.viewer(cast.shop), limit=5).findings == 0


def test_a_list_is_as_long_as_asked(cast: Cast) -> None:
    for number in range(3):
        cast.capture(made(number, [sscc(number)]))

    assert len(overview(cast.operator, limit=2).last_captures) == 2


def test_position_at_a_moment_is_that_of_the_last_recorded_until_then(cast: Cast) -> None:
    later = NOW + timedelta(seconds=5)
    cast.capture(made(1, [sscc(1)]), made(2, [sscc(2)]))
    cast.capture(made(3, [sscc(3)]), now=later)
    first, second, third = Event.objects.order_by("pk").values_list("pk", flat=True)

    assert last_recorded(NOW - timedelta(microseconds=1)) == 0
    assert last_recorded(NOW) == last_recorded(later - timedelta(microseconds=1)) == second
    assert last_recorded(later) == third
    assert first < second
