"""What the search box takes besides identifiers: a lot number, a serial, a product's GTIN."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from headwater.backoffice.explorer import finding
from headwater.catalog import operations as catalog
from headwater.parties.models import Membership, Organisation, Person
from headwater.tracing import searching
from tests.app.tracing.capturing import at, event, gtin, item, lot, made, place

if TYPE_CHECKING:
    from django.http import HttpResponse

    from tests.app.tracing.capturing import Cast


def _client(organisation: int, role: str = "quality_manager") -> Client:
    person = Person.objects.create_user(f"{role}{organisation}", is_staff=True)
    Membership.objects.create(person=person, organisation_id=organisation, role=role)
    client = Client(headers={"accept-language": "en"})
    client.force_login(person)
    return client


@pytest.fixture
def manager(cast: Cast) -> Client:
    """A quality manager of the organisation that operates; one lot of two products, and items of one of them."""
    catalog.add_product(
        gtin=gtin(1),
        organisation=Organisation.objects.get(pk=cast.dairy),
        name="Tanker milk",
        name_zh="罐车奶",
        by=None,
    )
    cast.capture(
        made(61, [item(1, "A1"), item(1, "A2")], lot_number="TK-0302", **at(place(1))),
        made(62, [item(1, "A3")]),
        event("ObjectEvent", 63, action="ADD", quantity_list=[lot(2, "TK-0302"), lot(2, "TK-0303")]),
    )
    return _client(cast.dairy)


def _ask(client: Client, text: str, language: str = "en", **more: object) -> HttpResponse:
    return client.get(
        reverse("backoffice:explorer"), {"q": text, **more}, headers={"accept-language": language}
    )  # type: ignore[return-value]


def test_one_hit_goes_straight_to_its_trace(manager: Client) -> None:
    for text, subject in (("TK-0303", lot(2, "TK-0303")), (" A2 ", item(1, "A2"))):
        answer = _ask(manager, text, direction="forward")
        assert answer.status_code == 302
        asked = parse_qs(urlsplit(answer["Location"]).query)
        assert asked == {"q": [subject], "direction": ["forward"]}
        assert f'data-id="{subject}"' in _ask(manager, subject).content.decode()


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ["What bears the number TK-0302", "Tanker milk", "1 March 2026 01:01", ">Lot<"]),
        ("zh-CN", ["带有编号 TK-0302 的批次和单品", "罐车奶", "2026年3月1日 01:01", ">批次<"]),
    ],
)
def test_several_hits_are_listed_with_their_products(manager: Client, language: str, said: list[str]) -> None:
    answer = _ask(manager, "TK-0302", language)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert [text for text in said if text not in page] == []
    assert all(f"?q=https%3A%2F%2Fid.gs1.org%2F01%2F{gtin(n)}%2F10%2FTK-0302" in page for n in (1, 2))
    assert "data-id" not in page


@pytest.mark.parametrize("spelling", ["{}", "(01){}", "https://brand.example/01/{}"])
def test_a_gtin_lists_the_lots_of_the_product(manager: Client, spelling: str) -> None:
    page = _ask(manager, spelling.format(gtin(1))).content.decode()
    assert "Lots of Tanker milk" in page
    assert "1 item of this product is recorded without a lot" in page
    assert "TK-0302" in page
    assert "TK-0303" not in page
    assert "产品有 1 个单品的记录没有批次" in _ask(manager, gtin(1), "zh-CN").content.decode()


def test_lots_come_by_pages(manager: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding, "LISTED", 1)
    page = _ask(manager, gtin(2)).content.decode()
    assert "Earlier lots" in page
    before = page.partition("&amp;before=")[2].partition('"')[0]
    older = _ask(manager, gtin(2), before=before).content.decode()
    assert ("TK-0303" in page, "TK-0302" in page) != ("TK-0303" in older, "TK-0302" in older)
    assert "Earlier lots" not in older
    assert _ask(manager, gtin(2), before="x").status_code == 400


@pytest.mark.parametrize(
    ("number", "spelling"),
    [
        ("批次1", "(01){gtin}(10)批次1"),
        ("批次1", "（01） {gtin} （10） 批次１"),
        ("批次1", "https://brand.example/01/{gtin}/10/批次1"),
        ("批次1", "https://brand.example/01/{gtin}/10/%E6%89%B9%E6%AC%A11"),
        ("批次1", "批次1"),
        ("L" * 21, "(01){gtin}(10)" + "L" * 21),
        ("L" * 21, "L" * 21),
    ],
)
def test_a_lot_whose_number_is_no_gs1_value_has_an_address_that_works(
    manager: Client,
    cast: Cast,
    number: str,
    spelling: str,
) -> None:
    cast.capture(made(70, [item(4, 1)], lot_number=number))
    subject = f"urn:headwater:lot:{gtin(4)}:{quote(number)}"

    answer = _ask(manager, spelling.format(gtin=gtin(4)))

    assert (answer.status_code, parse_qs(urlsplit(answer["Location"]).query)) == (302, {"q": [subject]})
    page = manager.get(answer["Location"])
    assert f'data-id="{subject}"' in page.content.decode()
    trace = manager.get(reverse("backoffice:trace"), {"id": subject})
    assert trace.json()["subject"]["lot"] == number


@pytest.mark.parametrize(
    "spelling", ["(01) {} (10) TK-0303", "（０１）{}（１０）TK-0303", "（01） {}（10）TK－0303"]
)
def test_blanks_and_wide_characters_are_read(manager: Client, spelling: str) -> None:
    page = _ask(manager, spelling.format(gtin(2)))
    assert f'data-id="{lot(2, "TK-0303")}"' in page.content.decode()


@pytest.mark.parametrize(
    ("spelling", "english", "chinese"),
    [
        (
            "(01){}(10)批次9",
            "Position 1 of the value “批次9” of AI (10) is “批”, which is not in GS1 character set 82",
            "应用标识符（10）的值“批次9”第 1 位是“批”，不在 GS1 字符集 82 之内",
        ),
        (
            "(01){}(10)" + "L" * 22,
            "of AI (10) has 22 characters; at most 20 are allowed.",
            "应用标识符（10）的值“" + "L" * 22 + "”有 22 个字符，最多允许 20 个。",
        ),
        (
            "https://brand.example/01/{}/10/A B",
            "Position 2 of the value “A B” of AI (10) is “ ”, which is not in GS1 character set 82",
            "应用标识符（10）的值“A B”第 2 位是“ ”，不在 GS1 字符集 82 之内",
        ),
        (
            "https://brand.example/01/{}/10/A%B",
            "In “A%B” the percent sign at position 2 is not followed by two hexadecimal digits",
            "“A%B”中第 2 位的百分号",
        ),
        (
            "https://brand.example/01/{}/10/A/B",
            "the value “A/B” of AI (10) has a slash; in a link it is written %2F.",
            "应用标识符（10）的值“A/B”含有斜杠；在链接中应写作 %2F。",
        ),
    ],
)
def test_what_is_no_value_and_is_not_recorded_is_told_with_its_reason(
    manager: Client, spelling: str, english: str, chinese: str
) -> None:
    for language, said in (("en", english), ("zh-CN", chinese)):
        answer = _ask(manager, spelling.format(gtin(2)), language)
        assert answer.status_code == 400
        assert said in html.unescape(answer.content.decode())


def test_that_there_are_more_is_said_with_how_to_find_one(
    manager: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "There are more" not in _ask(manager, "TK-0302").content.decode()
    monkeypatch.setattr(searching, "MOST", 1)

    page = _ask(manager, "TK-0302").content.decode()
    assert "There are more: of lots and of items at most 1 are listed." in page
    assert "还有更多：批次和单品各最多列出 1 个。" in _ask(manager, "TK-0302", "zh-CN").content.decode()


@pytest.mark.parametrize("text", ["TK-0302", "A1", gtin(1), "TK-9999", "20260302", gtin(9)])
def test_a_stranger_is_told_the_same_of_what_is_and_what_is_not(
    manager: Client,
    cast: Cast,
    text: str,
) -> None:
    stranger = _client(cast.shop, "dealer")
    answer = _ask(stranger, text)
    assert answer.status_code == 404
    assert f"No product, lot or serial “{text}” is recorded that you may see." in answer.content.decode()
    assert (
        f"没有您可查看的产品、批次或序列号“{text}”的记录。" in _ask(stranger, text, "zh-CN").content.decode()
    )


@pytest.mark.parametrize("text", ["\0", "TK-0303\0", "urn:x:y\0", "A1\0", "A1\x1b"])
def test_a_text_with_control_characters_finds_nothing(manager: Client, text: str) -> None:
    assert _ask(manager, text).status_code in (400, 404)
    assert _ask(manager, text, "zh-CN").status_code in (400, 404)
    assert "data-id" not in _ask(manager, text).content.decode()


@pytest.mark.parametrize("text", ["ＴＫ－０３０３", "TK%2D0303"])
def test_wide_characters_and_escapes_are_read_in_a_number_alone(manager: Client, text: str) -> None:
    assert parse_qs(urlsplit(_ask(manager, text)["Location"]).query) == {"q": [lot(2, "TK-0303")]}


ADDRESSES = [("explorer", "q"), ("trace", "id"), ("thing", "id"), ("export", "id")]
"""Of the explorer, each with the parameter that names the subject."""


@pytest.mark.parametrize(("name", "subject"), ADDRESSES)
def test_the_last_moment_of_all_can_be_asked_for(manager: Client, name: str, subject: str) -> None:
    for zone in ("Z", "+14:00"):
        asked = {subject: item(1, "A1"), "at": f"9999-12-31T23:59:59.999999{zone}"}
        assert manager.get(reverse(f"backoffice:{name}"), asked).status_code == 200


@pytest.mark.parametrize(
    ("language", "said"), [("en", "outside the years 1 to 9999"), ("zh-CN", "时间超出公元 1 年至 9999 年")]
)
@pytest.mark.parametrize("at", ["9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00"])
@pytest.mark.parametrize(("name", "subject"), ADDRESSES)
def test_a_time_that_utc_has_not_is_refused(
    manager: Client, name: str, subject: str, at: str, language: str, said: str
) -> None:
    for field in ("at", "known_time"):
        asked = {subject: item(1, "A1"), field: at}
        answer = manager.get(reverse(f"backoffice:{name}"), asked, headers={"accept-language": language})
        assert answer.status_code == 400
        problem = answer["Content-Type"] == "application/problem+json"
        assert said in (answer.json()["detail"] if problem else answer.content.decode())


def test_what_is_wrong_with_an_identifier_is_still_said(manager: Client) -> None:
    page = _ask(manager, "(01)09506000134353(21)1")
    assert page.status_code == 400
    assert "in AI (01) is 3; it should be 2." in page.content.decode()


def test_the_menu_has_no_box_that_finds_no_lots(manager: Client) -> None:
    assert "nav-filter" not in manager.get("/backoffice/").content.decode()
