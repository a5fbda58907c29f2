from __future__ import annotations

from decimal import Decimal

import pytest

from headwater.parties import imports, tables
from headwater.parties.models import CompanyPrefix, Location, Organisation
from headwater.parties.tables import TableRefused

TABLE = """name,name_zh,gln,prefixes,operating
Green Farm,绿野牧场,9521141000007,9521142 9521143,no
Second Farm,第二牧场,,,
"""
LOCATIONS = """id,organisation,name,name_zh,kind,parent,latitude,longitude
9506000134352,Corner Shop,Shop,商店,store,,48.137154,11.576124
(414)9506000134352(254)1,街角商店,Shelf,货架,,9506000134352,,
"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_organisations_come_from_a_file(parties, encoding):
    for _ in range(2):
        imports.organisations(TABLE.encode(encoding), by=None)

    rows = Organisation.objects.filter(name__endswith="Farm").order_by("name")
    assert list(rows.values_list("name", "name_zh", "key", "operating")) == [
        ("Green Farm", "绿野牧场", "417/9521141000007", False),
        ("Second Farm", "第二牧场", None, False),
    ]
    assert list(CompanyPrefix.objects.filter(organisation=rows[0]).values_list("digits", flat=True)) == [
        "9521142",
        "9521143",
    ]


def test_locations_come_from_a_file(parties):
    for _ in range(2):
        imports.locations(LOCATIONS.encode(), by=parties.actor(parties.dairy))

    shelf = Location.objects.get(key="414/9506000134352/254/1")
    assert shelf.parent is not None
    assert (shelf.parent.kind, shelf.parent.latitude) == ("store", Decimal("48.137154"))
    assert Location.objects.count() == 3


def test_every_problem_is_named_and_nothing_imported(parties):
    table = LOCATIONS + (
        "9506000134353,Corner Shop,Wrong,,,,,\n"
        ",Corner Shop,No id,,,,,\n"
        "https://example.com/1,Corner Shop,Odd,,moon,,,\n"
        "https://example.com/1,Corner Shop,Lost,,,https://example.com/2,,\n"
        "https://example.com/1,Corner Shop,Half,,,,1,\n"
        "https://example.com/1,Corner Shop,NaN,,,,NaN,1\n"
    )
    with pytest.raises(TableRefused) as refused:
        imports.locations(table.encode(), by=None)

    assert [(problem.line, problem.column, problem.code) for problem in refused.value.problems] == [
        (4, "id", "check-digit"),
        (5, "id", "required"),
        (6, "kind", "choice"),
        (7, "parent", "location-unknown"),
        (8, "latitude", "coordinates"),
        (9, "latitude", "number"),
    ]
    assert Location.objects.count() == 2
    assert Location.objects.get(key="414/9506000134352").name == "Counter", "as it was"


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", "line 1, name: This column is missing"),
        (b"name,colour\n", "line 1, colour: There is no such column; known are name"),
        (b"name,name\n", "line 1, name: This column stands twice"),
        (b"\xff\xff\xff", "line 1: The file is neither UTF-8 nor GB18030 text"),
        (b"name\n\0\n", "line 1: The file is neither UTF-8 nor GB18030 text"),
        (b" " * (tables.MAX_BYTES + 1), "line 1: The file is larger than 20000000 bytes"),
        (b"name\n" + b"a\n" * (tables.MAX_ROWS + 1), "line 100002: The table has more than 100000 lines"),
    ],
    ids=range(7),
)
def test_what_is_no_table_is_refused(data, problem):
    with pytest.raises(TableRefused) as refused:
        tables.read(data, required=["name"], optional=[])
    assert str(refused.value) == problem


def test_empty_lines_are_passed_over():
    table = tables.read(b" Name\r\n\r\n a \r\n", required=["name"], optional=[])

    assert [(line.number, line.text("name")) for line in table.lines] == [(3, "a")]
    assert table.problems == ()


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"name\na,b\n", "line 2: There are more values than columns"),
        (b'name\n"a\n', "line 2: A quotation mark is not closed"),
        (
            b'name\n"a"b\n',
            "line 2: After a closing quotation mark there should be a comma or the end of the line",
        ),
        (
            b"name\n" + b"a" * 140_000,
            "line 2: This is no CSV: field larger than field limit (131072)",
        ),
    ],
    ids=range(4),
)
def test_what_is_wrong_with_the_form_of_a_line(parties, data, problem):
    with pytest.raises(TableRefused) as refused:
        imports.organisations(data, by=None)
    assert str(refused.value) == problem
    assert not Organisation.objects.filter(name="a").exists()


def test_every_problem_of_every_line_is_told_at_once(parties):
    table = (
        "id,organisation,name,kind,parent,latitude,longitude\n"
        "9506000134353,Nobody,,moon,nothing,north,east\n"
        "https://example.com/1,Corner Shop,Hall,moon,,,\n"
        "https://example.com/2,Corner Shop,Room,,https://example.com/1,,,more\n"
        "https://example.com/3,Corner Shop," + "x" * 201 + ",,https://example.com/3,,\n"
        'https://example.com/4,Corner Shop,"Cut'
    )
    with pytest.raises(TableRefused) as refused:
        imports.locations(table.encode(), by=None)

    assert [(problem.line, problem.column, problem.code) for problem in refused.value.problems] == [
        (2, "id", "check-digit"),
        (2, "organisation", "organisation-unknown"),
        (2, "name", "required"),
        (2, "kind", "choice"),
        (2, "parent", "unrecognised"),
        (2, "latitude", "number"),
        (2, "longitude", "number"),
        (3, "kind", "choice"),
        (4, "", "too-many"),
        (4, "parent", "location-refused"),
        (5, "name", "too-long"),
        (5, "parent", "location-unknown"),
        (6, "", "csv"),
    ]
    assert not Location.objects.filter(key__startswith="https:").exists()


def test_each_wrong_prefix_of_an_organisation_is_told(parties):
    table = "name,prefixes,operating\nFarm,95 9521142 x,maybe\nGrove,95 9521142 x,\n"
    with pytest.raises(TableRefused) as refused:
        imports.organisations(table.encode(), by=None)

    assert str(refused.value).splitlines() == [
        "line 2, operating: maybe is none of yes, no",
        "line 3, prefixes: A GS1 company prefix has 4 to 12 digits, not 95",
        "line 3, prefixes: A GS1 company prefix has 4 to 12 digits, not x",
    ]
    assert not CompanyPrefix.objects.filter(digits="9521142").exists()


def test_two_lines_about_one_thing_are_refused_however_they_spell_it(parties):
    table = (
        "id,organisation,name\n"
        "9521234000013,Corner Shop,A\n"
        "9521234000020,Corner Shop,B\n"
        "urn:epc:id:sgln:9521234.00001.0,Corner Shop,C\n"
    )
    with pytest.raises(TableRefused) as refused:
        imports.locations(table.encode(), by=None)
    assert str(refused.value) == "line 4: Line 2 is about the same"
    assert not Location.objects.filter(gln="9521234000013").exists()

    with pytest.raises(TableRefused, match="line 3: Line 2 is about the same"):
        imports.organisations(b"name\nNew\nNew\n", by=None)


@pytest.mark.parametrize("number", ["1_0", "0x1", "٣"])
def test_numbers_are_written_as_people_write_them(parties, number):
    table = f"id,organisation,name,latitude,longitude\n9521234000013,Corner Shop,A,{number},1\n"
    with pytest.raises(TableRefused, match="is no number"):
        imports.locations(table.encode(), by=None)


def test_no_table_says_that_the_operating_organisation_no_longer_operates(parties):
    with pytest.raises(TableRefused) as refused:
        imports.organisations(b"name,operating\nClearwater Dairy,no\n", by=None)
    assert str(refused.value) == "line 2, operating: It operates this deployment, and no table changes that"
    imports.organisations(b"name,operating\nClearwater Dairy,\nClearwater Farm,no\n", by=None)
