"""The named sample world: a dairy, from three farms to four shops, in February and March 2026.

Three farms' milk is mixed in a tanker and goes to two plants; one makes infant formula, the other UHT milk.
312 cans in 26 cases on six pallets pass a cold store and two dealers to four shops. It is pure data: the same
every time but for the serials, which the caller provides.

>>> world = Dairy(lambda gtin, lot, count: [f"{lot}{number:03d}" for number in range(count)])
>>> world.can("P1/C3/7")
'urn:epc:id:sgtin:9521141.000101.F2603A030'
>>> [by for by, events in world.events()][-2:]
['dealer1', 'shop4']
"""

from __future__ import annotations

from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

from headwater.sample.dairy import milk, packing, trade
from headwater.sample.dairy.names import Lot, Names
from headwater.sample.dairy.places import LOCATIONS, ORGANISATIONS, Location, Organisation
from headwater.sample.dairy.products import PRODUCTS, Product
from headwater.sample.dairy.script import Script

if TYPE_CHECKING:
    from headwater.epcis.model import Event
    from headwater.sample.dairy.names import Codes

__all__ = ["LOCATIONS", "ORGANISATIONS", "PRODUCTS", "Dairy", "Location", "Lot", "Organisation", "Product"]


class Dairy(Names):
    """The world with its names and its events."""

    def __init__(self, codes: Codes) -> None:
        """Name everything and tell the story.

        Args:
            codes: called once per serialised lot, with GTIN, lot number and count; gives that many serials.
        """
        super().__init__(codes)
        self._script = Script(self)
        milk.tell(self._script)
        packing.tell(self._script)
        trade.tell(self._script)

    def events(self) -> list[tuple[str, list[Event]]]:
        """Captures in the order of arrival: the key of the capturing organisation, and what it sent at once."""
        return [
            (by, [event for _, event in group])
            for by, group in groupby(self._script.arrivals, key=itemgetter(0))
        ]

    def event_id(self, name: str) -> str:
        """The eventID of an event by its name, as "pack P1/C3", "receive P1 P2 P4", "receive at shop4".

        Raises:
            KeyError: nothing of that name happens here.
        """
        return self._script.event_ids[name]
