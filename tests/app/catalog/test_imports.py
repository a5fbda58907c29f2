from __future__ import annotations

import pytest

from headwater.catalog import imports
from headwater.catalog.models import Product
from headwater.parties.tables import TableRefused

TABLE = """gtin,organisation,name,name_zh,kind,net_content,uom
9506000134352,9506000134352,Milk,牛奶,finished,0.5,LTR
09521141123454,Clearwater Dairy,Cream,奶油,semi-finished,,
"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_products_come_from_a_file(world, encoding):
    for _ in range(2):
        imports.products(TABLE.encode(encoding), by=world.actor(world.dairy))

    assert list(
        Product.objects.order_by("gtin").values_list("gtin", "name", "name_zh", "organisation__name", "kind")
    ) == [
        ("09506000134352", "Milk", "牛奶", "Corner Shop", "finished"),
        ("09521141123454", "Cream", "奶油", "Clearwater Dairy", "semi-finished"),
    ]


def test_every_problem_is_named_and_nothing_imported(world):
    table = TABLE + (
        "9506000134353,Corner Shop,Wrong,,,,\n"
        "4006381333931,Nobody,Orphan,,,,\n"
        "4006381333931,Corner Shop,Odd,,half,,\n"
        '4006381333931,Corner Shop,"Two\nlines",,,many,LTR\n'
        "4006381333931,Corner Shop,Lone,,,1,\n"
    )
    with pytest.raises(TableRefused) as refused:
        imports.products(table.encode(), by=None)

    assert [(problem.line, problem.column) for problem in refused.value.problems] == [
        (4, "gtin"),
        (5, "organisation"),
        (6, "kind"),
        (8, "net_content"),
        (9, "net_content"),
    ]
    assert [str(problem) for problem in refused.value.problems[1:]] == [
        "line 5, organisation: No organisation is known as Nobody",
        "line 6, kind: half is none of raw, semi-finished, finished, unknown",
        "line 8, net_content: many is no number",
        "line 9, net_content: Net content and its unit come together",
    ]
    assert not Product.objects.exists()
