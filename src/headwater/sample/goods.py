"""The way of the items in a simulated world: coded, packed, moved, unpacked, repacked, sold."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Literal

from headwater.sample import naming
from headwater.sample.bookkeeping import IN_TRANSIT, Case, Pallet, Trail
from headwater.sample.documents import date_at
from headwater.sample.network import OWNER

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random

    from headwater.sample.bookkeeping import Ledger
    from headwater.sample.documents import Documents
    from headwater.sample.lots import Finished
    from headwater.sample.network import Network, Site
    from headwater.sample.numbering import Numbering

Order = Literal["issuing", "shuffled"]

CASE = 12
"""Items in a case."""
PALLET = 60
"""Cases on a pallet."""
TRUCK = 24
"""Pallets on a truck."""
MINUTE, HOUR, DAY = 60, 3600, 86_400
_FEWEST_PER_EVENT, _MOST_PER_EVENT = 1000, 4000
_SHELF_LIFE = 540 * DAY

# Shares, of pallets unless another thing is named.
_STAYS_COLD = 0.10
_STAYS_ON_THE_ROAD = 0.05
_STAYS_WITH_DEALER = 0.15
_REPACKED = 0.08
_UNPACKED_IN_SHOP = 0.35
_DELETED_WITHOUT_NAMES = 0.5
"""Of unpackings: those that name no children."""


class Goods:
    """Carries finished lots through the trade, telling the ledger at each step."""

    def __init__(
        self,
        network: Network,
        documents: Documents,
        ledger: Ledger,
        numbering: Numbering,
        rng: Random,
        order: Order,
    ) -> None:
        self._network, self._documents, self._ledger = network, documents, ledger
        self._numbering, self._rng, self._order = numbering, rng, order
        self._ssccs = 0
        self._loose: dict[str, list[tuple[int, Case]]] = {}
        """Per dealer, unpacked cases whose items await another case, with the time of their unpacking."""
        self.references = 0
        """EPCs written so far, repetitions included."""
        self.cases = 0
        self.pallets = 0

    def pack_and_ship(self, lot: Finished) -> None:
        """The whole way of one lot, from the first code on."""
        pallets = self._pack(lot)
        store = self._rng.choice(self._network.cold_stores)
        start = lot.seconds + DAY
        for at in range(0, len(pallets), TRUCK):
            load = pallets[at : at + TRUCK]
            self._move(load, lot.plant, store, start + at * HOUR, 9 * HOUR)
            self._distribute(load, store, start + at * HOUR + 2 * DAY)
        for pallet in pallets:
            for trail in pallet.trails():
                if trail.fate not in (
                    "repacking",
                    "repacked",
                ):  # kept, or still to be kept, where cases are mixed
                    self._ledger.keep(trail)

    def finish(self) -> None:
        """Keep the lives of items that still lie loose at a dealer."""
        for waiting in self._loose.values():
            for _, case in waiting:
                for trail in case.trails:
                    trail.fate = "loose at dealer"
                    self._ledger.keep(trail)

    def _next_sscc(self) -> str:
        self._ssccs += 1
        return naming.sscc(OWNER, self._ssccs)

    def _event(self, kind: str, seconds: int, site: Site, fields: dict[str, Any]) -> str:
        return self._documents.add(
            kind, seconds, {**fields, "readPoint": {"id": site.uri}, "bizLocation": {"id": site.uri}}
        )

    # From code to pallet

    def _pack(self, lot: Finished) -> list[Pallet]:
        rng = self._rng
        stem = naming.sgtin_stem(lot.gtin)
        items = [stem + serial for serial in self._numbering.take(lot.gtin, lot.lot, lot.count)]
        if self._order == "shuffled":
            rng.shuffle(items)
        coded: dict[str, tuple[int, str]] = {}
        followed: list[Trail] = []
        at, number = 0, 0
        while at < len(items):
            batch = items[at : at + rng.randint(_FEWEST_PER_EVENT, _MOST_PER_EVENT)]
            event, seconds = self._commission(lot, batch, lot.seconds + number * MINUTE)
            for item in (batch[0], rng.choice(batch)):
                coded[item] = (seconds, event)
            at, number = at + len(batch), number + 1
        for item in sorted(coded):
            seconds, event = coded[item]
            trail = Trail(item=item, lot=lot.uri, place=lot.plant.uri, fate="plant")
            trail.note(seconds, event, "commissioning")
            followed.append(trail)
        return self._aggregate(lot, items, followed, lot.seconds + 2 * HOUR)

    def _commission(self, lot: Finished, batch: list[str], seconds: int) -> tuple[str, int]:
        fields: dict[str, Any] = {
            "action": "ADD",
            "bizStep": "commissioning",
            "disposition": "active",
            "epcList": batch,
            "ilmd": {
                "cbvmda:lotNumber": lot.lot,
                "cbvmda:itemExpirationDate": date_at(lot.seconds + _SHELF_LIFE),
            },
        }
        self.references += len(batch)
        return self._event("ObjectEvent", seconds, lot.plant, fields), seconds

    def _aggregate(
        self, lot: Finished, items: list[str], followed: list[Trail], seconds: int
    ) -> list[Pallet]:
        trails = {trail.item: trail for trail in followed}
        count = -(-len(items) // CASE)
        case_names = [self._next_sscc() for _ in range(count)]
        pallet_names = [self._next_sscc() for _ in range(-(-count // PALLET))]
        self._begin_containers([*case_names, *pallet_names], lot.plant, seconds)
        cases = []
        for number, sscc in enumerate(case_names):
            inside = items[number * CASE : (number + 1) * CASE]
            case = Case(sscc, inside, Counter({lot.uri: len(inside)}), [])
            case.trails = [trails[item] for item in inside if item in trails]
            self._fill(case, lot.plant, seconds + HOUR + 4 * number)
            cases.append(case)
        loaded = seconds + HOUR + 4 * count + HOUR
        pallets = []
        for number, sscc in enumerate(pallet_names):
            pallet = Pallet(sscc, cases[number * PALLET : (number + 1) * PALLET])
            self._load(pallet, lot.plant, loaded + number * MINUTE)
            pallets.append(pallet)
        self.cases += len(cases)
        self.pallets += len(pallets)
        return pallets

    def _begin_containers(self, names: list[str], site: Site, seconds: int) -> None:
        for at in range(0, len(names), _MOST_PER_EVENT):
            some = names[at : at + _MOST_PER_EVENT]
            fields = {
                "action": "ADD",
                "bizStep": "commissioning",
                "disposition": "active",
                "epcList": some,
            }
            self.references += len(some)
            self._event("ObjectEvent", seconds + at // _MOST_PER_EVENT, site, fields)

    def _fill(self, case: Case, site: Site, seconds: int) -> None:
        event = self._contain("ADD", "packing", case.sscc, case.items, site, seconds)
        for trail in case.trails:
            trail.note(seconds, event, "packing")
            trail.containers = [case.sscc]

    def _load(self, pallet: Pallet, site: Site, seconds: int) -> None:
        children = [case.sscc for case in pallet.cases]
        event = self._contain("ADD", "packing", pallet.sscc, children, site, seconds)
        for case in pallet.cases:
            for trail in case.trails:
                trail.note(seconds, event, "packing", case.sscc)
                trail.containers = [case.sscc, pallet.sscc]

    def _contain(
        self, action: str, step: str, parent: str, children: Sequence[str], site: Site, seconds: int
    ) -> str:
        fields: dict[str, Any] = {
            "action": action,
            "bizStep": step,
            "disposition": "in_progress",
            "parentID": parent,
        }
        if children:
            fields["childEPCs"] = children
        self.references += 1 + len(children)
        return self._event("AggregationEvent", seconds, site, fields)

    # On the road

    def _move(self, load: list[Pallet], origin: Site, target: Site, seconds: int, takes: int | None) -> None:
        """Ship pallets and, unless `takes` is None, receive them so many seconds later."""
        names = [pallet.sscc for pallet in load]
        units = [(pallet.sscc, case) for pallet in load for case in pallet.cases]
        self._ship(names, units, origin, target, seconds)
        if takes is not None:
            self._receive(names, units, origin, target, seconds + takes)

    def _ship(
        self, names: list[str], units: list[tuple[str, Case]], origin: Site, target: Site, seconds: int
    ) -> None:
        event = self._documents.add(
            "ObjectEvent",
            seconds,
            {
                "action": "OBSERVE",
                "bizStep": "shipping",
                "disposition": "in_transit",
                "epcList": names,
                "readPoint": {"id": origin.uri},
                **_between(origin, target),
            },
        )
        self.references += len(names)
        for name, case in units:
            self._ledger.move(case.lots, origin.uri, IN_TRANSIT)
            for trail in case.trails:
                trail.note(seconds, event, "shipping", name)
                trail.place, trail.destination, trail.fate = IN_TRANSIT, target.uri, "in transit"

    def _receive(
        self, names: list[str], units: list[tuple[str, Case]], origin: Site, target: Site, seconds: int
    ) -> None:
        fields = {
            "action": "OBSERVE",
            "bizStep": "receiving",
            "disposition": "in_progress",
            "epcList": names,
            **_between(origin, target),
        }
        event = self._event("ObjectEvent", seconds, target, fields)
        self.references += len(names)
        for name, case in units:
            self._ledger.move(case.lots, IN_TRANSIT, target.uri)
            for trail in case.trails:
                trail.note(seconds, event, "receiving", name)
                trail.place, trail.destination, trail.fate = (
                    target.uri,
                    "",
                    target.name.rsplit(" ", 1)[0].lower(),
                )

    def _distribute(self, load: list[Pallet], store: Site, seconds: int) -> None:
        """Send a truck's pallets from the cold store to dealers, and from there on."""
        rng = self._rng
        sent: dict[Site, list[Pallet]] = {}
        for pallet in load:
            if rng.random() >= _STAYS_COLD:
                sent.setdefault(rng.choice(self._network.dealers), []).append(pallet)
        for number, (dealer, pallets) in enumerate(sent.items()):
            leaves = seconds + number * HOUR
            if rng.random() < _STAYS_ON_THE_ROAD:
                self._move(pallets, store, dealer, leaves, None)
                continue
            self._move(pallets, store, dealer, leaves, 20 * HOUR)
            for place, pallet in enumerate(pallets):
                self._deal(pallet, dealer, leaves + 2 * DAY + place * HOUR)

    def _deal(self, pallet: Pallet, dealer: Site, seconds: int) -> None:
        rng = self._rng
        chance = rng.random()
        if chance < _REPACKED:
            self._repack(pallet, dealer, seconds)
        elif chance >= _REPACKED + _STAYS_WITH_DEALER:
            shop = rng.choice(self._network.shops)
            if rng.random() < _STAYS_ON_THE_ROAD:
                self._move([pallet], dealer, shop, seconds, None)
                return
            self._move([pallet], dealer, shop, seconds, 6 * HOUR)
            if rng.random() < _UNPACKED_IN_SHOP:
                self._sell_from(pallet, shop, seconds + DAY)

    # Taken apart

    def _unload(self, pallet: Pallet, site: Site, seconds: int) -> None:
        """Take all cases off a pallet."""
        named = self._rng.random() >= _DELETED_WITHOUT_NAMES
        children = [case.sscc for case in pallet.cases] if named else []
        event = self._contain("DELETE", "unpacking", pallet.sscc, children, site, seconds)
        for case in pallet.cases:
            for trail in case.trails:
                trail.note(seconds, event, "unpacking", case.sscc if named else pallet.sscc)
                trail.containers = [case.sscc]
                trail.fate = "case off its pallet"

    def _empty(self, case: Case, site: Site, seconds: int) -> None:
        """Take all items out of a case."""
        named = self._rng.random() >= _DELETED_WITHOUT_NAMES
        event = self._contain("DELETE", "unpacking", case.sscc, case.items if named else [], site, seconds)
        for trail in case.trails:
            trail.note(seconds, event, "unpacking", None if named else case.sscc)
            trail.containers = []
            trail.fate = "unpacked"

    def _sell_from(self, pallet: Pallet, shop: Site, seconds: int) -> None:
        rng = self._rng
        self._unload(pallet, shop, seconds)
        for number, case in enumerate(pallet.cases[: rng.randint(1, len(pallet.cases))]):
            opened = seconds + HOUR + number * HOUR
            self._empty(case, shop, opened)
            sold = case.items[: rng.randint(0, len(case.items))]
            if sold:
                fields = {
                    "action": "OBSERVE",
                    "bizStep": "retail_selling",
                    "disposition": "retail_sold",
                    "epcList": sold,
                }
                event = self._event("ObjectEvent", opened + 30 * MINUTE, shop, fields)
                self.references += len(sold)
                for trail in case.trails:
                    if trail.item in sold:
                        trail.note(opened + 30 * MINUTE, event, "retail_selling")
                        trail.fate = "sold"

    def _repack(self, pallet: Pallet, dealer: Site, seconds: int) -> None:
        """Unpack the pallet and two cases; items of two cases, often of two lots, share new cases."""
        self._unload(pallet, dealer, seconds)
        for number, case in enumerate(pallet.cases[:2]):
            opened = seconds + HOUR + number * MINUTE
            self._empty(case, dealer, opened)
            for trail in case.trails:
                trail.fate = "repacking"
            self._loose.setdefault(dealer.uri, []).append((opened, case))
        waiting = self._loose.get(dealer.uri, [])
        while len(waiting) > 2:  # the last case of this pallet meets the first of the next
            (earlier, first), (later, second) = waiting.pop(0), waiting.pop(1)
            self._mix(first, second, dealer, max(earlier, later) + HOUR)

    def _mix(self, first: Case, second: Case, dealer: Site, seconds: int) -> None:
        half, other = len(first.items) // 2, len(second.items) // 2
        names = [self._next_sscc(), self._next_sscc()]
        self._begin_containers(names, dealer, seconds)
        mixtures = (
            [*first.items[:half], *second.items[:other]],
            [*first.items[half:], *second.items[other:]],
        )
        shop = self._rng.choice(self._network.shops)
        for number, (sscc, items) in enumerate(zip(names, mixtures, strict=True)):
            lots: Counter[str] = Counter()
            for case, inside in ((first, set(first.items)), (second, set(second.items))):
                (lot,) = case.lots
                lots[lot] += sum(item in inside for item in items)
            trails = [trail for case in (first, second) for trail in case.trails if trail.item in items]
            mixed = Case(sscc, items, +lots, trails)
            self.cases += 1
            self._fill(mixed, dealer, seconds + HOUR + number * MINUTE)
            unit = [(sscc, mixed)]
            self._ship([sscc], unit, dealer, shop, seconds + DAY + number * MINUTE)
            self._receive([sscc], unit, dealer, shop, seconds + DAY + 8 * HOUR + number * MINUTE)
            for trail in trails:
                trail.fate = "repacked"
                self._ledger.keep(trail)


def _between(origin: Site, target: Site) -> dict[str, Any]:
    return {
        "sourceList": [{"type": "location", "source": origin.uri}],
        "destinationList": [{"type": "location", "destination": target.uri}],
    }
