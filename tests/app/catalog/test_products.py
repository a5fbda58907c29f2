from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from headwater.catalog import operations, queries
from headwater.catalog.models import Product, UnitFactor
from headwater.gs1.errors import IdentifierError
from headwater.parties.errors import NotPermitted, Refused
from headwater.parties.names import Names
from headwater.parties.roles import Role

GTIN = "09506000134352"


def add(world, **changes):
    given = {"gtin": GTIN, "organisation": world.shop, "name": "Milk", "name_zh": "牛奶", "by": None}
    return operations.add_product(**{**given, **changes})


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("9506000134352", None),
        ("(01)09506000134352", None),
        ("https://id.example/01/9506000134352", None),
        ("urn:epc:idpat:sgtin:9506000.013435.*", 7),
    ],
)
def test_a_product_is_one_however_its_gtin_is_spelled(world, text, length):
    product = add(world, gtin=text)

    assert (product.gtin, product.prefix_length) == (GTIN, length)


def test_the_prefix_length_once_told_stays(world):
    add(world, gtin="urn:epc:idpat:sgtin:9506000.013435.*")

    assert add(world).prefix_length == 7
    assert Product.objects.count() == 1


@pytest.mark.parametrize(
    "text",
    [
        "9506000134353",
        "milk",
        "(01)09506000134352(10)L1",
        "urn:epc:id:sgtin:9506000.013435.1",
        "(414)9506000134352",
    ],
)
def test_what_is_no_gtin_is_refused(world, text):
    with pytest.raises(IdentifierError):
        add(world, gtin=text)
    assert not Product.objects.exists()


def test_registering_again_brings_it_up_to_date(world):
    first = add(world, net_content=Decimal("0.5"), net_content_uom="LTR")
    again = add(world, name="Fresh milk", name_zh="", net_content=Decimal(1), net_content_uom="LTR")

    assert again.pk == first.pk
    assert (again.names, again.net_content) == (Names("Fresh milk", "牛奶"), Decimal(1))


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"net_content": Decimal(1)}, "net-content"),
        ({"net_content_uom": "KGM"}, "net-content"),
        ({"net_content": Decimal(0), "net_content_uom": "KGM"}, "net-content"),
        ({"net_content": Decimal("NaN"), "net_content_uom": "KGM"}, "net-content"),
        ({"net_content": Decimal("1e400"), "net_content_uom": "KGM"}, "net-content"),
        ({"net_content": Decimal(1), "net_content_uom": "kg"}, "uom"),
        ({"kind": "half"}, "product-kind"),
        ({"name": ""}, "name-missing"),
        ({"name": "x" * 201}, "too-long"),
        ({"description": "\ud800"}, "characters"),
    ],
)
def test_what_cannot_be_is_refused(world, changes, code):
    with pytest.raises(Refused) as refused:
        add(world, **changes)
    assert refused.value.code == code
    assert not Product.objects.exists()


@pytest.mark.parametrize(
    "changes",
    [
        {"gtin": "123"},
        {"name": ""},
        {"kind": "half"},
        {"net_content": 1},
        {"net_content_uom": "KGM"},
        {"prefix_length": 3},
    ],
)
def test_the_database_refuses_it_too(world, changes):
    product = add(world)
    with pytest.raises(IntegrityError), transaction.atomic():
        Product.objects.filter(pk=product.pk).update(**changes)


def test_an_organisation_registers_only_its_own(world):
    shop = world.actor(world.shop, Role.QUALITY_MANAGER)
    assert add(world, by=shop).recorded_by == world.shop
    with pytest.raises(NotPermitted):
        add(world, gtin="9521141123454", by=shop)
    with pytest.raises(NotPermitted):
        add(world, gtin="4006381333931", by=shop)
    with pytest.raises(NotPermitted):
        add(world, by=world.actor(world.shop, Role.WAREHOUSE))
    with pytest.raises(Refused) as refused:
        add(world, organisation=world.dairy, by=world.actor(world.dairy))
    assert str(refused.value) == f"{GTIN} belongs to another organisation"
    assert add(world, gtin="4006381333931", by=world.actor(world.dairy)).organisation == world.shop


def test_products_and_names_come_in_bulk(world, django_assert_num_queries):
    add(world)
    with django_assert_num_queries(1):
        found = queries.products([GTIN, "00000000000000"])
        assert {gtin: row.organisation.name for gtin, row in found.items()} == {GTIN: "Corner Shop"}
    with django_assert_num_queries(1):
        assert queries.names_of_products([GTIN]) == {GTIN: Names("Milk", "牛奶")}
    assert queries.products([]) == {}


def test_units_convert_by_stated_factors_alone(world, django_assert_num_queries):
    milk = add(world)
    for product, from_uom, to_uom, factor in [
        (milk, "CS", "EA", "12"),
        (None, "KGM", "GRM", "1000"),
        (None, "CS", "EA", "6"),
    ]:
        operations.set_unit_factor(
            product=product, from_uom=from_uom, to_uom=to_uom, factor=Decimal(factor), by=None
        )
    with django_assert_num_queries(1):
        factors = queries.factors([GTIN])

    def convert(value, from_uom, to_uom, gtin=GTIN):
        return factors.convert(Decimal(value), gtin=gtin, from_uom=from_uom, to_uom=to_uom)

    assert convert("2", "CS", "EA") == 24
    assert convert("2", "CS", "EA", gtin="00000000000017") == 12
    assert convert("36", "EA", "CS") == 3
    assert convert("2.5", "KGM", "GRM") == Decimal("2500.0")
    assert convert("7", "LTR", "LTR") == 7
    assert convert("1", "CS", "GRM") is None, "factors are not chained"


def test_general_factors_are_read_without_products(world):
    operations.set_unit_factor(product=None, from_uom="KGM", to_uom="GRM", factor=Decimal(1000), by=None)

    assert queries.factors([]).by_pair == {("", "KGM", "GRM"): Decimal(1000)}


def test_a_factor_is_stated_once(world):
    for factor in (6, 12):
        operations.set_unit_factor(product=None, from_uom="CS", to_uom="EA", factor=Decimal(factor), by=None)
    assert str(UnitFactor.objects.get()) == "1 CS = 12 EA"
    with pytest.raises(IntegrityError), transaction.atomic():
        UnitFactor.objects.create(from_uom="CS", to_uom="EA", factor=1)


@pytest.mark.parametrize(
    ("from_uom", "to_uom", "factor", "code"),
    [
        ("KGM", "KGM", "1", "units-equal"),
        ("KGM", "gram", "1", "uom"),
        ("KGM", "GRM", "0", "factor"),
        ("KGM", "GRM", "Infinity", "factor"),
    ],
)
def test_a_factor_that_cannot_be_is_refused(world, from_uom, to_uom, factor, code):
    with pytest.raises(Refused) as refused:
        operations.set_unit_factor(
            product=None, from_uom=from_uom, to_uom=to_uom, factor=Decimal(factor), by=None
        )
    assert refused.value.code == code


def test_factors_for_every_product_are_the_operators(world):
    with pytest.raises(NotPermitted):
        operations.set_unit_factor(
            product=None, from_uom="KGM", to_uom="GRM", factor=Decimal(9), by=world.actor(world.shop)
        )
    assert not UnitFactor.objects.exists()
