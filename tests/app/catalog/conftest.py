"""A dairy that operates, and a shop."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from headwater.parties import operations
from headwater.parties.actors import Actor
from headwater.parties.roles import Role

if TYPE_CHECKING:
    from headwater.parties.models import Organisation


@dataclass
class World:
    dairy: Organisation
    shop: Organisation

    def actor(self, organisation: Organisation, role: str = Role.ADMINISTRATOR) -> Actor:
        return Actor(organisation.pk, frozenset({role}), operating=organisation.operating)


@pytest.fixture
def world(db: None) -> World:
    """The dairy owns the prefix 9521141, the shop 9506000."""
    dairy = operations.add_organisation(
        name="Clearwater Dairy", name_zh="清泉乳业", key="9521141123454", operating=True, by=None
    )
    shop = operations.add_organisation(name="Corner Shop", name_zh="街角商店", key="9506000134352", by=None)
    operations.register_prefix(digits="9521141", organisation=dairy, by=None)
    operations.register_prefix(digits="9506000", organisation=shop, by=None)
    return World(dairy, shop)
