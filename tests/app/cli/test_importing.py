"""Master data from CSV files by the command."""

from __future__ import annotations

import json

import pytest

from headwater.catalog.models import Product
from headwater.parties.models import Location, Organisation

ORGANISATIONS = "name,name_zh,gln,prefixes\nValley Dairy,山谷乳业,9506000100012,9506000\nCorner Shop,,,\n"
LOCATIONS = (
    "id,organisation,name,kind,latitude,longitude\n"
    '9506000200026,Valley Dairy,"Valley Dairy, plant",plant,31.2304,121.4737\n'
)
PRODUCTS = (
    "gtin,organisation,name,name_zh,net_content,uom\n"
    '09506000134352,9506000100012,"Milk powder, 800 g",奶粉 800 克,0.8,KGM\n'
)


@pytest.fixture
def table(tmp_path):
    """Writes a file and answers its path."""

    def write(text, encoding="utf-8"):
        file = tmp_path / "table.csv"
        file.write_bytes(text.encode(encoding))
        return file

    return write


def test_organisations_locations_and_products(headwater, table):
    assert headwater("import", "organisations", table(ORGANISATIONS)).out == "2 lines imported\n"
    assert headwater("import", "locations", table(LOCATIONS)).out == "1 line imported\n"
    assert headwater("import", "products", table(PRODUCTS)).out == "1 line imported\n"
    place, product = Location.objects.get(), Product.objects.get()
    assert (place.key, place.organisation.name, str(place.latitude)) == (
        "414/9506000200026",
        "Valley Dairy",
        "31.230400",
    )
    assert (product.gtin, product.name_zh, product.organisation) == (
        "09506000134352",
        "奶粉 800 克",
        place.organisation,
    )
    assert [prefix.digits for prefix in place.organisation.prefixes.all()] == ["9506000"]


def test_again_changes_nothing(headwater, table):
    for _time in range(2):
        assert headwater("import", "organisations", table(ORGANISATIONS)).out == "2 lines imported\n"
    assert Organisation.objects.count() == 2


def test_file_of_a_chinese_spreadsheet(headwater, table):
    file = table(ORGANISATIONS, "gb18030")
    assert headwater("import", "organisations", file, language="zh").out == "已导入 2 行\n"
    assert Organisation.objects.get(name="Valley Dairy").name_zh == "山谷乳业"


def test_each_problem_has_its_line_and_nothing_is_imported(headwater, table):
    file = table(
        "id,organisation,name,kind,latitude,longitude\n"
        "9506000200026,Valley Dairy,Plant,plant,,\n"
        "9506000200027,Valley Dairy,Plant,plant,,\n"
        "9506000200033,Nobody,Shop,store,,\n"
        "9506000200033,Valley Dairy,,store,,\n"
        "9506000200033,Valley Dairy,Shop,palace,,\n"
        "9506000200033,Valley Dairy,Shop,store,north,\n"
        "9506000200033,Valley Dairy,Shop,store,31,\n"
    )
    headwater("organisation", "add", "Valley Dairy")
    said = headwater("import", "locations", file, code=1)
    assert said.out == ""
    assert said.err.splitlines()[1:] == [
        f"{file}, line 4, organisation: No organisation is known as Nobody",
        f"{file}, line 5, name: A value is required",
        f"{file}, line 6, kind: palace is none of farm, plant, warehouse, vehicle, dealer, store, party, other",
        f"{file}, line 7, latitude: north is no number",
        f"{file}, line 8, latitude: Latitude and longitude come together",
        "Nothing was imported.",
    ]
    assert said.err.startswith(f"{file}, line 3, id: ")
    assert "check digit" in said.err.splitlines()[0]
    assert not Location.objects.exists()


def test_problems_in_chinese(headwater, table):
    file = table("gtin,name,colour\n")
    said = headwater("import", "products", file, code=1, language="zh")
    assert said.err.splitlines()[0] == f"{file}，第 1 行，organisation 列：缺少此列"
    assert said.err.splitlines()[-1] == "没有导入任何内容。"


def test_every_problem_of_a_line_is_told_in_chinese(headwater, table):
    file = table("gtin,organisation,name,net_content\n123,Nobody,,many\n")
    said = headwater("import", "products", file, code=1, language="zh")
    assert said.err.splitlines() == [
        f"{file}，第 2 行，gtin 列：单独 3 位数字既不是 GTIN（8、12、13 或 14 位），也不是 SSCC（18 位）。",
        f"{file}，第 2 行，organisation 列：没有名为或编码为 Nobody 的组织",
        f"{file}，第 2 行，name 列：此处必须填写",
        f"{file}，第 2 行，net_content 列：many 不是数字",
        "没有导入任何内容。",
    ]
    assert not Product.objects.exists()


def test_problems_as_json(headwater, table):
    said = headwater("import", "organisations", table("name,gln\n,\n"), "--json")
    assert json.loads(said.out) == {"success": True, "imported": 0, "problems": []}
    said = headwater("import", "organisations", table("name,gln\n,9506000100012\n"), "--json", code=1)
    assert json.loads(said.out) == {
        "success": False,
        "imported": 0,
        "problems": [{"line": 2, "column": "name", "code": "required", "message": "A value is required"}],
    }


def test_of_many_problems_people_see_the_first(headwater, table):
    said = headwater("import", "organisations", table("name,gln\n" + ",9506000100012\n" * 53), code=1)
    assert len(said.err.splitlines()) == 52
    assert said.err.splitlines()[-2:] == ["… and 3 more: --json has all", "Nothing was imported."]


def test_file_that_is_no_table(headwater, table, tmp_path):
    file = tmp_path / "none.csv"
    assert headwater("import", "products", file, code=1).err == f"{file}: No such file or directory\n"
    file = table("\0")
    assert headwater("import", "products", file, code=1).err.startswith(
        f"{file}, line 1: The file is neither "
    )


def test_file_that_is_too_large(headwater, table, monkeypatch):
    monkeypatch.setattr("headwater.parties.tables.MAX_BYTES", 10)
    said = headwater("import", "organisations", table(ORGANISATIONS), code=1)
    assert ", line 1: The file is larger than 10 bytes\n" in said.err
