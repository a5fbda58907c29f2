"""Which lot an object belongs to: told by the event that began it, or by the block of its code.

An event begins objects when it is an ObjectEvent with action ADD, or a transformation that names them as
outputs. The lot is the ILMD's lotNumber, of the object's own GTIN; or the one that came along in the spelling of the
object, a Digital Link with AIs 10 and 21; or, for a code of ours, the lot for which its block was issued. Where they
differ, all are kept.

Source: CBV 2.0, section 9.2 (lotNumber); DESIGN.md, section 4.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from headwater import store
from headwater.events.beginnings import begins, begun, lot_numbers
from headwater.events.codes import ROW_BITS
from headwater.gs1.spelt_lots import spelt_lots
from headwater.identity import blocks, dictionary, layout
from headwater.lineage.ranges import length_class
from headwater.tracing import conflicting_lots
from headwater.tracing.models import Membership

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from headwater.events.batch import Batch, Names, Prepared

COLUMNS: Final = ("id", "band", "first", "last", "lot")
_SERIALS: Final = ("/21", "/235")
"""After a GTIN, what the key of a series of its items ends with: serials, and those of UPUIs."""


def project(batch: Batch) -> None:
    """Write the memberships that the new events tell of, and tell of objects in more than one lot."""
    if batch.names is None:
        return
    rows = list(membership_rows(batch.new, batch.names))
    store.insert(Membership, COLUMNS, rows)
    conflicting_lots.find(batch, rows)


def name_lots(batch: Batch) -> None:
    """Give ids to the lots that the new events tell of, before the transaction that stores these."""
    if batch.names is not None:
        numbered = _numbered(batch.new, batch.names)
        dictionary.class_ids({key for found in numbered for _, _, key in found})


def membership_rows(new: Sequence[Prepared], names: Names) -> Iterator[tuple[int, int, int, int, int]]:
    """Rows of `models.Membership`. The same few statements however many events there are."""
    numbered, own = _numbered(new, names), _own(new, names)
    lots = dictionary.class_ids({key for found in numbered for _, _, key in found})
    of_block = blocks.lots_of({pair for found in own for pair in found})
    for prepared, told, pairs in zip(new, numbered, own, strict=True):
        found = [(first, last, lots[key]) for first, last, key in told]
        found += [piece for pair in pairs for piece in of_block.get(pair, ())]
        # By what the event says alone: the order of `names` is that of all which came with it.
        for m, (first, last, lot) in enumerate(sorted(set(found))):
            yield (prepared.position << ROW_BITS) + m, length_class(first, last), first, last, lot


def _numbered(new: Sequence[Prepared], names: Names) -> list[list[tuple[int, int, str]]]:
    """By event: (first, last, key of the lot) of what it begins and tells the lot of itself."""
    starts = np.searchsorted(names.owners, np.arange(len(new) + 1), side="left")
    numbered: list[list[tuple[int, int, str]]] = []
    for n, prepared in enumerate(new):
        numbered.append([])
        role = begins(prepared.event)
        if role is None:
            continue
        numbers, spelt = lot_numbers(prepared.event), spelt_lots(begun(prepared.event, role))
        if not numbers and not spelt:
            continue
        here = slice(int(starts[n]), int(starts[n + 1]))
        chosen = names.roles[here] == role
        ids, series = names.objects[here][chosen], names.series[here][chosen]
        for number in numbers:
            numbered[n] += _of_number(number, ids, series, names)
        for number, places in spelt.items():
            numbered[n] += _of_number(number, ids[places], series[places], names)
    return numbered


def _own(new: Sequence[Prepared], names: Names) -> list[list[tuple[int, int]]]:
    """By event: ranges of those of our codes that it begins."""
    own: list[list[tuple[int, int]]] = [[] for _ in new]
    roles = [begins(prepared.event) for prepared in new]
    wanted = np.array([-1 if role is None else int(role) for role in roles], dtype=np.int64)
    ours = (names.objects >= layout.OWN) & (names.objects < layout.DICTIONARY)
    at = np.flatnonzero(ours & (wanted[names.owners] == names.roles))
    by_event: dict[int, list[int]] = {}
    for event, item in zip(names.owners[at].tolist(), names.objects[at].tolist(), strict=True):
        by_event.setdefault(event, []).append(item)
    for event, items in by_event.items():
        own[event] = _runs(items)
    return own


def _runs(items: list[int]) -> list[tuple[int, int]]:
    """Ids as ranges, ascending; most events name few, for which arrays cost more than they save."""
    found: list[tuple[int, int]] = []
    for item in sorted(items):
        if found and item <= found[-1][1] + 1:
            found[-1] = (found[-1][0], item)
        else:
            found.append((item, item))
    return found


def _of_number(
    number: str, ids: np.ndarray, series: np.ndarray, names: Names
) -> Iterator[tuple[int, int, str]]:
    """(first, last, key of the lot) of objects that are told to be of the lot of this number."""
    for place in np.unique(series).tolist():
        root = names.roots[place]
        if root.endswith(_SERIALS):
            key = dictionary.lot_key(root.rpartition("/")[0], number)
            for first, last in _runs(ids[series == place].tolist()):
                yield first, last, key
