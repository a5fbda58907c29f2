"""Random worlds of the lineage tests, given names of every kind and told as EPCIS events.

The items of a world share one product, since only lots of one product can take any of them: four codes of
our own, three serials that are numbers, three that are not. Containers are logistic units and a returnable
crate. Lots, places and spellings vary; lots are told by ILMD and by the blocks of our own codes.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import quote

from msgspec.structs import replace as with_fields

from headwater.epcis.event_hash import digest
from headwater.epcis.model import Event, Place, QuantityElement, Typed
from headwater.epcis.validation import check
from headwater.events.preparing import hash_id
from headwater.gs1.check_digits import check_digit
from headwater.gs1.identify import identify
from headwater.identity import blocks
from tests.app.tracing.capturing import LOT_NUMBER, gln, gtin
from tests.unit.lineage.worlds import Happening, World, random_world

if TYPE_CHECKING:
    from collections.abc import Iterable

ITEMS, CONTAINERS, LOTS = 10, 4, 5
FOREIGN = ("1001", "1002", "1003", "0012", "A/8b", "9-x")
PREFIXES = {1: "9521111", 2: "9521111", 3: "9522222", 4: "9522222", 5: "9520000"}
"""Under which company prefix each place stands: the farm's, the shop's, nobody's."""
DOMAINS = ("https://id.gs1.org", "https://example.com/some/stem", "https://ID.example.org")
_START = 1_772_323_200
"""2026-03-01T00:00:00Z; a world's time counts seconds from there."""


@dataclass(frozen=True)
class Told(Happening):
    """A happening with the hash of the event that tells of it, since that decides between equal times."""

    real: bytes = b""

    @property
    def digest(self) -> bytes:
        return self.real


def seconds(time: int) -> str:
    """A time of a world, as answers write it."""
    minutes, second = divmod(time, 60)
    hour, minute = divmod(minutes, 60)
    return f"2026-03-01T{hour:02}:{minute:02}:{second:02}.000Z"


class Numbered(World):
    """A world whose objects can be given other numbers."""

    def renumbered(self, ids: dict[int, int]) -> World:
        def of(items: Iterable[int]) -> tuple[int, ...]:
            return tuple(ids[item] for item in items)

        happenings = [
            replace(
                happening,
                objects=of(happening.objects),
                children=of(happening.children),
                inputs=of(happening.inputs),
                outputs=of(happening.outputs),
                told=tuple((ids[item], lot) for item, lot in happening.told),
                parent=None if happening.parent is None else ids[happening.parent],
            )
            for happening in self.happenings
        ]
        return World(happenings)


class NamedWorld:
    """One world with its names. Making one issues the codes of our own that it uses."""

    def __init__(self, seed: int, *, events: int = 30, distinct_times: bool = False) -> None:
        self.seed = seed
        self.dice = random.Random(f"names {seed}")
        self.product = gtin(seed)
        serials = [*blocks.issue(self.product, 2, lot="L1"), *blocks.issue(self.product, 2), *FOREIGN]
        self.keys = {n: f"01/{self.product}/21/{quote(text, safe='')}" for n, text in enumerate(serials, 1)}
        for n in range(ITEMS + 1, ITEMS + CONTAINERS):
            body = f"3952{seed:09}{n:04}"
            self.keys[n] = f"00/{body}{check_digit(body)}"
        self.keys[ITEMS + CONTAINERS] = f"8003/{self.product}crate{seed}"
        self.lots = {n: f"01/{self.product}/10/L{n}" for n in range(1, LOTS + 1)}
        self.places = {n: f"414/{gln(n, prefix)}" for n, prefix in PREFIXES.items()}
        self.lot_numbers: dict[int, int | None] = {}
        self.events: dict[int, Event] = {}
        self.happenings: list[Told] = []
        self.amounts: dict[int, list[Decimal]] = {}
        abstract = random_world(seed, items=ITEMS, containers=CONTAINERS, lots=LOTS, events=events)
        times = list(range(1, 400))
        self.dice.shuffle(times)
        for happening in [*abstract.happenings, *self._beginnings(abstract, events)]:
            if distinct_times:
                happening = replace(happening, time=times.pop())
            self._tell(happening)

    def _beginnings(self, abstract: World, events: int) -> Iterable[Happening]:
        """Commissionings at the beginning of time, which tell the lots of the abstract world."""
        for n, (lot, members) in enumerate(sorted(abstract.members.items()), events + 1):
            self.lot_numbers[n] = lot
            yield Happening(n, "ObjectEvent", 0, "ADD", "commissioning", objects=tuple(sorted(members)))

    def _tell(self, happening: Happening) -> None:
        dice = self.dice
        number = self.lot_numbers.setdefault(
            happening.event,
            dice.randint(1, LOTS)
            if (happening.action == "ADD" or happening.outputs) and dice.random() < 0.2
            else None,
        )
        parent = None if happening.parent is None else self.spelled(self.keys[happening.parent])
        shared = happening.transformation is not None and (
            happening.transformation == 1000
            or not (happening.inputs or happening.input_lots)
            or not (happening.outputs or happening.output_lots)
        )
        event = Event(
            happening.type,
            seconds(happening.time),
            "+00:00",
            event_id=f"https://example.com/{self.seed}/{happening.event}" if dice.random() < 0.8 else None,
            action=happening.action,
            biz_step=happening.step,
            disposition=happening.disposition,
            read_point=self._place(happening.seen_at),
            biz_location=self._place(happening.place),
            destination_list=()
            if happening.destination is None
            else (Typed(self.spelled(self.places[happening.destination]), "location"),),
            biz_transaction_list=(Typed(f"https://example.com/po/{self.seed}", "po"),)
            if happening.type == "TransactionEvent"
            else (),
            transformation_id=f"https://example.com/run/{self.seed}/{happening.transformation}"
            if shared
            else None,
            parent_id=parent,
            epc_list=self._spelled(happening.objects),
            child_epcs=self._spelled(happening.children),
            input_epc_list=self._spelled(happening.inputs),
            output_epc_list=self._spelled(happening.outputs),
            child_quantity_list=self._quantities(happening.event, happening.child_lots),
            input_quantity_list=self._quantities(happening.event, happening.input_lots),
            output_quantity_list=self._quantities(happening.event, happening.output_lots),
            ilmd={LOT_NUMBER: f"L{number}"} if number is not None else {},
            extensions={"{https://example.com/}number": str(happening.event)},
        )
        if check(event):
            return  # what the standard refuses never reaches the store
        self.events[happening.event] = event
        told = replace(happening, told=tuple(sorted(self.begun_in(happening))))
        self.happenings.append(Told(**vars(told), real=digest(event)))

    def _place(self, number: int | None) -> Place | None:
        return None if number is None else Place(self.spelled(self.places[number]))

    def _spelled(self, numbers: Iterable[int]) -> tuple[str, ...]:
        return tuple(self.spelled(self.keys[n]) for n in numbers)

    def _quantities(self, event: int, lots: tuple[int, ...]) -> tuple[QuantityElement, ...]:
        """Amounts that occur once, and that no sum is likely to be."""
        amounts = [Decimal(self.dice.randrange(10**9, 10**10) * 10 + 1).scaleb(-5) for _ in lots]
        self.amounts.setdefault(event, []).extend(amounts)
        return tuple(
            QuantityElement(self.spelled(self.lots[n]), amount, "KGM")
            for n, amount in zip(lots, amounts, strict=True)
        )

    def spelled(self, key: str) -> str:
        """One of the spellings of a key."""
        if self.dice.random() < 0.5:
            return identify(f"https://id.gs1.org/{key}").urn(7)
        return f"{self.dice.choice(DOMAINS)}/{key}"

    def begun_in(self, happening: Happening) -> set[tuple[int, int]]:
        """(object, lot) of every membership that an event tells."""
        begun = happening.objects if happening.type == "ObjectEvent" and happening.action == "ADD" else ()
        begun += happening.outputs
        number = self.lot_numbers[happening.event]
        found = {(item, number) for item in begun if number is not None and item <= ITEMS}
        return found | {(item, 1) for item in begun if item <= 2}  # the block of the first two is of lot 1

    def world(self, happenings: Iterable[Told] | None = None) -> Numbered:
        """The world of these events, or of all."""
        return Numbered(list(self.happenings if happenings is None else happenings))

    @cached_property
    def number_of_event(self) -> dict[str, int]:
        """eventID to event."""
        return {event.event_id or hash_id(digest(event)): n for n, event in self.events.items()}

    @cached_property
    def number_of_link(self) -> dict[str, int]:
        """Digital Link of an object to its number."""
        return {f"https://id.gs1.org/{key}": n for n, key in self.keys.items()}

    def link(self, key: str) -> str:
        return f"https://id.gs1.org/{key}"

    def with_id(self, number: int) -> Event:
        """An event with an eventID, whatever it came with."""
        event = self.events[number]
        if event.event_id is None:
            self.events[number] = event = with_fields(
                event, event_id=f"https://example.com/{self.seed}/{number}"
            )
            self.__dict__.pop("number_of_event", None)
        return event
