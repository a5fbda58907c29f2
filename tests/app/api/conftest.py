"""Three organisations with keys."""

from __future__ import annotations

import pytest

from headwater.identity import cache
from headwater.parties import operations
from tests.app.api.calling import DAIRY_GLN, OTHER_GLN, SHOP_GLN, Caller, caller


@pytest.fixture(autouse=True)
def forgotten() -> None:
    """What this process remembers of another test's database is gone."""
    cache.forget_all()


@pytest.fixture
def dairy(db: None) -> Caller:
    """The operating organisation; it sees all."""
    organisation = operations.add_organisation(
        name="Clearwater Dairy", name_zh="清泉乳业", key=DAIRY_GLN, operating=True, by=None
    )
    operations.register_prefix(digits="9521141", organisation=organisation, by=None)
    return caller(organisation)


@pytest.fixture
def shop(db: None) -> Caller:
    """An organisation with a place of its own."""
    organisation = operations.add_organisation(name="Corner Shop", name_zh="街角商店", key=SHOP_GLN, by=None)
    operations.add_location(key=SHOP_GLN, organisation=organisation, name="Counter", name_zh="柜台", by=None)
    return caller(organisation)


@pytest.fixture
def stranger(db: None) -> Caller:
    """An organisation that has nothing to do with the others."""
    return caller(operations.add_organisation(name="Stranger", name_zh="外人", key=OTHER_GLN, by=None))
