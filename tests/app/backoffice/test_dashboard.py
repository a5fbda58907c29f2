"""The back office's first page."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import uuid4

import orjson
import pytest
from django.apps import apps
from django.urls import reverse

from headwater.catalog.models import Product
from headwater.events import operations
from headwater.events.models import CaptureJob
from headwater.parties.actors import Actor
from headwater.parties.models import Location
from tests.app.backoffice.conftest import person

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
        ("en", ["Trace a code", "Events", "Last captures", "Headwater Dairy", "accepted", "accepted in part", "34 of 35", "The checks made at capture found nothing."]),
        ("zh-hans", ["追溯一个码", "事件", "最近的采集", "源头乳业", "已接收", "部分接收", "共 35 条，已收录 34 条", "采集时的检查没有发现问题。"]),
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


def test_a_capture_that_was_kept_in_part_tells_what_is_wrong(
    manager: Client, dairy_owner: Organisation
) -> None:
    good, wrong = (
        {
            "type": "ObjectEvent",
            "action": "OBSERVE",
            "eventTime": "2026-03-02T08:00:00Z",
            "eventTimeZoneOffset": "+00:00",
            "epcList": [f"https://id.gs1.org/01/0950600013435{digit}/21/1"],
        }
        for digit in (2, 3)
    )
    document = {
        "@context": ["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"],
        "type": "EPCISDocument",
        "schemaVersion": "2.0",
        "creationDate": "2026-03-02T08:00:00Z",
        "epcisBody": {"eventList": [good, wrong]},
    }
    operations.capture(
        orjson.dumps(document),
        content_type="application/ld+json",
        by=Actor(dairy_owner.pk, frozenset({"administrator"}), operating=True),
        now=NOON,
        proceed=True,
    )
    job = reverse("admin:events_capturejob_change", args=[CaptureJob.objects.get().pk])
    for address in ("/backoffice/", job):
        page = manager.get(address).content.decode()
        assert [
            text for text in ("accepted in part", "1 of 2", "Event 2", "it should be 2.") if text not in page
        ] == []
        page = manager.get(address, headers={"accept-language": "zh-CN"}).content.decode()
        assert [
            text for text in ("部分接收", "共 2 条，已收录 1 条", "事件 2", "应为 2。") if text not in page
        ] == []


LISTS = ("catalog_product", "parties_location", "events_capturejob")


@pytest.mark.parametrize("name", LISTS)
def test_a_quality_manager_reads_lists_and_changes_none(
    manager: Client, nobody: Client, dairy_owner: Organisation, dealer: Organisation, name: str
) -> None:
    """All of them, being of the operating organisation; a dealer's worker has none."""
    _job(dealer, stored=1)
    for n, organisation in enumerate((dairy_owner, dealer)):
        Location.objects.create(key=f"https://example.com/{n}", name=f"Place {n}", organisation=organisation)
        Product.objects.create(gtin=f"0950600013435{n}", name=f"Product {n}", organisation=organisation)
    listed = reverse(f"admin:{name}_changelist")
    assert listed in manager.get("/backoffice/").content.decode()
    page = manager.get(listed)
    assert page.status_code == 200
    model = apps.get_model(*name.split("_"))
    changed = reverse(f"admin:{name}_change", args=[model.objects.latest("pk").pk])
    assert changed in page.content.decode()
    for language in ("en", "zh-CN"):
        assert manager.get(changed, headers={"accept-language": language}).status_code == 200
    assert manager.post(changed, {"name": "Other"}).status_code == 403
    assert manager.get(reverse(f"admin:{name}_add")).status_code == 403
    assert (
        manager.post(reverse(f"admin:{name}_delete", args=[model.objects.latest("pk").pk])).status_code == 403
    )
    assert nobody.get(listed).status_code == 403


def test_others_read_the_rows_of_their_organisation(dairy_owner: Organisation, dealer: Organisation) -> None:
    for n, organisation in enumerate((dairy_owner, dealer)):
        Location.objects.create(key=f"https://example.com/{n}", name=f"Place {n}", organisation=organisation)
    client = person("inspector", (dealer, "inspector"))
    page = client.get(reverse("admin:parties_location_changelist")).content.decode()
    assert "Place 1" in page
    assert "Place 0" not in page
    hidden = reverse("admin:parties_location_change", args=[Location.objects.get(name="Place 0").pk])
    assert client.get(hidden).status_code == 302
    assert person("worker", (dealer, "warehouse")).get(hidden).status_code == 403


@pytest.mark.parametrize("name", LISTS)
def test_a_filter_of_a_list_names_no_organisation_that_its_reader_does_not_see(
    dairy_owner: Organisation, dealer: Organisation, name: str
) -> None:
    for n, organisation in enumerate((dairy_owner, dealer)):
        _job(organisation, stored=1)
        Location.objects.create(key=f"https://example.com/{n}", name=f"Place {n}", organisation=organisation)
        Product.objects.create(gtin=f"0950600013435{n}", name=f"Product {n}", organisation=organisation)
    client = person("inspector", (dealer, "inspector"))

    page = client.get(reverse(f"admin:{name}_changelist"))

    assert page.status_code == 200
    assert dealer.name in page.content.decode()
    assert dairy_owner.name not in page.content.decode()
