"""Large worlds written as EPCIS documents, with the truth about them beside.

Raw lots become semi-finished and finished lots, many to many; serials are coded, packed in cases of 12 and
pallets of 60 cases, and go from plant to cold store to dealer to shop; some are unpacked, repacked, sold.
One seed gives one world, byte for byte: no clock, no shared random state, times from a fixed start.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import orjson

from headwater.sample import network
from headwater.sample.bookkeeping import Ledger
from headwater.sample.documents import MOST_BYTES, MOST_EVENTS, Documents
from headwater.sample.goods import CASE, Goods, Order
from headwater.sample.lots import HOUR, Kitchen
from headwater.sample.numbering import ForeignCodes, Numbering, OwnCodes

if TYPE_CHECKING:
    from pathlib import Path

    from headwater.serials import Keys

Codes = Literal["own", "foreign"]

_SMALLEST_LOT, _USUAL_LOT = 24, 7200
_LOTS = 40
"""A small world is cut into about so many lots."""
_TWINS = 0.2
"""Share of transformations that give two finished lots."""


class SimulationError(ValueError):
    """The world that was asked for cannot be made; `code` is stable, the text says why."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True)
class Written:
    """What was written: counts, and the names of the documents in the order in which to capture them."""

    documents: tuple[str, ...]
    events: int
    epc_references: int


def simulate(
    serials: int,
    seed: int,
    out: Path,
    *,
    order: Order = "issuing",
    codes: Codes = "foreign",
    keys: Keys | None = None,
    epoch: int = 0,
    most_events: int = MOST_EVENTS,
    most_bytes: int = MOST_BYTES,
) -> Written:
    """Write a world of so many serials into a folder.

    Writes events-00001.jsonld and on, truth.json, and for own codes blocks.json, which must be registered
    before the events are captured.

    Args:
        serials: how many items are coded, at least one.
        seed: from 0; one seed and one set of options give the same bytes.
        out: an empty folder, made when missing.
        order: whether items are packed in the order of issuing their codes.
        codes: whether serials are codes under `keys` or numbers as others make them.
        keys: needed for own codes.
        epoch: of the blocks of own codes.
        most_events: in one document.
        most_bytes: of one document; an event larger than that stands alone in one.

    Raises:
        SimulationError: no serials asked for, a negative seed, own codes without keys, or a folder that is
            not empty; nothing is written.
        OSError: the folder cannot be written.
    """
    if serials < 1 or seed < 0:
        raise SimulationError("counts", "A world needs at least one serial and a seed of at least 0.")
    numbering: Numbering = ForeignCodes()
    if codes == "own":
        if keys is None:
            raise SimulationError("no-keys", "Own codes need the keys under which they are made.")
        numbering = OwnCodes(keys, epoch)
    out.mkdir(parents=True, exist_ok=True)
    if any(out.iterdir()):
        raise SimulationError(
            "folder", "The folder holds files already; documents of two worlds must not mix."
        )
    rng = random.Random(seed)  # noqa: S311 - a world to be made again, not a secret
    net = network.build(rng)
    # The sample has a generator of its own: how much of a life is kept must not change the world.
    ledger = Ledger(random.Random(seed + 1))  # noqa: S311
    with Documents(
        out, seed=seed, vocabularies=net.vocabularies(), most_events=most_events, most_bytes=most_bytes
    ) as documents:
        goods = Goods(net, documents, ledger, numbering, rng, order)
        kitchen = Kitchen(net, documents, ledger, rng)
        usual = min(max(serials // _LOTS, _SMALLEST_LOT), _USUAL_LOT)
        left, hours = serials, 0
        while left:
            sizes = []
            for _ in range(2 if rng.random() < _TWINS else 1):
                size = min(left, CASE * rng.randint(1, 2 * usual // CASE))
                if size:
                    sizes.append(size)
                    left -= size
            for lot in kitchen.make(sizes, (serials - left - sum(sizes)) / serials, hours * HOUR):
                goods.pack_and_ship(lot)
            hours += rng.randint(1, 6)
        goods.finish()
    truth = {
        "serials": serials,
        "seed": seed,
        "order": order,
        "codes": codes,
        "events": documents.events,
        "epc_references": goods.references,
        "documents": documents.names,
        "cases": goods.cases,
        "pallets": goods.pallets,
        **ledger.truth(),
    }
    (out / "truth.json").write_bytes(orjson.dumps(truth, option=orjson.OPT_INDENT_2))
    if codes == "own":
        (out / "blocks.json").write_bytes(orjson.dumps(numbering.blocks, option=orjson.OPT_INDENT_2))
    return Written(tuple(documents.names), documents.events, goods.references)
