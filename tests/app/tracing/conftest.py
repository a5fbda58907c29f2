"""A database of a test's own, with organisations and the keys of our codes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from headwater.identity import cache, keyring
from headwater.parties import operations
from tests.app.tracing.capturing import Cast

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def cast(transactional_db: None) -> Iterator[Cast]:
    """The organisation that operates and two others, who own the places of some GLNs each.

    What the process remembers of the dictionaries goes with the database.
    """
    cache.forget_all()
    keyring.create()
    names = ("Clearwater Dairy", "Hill Farm", "Corner Shop")
    organisations = [
        operations.add_organisation(name=name, operating=name == names[0], by=None) for name in names
    ]
    operations.register_prefix(digits="9521111", organisation=organisations[1], by=None)
    operations.register_prefix(digits="9522222", organisation=organisations[2], by=None)
    yield Cast(*(organisation.pk for organisation in organisations))
    cache.forget_all()
