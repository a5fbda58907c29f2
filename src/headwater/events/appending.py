"""Writing new events: one row each, and what they name as ranges, quantities and terms.

The same rows are derived again by `rebuild`, so that what is written here and what is checked there is one
piece of code.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from operator import itemgetter
from typing import TYPE_CHECKING, Final

import numpy as np

from headwater import store
from headwater.events import documents
from headwater.events.beginnings import begins, lots_of_quantities
from headwater.events.codes import BAND_BITS, ROW_BITS, TYPES, Action, Flag, Role, Term
from headwater.events.models import Band, Event, Quantity, Range
from headwater.events.models import Term as TermRow
from headwater.events.naming import destination
from headwater.identity.cache import Memory

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from headwater.events.batch import Batch, Names, Prepared

EVENT_COLUMNS: Final = (
    "id",
    "job_id",
    "capturer_id",
    "record_time",
    "event_time",
    "offset",
    "type",
    "rank",
    "flags",
    "biz_step",
    "disposition",
    "read_point",
    "biz_location",
    "destination",
    "transformation",
    "parent",
    "digest",
    "event_id",
    "event_key",
    "identity",
)
QUANTITY_COLUMNS: Final = ("id", "role", "item_class", "sent_class", "quantity", "uom")
TERM_COLUMNS: Final = ("id", "kind", "type", "value")
MAX_ROWS: Final = 1 << ROW_BITS

_bands: Memory[int, bool] = Memory()


@dataclass(frozen=True, slots=True)
class Ranges:
    """Rows of `models.Range` in columns."""

    id: NDArray[np.int64]
    band: NDArray[np.int64]
    first: NDArray[np.int64]
    last: NDArray[np.int64]


def append(batch: Batch) -> None:
    """Write the new events of a batch, whose positions are set."""
    names = batch.names
    if names is None or not batch.new:
        return
    record_time = _record_time(batch.now_us)
    jobs = [store.uuid_value(part.job) for part in batch.captures]
    parents = parents_of(names)
    rows = [
        (
            prepared.position,
            jobs[prepared.capture],
            batch.by.organisation_id,
            record_time,
            *event_row(prepared, names, parents.get(n)),
        )
        for n, prepared in enumerate(batch.new)
    ]
    if store.is_postgresql():
        # In one order everywhere: captures of the same events wait for each other, and never in a circle.
        rows.sort(key=itemgetter(EVENT_COLUMNS.index("identity")))
    store.insert(Event, EVENT_COLUMNS, rows)
    documents.write(batch.new[0].position, [prepared.event for prepared in batch.new])
    ranges = range_rows(names, np.array([prepared.position for prepared in batch.new], dtype=np.int64))
    write_ranges(ranges)
    store.insert(Quantity, QUANTITY_COLUMNS, quantity_rows(batch.new, names))
    store.insert(TermRow, TERM_COLUMNS, term_rows(batch.new, names))


def _record_time(now: int) -> int:
    """When it is recorded: always after what is recorded already, though the clock or a wait say otherwise.

    Whoever asks again from the last record time that they saw misses nothing: see `under_way`.
    """
    ((earliest,),) = store.select("SELECT COALESCE(MAX(record_time), 0) + 1 FROM events_event")
    return max(now, int(earliest))


def parents_of(names: Names) -> dict[int, int]:
    """Object ids of parents, by which of the events names them."""
    at = names.roles == Role.PARENT
    return dict(zip(names.owners[at].tolist(), names.objects[at].tolist(), strict=True))


def event_row(prepared: Prepared, names: Names, parent: int | None) -> tuple[object, ...]:
    """The columns of an event from `event_time` on."""
    event = prepared.event
    words, keys = names.words, names.keys
    goes_to = destination(event)
    return (
        prepared.time,
        prepared.offset,
        int(TYPES[event.type]),
        int(Action.ADD if event.action is None else Action[event.action]),
        prepared.flags,
        words[event.biz_step] if event.biz_step is not None else None,
        words[event.disposition] if event.disposition is not None else None,
        words[keys[event.read_point.id]] if event.read_point is not None else None,
        words[keys[event.biz_location.id]] if event.biz_location is not None else None,
        words[keys[goes_to.id]] if goes_to is not None else None,
        words[keys[event.transformation_id]] if event.transformation_id is not None else None,
        parent,
        prepared.digest,
        None if prepared.flags & Flag.OWN_ID else prepared.event_id,
        prepared.event_key,
        prepared.identity,
    )


def range_rows(names: Names, positions: NDArray[np.int64]) -> Ranges:
    """The objects of all events as runs of ids that follow each other, per event and role."""
    owners, roles, ids = names.owners, names.roles.astype(np.int64), names.objects
    order = np.lexsort((ids, roles, owners))
    owners, roles, ids = owners[order], roles[order], ids[order]
    if not len(ids):
        nothing = np.zeros(0, dtype=np.int64)
        return Ranges(nothing, nothing, nothing, nothing)
    same = (owners[1:] == owners[:-1]) & (roles[1:] == roles[:-1])
    begins = np.concatenate(([True], ~(same & (ids[1:] - ids[:-1] <= 1))))
    starts = np.flatnonzero(begins)
    ends = np.concatenate((starts[1:] - 1, [len(ids) - 1]))
    first, last, owner = ids[starts], ids[ends], owners[starts]
    # The n-th range of its event: how far it is from the event's first range.
    first_of_owner = np.searchsorted(owner, owner, side="left")
    number = np.arange(len(starts)) - first_of_owner
    if number.max(initial=0) >= MAX_ROWS:
        raise OverflowError(f"an event has more than {MAX_ROWS} runs of objects")
    length_class = np.frexp((last - first + 1).astype(np.float64))[1].astype(np.int64)
    return Ranges(
        (positions[owner] << ROW_BITS) + number,
        (roles[starts] << BAND_BITS) + length_class,
        first,
        last,
    )


def write_ranges(ranges: Ranges) -> None:
    """Store ranges, and remember their bands."""
    bands = set(np.unique(ranges.band).tolist())
    new = sorted(band for band in bands if _bands.get(band) is None)
    if new:
        store.insert_new(Band, ["band"], [(band,) for band in new])
        _bands.keep_on_commit(dict.fromkeys(new, True))
    store.insert(
        Range,
        ["id", "band", "first", "last"],
        zip(
            ranges.id.tolist(),
            ranges.band.tolist(),
            ranges.first.tolist(),
            ranges.last.tolist(),
            strict=True,
        ),
    )


def forget_bands() -> None:
    """The table of bands was emptied."""
    _bands.forget()


def quantity_rows(new: Sequence[Prepared], names: Names) -> Iterator[tuple[object, ...]]:
    """Rows of `models.Quantity`."""
    for prepared in new:
        event = prepared.event
        by_role = (
            (Role.OBJECT, event.quantity_list),
            (Role.CHILD, event.child_quantity_list),
            (Role.INPUT, event.input_quantity_list),
            (Role.OUTPUT, event.output_quantity_list),
        )
        begun, lots = begins(event), lots_of_quantities(event)
        elements = ((role, element) for role, elements in by_role for element in elements)
        for n, (role, element) in enumerate(elements):
            sent = names.classes[names.keys[element.epc_class]]
            lot = lots.get(element.epc_class) if role == begun else None
            yield (
                (prepared.position << ROW_BITS) + n,
                int(role),
                sent if lot is None else names.classes[lot],
                None if lot is None else sent,
                None if element.quantity is None else format(element.quantity, "f"),
                element.uom,
            )


def term_rows(new: Sequence[Prepared], names: Names) -> Iterator[tuple[object, ...]]:
    """Rows of `models.Term`."""
    for prepared in new:
        event = prepared.event
        terms = chain(
            ((Term.TRANSACTION, typed) for typed in event.biz_transaction_list),
            ((Term.SOURCE, typed) for typed in event.source_list),
            ((Term.DESTINATION, typed) for typed in event.destination_list),
        )
        for n, (kind, typed) in enumerate(terms):
            yield (
                (prepared.position << ROW_BITS) + n,
                int(kind),
                None if typed.type is None else names.words[typed.type],
                names.words[names.keys[typed.id]],
            )
