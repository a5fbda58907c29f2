"""One text in several roles, and one thing in several spellings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from headwater.epcis.model import ErrorDeclaration, Place, Typed
from headwater.events import operations, queries
from headwater.events.gate import Conflict
from headwater.events.models import Event, Finding
from headwater.tracing import rebuilding
from tests.app.tracing.capturing import NOW, at, declared_wrong, event, item, lot, place, replace, seen

if TYPE_CHECKING:
    from tests.app.tracing.capturing import Cast

BATCH = "urn:example:batch:2026-17"


@pytest.mark.parametrize("text", [BATCH, lot(1, "L7")])
@pytest.mark.parametrize("together", [True, False])
@pytest.mark.parametrize(
    "fields",
    [
        {"biz_transaction_list": [Typed(BATCH)]},
        {"source_list": [Typed(BATCH, "possessing_party")]},
        {"read_point": Place(BATCH)},
        {"biz_location": Place(BATCH)},
    ],
    ids=lambda fields: next(iter(fields)),
)
def test_a_text_may_be_a_class_and_anything_else(
    cast: Cast, fields: dict[str, Any], text: str, *, together: bool
) -> None:
    def spelt(value: Any) -> Any:
        if isinstance(value, list):
            return [spelt(one) for one in value]
        if isinstance(value, Place | Typed):
            return replace(value, id=text)
        return text

    named = {name: spelt(value) for name, value in fields.items()}
    told = event("ObjectEvent", 1, action="OBSERVE", quantity_list=[(text, 5)])
    if together:
        cast.capture(
            replace(told, **{name: tuple(v) if isinstance(v, list) else v for name, v in named.items()})
        )
    else:
        cast.capture(told)
        cast.capture(event("ObjectEvent", 2, action="OBSERVE", **({"epc_list": [item(2, 1)]} | named)))

    assert list(rebuilding.verify()) == []
    counts = rebuilding.rebuild()
    assert counts.events == 1 + (not together)
    assert list(rebuilding.verify()) == []


def test_a_text_may_be_a_class_and_an_object(cast: Cast) -> None:
    cast.capture(event("ObjectEvent", 1, action="OBSERVE", epc_list=[BATCH], quantity_list=[(BATCH, 5)]))
    assert list(rebuilding.verify()) == []


def test_a_transformation_may_have_the_name_of_what_it_makes(cast: Cast) -> None:
    cast.capture(
        event(
            "TransformationEvent",
            1,
            transformation_id=BATCH,
            input_epc_list=[item(1, 1)],
            output_quantity_list=[(BATCH, 5)],
        )
    )
    assert list(rebuilding.verify()) == []


UPPER, LOWER = (f"urn:uuid:404D95FC-9457-4A51-BD6A-{last}" for last in ("0BBA133845A8", "0bba133845a8"))


def test_a_uuid_in_another_case_is_the_same_event(cast: Cast) -> None:
    told = replace(seen(1, [item(1, 1)]), event_id=UPPER)
    cast.capture(told)
    job = cast.capture(replace(told, event_id=UPPER.lower()))

    assert (job.stored, Event.objects.count(), Finding.objects.count()) == (0, 1, 0)
    assert [one.event_id for one in queries.with_event_id(LOWER, viewer=cast.operator)] == [UPPER]
    with pytest.raises(Conflict):
        operations.capture_events(
            [replace(told, event_id=LOWER, epc_list=(item(1, 2),))],
            by=cast.actor(cast.dairy),
            now=NOW,
            refuse_conflicts=True,
        )


def test_a_declaration_finds_its_original_whatever_case_its_uuid_is_in(cast: Cast) -> None:
    told = replace(seen(1, [item(1, 1)], **at(place(1))), event_id=UPPER)
    cast.capture(told)
    wrong = declared_wrong(told)
    cast.capture(replace(wrong, event_id=UPPER.lower()))

    assert Event.objects.filter(void__isnull=False).count() == 1


def test_a_declaration_that_is_told_again_in_another_spelling_is_a_repeat(cast: Cast) -> None:
    told = seen(1, [item(1, 1)])
    cast.capture(told)
    wrong = declared_wrong(told)
    assert wrong.error_declaration is not None
    names = {"{https://x.example/}number": "7", "{https://x.example/}list": ["1", "2"]}
    first = ErrorDeclaration(
        "2026-03-03T08:00:00+08:00", extensions=names, corrective_event_ids=(UPPER, LOWER)
    )
    again = ErrorDeclaration(
        "2026-03-03T00:00:00.000Z", extensions=names, corrective_event_ids=(LOWER, UPPER)
    )
    other = ErrorDeclaration("2026-03-03T00:00:01.000Z", extensions=names)

    stored = [cast.capture(replace(wrong, error_declaration=one)).stored for one in (first, again, other)]

    assert stored == [1, 0, 1]


def test_quantities_of_one_class_in_several_lists_are_one_class(cast: Cast) -> None:
    cast.capture(
        event(
            "TransformationEvent",
            1,
            input_quantity_list=[(BATCH, 5)],
            output_quantity_list=[("URN:example:batch:2026-17", 4)],
        )
    )
    assert list(rebuilding.verify()) == []
