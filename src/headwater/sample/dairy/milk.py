"""From the farms to the finished lots: milking, the tanker that mixes, two plants, rework.

The whole of 2 March's milk of three farms is in one tanker, part of which goes to each plant: whatever was
wrong at one farm is in every product. Some powder is reworked into its own lot and into the next.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from headwater.epcis.model import PersistentDisposition
from headwater.sample.dairy.script import at, celsius, master_data

if TYPE_CHECKING:
    from headwater.sample.dairy.script import Script

_FARMS = {"willow": "WC", "meadow": "NM", "ridge": "SR"}
_MILKED = {
    "03-02": {"willow": ("420", "3.6"), "meadow": ("360", "3.9"), "ridge": ("510", "3.7")},
    "03-03": {"willow": ("410", "3.5"), "meadow": ("370", "4.0"), "ridge": ("500", "3.8")},
}
"""Day and farm to kilograms and degrees Celsius in the farm's tank."""
_DELIVERED = {
    "03-02": (("plant1", "800", "14:10", "4.4"), ("plant2", "490", "16:30", "4.8")),
    "03-03": (("plant1", "680", "14:05", "4.3"), ("plant2", "600", "16:20", "4.6")),
}
"""Day to plant, kilograms, time of arrival and degrees Celsius on arrival."""


def tell(script: Script) -> None:
    """Tell everything up to the lots that are ready for cans."""
    for day in _MILKED:
        _collect(script, day)
    _premix(script)
    _plant1(script)
    _plant2(script)


def _collect(script: Script, day: str) -> None:
    number = day.replace("-", "")
    tanker = f"TK-{number}"
    total = 0
    for stop, (farm, letters) in enumerate(_FARMS.items()):
        lot, (kilograms, degrees) = f"{letters}-{number}", _MILKED[day][farm]
        total += int(kilograms)
        amount = (script.amount(lot, kilograms),)
        script.tell(
            f"milk {lot}",
            farm,
            "Object",
            at(day, "05:40"),
            "commissioning",
            where=farm,
            disposition="active",
            action="ADD",
            quantity_list=amount,
            ilmd=master_data(countryOfOrigin="CN"),
            sensor_element_list=(celsius(at(day, "07:10"), degrees),),
        )
        script.tell(
            f"ship {lot}",
            farm,
            "Object",
            at(day, f"{8 + stop:02d}:20"),
            "shipping",
            seen_at=farm,
            disposition="in_transit",
            action="OBSERVE",
            quantity_list=amount,
            biz_transaction_list=script.paper(farm, "bol", lot),
            **script.route(farm, "tanker"),
        )
    script.transform(
        f"mix {tanker}",
        "haulier",
        at(day, "10:40"),
        "tanker",
        [(f"{letters}-{number}", _MILKED[day][farm][0]) for farm, letters in _FARMS.items()],
        [(tanker, str(total))],
        disposition="in_progress",
    )
    for plant, kilograms, clock, degrees in _DELIVERED[day]:
        amount = (script.amount(tanker, kilograms),)
        script.tell(
            f"deliver {tanker} to {plant}",
            "haulier",
            "Object",
            at(day, "11:00" if plant == "plant1" else "14:50"),
            "shipping",
            seen_at="tanker",
            disposition="in_transit",
            action="OBSERVE",
            quantity_list=amount,
            **script.route("tanker", plant),
        )
        script.tell(
            f"receive {tanker} at {plant}",
            "dairy",
            "Object",
            at(day, clock),
            "receiving",
            where=plant,
            disposition="in_progress",
            action="OBSERVE",
            quantity_list=amount,
            sensor_element_list=(celsius(at(day, clock), degrees),),
            **script.route("tanker", plant),
        )


def _premix(script: Script) -> None:
    amount = (script.amount("PX-0226", "25"),)
    script.tell(
        "make PX-0226",
        "ingredients",
        "Object",
        at("02-26", "10:00"),
        "commissioning",
        where="ingredients",
        disposition="active",
        action="ADD",
        quantity_list=amount,
        ilmd=master_data(bestBeforeDate="2027-02-25"),
    )
    script.tell(
        "ship PX-0226",
        "ingredients",
        "Object",
        at("02-27", "09:00"),
        "shipping",
        seen_at="ingredients",
        disposition="in_transit",
        action="OBSERVE",
        quantity_list=amount,
        biz_transaction_list=script.paper("ingredients", "desadv", "DA-2261"),
        **script.route("ingredients", "plant1"),
    )
    script.tell(
        "receive PX-0226",
        "dairy",
        "Object",
        at("02-27", "15:30"),
        "receiving",
        where="plant1",
        disposition="in_progress",
        action="OBSERVE",
        quantity_list=amount,
        biz_transaction_list=script.paper("ingredients", "desadv", "DA-2261"),
        **script.route("ingredients", "plant1"),
    )


def _plant1(script: Script) -> None:
    def make(name: str, time: str, inputs: list[tuple[str, str]], outputs: list[tuple[str, str]]) -> None:
        script.transform(name, "dairy", time, "plant1", inputs, outputs, disposition="active")

    make("skim TK-0302", at("03-03"), [("TK-0302", "800")], [("SC-0303", "240"), ("CR-0303", "70")])
    make("skim TK-0303", at("03-04"), [("TK-0303", "680")], [("SC-0304", "205"), ("CR-0304", "60")])
    # The dryer reports what goes in and what comes out in two events that one transformation joins.
    joined = "urn:epc:id:gdti:9521141.00002.DRY-0304"
    script.transform(
        "dry BP-0304, in",
        "dairy",
        at("03-04", "10:00"),
        "plant1",
        [("SC-0303", "240"), ("PX-0226", "9")],
        [],
        transformation_id=joined,
    )
    script.transform(
        "dry BP-0304, out",
        "dairy",
        at("03-04", "16:00"),
        "plant1",
        [],
        [("BP-0304", "96")],
        transformation_id=joined,
        disposition="active",
    )
    make("rework BP-0304 into itself", at("03-04", "18:00"), [("BP-0304", "6")], [("BP-0304", "5.8")])
    make(
        "dry BP-0305",
        at("03-05", "10:00"),
        [("SC-0304", "205"), ("PX-0226", "8"), ("BP-0304", "4")],
        [("BP-0305", "79.5")],
    )
    for lot, kilograms, clock in (("BP-0304", "91.8", "09:00"), ("BP-0305", "79.5", "11:00")):
        script.tell(
            f"inspect {lot}",
            "dairy",
            "Object",
            at("03-06", clock),
            "inspecting",
            where="plant1",
            seen_at="lab",
            disposition="conformant",
            action="OBSERVE",
            quantity_list=(script.amount(lot, kilograms),),
            persistent_disposition=PersistentDisposition(set=("conformant",)),
            biz_transaction_list=script.paper("dairy", "testres", f"TR-{lot}"),
        )
    make("can F2603A", at("03-07"), [("BP-0304", "78")], [("F2603A", "97")])
    make("can F2603B", at("03-07", "13:00"), [("BP-0305", "58")], [("F2603B", "72")])


def _plant2(script: Script) -> None:
    cream = (script.amount("CR-0303", "20"),)
    script.tell(
        "ship CR-0303",
        "dairy",
        "Object",
        at("03-03", "15:00"),
        "shipping",
        seen_at="plant1",
        disposition="in_transit",
        action="OBSERVE",
        quantity_list=cream,
        **script.route("plant1", "plant2"),
    )
    script.tell(
        "receive CR-0303",
        "dairy",
        "Object",
        at("03-03", "17:10"),
        "receiving",
        where="plant2",
        disposition="in_progress",
        action="OBSERVE",
        quantity_list=cream,
        **script.route("plant1", "plant2"),
    )
    script.transform(
        "standardise SM-0304",
        "dairy",
        at("03-04", "06:30"),
        "plant2",
        [("TK-0302", "490"), ("TK-0303", "600"), ("CR-0303", "20")],
        [("SM-0304", "1108")],
        disposition="active",
    )
    for lot, kilograms, cans, clock in (("U2603A", "33", "96", "09:00"), ("U2603B", "17", "48", "11:00")):
        script.transform(
            f"can {lot}",
            "dairy",
            at("03-04", clock),
            "plant2",
            [("SM-0304", kilograms)],
            [(lot, cans)],
            disposition="active",
        )
