"""Cans get their codes and go into cases and onto pallets; one goes to the laboratory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headwater.sample.dairy.names import PALLETS
from headwater.sample.dairy.script import at, master_data

if TYPE_CHECKING:
    from headwater.sample.dairy.script import Script

_LOTS = {
    # lot: day of canning and packing, plant, line, expiry
    "U2603A": ("03-05", "plant2", "line2", "2026-12-04"),
    "U2603B": ("03-06", "plant2", "line2", "2026-12-05"),
    "F2603A": ("03-07", "plant1", "line1", "2027-09-06"),
    "F2603B": ("03-08", "plant1", "line1", "2027-09-07"),
}


def tell(script: Script) -> None:
    """Tell everything up to the pallets that stand ready at the plants."""
    for lot in _LOTS:
        _code_and_pack(script, lot)
    _sample(script)


def _code_and_pack(script: Script, lot: str) -> None:
    names = script.names
    day, plant, line, expiry = _LOTS[lot]
    script.observe(
        f"code {lot}",
        "dairy",
        "commissioning",
        at(day, "14:00"),
        plant,
        [names.can(can) for can in names.cans_of_lot[lot]],
        seen_at=line,
        action="ADD",
        disposition="active",
        ilmd=master_data(lotNumber=lot, itemExpirationDate=expiry, countryOfOrigin="CN"),
    )
    pallets = [pallet for pallet, (packed, _) in PALLETS.items() if packed == lot]
    containers = [
        *(names.pallet(pallet) for pallet in pallets),
        *(case for pallet in pallets for case in names.cases_of_pallet(pallet)),
    ]
    script.observe(
        f"label cases of {lot}",
        "dairy",
        "commissioning",
        at(day, "14:05"),
        plant,
        containers,
        seen_at=line,
        action="ADD",
        disposition="active",
    )
    minute = 10
    for pallet in pallets:
        for case in [name for name in names.cases if name.startswith(f"{pallet}/")]:
            script.contain(
                f"pack {case}",
                "dairy",
                at(day, f"14:{minute}"),
                plant,
                names.case(case),
                names.cans_of_case(case),
                seen_at=line,
            )
            minute += 2
        script.contain(
            f"pack {pallet}",
            "dairy",
            at(day, f"14:{minute}"),
            plant,
            names.pallet(pallet),
            names.cases_of_pallet(pallet),
            seen_at=line,
        )
        minute += 2


def _sample(script: Script) -> None:
    can = [script.names.can("F2603A/S1")]
    script.observe(
        "sample F2603A/S1",
        "dairy",
        "sampling",
        at("03-07", "15:00"),
        "plant1",
        can,
        seen_at="lab",
        biz_transaction_list=script.paper("dairy", "testres", "TR-F2603A"),
    )
    script.observe(
        "destroy F2603A/S1",
        "dairy",
        "destroying",
        at("03-08", "09:30"),
        "plant1",
        can,
        seen_at="lab",
        action="DELETE",
        disposition="destroyed",
    )
