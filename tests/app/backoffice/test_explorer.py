"""The trace explorer's addresses: who may ask, what is understood, what comes back."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import msgspec
import pytest
from django.urls import reverse

from headwater.backoffice.explorer import asked as reading
from headwater.backoffice.explorer.vocabulary import words
from tests.app.backoffice.asking import text_of
from tests.app.portal import dairy_answers as dairy

if TYPE_CHECKING:
    from django.test import Client

    from headwater.parties.actors import Viewer

Questions = list[tuple[str, "Viewer", dict[str, object]]]
KEY = dairy.CAN_PATH.removeprefix("/")
SERIAL = KEY.rpartition("/")[2]


@pytest.mark.parametrize("name", ["explorer", "trace", "thing", "export"])
def test_strangers_are_sent_to_the_door(client: Client, db: None, name: str) -> None:
    response = client.get(reverse(f"backoffice:{name}"), {"id": dairy.CAN})

    assert response.status_code == 302
    assert response["Location"].startswith("/backoffice/login/")


@pytest.mark.parametrize("name", ["trace", "thing", "export"])
def test_without_a_role_nothing_is_answered(nobody: Client, asked: Questions, name: str) -> None:
    response = nobody.get(reverse(f"backoffice:{name}"), {"id": dairy.CAN})

    assert response.status_code == 403
    assert response["Content-Type"] == "application/problem+json"
    assert json.loads(response.content)["type"] == "urn:headwater:problem:Security"
    assert asked == []


@pytest.mark.parametrize(
    "spelling",
    [
        dairy.CAN,
        f"https://brand.example/01/{dairy.GTIN}/21/{SERIAL}?17=280101",
        f"(01){dairy.GTIN}(21){SERIAL}",
        f"01{dairy.GTIN}21{SERIAL}",
        f"]d201{dairy.GTIN}21{SERIAL}",
        f"]d201{dairy.GTIN}10B-2026-061\x1d21{SERIAL}",
        f"]C101{dairy.GTIN}10B-2026-061<GS>21{SERIAL}",
        f"]Q301{dairy.GTIN}10B-2026-061␝21{SERIAL}",
        f"urn:epc:id:sgtin:9506000.013435.{SERIAL}",
        f"  {dairy.CAN}\n",
    ],
)
def test_any_spelling_is_the_same_question(manager: Client, asked: Questions, spelling: str) -> None:
    page = manager.get(reverse("backoffice:explorer"), {"q": spelling})
    answer = manager.get(reverse("backoffice:trace"), {"id": spelling})

    assert f'data-id="{dairy.CAN}"' in text_of(page)
    assert answer.status_code == 200
    assert [key for key, _, _ in asked] == [KEY]


@pytest.mark.parametrize(
    ("language", "expected"),
    [("en", "in AI (01) is 3; it should be 2."), ("zh-hans", "的校验码是 3，应为 2。")],
)
def test_what_is_wrong_is_said_beside_the_box(manager: Client, language: str, expected: str) -> None:
    wrong = f"(01)0950600013435{3}(21)1"
    page = manager.get(reverse("backoffice:explorer"), {"q": wrong}, headers={"accept-language": language})

    assert page.status_code == 400
    assert expected in text_of(page)
    assert 'aria-invalid="true"' in text_of(page)


@pytest.mark.parametrize(
    ("parameters", "status", "detail"),
    [
        ({"id": "rubbish"}, 400, "“rubbish” is no EPC URN"),
        ({"id": ""}, 400, "There is no text here."),
        ({"id": dairy.CAN, "direction": "sideways"}, 400, "“sideways” is none of both, back, forward."),
        ({"id": dairy.CAN, "detail": "all"}, 400, "“all” is none of graph, objects."),
        ({"id": dairy.CAN, "at": "yesterday"}, 400, "“yesterday” is no date and time"),
        ({"id": dairy.CAN, "at": "2026-13-45T00:00"}, 400, "“2026-13-45T00:00” is no date and time"),
        (
            {"id": dairy.CAN, "at": "2026-03-02T08:00", "offset": "Peking"},
            400,
            "“Peking” is no distance from UTC",
        ),
        ({"id": dairy.CAN, "known_at": "-4"}, 400, "“-4” is no number of a record."),
        ({"id": dairy.CAN, "known_at": "9" * 30}, 400, "is no number of a record."),
        ({"id": dairy.CAN, "known_at": "4", "known_time": "2026-03-02T08:00"}, 400, "not both"),
        (
            {"id": "(01)09506000134352(21)NEVER"},
            404,
            "Nothing was ever recorded of 01/09506000134352/21/NEVER",
        ),
    ],
)
def test_refusals_are_problems_with_plain_words(
    manager: Client, asked: Questions, parameters: dict[str, str], status: int, detail: str
) -> None:
    response = manager.get(reverse("backoffice:trace"), parameters)

    assert response.status_code == status
    problem = json.loads(response.content)
    assert detail in problem["detail"]
    assert problem["type"] == f"urn:headwater:problem:{'Validation' if status == 400 else 'NoSuchName'}"


def test_what_is_no_cursor_is_refused(manager: Client) -> None:
    response = manager.get(reverse("backoffice:trace"), {"id": dairy.CAN, "cursor": "-1"})

    assert response.status_code == 400
    assert json.loads(response.content)["detail"] == "“-1” is no cursor of a trace."


def test_trace_is_the_answer_of_the_business_api(manager: Client, asked: Questions) -> None:
    response = manager.get(
        reverse("backoffice:trace"),
        {"id": dairy.CAN, "direction": "back", "detail": "objects", "cursor": "7"},
    )

    assert response.content == msgspec.json.encode(dairy.BOTH)
    assert asked[0][2] == {
        "direction": "back", "at": None, "known_at": None, "detail": "objects", "cursor": "7", "limit": 20_000,
        "within": None,
    }  # fmt: skip


def test_a_collapsed_node_is_listed_by_its_id(manager: Client, asked: Questions) -> None:
    manager.get(reverse("backoffice:trace"), {"id": dairy.CAN, "within": f"{dairy.LOT}#objects"})

    assert asked[0][2].pop("within") == f"{dairy.LOT}#objects"
    assert (asked[0][2]["detail"], asked[0][2]["limit"]) == ("objects", 50)


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({"at": "2026-03-02T08:00:00+08:00"}, "2026-03-02 08:00:00+08:00"),
        ({"at": "2026-03-02T08:00", "offset": "+08:00"}, "2026-03-02 08:00:00+08:00"),
        ({"at": "2026-03-02T08:00", "offset": "-03:30"}, "2026-03-02 08:00:00-03:30"),
        ({"at": "2026-03-02 08:00"}, "2026-03-02 08:00:00+00:00"),
        ({"at": "2026-03-02T08:00Z", "offset": "+08:00"}, "2026-03-02 08:00:00+00:00"),
        ({"at": "2026-03-02T08:00:00 08:00"}, "2026-03-02 08:00:00+08:00"),
    ],
)
def test_moment_is_on_the_clock_that_was_chosen(
    manager: Client, asked: Questions, parameters: dict[str, str], expected: str
) -> None:
    manager.get(reverse("backoffice:trace"), {"id": dairy.CAN, **parameters})

    assert str(asked[0][2]["at"]) == expected


def test_what_was_known_is_a_record_or_the_last_one_of_a_time(
    manager: Client, asked: Questions, monkeypatch: pytest.MonkeyPatch
) -> None:
    times = []
    monkeypatch.setattr(reading, "last_recorded", lambda at: times.append(at.isoformat()) or 41)
    then = {"id": dairy.CAN, "known_time": "2026-03-02T08:00", "offset": "+08:00"}
    for view in ("trace", "thing", "export"):
        text_of(manager.get(reverse(f"backoffice:{view}"), then))
        text_of(manager.get(reverse(f"backoffice:{view}"), {"id": dairy.CAN, "known_at": "40"}))

    assert {parameters["known_at"] for _, _, parameters in asked[::2]} <= {41, 40}
    assert sorted({parameters["known_at"] for _, _, parameters in asked}) == [40, 41]
    assert times == ["2026-03-02T08:00:00+08:00"] * 3


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", ["This is not the present.", "Events until 2026-03-02 08:00 UTC+08:00 count.", "up to record 40"]),
        ("zh-hans", ["这不是当前状态。", "只计 2026-03-02 08:00 UTC+08:00 之前的事件", "以截至第 40 号记录时已知的内容为准"]),
    ],
)  # fmt: skip
def test_a_look_back_is_said_to_be_one_and_kept_by_exports(
    manager: Client, asked: Questions, language: str, expected: list[str]
) -> None:
    page = text_of(
        manager.get(
            reverse("backoffice:explorer"),
            {"q": dairy.CAN, "at": "2026-03-02T08:00", "offset": "+08:00", "known_at": "40"},
            headers={"accept-language": language},
        )
    )

    assert [text for text in expected if text not in page] == []
    assert "at=2026-03-02T08%3A00%3A00%2B08%3A00&amp;known_at=40&amp;sheet=scope" in page
    assert '<option value="+08:00" selected>' in page
    assert "This is not the present." not in text_of(
        manager.get(reverse("backoffice:explorer"), {"q": dairy.CAN})
    )


def test_eyes_are_those_of_the_organisation_chosen(both: Client, asked: Questions) -> None:
    both.get(reverse("backoffice:trace"), {"id": dairy.CAN})
    page = both.get(reverse("backoffice:explorer"))
    choices = [int(value) for value in _values(text_of(page))]
    both.get(reverse("backoffice:explorer"), {"organisation": str(choices[-1])})
    both.get(reverse("backoffice:trace"), {"id": dairy.CAN})
    for none in ("999999", "9" * 5000, "１", "-1", ""):
        assert both.get(reverse("backoffice:explorer"), {"organisation": none}).status_code == 200
    both.get(reverse("backoffice:trace"), {"id": dairy.CAN})

    assert [(viewer.organisation_id, viewer.operating) for _, viewer, _ in asked] == [
        (choices[0], True),
        (choices[-1], False),
        (choices[-1], False),
    ]


@pytest.mark.parametrize(
    ("language", "start", "end"),
    [
        ("en", "As far as ", "North Dealer may see: others may know of newer places and states."),
        ("zh-hans", "仅就", "北方经销商可查看的内容而言：其他组织可能知道更新的地点和状态。"),
    ],
)
def test_whoever_does_not_see_all_is_told_so(
    both: Client, manager: Client, asked: Questions, language: str, start: str, end: str
) -> None:
    address, question = reverse("backoffice:explorer"), {"q": dairy.CAN}
    headers = {"accept-language": language}
    dealer = _values(text_of(both.get(address)))[-1]

    partial = text_of(both.get(address, question | {"organisation": dealer}, headers=headers))

    assert partial.count(start + end) == 1
    assert start not in text_of(manager.get(address, question, headers=headers))


def _values(page: str) -> list[str]:
    select = page.partition('name="organisation"')[2].partition("</select>")[0]
    return [part.partition('"')[0] for part in select.split('value="')[1:]]


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", ["Whole milk powder 800 g", "Is at", "Corner Shop, Haidian", "Shipped", "Responsible: Cold Road Logistics",
                "Temperature 3.9 °C … 9.4 °C alarm", "line-2", "Declared erroneous: it no longer counts."]),
        ("zh-hans", ["全脂奶粉 800克", "现位于", "海淀街角店", "已发运", "责任方：冷途物流", "温度 3.9 °C … 9.4 °C 报警"]),
    ],
)  # fmt: skip
def test_panel_tells_who_and_when(
    manager: Client, asked: Questions, language: str, expected: list[str]
) -> None:
    panel = text_of(
        manager.get(reverse("backoffice:thing"), {"id": dairy.CAN}, headers={"accept-language": language})
    )

    assert [text for text in expected if text not in panel] == []


def test_every_word_of_the_script_is_told(manager: Client) -> None:
    """What the script says is in its vocabulary, and nothing else is."""
    from tests.app.backoffice.scripts import said

    assert said() == set(words())


def test_policy_is_relaxed_here_alone(manager: Client, client: Client) -> None:
    inside = manager.get(reverse("backoffice:explorer"))["Content-Security-Policy"]
    outside = client.get("/health")["Content-Security-Policy"]

    assert "'unsafe-eval'" in inside
    assert "https:" not in inside
    assert "unsafe" not in outside
    assert "default-src 'none'" in outside
