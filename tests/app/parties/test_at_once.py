"""Operations run beside themselves."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TYPE_CHECKING

import pytest
from django.db import connections

from headwater.epcis.model import Attribute, Vocabulary, VocabularyElement
from headwater.parties import master_data, operations
from headwater.parties.actors import Actor
from headwater.parties.errors import Refused
from headwater.parties.models import CompanyPrefix, Location, Organisation

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.django_db(transaction=True)
WORKERS = 6


def at_once(act: Callable[[int], object]) -> Counter[str]:
    """Let every worker act at the same moment; answer how often each outcome came."""
    barrier = Barrier(WORKERS)

    def work(number: int) -> str:
        try:
            barrier.wait(10)
            act(number)
        except Refused as reason:
            return reason.code
        else:
            return "done"
        finally:
            connections.close_all()

    with ThreadPoolExecutor(WORKERS) as threads:
        return Counter(threads.map(work, range(WORKERS)))


def test_one_organisation_comes_to_operate():
    outcome = at_once(lambda n: operations.add_organisation(name=f"O{n}", operating=True, by=None))

    assert outcome == {"done": 1, "operating-taken": WORKERS - 1}
    assert Organisation.objects.get().operating


def test_one_organisation_is_added_once():
    assert at_once(lambda _: operations.add_organisation(name="Farm", key="9521141000007", by=None)) == {
        "done": WORKERS
    }
    assert Organisation.objects.count() == 1


def test_prefixes_that_overlap_come_to_one_owner():
    owners = [operations.add_organisation(name=f"O{n}", by=None) for n in range(WORKERS)]

    outcome = at_once(
        lambda n: operations.register_prefix(digits="950600012345"[: 5 + n], organisation=owners[n], by=None)
    )
    assert outcome == {"done": 1, "prefix-taken": WORKERS - 1}
    assert CompanyPrefix.objects.count() == 1


def test_prefixes_are_seen_while_they_are_registered():
    owner = operations.add_organisation(name="O", by=None)

    def act(number: int) -> None:
        if number % 2:
            operations.see_prefixes(digits=["9506000", "9506001", "9506002"])
        else:
            operations.register_prefix(digits="9506000", organisation=owner, by=None)

    assert at_once(act) == {"done": WORKERS}
    assert list(CompanyPrefix.objects.order_by("digits").values_list("digits", "organisation")) == [
        ("9506000", owner.pk),
        ("9506001", None),
        ("9506002", None),
    ]


def test_places_of_nobody_are_described_once():
    owners = [operations.add_organisation(name=f"O{n}", by=None) for n in range(WORKERS)]
    elements = tuple(
        VocabularyElement(f"https://example.com/{n}", (Attribute("cbvmda:name", "Port"),)) for n in range(20)
    )

    outcome = at_once(
        lambda n: master_data.record(
            [Vocabulary("urn:epcglobal:epcis:vtype:ReadPoint", elements[:: 1 if n % 2 else -1])],
            by=Actor(owners[n].pk, frozenset({"integrator"})),
        )
    )

    assert outcome == {"done": WORKERS}
    assert Location.objects.count() == 20
    assert Location.objects.exclude(recorded_by=None).exclude(organisation=None).count() == 0
