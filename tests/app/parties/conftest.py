"""Two organisations with a place each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from headwater.parties import operations
from headwater.parties.actors import Actor
from headwater.parties.roles import Role

if TYPE_CHECKING:
    from headwater.parties.models import Location, Organisation

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
DAIRY_GLN, SHOP_GLN = "9521141123454", "9506000134352"
"""Thirteen digits with a right check digit, under the prefixes 9521141 and 9506000."""


@dataclass
class Parties:
    dairy: Organisation
    shop: Organisation
    plant: Location
    counter: Location

    def actor(self, organisation: Organisation, role: str = Role.ADMINISTRATOR) -> Actor:
        return Actor(organisation.pk, frozenset({role}), operating=organisation.operating)


@pytest.fixture
def parties(db: None) -> Parties:
    """The dairy operates; the shop is another organisation."""
    dairy = operations.add_organisation(
        name="Clearwater Dairy", name_zh="清泉乳业", key=DAIRY_GLN, operating=True, by=None
    )
    shop = operations.add_organisation(name="Corner Shop", name_zh="街角商店", key=SHOP_GLN, by=None)
    operations.register_prefix(digits="9521141", organisation=dairy, by=None)
    operations.register_prefix(digits="9506000", organisation=shop, by=None)
    plant = operations.add_location(
        key=f"(414){DAIRY_GLN}(254)P1",
        organisation=dairy,
        name="Plant 1",
        name_zh="一厂",
        kind="plant",
        by=None,
    )
    counter = operations.add_location(
        key=SHOP_GLN, organisation=shop, name="Counter", name_zh="柜台", by=None
    )
    return Parties(dairy, shop, plant, counter)
