"""A URI that some events name as a batch and others as a thing: nobody hides the one by naming the other."""

from __future__ import annotations

import pytest

from headwater.epcis.model import Place
from headwater.gs1.identify import identify
from headwater.tracing import queries
from tests.app.tracing.asking import trace
from tests.app.tracing.capturing import Cast, item, lot, made, packed, place, seen, turned

BATCH = "urn:example:batch:77"
OUT, CAN = lot(80, "L"), item(80, 1)


@pytest.fixture
def named_as_both(cast: Cast) -> Cast:
    cast.capture(turned(1, [(BATCH, 5)], [(OUT, 5)]), made(2, [CAN], lot_number="L"))
    cast.capture(seen(3, [BATCH], biz_location=Place(place(1, "9522222"))), by=cast.shop)
    return cast


def test_a_batch_is_followed_though_somebody_named_it_as_a_thing(named_as_both: Cast) -> None:
    found = trace(named_as_both, BATCH, "forward")

    assert [(node.id, node.kind) for node in found.nodes] == [
        (BATCH, "lot"),
        (OUT, "lot"),
        (CAN, "object"),
    ]
    assert {node.id for node in trace(named_as_both, CAN, "back").nodes} == {BATCH, OUT, CAN}
    listed = trace(named_as_both, BATCH, "forward", detail="objects")
    assert [node.id for node in listed.nodes] == [BATCH, CAN]


def test_its_history_place_and_story_are_of_both(named_as_both: Cast) -> None:
    subject, viewer = identify(BATCH), named_as_both.operator

    told = queries.history(subject, viewer=viewer)
    (located,) = queries.locate([subject], viewer=viewer)
    story = queries.story(subject, viewer=viewer)

    assert (told.subject.kind, [step.type for step in told.steps]) == (
        "lot",
        ["TransformationEvent", "ObjectEvent"],
    )
    assert located.place is not None
    assert located.place.id == place(1, "9522222")
    assert [step.event for step in story.history.steps] == [step.event for step in told.steps]


def test_what_is_inside_of_the_thing_is_followed_too(named_as_both: Cast) -> None:
    other = item(81, 1)
    named_as_both.capture(packed(4, BATCH, [other]))

    assert {node.id for node in trace(named_as_both, BATCH, "forward").nodes} == {BATCH, OUT, CAN, other}


def test_who_sees_but_one_side_is_told_of_that(named_as_both: Cast) -> None:
    cast = named_as_both

    found = trace(cast, BATCH, "forward", viewer=cast.viewer(cast.shop))

    assert [(node.id, node.kind) for node in found.nodes] == [(BATCH, "object")]
    assert found.summary.hidden == 0
    with pytest.raises(queries.UnknownSubject):
        trace(cast, BATCH, viewer=cast.viewer(cast.farm))
