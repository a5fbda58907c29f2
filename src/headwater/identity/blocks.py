"""Blocks of codes that we issued: from counter to id and back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from headwater import store
from headwater.gs1 import heads
from headwater.identity import keyring, layout, sequences
from headwater.identity.cache import Memory
from headwater.identity.dictionary import class_ids, lot_key, series
from headwater.identity.models import Block
from headwater.serials import codec

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

Ids = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Issued:
    """The blocks of one series, by epoch: sorted first counters, counts and first ids."""

    epochs: dict[int, tuple[Ids, Ids, Ids]]

    @property
    def total(self) -> int:
        """How many codes were issued."""
        return sum(int(counts.sum()) for _, counts, _ in self.epochs.values())


_issued: Memory[int, Issued] = Memory()


def of_series(series_id: int) -> Issued:
    """What was issued in a series, as this process last saw it."""
    known = _issued.get(series_id)
    return known if known is not None else reread(series_id)


def reread(series_id: int) -> Issued:
    """What was issued in a series until now."""
    rows = (
        Block.objects.filter(series_id=series_id)
        .order_by("epoch", "first_counter")
        .values_list("epoch", "first_counter", "count", "first_id")
    )
    by_epoch: dict[int, list[tuple[int, int, int]]] = {}
    for epoch, *block in rows:
        by_epoch.setdefault(epoch, []).append((block[0], block[1], block[2]))
    issued = Issued(
        {
            epoch: tuple(np.array(column, dtype=np.int64) for column in zip(*blocks, strict=True))  # type: ignore[misc]
            for epoch, blocks in by_epoch.items()
        }
    )
    if issued.epochs:
        # That nothing was issued is not remembered: another process may issue the first block at any time,
        # and its codes would be taken for foreign ones for ever.
        _issued.keep_on_commit({series_id: issued})
    return issued


def ids(series_id: int, epoch: int, counters: Ids) -> Ids:
    """Ids of counters; zero for a counter that was never issued."""
    known = of_series(series_id)
    found = _look_up(known, epoch, counters)
    if not found.all():
        # Another process may have issued a block since.
        found = _look_up(reread(series_id), epoch, counters)
    return found


def _look_up(issued: Issued, epoch: int, counters: Ids) -> Ids:
    if epoch not in issued.epochs:
        return np.zeros(len(counters), dtype=np.int64)
    firsts, counts, first_ids = issued.epochs[epoch]
    at = firsts.searchsorted(counters, side="right") - 1
    steps = counters - firsts[at]
    return np.where((at >= 0) & (steps < counts[at]), first_ids[at] + steps, 0)


def issue(gtin: str, count: int, *, lot: str | None = None) -> list[str]:
    """Allocate a block of codes for a product, and answer their serials in order.

    `lot` is a lot number; every code of the block belongs to it.

    Raises:
        FileNotFoundError: the data folder has no keys.
        IdentifierError: the GTIN is none.
    """
    heads.split(f"https://id.gs1.org/01/{gtin}/21/1")
    class_key = f"01/{gtin}"
    root = f"{class_key}/21"
    known = series({root: [""]})[root]
    epoch = keyring.EPOCH
    first_counter = sequences.reserve(f"counter/{known.id}/{epoch}", count) - sequences.FIRST
    first_id = layout.OWN + sequences.reserve("own", count)
    lot_id = None
    if lot is not None:
        key = lot_key(class_key, lot)
        lot_id = class_ids([key])[key]
    Block.objects.create(
        series_id=known.id,
        epoch=epoch,
        first_counter=first_counter,
        count=count,
        first_id=first_id,
        lot_id=lot_id,
    )
    _issued.forget()
    counters = np.arange(first_counter, first_counter + count, dtype=np.int64)
    return codec.encode(keyring.keys(epoch), gtin, epoch, counters)


def keys_of(object_ids: Sequence[int]) -> dict[int, str]:
    """Canonical keys of ids that we issued."""
    block = (
        "b.first_id = (SELECT max(first_id) FROM identity_block WHERE first_id <= k.id)"
        " AND k.id < b.first_id + b.count"
    )
    rows = store.select(
        f"SELECT k.id, s.key, b.epoch, b.first_counter + k.id - b.first_id"  # noqa: S608
        f" FROM {store.unnest('k', [('id', 'int')])} {store.looked_up('identity_block', 'b', block)}"
        f" {store.looked_up('identity_series', 's', 's.id = b.series_id')}",
        store.arrays(sorted(object_ids)),
    )
    by_root: dict[tuple[str, int], list[tuple[int, int]]] = {}
    for object_id, root, epoch, counter in rows:
        by_root.setdefault((root, epoch), []).append((object_id, counter))
    keys: dict[int, str] = {}
    for (root, epoch), pairs in by_root.items():
        counters = np.array([counter for _, counter in pairs], dtype=np.int64)
        texts = codec.encode(keyring.keys(epoch), root[3:17], epoch, counters)
        keys |= {object_id: f"{root}/{text}" for (object_id, _), text in zip(pairs, texts, strict=True)}
    return keys


def lots_of(ranges: Collection[tuple[int, int]]) -> dict[tuple[int, int], list[tuple[int, int, int]]]:
    """By range: (first, last, lot) of its issued ids that belong to a lot by their block. One statement."""
    if not ranges:
        return {}
    keys = store.unnest("k", [("first", "int"), ("last", "int")])
    where = (
        "b.lot_id IS NOT NULL AND b.first_id BETWEEN"
        " COALESCE((SELECT max(first_id) FROM identity_block WHERE first_id <= k.first), 0) AND k.last"
    )
    rows = store.select(
        "SELECT k.first, k.last, b.first_id, b.first_id + b.count - 1, b.lot_id"  # noqa: S608
        f" FROM {keys} {store.looked_up('identity_block', 'b', where)} ORDER BY b.first_id",
        store.arrays(*zip(*sorted(ranges), strict=True)),
    )
    found: dict[tuple[int, int], list[tuple[int, int, int]]] = {}
    for first, last, begin, end, lot in rows:
        if end >= first:
            found.setdefault((first, last), []).append((max(begin, first), min(end, last), lot))
    return found
