"""A simulated world into a store: its blocks of codes first, then its documents in order.

A world loaded again changes nothing.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec
from django.db import transaction

from headwater import serials
from headwater.events import operations
from headwater.gs1.identify import identify
from headwater.identity import blocks, dictionary, keyring
from headwater.parties.errors import Refused
from headwater.sample.numbering import Block

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path
    from uuid import UUID

    from headwater.parties.actors import Actor

TRUTH, BLOCKS = "truth.json", "blocks.json"


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a world brought, and how long capturing took."""

    jobs: tuple[UUID, ...]
    """One capture for each document."""
    events: int
    stored: int
    """Events that were new."""
    seconds: float

    @property
    def events_per_second(self) -> float:
        """Rate of capture, registering of blocks left out."""
        return self.events / self.seconds if self.seconds else 0.0


class _Item(msgspec.Struct):
    id: str


class _Truth(msgspec.Struct):
    documents: list[str]
    events: int
    items: list[_Item]


def load(
    folder: Path,
    *,
    by: Actor,
    now: datetime,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> Loaded:
    """Capture a folder that `simulator.simulate` wrote.

    Args:
        now: when it is recorded.
        progress: called with the number of events read and that of all.

    Raises:
        Refused: the folder holds no such world, or codes that this store cannot have issued.
        NotPermitted: `by` may not capture.
        EpcisError: a document is wrong; those before it are stored.
    """
    try:
        truth = msgspec.json.decode((folder / TRUTH).read_bytes(), type=_Truth)
    except (FileNotFoundError, msgspec.DecodeError):
        raise Refused("no-world", "{folder} holds no simulated world", folder=str(folder)) from None
    if (folder / BLOCKS).exists():
        _require_our_keys(truth.items)
        register_blocks(msgspec.json.decode((folder / BLOCKS).read_bytes(), type=list[Block]))
    events = stored = 0
    jobs = []
    began = time.perf_counter()
    for name in truth.documents:
        job = operations.capture(
            (folder / name).read_bytes(), content_type="application/ld+json", by=by, now=now
        )
        jobs.append(job.id)
        events += job.events
        stored += job.stored
        progress(events, truth.events)
    return Loaded(tuple(jobs), events, stored, time.perf_counter() - began)


def _require_our_keys(items: list[_Item]) -> None:
    """One world's codes are all made under the same keys, so that a few items tell.

    Raises:
        Refused: under other keys than this store's.
    """
    for item in items[:1]:
        identifier = identify(item.id)
        gtin, serial = dict(identifier.elements)["01"], identifier.serial or ""
        counter = serials.decode_one(keyring.keys(keyring.EPOCH), gtin, keyring.EPOCH, serial)
        if counter == serials.NOT_OURS:
            raise Refused("other-keys", "The codes of this world are made under the keys of another store")


def register_blocks(issued: list[Block]) -> None:
    """Have the store issue these blocks, all of them or none; blocks that it has issued already stay.

    Raises:
        Refused: the next codes of a product would be others: the world was made for another store.
    """
    with transaction.atomic():
        for block in issued:
            if not _is_registered(block):
                _register(block)


def _is_registered(block: Block) -> bool:
    root = f"01/{block['gtin']}/21"
    known = dictionary.find_series([root]).get(root)
    if known is None:
        return False
    issued = blocks.of_series(known.id).epochs.get(block["epoch"])
    if issued is None:
        return False
    firsts, counts, _first_ids = issued
    return (block["first"], block["count"]) in zip(firsts.tolist(), counts.tolist(), strict=True)


def _register(block: Block) -> None:
    if block["epoch"] == keyring.EPOCH:
        codes = blocks.issue(block["gtin"], block["count"], lot=block["lot"])
        wanted = serials.encode(keyring.keys(keyring.EPOCH), block["gtin"], keyring.EPOCH, [block["first"]])
        if codes[:1] == wanted:
            return
    raise Refused("other-codes", "The codes of this world are not the next ones of this store")
