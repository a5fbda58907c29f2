from __future__ import annotations

import pytest
from django.utils import translation

from headwater.catalog import imports, master_data
from headwater.catalog.models import Product
from headwater.epcis.model import Attribute, Vocabulary, VocabularyElement
from headwater.parties.errors import NotPermitted
from headwater.parties.roles import Role

MILK, CREAM, FOREIGN = (
    "urn:epc:idpat:sgtin:9506000.013435.*",
    "https://id.gs1.org/01/09521141123454",
    "https://id.gs1.org/01/04006381333931",
)


def header(**names):
    return [
        Vocabulary(
            "urn:epcglobal:epcis:vtype:EPCClass",
            tuple(
                VocabularyElement(
                    {"milk": MILK, "cream": CREAM, "foreign": FOREIGN}[which],
                    (
                        Attribute("urn:epcglobal:cbv:mda#descriptionShort", name),
                        Attribute("urn:epcglobal:cbv:mda#brandName", "Clearwater"),
                    ),
                )
                for which, name in names.items()
            ),
        )
    ]


def names():
    return dict(Product.objects.order_by("gtin").values_list("gtin", "name"))


def test_the_owner_describes_its_products(world):
    by = world.actor(world.shop, Role.INTEGRATOR)
    recorded = master_data.record(header(milk="Milk", cream="Cream"), by=by)

    assert recorded.keys == ("01/09506000134352",)
    assert recorded.passed_over == (CREAM,)
    milk = Product.objects.get()
    assert (milk.name, milk.brand, milk.organisation, milk.prefix_length) == (
        "Milk",
        "Clearwater",
        world.shop,
        7,
    )

    master_data.record(header(milk="全脂牛奶"), by=by)
    milk.refresh_from_db()
    assert (milk.name, milk.name_zh) == ("全脂牛奶", "全脂牛奶")


def test_what_nobody_owns_is_described_by_whom_told_first(world):
    shop, dairy = world.actor(world.shop), world.actor(world.dairy)

    assert master_data.record(header(foreign="Pen"), by=shop).keys == ("01/04006381333931",)
    assert master_data.record(header(foreign="Other"), by=dairy).passed_over == (FOREIGN,)
    master_data.record(header(foreign="Blue pen"), by=shop)

    assert names() == {"04006381333931": "Blue pen"}
    assert Product.objects.get().organisation is None


def test_the_operating_organisation_overwrites_nobody_by_a_document(world):
    master_data.record(header(milk="Milk"), by=world.actor(world.shop))
    master_data.record(header(milk="Not milk"), by=world.actor(world.dairy))

    assert names() == {"09506000134352": "Milk"}


def test_lots_and_things_without_a_name_are_passed_over(world):
    vocabulary = Vocabulary(
        "urn:epcglobal:epcis:vtype:EPCClass",
        (
            VocabularyElement(
                "urn:epc:class:lgtin:9506000.013435.L1", (Attribute("cbvmda:descriptionShort", "Lot"),)
            ),
            VocabularyElement(MILK, (Attribute("http://example.com/colour", {"{x}y": "white"}),)),
        ),
    )
    recorded = master_data.record([vocabulary], by=world.actor(world.shop))

    assert (recorded.keys, len(recorded.passed_over)) == ((), 2)


def test_who_may_not_capture_describes_nothing(world):
    with pytest.raises(NotPermitted):
        master_data.record(header(milk="Milk"), by=world.actor(world.shop, Role.AUDITOR))
    assert names() == {}


def test_many_products_cost_as_many_statements_as_one(world, django_assert_max_num_queries):
    elements = tuple(
        VocabularyElement(
            f"urn:epc:idpat:sgtin:9506000.{n:06}.*", (Attribute("cbvmda:descriptionShort", f"P{n}"),)
        )
        for n in range(300)
    )
    with django_assert_max_num_queries(12):
        recorded = master_data.record(
            [Vocabulary("urn:epcglobal:epcis:vtype:EPCClass", elements)], by=world.actor(world.shop)
        )
    assert len(recorded.keys) == Product.objects.count() == 300


def test_how_far_a_described_product_is_made_is_not_known_until_a_table_says(world):
    master_data.record(header(milk="Raw milk"), by=world.actor(world.shop))
    assert Product.objects.get().get_kind_display() == "not known"
    with translation.override("zh-hans"):
        assert Product.objects.get().get_kind_display() == "未知"

    table = "gtin,organisation,name,kind\n9506000134352,Corner Shop,Raw milk,raw\n"
    imports.products(table.encode(), by=None)
    assert Product.objects.get().kind == "raw"
    master_data.record(header(milk="Raw milk, new"), by=world.actor(world.shop))
    assert (Product.objects.get().kind, Product.objects.get().name) == ("raw", "Raw milk, new")
