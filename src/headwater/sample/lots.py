"""The making of lots in a simulated world: raw, semi-finished, finished, many to many."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from headwater.sample import naming
from headwater.sample.documents import date_at

if TYPE_CHECKING:
    from random import Random

    from headwater.sample.bookkeeping import Ledger
    from headwater.sample.documents import Documents
    from headwater.sample.network import Network, Site

PREMIXES = 10
"""Each premix lot goes into a tenth of the world, so that one raw lot always reaches that many serials."""
HOUR = 3600
_SHELF_LIFE = 540 * 24 * HOUR
_RAW_WINDOW = 12
_SEMI_WINDOW = 4
_MOST_TAKEN = 4000
"""Kilograms of one lot in one batch."""


@dataclass(frozen=True, slots=True)
class Finished:
    """A finished lot, ready to be packed."""

    gtin: str
    lot: str
    uri: str
    count: int
    plant: Site
    seconds: int


class Kitchen:
    """Makes lots one after the other; later lots draw on what is left of the last few at their plant."""

    def __init__(self, network: Network, documents: Documents, ledger: Ledger, rng: Random) -> None:
        self._network, self._documents, self._ledger, self._rng = network, documents, ledger, rng
        self._raw: dict[Site, deque[str]] = {plant: deque(maxlen=_RAW_WINDOW) for plant in network.plants}
        self._semi: dict[Site, deque[str]] = {plant: deque(maxlen=_SEMI_WINDOW) for plant in network.plants}
        self._premix = ""
        self._mixer = network.suppliers[0]
        self._finished = 0

    def make(self, sizes: list[int], done: float, seconds: int) -> list[Finished]:
        """Make one finished lot of each size, all in one transformation.

        Args:
            sizes: items per lot.
            done: share of the world that is made already, from 0 to below 1.
            seconds: when it begins.
        """
        rng, plant = self._rng, self._rng.choice(self._network.plants)
        if int(done * PREMIXES) >= len(self._ledger.premixes):
            self._premix, self._mixer = self._begin(self._network.premix, "PX", self._ledger.premixes)
        if self._ledger.larder.left(self._premix, plant.uri) < _MOST_TAKEN:
            self._deliver(self._premix, self._mixer, plant, seconds)
        raw = self._raw[plant]
        for _ in range(rng.randint(1, 3) if len(raw) >= _SEMI_WINDOW else _SEMI_WINDOW):
            lot, supplier = self._begin(self._network.raw_milk, "RM", self._ledger.raw)
            self._deliver(lot, supplier, plant, seconds)
            raw.append(lot)
        self._make_semi(plant, seconds + 4 * HOUR)
        gtin = rng.choice(self._network.products)
        made = []
        for size in sizes:
            self._finished += 1
            lot = f"FP{self._finished:06d}"
            made.append(Finished(gtin, lot, naming.lgtin(gtin, lot), size, plant, seconds + 9 * HOUR))
        # The newest is always taken, so that what is made meanwhile depends on the premix of the day.
        *older, newest = self._semi[plant]
        older = self._ledger.larder.some_of(older, plant.uri)
        inputs = [newest, *rng.sample(older, rng.randint(0, min(2, len(older))))]
        taken = self._take(inputs, plant)
        self._transform(plant, seconds + 8 * HOUR, taken, {lot.uri: lot.count for lot in made})
        for finished in made:
            self._ledger.finish(finished.uri, finished.count, plant.uri)
        return made

    def _begin(self, gtin: str, letters: str, known: list[str]) -> tuple[str, Site]:
        """The next raw lot, and who makes it."""
        lot = naming.lgtin(gtin, f"{letters}{len(known) + 1:06d}")
        known.append(lot)
        return lot, self._rng.choice(self._network.suppliers)

    def _deliver(self, lot: str, supplier: Site, plant: Site, seconds: int) -> None:
        """Some of a raw lot comes into being at its supplier and arrives at the plant."""
        kilograms = self._rng.randint(50, 200) * 100
        quantity = [{"epcClass": lot, "quantity": kilograms, "uom": "KGM"}]
        self._documents.add(
            "ObjectEvent",
            seconds - 12 * HOUR,
            {
                "action": "ADD",
                "bizStep": "commissioning",
                "disposition": "active",
                "quantityList": quantity,
                "readPoint": {"id": supplier.uri},
                "bizLocation": {"id": supplier.uri},
            },
        )
        self._documents.add(
            "ObjectEvent",
            seconds - 2 * HOUR,
            {
                "action": "OBSERVE",
                "bizStep": "receiving",
                "disposition": "in_progress",
                "quantityList": quantity,
                "readPoint": {"id": plant.uri},
                "bizLocation": {"id": plant.uri},
                "sourceList": [{"type": "location", "source": supplier.uri}],
                "destinationList": [{"type": "location", "destination": plant.uri}],
            },
        )
        self._ledger.larder.bring(lot, plant.uri, kilograms)

    def _take(self, lots: list[str], plant: Site) -> dict[str, int]:
        """Use some of each lot, in kilograms, as far as the plant has it."""
        return {
            lot: self._ledger.larder.take(lot, plant.uri, self._rng.randint(5, _MOST_TAKEN // 100) * 100)
            for lot in lots
        }

    def _make_semi(self, plant: Site, seconds: int) -> None:
        rng = self._rng
        lot = naming.lgtin(self._network.semi, f"SF{len(self._ledger.semi) + 1:06d}")
        left = self._ledger.larder.some_of(self._raw[plant], plant.uri)
        taken = self._take(
            [*rng.sample(left, rng.randint(min(3, len(left)), min(6, len(left)))), self._premix], plant
        )
        # Some of the water goes.
        kilograms = sum(taken.values()) * rng.randint(60, 95) // 100
        # A tenth is reported in two events that one transformationID joins.
        joined = f"urn:epc:id:gdti:{plant.prefix}.00001.{len(self._ledger.semi) + 1}"
        split = joined if rng.random() < 0.1 else None
        self._transform(plant, seconds, taken, {lot: kilograms}, "KGM", split)
        self._ledger.larder.bring(lot, plant.uri, kilograms)
        self._ledger.semi.append(lot)
        self._semi[plant].append(lot)

    def _transform(
        self,
        plant: Site,
        seconds: int,
        inputs: dict[str, int],
        outputs: dict[str, int],
        uom: str | None = None,
        split: str | None = None,
    ) -> None:
        """One transformation of kilograms; outputs without a unit are counted, and finished."""
        taken = [{"epcClass": lot, "quantity": amount, "uom": "KGM"} for lot, amount in inputs.items()]
        given: list[dict[str, Any]] = [
            {"epcClass": lot, "quantity": amount, **({"uom": uom} if uom else {})}
            for lot, amount in outputs.items()
        ]
        common: dict[str, Any] = {
            "bizStep": "commissioning",
            "disposition": "active",
            "readPoint": {"id": plant.uri},
            "bizLocation": {"id": plant.uri},
        }
        if uom is None:
            common["ilmd"] = {"cbvmda:bestBeforeDate": date_at(seconds + _SHELF_LIFE)}
        if split is None:
            fields = {"inputQuantityList": taken, "outputQuantityList": given, **common}
            self._documents.add("TransformationEvent", seconds, fields)
        else:
            first = {"transformationID": split, "inputQuantityList": taken, **common}
            second = {"transformationID": split, "outputQuantityList": given, **common}
            self._documents.add("TransformationEvent", seconds, first)
            self._documents.add("TransformationEvent", seconds + HOUR, second)
        self._ledger.transform(list(inputs), list(outputs))
