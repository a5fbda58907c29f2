from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from headwater.catalog.models import Product
from headwater.parties.models import Person

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><rect width="1" height="1"/></svg>'


@pytest.fixture
def staff(client, world):
    client.force_login(Person.objects.create_superuser("root"))
    return client


def form(world, **changes):
    return {
        "gtin": "9506000134352",
        "organisation": world.shop.pk,
        "kind": "finished",
        "name": "Milk",
        "name_zh": "牛奶",
        "unit_factors-TOTAL_FORMS": "1",
        "unit_factors-INITIAL_FORMS": "0",
        "unit_factors-0-from_uom": "CS",
        "unit_factors-0-to_uom": "EA",
        "unit_factors-0-factor": "12",
        **changes,
    }


def test_a_product_with_picture_and_units_is_added(staff, world):
    answer = staff.post(
        reverse("admin:catalog_product_add"), form(world, new_picture=SimpleUploadedFile("can.svg", SVG))
    )

    assert answer.status_code == 302
    product = Product.objects.get()
    assert (product.gtin, product.name_zh, product.organisation) == ("09506000134352", "牛奶", world.shop)
    assert [str(factor) for factor in product.unit_factors.order_by("pk")] == ["1 CS = 12 EA"]
    page = staff.get(reverse("admin:catalog_product_change", args=[product.pk])).content.decode()
    assert f'<img src="{product.picture.url}"' in page


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"gtin": "9506000134353"}, "check digit"),
        ({"new_picture": SimpleUploadedFile("x.svg", b"<html/>")}, "no PNG, JPEG, WebP or SVG"),
    ],
)
def test_what_is_wrong_is_explained_and_nothing_kept(staff, world, changes, problem):
    answer = staff.post(reverse("admin:catalog_product_add"), form(world, **changes))

    assert answer.status_code == 200
    assert problem in answer.content.decode()
    assert not Product.objects.exists()
