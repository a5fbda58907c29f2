"""Looking things up by less than an identifier: lots of a product, and what bears a lot number or serial.

A viewer finds what an event that it sees names, and learns nothing of the rest.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct

from headwater import store
from headwater.epcis import times
from headwater.events.codes import ROW_BITS, Action, Role
from headwater.gs1 import typed
from headwater.identity import dictionary, searching
from headwater.lineage.ranges import RangeSet
from headwater.tracing.answers import Node, Place
from headwater.tracing.cut import Cut
from headwater.tracing.eyes import Eyes
from headwater.tracing.naming import Directory, iso, nodes_of_classes, nodes_of_objects
from headwater.tracing.source import DatabaseSource

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    import numpy as np
    from numpy.typing import NDArray

    from headwater.parties.actors import Viewer

_AT_A_TIME: Final = 500
"""Lots of which it is asked at once whether the viewer sees them."""
MOST: Final = 200
"""Things that one number is told to name, of each kind."""


class Made(Struct, frozen=True):
    """An event that began a lot, the first of those that the viewer sees."""

    time: str
    """ISO 8601 in UTC."""
    offset: str
    place: Place | None


class Found(Struct, frozen=True):
    """A lot or object, as it is listed."""

    node: Node
    made: Made | None = None
    """Of a lot; None where nobody told, or not this viewer."""


class Numbered(Struct, frozen=True):
    """What bears a number."""

    found: list[Found]
    more: bool
    """Whether there are more, of either kind, than `MOST`: those are left out."""


class Lots(Struct, frozen=True):
    """Some lots of a product, the last that was named first."""

    product: Node
    lots: list[Found]
    next: int | None
    """For the lots after these; None on the last page."""
    without_lot: int
    """Items of the product that no event puts into a lot."""


def named(text: str, *, viewer: Viewer) -> Numbered:
    """Lots with this number, then objects with this serial, of any product.

    As recorded, or else, where nothing is, in the next spelling that `typed.numbers` reads in the text. At most `MOST`
    lots, those last named, and as many objects. Six statements for each spelling, of which most texts have one, and a
    few for the names of what is found.
    """
    eyes = Eyes(viewer)
    for number in typed.numbers(text):
        lots = _seen_lots(searching.lots_numbered(number), eyes)
        items = eyes.named_objects(searching.objects_with_serial(number)).ids()
        if lots or len(items):
            return _numbered(lots, items, eyes)
    return Numbered([], more=False)


def _numbered(lots: list[int], items: NDArray[np.int64], eyes: Eyes) -> Numbered:
    shown = items[:MOST].tolist()
    objects = nodes_of_objects(dict.fromkeys(shown, 0))
    return Numbered(
        [*_listed(lots[:MOST], eyes), *(Found(objects[item]) for item in shown)],
        more=max(len(lots), len(items)) > MOST,
    )


def lots_of(product: str, *, viewer: Viewer, before: int | None, limit: int) -> Lots | None:
    """Lots of a product, given by its canonical key, that the viewer sees; None where it sees nothing of the product.

    Args:
        product: "01/09506000134352".
        viewer: whoever asks.
        before: `next` of the page before.
        limit: how many lots a page has.
    """
    product_id = dictionary.find_classes([product]).get(product)
    if product_id is None:
        return None
    eyes = Eyes(viewer)
    shown: list[int] = []
    last = before
    while len(shown) <= limit:
        some = searching.lots_of_product(product_id, before=last, limit=_AT_A_TIME)
        shown += _seen_lots(some, eyes)
        if len(some) < _AT_A_TIME:
            break
        last = some[-1]
    page = shown[:limit]
    without = _without_lot(product, product_id, eyes)
    if not shown and not without and not _seen_lots([product_id], eyes):
        return None
    following = page[-1] if len(shown) > limit else None
    return Lots(nodes_of_classes({product_id: 0})[product_id], list(_listed(page, eyes)), following, without)


def _seen_lots(lots: Collection[int], eyes: Eyes) -> list[int]:
    """Those of these classes, in their order, that an event names, or gives members, which the viewer sees."""
    seen = {lot for lot, event in _events(lots, eyes.condition("e"), ("TRUE", "TRUE")) if event is not None}
    return [lot for lot in lots if lot in seen]


def _begun(lots: Collection[int], eyes: Eyes) -> dict[int, int]:
    """An event that began each of these lots, by position, where one counts and is seen."""
    source = DatabaseSource(Cut(), eyes)
    live, parameters = source.live()
    condition = f"e.rank = {int(Action.ADD)} AND {live}"
    roles = f"r.role IN ({int(Role.OBJECT)}, {int(Role.OUTPUT)})"
    found = _events(lots, (condition, parameters), (roles, "TRUE"))
    return {lot: event for lot, event in found if event is not None}


def _events(
    lots: Collection[int], condition: tuple[str, list[Any]], extra: tuple[str, str]
) -> Iterator[tuple[int, int | None]]:
    """For each lot, the first event found that names it, or gives it members, and fulfils the condition.

    A look-up ends at its first hit: a lot can have a hundred thousand rows. One statement.

    Args:
        lots: classes.
        condition: SQL over the event e, and its parameters.
        extra: SQL over the row r of a quantity, and of a membership.
    """
    if not lots:
        return
    sql, parameters = condition
    hits = [
        f"(SELECT r.id >> {ROW_BITS} FROM {table} r"  # noqa: S608
        f" {store.looked_up('events_event', 'e', f'e.id = r.id >> {ROW_BITS} AND {sql}')}"
        f" WHERE r.{column} = k.id AND {more} LIMIT 1)"
        for (table, column), more in zip(_NAMED_IN, extra, strict=True)
    ]
    yield from store.select(
        f"SELECT k.id, COALESCE({', '.join(hits)}) FROM {store.unnest('k', [('id', 'int')])}",  # noqa: S608
        [*parameters, *parameters, *store.arrays(list(lots))],
    )


_NAMED_IN: Final = (("events_quantity", "item_class"), ("tracing_membership", "lot"))


def _listed(lots: Collection[int], eyes: Eyes) -> Iterator[Found]:
    """Lots in their order, with when and where they were made."""
    nodes = nodes_of_classes(dict.fromkeys(lots, 0))
    begun = _begun(lots, eyes)
    facts = DatabaseSource(Cut(), eyes).facts_of(set(begun.values()))
    directory = Directory()
    directory.learn_places({word for fact in facts.values() if (word := fact.place or fact.seen_at)})
    for lot in lots:
        made = None
        if (event := begun.get(lot)) is not None:
            fact = facts[event]
            place = directory.place(fact.place or fact.seen_at)
            made = Made(iso(fact.time), times.format_offset(fact.offset), place)
        yield Found(nodes[lot], made)


def _without_lot(product: str, product_id: int, eyes: Eyes) -> int:
    """How many items of the product are named in events that the viewer sees, none of which tells a lot of theirs."""
    items = eyes.named_objects(searching.objects_of_product(product))
    if not items:
        return 0
    live, parameters = DatabaseSource(Cut(), eyes).live()
    first, last = store.columns(
        ("m.first", "m.last"),
        f"FROM identity_class c {store.looked_up('tracing_membership', 'm', 'm.lot = c.id')}"
        f" {store.looked_up('events_event', 'e', f'e.id = m.id >> {ROW_BITS} AND {live}')}"
        " WHERE c.product_id = %s",
        [*parameters, product_id],
    )
    return (items - RangeSet.from_arrays(first, last)).count
