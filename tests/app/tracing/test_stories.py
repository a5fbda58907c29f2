"""A story tells what history, location and trace tell, and no more than its viewer may know."""

from __future__ import annotations

import random
import re
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from msgspec.structs import replace

from headwater.gs1.identify import identify
from headwater.tracing import queries, upstream
from headwater.tracing.queries import UnknownSubject, Upstreams
from headwater.tracing.upstream import LISTED
from tests.app.tracing.capturing import (
    LOT_NUMBER,
    declared_wrong,
    event,
    gtin,
    item,
    lot,
    made,
    packed,
    sscc,
    turned,
)
from tests.app.tracing.named_worlds import NamedWorld
from tests.app.tracing.test_sight import FARM, SHOP, Sight, sees

if TYPE_CHECKING:
    from headwater.gs1.identifier import Identifier
    from headwater.parties.actors import Viewer
    from headwater.tracing.upstream import Beginning
    from tests.app.tracing.capturing import Cast
    from tests.support.counts import Counts

EXPIRES = "{urn:epcglobal:cbv:mda}itemExpirationDate"


@pytest.fixture
def walks(monkeypatch: pytest.MonkeyPatch) -> list[Beginning]:
    """Beginnings from which a way back was walked, in order."""
    found: list[Beginning] = []
    walk = upstream.of

    def noted(beginning: Beginning, *rest: Any) -> upstream.Found:
        found.append(beginning)
        return walk(beginning, *rest)

    monkeypatch.setattr(upstream, "of", noted)
    return found


def check_story(subject: Identifier, viewer: Viewer, upstreams: Upstreams) -> None:
    told = queries.story(subject, viewer=viewer)
    assert queries.story(subject, viewer=viewer, upstreams=upstreams) == told
    assert told.history.steps == queries.history(subject, viewer=viewer).steps
    (located,) = queries.locate([subject], viewer=viewer)
    if "/10/" not in located.id or located.place is not None or located.in_transit:
        assert told.located == replace(located, parts=[]), "a page tells of one thing, and no stock"
    back = queries.trace(subject, viewer=viewer, direction="back")
    assert {source.lot.id for source in told.upstream.sources} == {
        node.id for node in back.nodes if node.kind == "lot"
    }
    classes = {node.id for node in back.nodes if node.kind == "class"}
    fed = {
        edge.target
        for edge in back.edges
        if edge.kind == "transformation" and edge.source != edge.target and edge.source not in classes
    }
    assert not [s.lot.id for s in told.upstream.sources if s.first and s.lot.id in fed]


def test_it_agrees_with_the_other_answers_in_random_worlds(cast: Cast, count: Counts) -> None:
    for seed in range(1, 1 + count("worlds told as stories", part=8, whole=100)):
        named = NamedWorld(seed, distinct_times=True)
        for told in named.happenings:
            cast.capture(named.events[told.event])
        upstreams, asked = Upstreams(), 0
        for key in (*named.keys.values(), *named.lots.values()):
            subject = identify(f"https://id.gs1.org/{key}")
            try:
                check_story(subject, cast.operator, upstreams)
            except UnknownSubject:
                continue
            asked += 1
        assert asked


def test_nothing_hidden_leaks_though_viewers_share_what_is_remembered(cast: Cast, count: Counts) -> None:
    for seed in range(1, 1 + count("worlds told to others", part=4, whole=60)):
        dice = random.Random(seed)
        named = NamedWorld(seed, distinct_times=True)
        by = {told.event: dice.choice([cast.farm, cast.shop, cast.dairy]) for told in named.happenings}
        for told in named.happenings:
            cast.capture(named.events[told.event], by=by[told.event])
        upstreams = Upstreams()
        for viewer, prefix in ((cast.dairy, None), (cast.farm, FARM), (cast.shop, SHOP)):
            heard = []
            for key in (*named.keys.values(), *named.lots.values()):
                subject = identify(f"https://id.gs1.org/{key}")
                try:
                    story = queries.story(subject, viewer=cast.viewer(viewer), upstreams=upstreams)
                except UnknownSubject:
                    continue
                assert story == queries.story(subject, viewer=cast.viewer(viewer)), (seed, key)
                heard.append(msgspec.json.encode(story))
            if prefix is not None:
                shown = [t for t in named.happenings if sees(t, by[t.event], viewer, prefix)]
                secret = re.compile("|".join(Sight(named, shown).secrets()).encode())
                assert [(seed, text) for text in heard if secret.search(text)] == []


def test_items_of_a_lot_share_what_is_upstream(cast: Cast, walks: list[Beginning]) -> None:
    cans = [item(1, n) for n in range(1, 4)]
    cast.capture(turned(5, [(lot(2, "M"), 9)], [(lot(1, "L"), 3)]), made(9, cans, lot_number="L"))
    upstreams = Upstreams()

    for can in cans:
        assert (
            queries.story(identify(can), viewer=cast.operator, upstreams=upstreams).upstream.made is not None
        )

    assert len(walks) == 1


@pytest.mark.parametrize("known_before", [True, False], ids=["known", "unknown"])
@pytest.mark.parametrize(
    "how", ["it tells the lot", "the lot is told later", "the lot was told before", "it was another then"]
)
def test_a_member_made_of_something_else_is_heard_of(cast: Cast, how: str, known_before: bool) -> None:
    """The lot is asked about itself, and through what was made of it; it has a maker already, or none."""
    odd = item(1, 77)
    makes = event("TransformationEvent", 6, input_quantity_list=[lot(3, "ODD")], output_epc_list=[odd])
    telling, upstreams = made(8, [odd], lot_number="L"), Upstreams()
    subjects = [identify(text) for text in (lot(1, "L"), lot(4, "CAN"))]
    steps = {
        "it tells the lot": [replace(makes, ilmd={LOT_NUMBER: "L"})],
        "the lot is told later": [makes, telling],
        "the lot was told before": [telling, makes],
        # In the life to which the lot belongs, nothing made it.
        "it was another then": [makes, telling, event("ObjectEvent", 7, action="DELETE", epc_list=[odd])],
    }[how]
    cast.capture(turned(7, [lot(1, "L")], [lot(4, "CAN")]))
    if known_before:
        cast.capture(turned(5, [lot(2, "MILK")], [lot(1, "L")]))

    for step in [None, *steps]:
        if step is not None:
            cast.capture(step)
        for subject in subjects:
            told = queries.story(subject, viewer=cast.operator, upstreams=upstreams)
            assert told == queries.story(subject, viewer=cast.operator)

    sources = {source.lot.lot for source in told.upstream.sources}
    assert ("ODD" in sources) is (how != "it was another then")


def test_outputs_of_one_transformation_share_what_is_upstream(cast: Cast, walks: list[Beginning]) -> None:
    cans = [item(1, n) for n in range(1, 4)]
    made_of = event(
        "TransformationEvent",
        5,
        input_quantity_list=[lot(2, "M")],
        output_epc_list=cans,
        ilmd={EXPIRES: "2027-01-31"},
    )
    cast.capture(
        made_of, event("TransformationEvent", 7, input_epc_list=cans[:1], output_epc_list=[item(3, 1)])
    )
    upstreams = Upstreams()

    told = [queries.story(identify(can), viewer=cast.operator, upstreams=upstreams) for can in cans]

    assert [[source.lot.lot for source in one.upstream.sources] for one in told] == [["M"]] * 3
    assert [one.dates for one in told] == [{"itemExpirationDate": "2027-01-31"}] * 3
    assert len(walks) == 1
    # What used the first can up did not make it.
    assert len(told[0].upstream.making) == 1
    assert told[0].history.steps[0].position in told[0].upstream.making
    assert told[0].history.steps[1].position not in told[0].upstream.making


def test_rework_of_an_item_into_itself_leaves_it_with_its_lot(cast: Cast) -> None:
    can = item(1, 1)
    cast.capture(turned(5, [lot(2, "M")], [lot(1, "L")]), made(9, [can], lot_number="L"))
    cast.capture(
        event("TransformationEvent", 20, input_epc_list=[can], output_epc_list=[can], biz_step="repairing")
    )

    told = queries.story(identify(can), viewer=cast.operator)

    assert [source.lot.lot for source in told.upstream.sources] == ["L", "M"]
    assert told.upstream.made is not None
    assert told.upstream.made.time == "2026-03-01T00:05:00.000Z"
    assert told.history.steps[-1].position in told.upstream.making


def test_the_own_event_tells_the_dates_before_that_of_the_lot(cast: Cast) -> None:
    made_of = turned(5, [lot(2, "M")], [lot(1, "L")], ilmd={EXPIRES: "2027-01-31"})
    early = made(9, [item(1, 1)], lot_number="L")
    late = event(
        "ObjectEvent", 9, action="ADD", biz_step="commissioning", epc_list=[item(1, 2)],
        ilmd={"{urn:epcglobal:cbv:mda}lotNumber": "L", EXPIRES: "2027-02-28"},
    )  # fmt: skip
    cast.capture(made_of, early, late)

    found = [queries.story(identify(item(1, n)), viewer=cast.operator).dates for n in (1, 2)]

    assert found == [{"itemExpirationDate": "2027-01-31"}, {"itemExpirationDate": "2027-02-28"}]


def test_an_event_that_was_withdrawn_tells_no_dates(cast: Cast) -> None:
    wrong = event(
        "ObjectEvent", 9, action="ADD", biz_step="commissioning", epc_list=[item(1, 1)], ilmd={EXPIRES: "2027-02-28"}
    )  # fmt: skip
    cast.capture(wrong, event("ObjectEvent", 10, action="OBSERVE", epc_list=[item(1, 1)]))
    cast.capture(declared_wrong(wrong))

    assert queries.story(identify(item(1, 1)), viewer=cast.operator).dates == {}


def test_rework_into_itself_is_no_origin_of_a_lot(cast: Cast) -> None:
    begun = event("ObjectEvent", 1, action="ADD", biz_step="commissioning", quantity_list=[(lot(1, "R"), 9)])
    cast.capture(begun, turned(5, [lot(1, "R")], [lot(1, "R")]))

    (source,) = queries.story(identify(lot(1, "R")), viewer=cast.operator).upstream.sources

    assert source.first
    assert source.told is not None
    assert source.told.time == "2026-03-01T00:01:00.000Z"


def test_a_thousand_lots_are_counted_and_some_told(cast: Cast) -> None:
    cast.capture(turned(5, [lot(2, f"M{n:04}") for n in range(1000)], [lot(1, "L")]))

    above = queries.story(identify(lot(1, "L")), viewer=cast.operator).upstream

    assert len(above.sources) == LISTED
    assert above.unlisted == 1001 - LISTED
    assert [source.lot.lot for source in above.sources[:2]] == ["L", "M0000"]


def test_contents_of_a_container_by_product(cast: Cast) -> None:
    cans = [item(1, n) for n in range(1, 7)]
    cast.capture(made(1, cans[:4], lot_number="L"), made(1, cans[4:]))
    cast.capture(packed(2, sscc(1), cans[:3]), packed(2, sscc(2), cans[3:]))
    cast.capture(packed(3, sscc(3), [sscc(1), sscc(2)]), packed(4, sscc(9), [sscc(3)]))

    held = queries.story(identify(sscc(3)), viewer=cast.operator).upstream.contents

    assert sorted((content.product or "", content.count) for content in held) == [("", 2), (gtin(1), 6)]
