"""Events that are dated later than their capture."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import translation

from headwater.config import messages
from headwater.events.clocks import TOLERANCE
from headwater.events.models import Event, Finding
from headwater.events.overview import overview
from tests.app.tracing.capturing import declared_wrong, made, moment, sscc

if TYPE_CHECKING:
    from tests.app.tracing.capturing import Cast

HAPPENED = datetime.fromisoformat(moment(60))


@pytest.mark.parametrize(
    ("ahead", "found"),
    [
        (timedelta(days=3650), 1),
        (TOLERANCE + timedelta(milliseconds=1), 1),
        (TOLERANCE, 0),
        (timedelta(0), 0),
        (timedelta(days=-90), 0),
    ],
)
def test_an_event_ahead_of_its_capture_is_told(cast: Cast, ahead: timedelta, found: int) -> None:
    cast.capture(made(60, [sscc(1)]), now=HAPPENED - ahead)
    assert Finding.objects.filter(kind=Finding.Kind.AHEAD_OF_TIME).count() == found
    assert Event.objects.count() == 1


def test_it_is_shown_to_its_capturer_in_their_language(cast: Cast) -> None:
    messages.compile()
    cast.capture(made(60, [sscc(1)]), made(0, [sscc(2)]), by=cast.farm, now=HAPPENED - timedelta(minutes=15))
    for viewer in (cast.operator, cast.viewer(cast.farm)):
        ((told),) = overview(viewer, limit=5).last_findings
        assert told.label == "an event dated later than it was captured"
    with translation.override("zh-hans"):
        ((told),) = overview(cast.operator, limit=5).last_findings
        assert told.label == "事件时间晚于采集时间"
    assert overview(cast.viewer(cast.shop), limit=5).findings == 0
    assert Finding.objects.get().detail == {"time": moment(60)}


def test_taking_such_an_event_back_is_no_second_finding(cast: Cast) -> None:
    early = HAPPENED - timedelta(hours=1)
    event = made(60, [sscc(1)])
    cast.capture(event, now=early)
    cast.capture(declared_wrong(event), now=early)
    assert Finding.objects.filter(kind=Finding.Kind.AHEAD_OF_TIME).count() == 1
