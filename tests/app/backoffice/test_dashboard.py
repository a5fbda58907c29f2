"""The back office's first page."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from headwater.events.models import CaptureJob

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from headwater.parties.models import Organisation

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def _job(organisation: Organisation, *, stored: int, success: bool = True) -> None:
    CaptureJob.objects.create(
        id=uuid4(),
        organisation=organisation,
        created_at=NOON,
        finished_at=NOON,
        behaviour="rollback",
        success=success,
        events=stored + 1,
        stored=stored,
    )


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", ["Trace a code", "Events", "Last captures", "Headwater Dairy", "accepted", "failed", "Nothing odd was found."]),
        ("zh-hans", ["追溯一个码", "事件", "最近的采集", "源头乳业", "已接收", "失败", "没有发现异常。"]),
    ],
)  # fmt: skip
def test_dashboard_tells_what_came_in(
    manager: Client, dairy_owner: Organisation, dealer: Organisation, language: str, expected: list[str]
) -> None:
    _job(dairy_owner, stored=1200)
    _job(dealer, stored=34, success=False)
    page = manager.get("/backoffice/", headers={"accept-language": language}).content.decode()

    assert [text for text in expected if text not in page] == []
    assert "<dd>1234</dd>" in page.replace(",", "")


def test_others_see_their_own_captures_alone(
    both: Client, dairy_owner: Organisation, dealer: Organisation
) -> None:
    _job(dairy_owner, stored=1200)
    _job(dealer, stored=34)
    page = both.get("/backoffice/", {"organisation": dealer.pk}).content.decode()

    assert "<dd>34</dd>" in page
    assert "35" in page
    assert "Headwater Dairy" not in page.partition('class="hwd"')[2]


def test_somebody_without_a_role_is_told_so(nobody: Client) -> None:
    page = nobody.get("/backoffice/").content.decode()

    assert "You have no role in any organisation" in page


def test_few_statements(
    manager: Client, dairy_owner: Organisation, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    """Session and person, roles, names, three sums, captures, findings, and what Unfold's menu asks."""
    for _ in range(20):
        _job(dairy_owner, stored=1)
    with django_assert_max_num_queries(14):
        manager.get("/backoffice/")
