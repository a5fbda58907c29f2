"""From the plants to the shopping bag: the cold store, two dealers, four shops.

What goes wrong here goes wrong in real trade: a receipt names the wrong pallet and is corrected, a truck grows
warm for half an hour, a dealer repacks, a shop's receipt arrives long after what followed from it.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final

import msgspec

from headwater.epcis.model import ErrorDeclaration
from headwater.sample.dairy.names import PALLETS
from headwater.sample.dairy.script import Temperature, at, celsius, celsius_between

if TYPE_CHECKING:
    from collections.abc import Sequence

    from headwater.sample.dairy.script import Script

LOGGER: Final = "urn:epc:id:giai:9521401.LOGGER-17"
_STORE_LOGGER: Final = "urn:epc:id:giai:9521401.LOGGER-02"

_ON_THE_TRUCK = (
    # day and time to degrees Celsius beside pallet P5; the doors stood open near Xuzhou
    ("03-14", "10:00", "5.1"),
    ("03-14", "16:00", "5.4"),
    ("03-14", "22:00", "5.2"),
    ("03-15", "03:00", "5.6"),
    ("03-15", "03:30", "11.8"),
    ("03-15", "04:00", "7.2"),
    ("03-15", "04:30", "5.5"),
)
_ALLOWED_ON_THE_TRUCK: Final = Decimal(8)
"""Degrees Celsius above which the logger raises its alarm."""


def tell(script: Script) -> None:
    """Tell the way of the pallets, in the order in which the events arrived."""
    _to_cold_store(script)
    _to_dealers(script)
    _repack(script)
    _to_shops(script)
    _sell(script)
    _correct(script)
    _arrive_late(script)


def _to_cold_store(script: Script) -> None:
    names = script.names
    for plant, load, paper, leaves, comes in (
        ("plant1", ("P1", "P2", "P3"), "DA-1001", "07:30", "16:20"),
        ("plant2", ("P4", "P5", "P6"), "DA-1002", "08:10", "17:05"),
    ):
        pallets = [names.pallet(pallet) for pallet in load]
        title = f"{load[0]}-{load[-1]} to coldstore"
        script.ship(title, "dairy", at("03-10", leaves), plant, "coldstore", pallets, paper)
        script.receive(title, "coldchain", at("03-10", comes), plant, "coldstore", pallets, paper)
    script.observe(
        "store P1-P6",
        "coldchain",
        "storing",
        at("03-13", "20:00"),
        "coldstore",
        [names.pallet(pallet) for pallet in PALLETS],
        sensor_element_list=(
            celsius_between(
                at("03-10", "18:00"), at("03-13", "20:00"), Temperature("3.8", "4.6", "5.9"), _STORE_LOGGER
            ),
        ),
    )


def _to_dealers(script: Script) -> None:
    names = script.names
    north = [names.pallet(pallet) for pallet in ("P1", "P3", "P4")]
    south = [names.pallet(pallet) for pallet in ("P2", "P5", "P6")]
    script.ship("P1 P3 P4", "coldchain", at("03-14", "06:30"), "coldstore", "dealer1", north, "DA-4401")
    # The receipt that names P2 instead of P3; `_correct` tells how it was put right.
    wrong = [names.pallet(pallet) for pallet in ("P1", "P2", "P4")]
    script.receive("P1 P2 P4", "dealer1", at("03-14", "19:40"), "coldstore", "dealer1", wrong, "DA-4401")
    script.contain(
        "put the logger on P5",
        "coldchain",
        at("03-14", "07:00"),
        "coldstore",
        names.pallet("P5"),
        [LOGGER],
        kind="Association",
        step="installing",
    )
    script.ship("P2 P5 P6", "coldchain", at("03-14", "07:30"), "coldstore", "dealer2", south, "DA-4402")
    for day, clock, degrees in _ON_THE_TRUCK:
        time = at(day, clock)
        script.tell(
            f"measure {day} {clock}",
            "coldchain",
            "Object",
            time,
            "sensor_reporting",
            seen_at="truck",
            action="OBSERVE",
            epc_list=tuple(south),
            sensor_element_list=(celsius(time, degrees, LOGGER, allowed=_ALLOWED_ON_THE_TRUCK),),
        )
    script.receive("P2 P5 P6", "dealer2", at("03-15", "11:15"), "coldstore", "dealer2", south, "DA-4402")
    script.contain(
        "take the logger off P5",
        "dealer2",
        at("03-15", "11:40"),
        "dealer2",
        names.pallet("P5"),
        [LOGGER],
        action="DELETE",
        kind="Association",
        step="removing",
    )


def _repack(script: Script) -> None:
    """Dealer 1 makes two mixed cases of half P1/C3 and half P3/C6 each."""
    names = script.names

    def change(name: str, clock: str, parent: str, children: Sequence[str], action: str) -> None:
        script.contain(name, "dealer1", at("03-16", clock), "dealer1", parent, children, action=action)

    change("unpack P1", "09:00", names.pallet("P1"), (), "DELETE")
    change("take P3/C6 off P3", "09:10", names.pallet("P3"), [names.case("P3/C6")], "DELETE")
    for case, clock in (("P1/C3", "09:20"), ("P3/C6", "09:25")):
        change(f"unpack {case}", clock, names.case(case), names.cans_of_case(case), "DELETE")
    script.observe(
        "label R1 R2",
        "dealer1",
        "commissioning",
        at("03-16", "09:30"),
        "dealer1",
        [names.case("R1"), names.case("R2")],
        action="ADD",
        disposition="active",
    )
    for case, clock in (("R1", "09:40"), ("R2", "09:50")):
        change(f"repack {case}", clock, names.case(case), names.cans_of_case(case), "ADD")


def _to_shops(script: Script) -> None:
    names = script.names
    first = [names.case("P1/C1"), names.case("P1/C2"), names.pallet("P4")]
    script.ship("to shop1", "dealer1", at("03-17", "08:00"), "dealer1", "shop1", first, "DA-5101")
    script.receive("at shop1", "shop1", at("03-17", "10:30"), "dealer1", "shop1", first, "DA-5101")
    second = [names.case("R1")]
    script.ship("to shop2", "dealer1", at("03-17", "08:30"), "dealer1", "shop2", second, "DA-5102")
    script.receive("at shop2", "shop2", at("03-17", "11:20"), "dealer1", "shop2", second, "DA-5102")
    third = [names.pallet("P2")]
    script.ship("to shop3", "dealer2", at("03-18", "09:00"), "dealer2", "shop3", third, "DA-5201")
    script.receive("at shop3", "shop3", at("03-18", "10:10"), "dealer2", "shop3", third, "DA-5201")
    script.ship(
        "to shop4",
        "dealer2",
        at("03-18", "13:00"),
        "dealer2",
        "shop4",
        [names.pallet("P5")],
        "DA-5202",
    )
    # Still on the road when the story ends.
    script.ship(
        "P1/C4 to shop2",
        "dealer1",
        at("03-22", "08:00"),
        "dealer1",
        "shop2",
        [names.case("P1/C4")],
        "DA-5103",
    )


def _sell(script: Script) -> None:
    names = script.names

    def open_up(shop: str, parent: str, name: str, time: str, children: Sequence[str]) -> None:
        script.contain(f"unpack {name} at {shop}", shop, time, shop, parent, children, action="DELETE")

    def sell(shop: str, time: str, *cans: str) -> None:
        script.observe(
            f"sell {cans[0]}",
            shop,
            "retail_selling",
            time,
            shop,
            [names.can(can) for can in cans],
            disposition="retail_sold",
        )

    open_up("shop1", names.case("P1/C1"), "P1/C1", at("03-18", "09:00"), names.cans_of_case("P1/C1"))
    sell("shop1", at("03-18", "16:45"), "P1/C1/1", "P1/C1/2")
    open_up("shop1", names.pallet("P4"), "P4", at("03-18", "09:15"), names.cases_of_pallet("P4"))
    open_up("shop1", names.case("P4/C1"), "P4/C1", at("03-18", "09:20"), names.cans_of_case("P4/C1"))
    sell("shop1", at("03-19", "11:05"), "P4/C1/1")
    open_up("shop2", names.case("R1"), "R1", at("03-18", "09:40"), ())
    sell("shop2", at("03-20", "15:30"), "P1/C3/1", "P3/C6/1")
    open_up("shop3", names.pallet("P2"), "P2", at("03-19", "08:50"), names.cases_of_pallet("P2"))
    open_up("shop3", names.case("P2/C1"), "P2/C1", at("03-19", "09:00"), names.cans_of_case("P2/C1"))
    sell("shop3", at("03-21", "10:20"), "P2/C1/1", "P2/C1/2", "P2/C1/3")
    open_up("shop4", names.pallet("P5"), "P5", at("03-20", "09:00"), ())
    open_up("shop4", names.case("P5/C1"), "P5/C1", at("03-20", "09:10"), names.cans_of_case("P5/C1"))
    sell("shop4", at("03-20", "17:25"), "P5/C1/1")


def _correct(script: Script) -> None:
    """Dealer 1 declares its receipt wrong and tells what was received: P3, not P2."""
    names = script.names
    wrong_id = script.event_ids["receive P1 P2 P4"]
    wrong = next(event for _, event in script.arrivals if event.event_id == wrong_id)
    right_id = script.event_id("receive P1 P3 P4")
    declaration = msgspec.structs.replace(
        wrong,
        error_declaration=ErrorDeclaration(
            declaration_time=at("03-23", "09:00"), reason="incorrect_data", corrective_event_ids=(right_id,)
        ),
    )
    script.arrivals.append(("dealer1", declaration))
    right = [names.pallet(pallet) for pallet in ("P1", "P3", "P4")]
    script.receive("P1 P3 P4", "dealer1", at("03-14", "19:40"), "coldstore", "dealer1", right, "DA-4401")


def _arrive_late(script: Script) -> None:
    """Shop 4's phone was offline: its receipt comes after the events that followed from it."""
    script.receive(
        "at shop4",
        "shop4",
        at("03-19", "07:45"),
        "dealer2",
        "shop4",
        [script.names.pallet("P5")],
        "DA-5202",
    )
