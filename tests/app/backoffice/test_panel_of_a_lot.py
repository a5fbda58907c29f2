"""The side panel of a lot: it is no one thing in one place."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from headwater.backoffice.explorer import things
from headwater.config import messages
from headwater.gs1.identify import identify
from headwater.tracing.answers import Amount, History, Located, Node, Part, Place, Responsible, Step

if TYPE_CHECKING:
    from headwater.backoffice.explorer.things import Thing

LOT = "https://id.gs1.org/01/09506000134352/10/L1"
PLANT = Place("https://id.gs1.org/414/9506000100019", "Plant 1", "一厂")
SHOP = Place("https://id.gs1.org/414/9506000100026", "Shop", "门店")
PARTS = [
    Part(place=PLANT, in_transit=False, destination=None, objects=1200, state="active"),
    Part(place=None, in_transit=True, destination=SHOP, objects=1),
    Part(place=SHOP, in_transit=False, destination=None, quantity=Decimal(360), uom="KGM"),
]


def _panel(parts: list[Part], *steps: Step) -> Thing:
    node = Node(id=LOT, kind="lot", lot="L1")
    located = Located(LOT, PLANT, None, "active", None, "2026-03-01T00:00:00Z", False, None, "+00:00", parts)
    return things.tell(identify(LOT), History(node, list(steps), truncated=False, next=None), located)


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", ["1,200 items · Plant 1", "1 item · on the way to Shop", "360 kg · Shop"]),
        ("zh-hans", ["1,200 件 · 一厂", "1 件 · 运输途中，发往门店", "360 kg · 门店"]),
    ],
)
def test_it_says_how_much_is_where(language: str, told: list[str]) -> None:
    messages.compile()
    with translation.override(language):
        panel = _panel(PARTS)
        page = render_to_string("backoffice/_thing.html", {"thing": panel})

    assert [one.startswith(other) for one, other in zip(panel.parts, told, strict=True)] == [True] * 3
    assert (panel.place, panel.since, panel.state) == ("", "", "")
    assert [text for text in told if text not in page] == []


def test_one_thing_is_where_it_is() -> None:
    panel = _panel([])

    assert (panel.parts, panel.place) == ([], "Plant 1")


def _step(amount: Amount) -> Step:
    return Step(
        event="https://example.com/event/1",
        type="TransformationEvent",
        action=None,
        time="2026-03-01T00:00:00Z",
        offset="+08:00",
        biz_step="commissioning",
        disposition="active",
        place=PLANT,
        seen_at=None,
        destination=None,
        responsible=Responsible("Dairy"),
        inherited_from=None,
        readings=[],
        status="valid",
        position=1,
        amounts=[amount],
    )


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", [("70 kg made", "In use"), ("20 kg", "In use"), ("20 kg used", "")]),
        ("zh-hans", [("制成 70 kg", "已启用"), ("20 kg", "已启用"), ("用掉 20 kg", "")]),
    ],
)
def test_each_step_says_how_much_and_what_it_was_for(language: str, told: list[tuple[str, str]]) -> None:
    """The disposition of a transformation is that of what came out."""
    messages.compile()
    amounts = [Amount("output", Decimal(70), "KGM"), Amount("object", Decimal(20), "KGM")]
    amounts.append(Amount("input", Decimal(20), "KGM"))
    with translation.override(language):
        panel = _panel([], *[_step(amount) for amount in amounts])
        page = render_to_string("backoffice/_thing.html", {"thing": panel})
        lines = [(one.amounts, str(one.state)) for one in panel.steps]

    assert lines == told
    assert [text for text, _ in told if f"· {text}" not in page] == []
