"""What the pages say, in both languages, with which status and headers."""

from __future__ import annotations

import logging
import re
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import pytest
from django.contrib.staticfiles import finders

from headwater.portal.cards import LARGEST_PICTURE
from headwater.portal.life import SHOWN_AT_ALL
from headwater.tracing.answers import Node, Reading
from headwater.tracing.upstream import Upstream
from tests.app.portal import dairy_answers as dairy
from tests.app.portal.dairy_answers import CAN_PATH

if TYPE_CHECKING:
    from django.test import Client

LIMIT = 100_000
"""Bytes of a page with everything that it loads."""


def _words(client: Client, path: str, language: str = "en") -> str:
    page = client.get(path, headers={"accept-language": language}).content.decode()
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page)))


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        (
            "en-GB,en;q=0.9",
            [
                "Whole milk powder 800 g",
                "This code is ours",
                "You are the first to ask for it.",
                "check that the seal is unbroken",
                "Made 2 March 2026 Hohhot plant",
                "Where it comes from",
                "Raw milk lot F1-0301 Meadow Farm · 1 March 2026",
                "1 lot on the way from there",
                "2 March 2026 07:10 Given its code",
                "Shipped inside its packing Hohhot plant to Beijing cold store",
                "recorded by Cold Road Logistics",
                "From Hohhot plant to Beijing cold store 2.1 °C to 9.4 °C",
                "On 3 March 2026 at 00:00 a device raised an alarm: it had measured 3.9 °C to 9.4 °C.",
                "The allowed range was not told to us.",
                "That alone does not say that the product is spoiled. Ask the seller; if in doubt, do not use it.",
                "At Beijing cold store −0.5 °C to 4 °C",
                "Whoever recorded this withdrew it later; it does not count.",
                "Corner Shop, Haidian",
            ],
        ),
        (
            "zh-CN,zh;q=0.9,en;q=0.8",
            [
                "全脂奶粉 800克",
                "这是我们的码",
                "您是第一个查询它的人。",
                "请检查封口是否完好",
                "生产 2026年3月2日 呼和浩特工厂",
                "来源",
                "生乳 批次 F1-0301 青草牧场 · 2026年3月1日",
                "中间经过 1 个批次",
                "2026年3月2日 07:10 已赋码",
                "已发运 随包装一起",
                "由冷途物流记录",
                "从呼和浩特工厂到北京冷库 2.1 °C 至 9.4 °C",
                "设备报警 1 次，首次是 2026年3月3日 00:00：测得 3.9 °C 至 9.4 °C。 我们没有收到允许范围的数据。",
                "仅凭这一点不能说明产品已经变质。请询问卖家；如有疑虑，请勿使用。",
                "在北京冷库 −0.5 °C 至 4 °C",
                "海淀街角店",
            ],
        ),
    ],
)
def test_can_tells_its_life(
    answers: dict[str, object], phone: Client, language: str, expected: list[str]
) -> None:
    words = _words(phone, CAN_PATH, language)

    assert [text for text in expected if text not in words] == []


def test_no_english_is_left_on_the_chinese_page(answers: dict[str, object], phone: Client) -> None:
    words = _words(phone, CAN_PATH, "zh-CN")

    allowed = {"GTIN", "English", "Cookie", "B", "F", "T", "C", "K", "Q", "M", "XW"}
    assert set(re.findall(r"[A-Za-z]{3,}", words)) <= allowed


def test_page_never_says_genuine(answers: dict[str, object], phone: Client) -> None:
    assert not re.search(r"genuine|authentic", _words(phone, CAN_PATH), re.IGNORECASE)
    assert not re.search("正品|真品", _words(phone, CAN_PATH, "zh-CN"))


@pytest.mark.parametrize(
    ("verdict", "known", "status", "english", "chinese"),
    [
        ("issued", True, 200, "This code is ours", "这是我们的码"),
        ("issued", False, 200, "This code is ours, but not yet in use", "这是我们的码，但尚未启用"),
        ("unknown", True, 200, "This code is on record", "此码有记录"),
        ("unknown", False, 404, "We do not know this code", "我们不认识这个码"),
        ("forged", True, 404, "This code is not one of ours", "这不是我们的码"),
        ("forged", False, 404, "This code is not one of ours", "这不是我们的码"),
    ],
)
def test_verdicts(
    answers: dict[str, object],
    phone: Client,
    verdict: str,
    known: bool,
    status: int,
    english: str,
    chinese: str,
) -> None:
    answers["verdict"] = verdict
    if not known:
        answers["story"] = None

    assert phone.get(CAN_PATH).status_code == status
    assert english in _words(phone, CAN_PATH)
    assert chinese in _words(phone, CAN_PATH, "zh-CN")


@pytest.mark.parametrize(
    ("path", "status", "english", "chinese"),
    [
        ("/01/09506000134353/21/1", 400, "it should be 2", "应为 2"),
        ("/01/123/21/1", 400, "This code cannot be read", "无法读取这个码"),
        ("/01/09506000134352/21/" + "A" * 21, 400, "at most 20 are allowed", "最多允许 20 个"),
        ("/01/09506000134352/21/", 400, "AI (21) has no value.", "应用标识符（21）没有值。"),
        ("/00/395060001343520010", 400, "This code cannot be read", "无法读取这个码"),
        ("/414/9506000134376", 404, "There is no page for this kind of code", "这类码没有页面"),
        ("/01/00000000000000", 404, "We do not know this code", "我们不认识这个码"),
    ],
)
def test_codes_that_have_no_page_get_plain_words(
    answers: dict[str, object], phone: Client, path: str, status: int, english: str, chinese: str
) -> None:
    response = phone.get(path)

    assert response.status_code == status
    assert english in _words(phone, path)
    assert chinese in _words(phone, path, "zh-CN")


def test_class_is_the_product_and_not_a_pack(answers: dict[str, object], phone: Client) -> None:
    response = phone.get(f"/01/{dairy.GTIN}")

    assert response.status_code == 200
    assert response["Cache-Control"] == "private, max-age=300"
    assert "This address names the product, not your pack" in response.content.decode()


def test_lot_says_that_many_packs_share_it(answers: dict[str, object], phone: Client) -> None:
    response = phone.get(f"/01/{dairy.GTIN}/10/B-2026-061")

    assert response.status_code == 200
    assert "Many packs share one lot number" in response.content.decode()


@pytest.mark.parametrize(
    ("state", "english"),
    [
        ("recalled", "This product is recalled"),
        ("retail_sold", "If it is offered to you as new"),
        ("stolen", "Reported stolen"),
        ("expired", "Past its shelf life"),
    ],
)
def test_states_that_a_buyer_must_know(
    answers: dict[str, object], phone: Client, state: str, english: str
) -> None:
    answers["story"] = dairy.in_state(state)

    assert english in _words(phone, CAN_PATH)


def test_shelf_life_printed_in_the_code(answers: dict[str, object], phone: Client) -> None:
    assert "Good until 31 December 2049" in _words(phone, CAN_PATH + "?17=491231")
    assert "Past its shelf life It was good until 2 March 2024." in _words(phone, CAN_PATH + "?15=240302")


def test_recorded_shelf_life_counts_before_what_an_address_says(
    answers: dict[str, object], phone: Client
) -> None:
    answers["story"] = msgspec.structs.replace(dairy.STORY, dates={"itemExpirationDate": "2026-03-03"})

    words = _words(phone, CAN_PATH + "?17=491231")

    assert "Good until 3 March 2026 as recorded for its lot" in words
    assert "Past its shelf life It was good until 3 March 2026." in words
    assert "2049" not in words


def test_last_day_of_sale_is_no_end_of_the_shelf_life(answers: dict[str, object], phone: Client) -> None:
    answers["story"] = msgspec.structs.replace(dairy.STORY, dates={"sellByDate": "2026-03-03T00:00:00+08:00"})

    assert "To be sold by 3 March 2026" in _words(phone, CAN_PATH)
    assert "销售期至 2026年3月3日" in _words(phone, CAN_PATH, "zh-CN")
    assert "Past its shelf life" not in _words(phone, CAN_PATH)


def test_a_date_that_cannot_be_read_leaves_that_of_the_code(
    answers: dict[str, object], phone: Client
) -> None:
    answers["story"] = msgspec.structs.replace(dairy.STORY, dates={"itemExpirationDate": "next spring"})

    assert "Good until 31 December 2049 as printed in its code" in _words(phone, CAN_PATH + "?17=491231")


def test_more_lots_than_a_page_lists_are_counted(answers: dict[str, object], phone: Client) -> None:
    upstream = msgspec.structs.replace(dairy.UPSTREAM, unlisted=940)
    answers["story"] = msgspec.structs.replace(dairy.STORY, upstream=upstream)

    assert "940 more lots are recorded and not shown here." in _words(phone, CAN_PATH)
    assert "另有 940 个批次有记录" in _words(phone, CAN_PATH, "zh-CN")


def test_a_life_too_long_for_a_page_keeps_both_ends(answers: dict[str, object], phone: Client) -> None:
    steps = [msgspec.structs.replace(dairy.STEPS[0], position=n, event=f"urn:x:{n}") for n in range(5_000)]
    answers["story"] = dairy.with_steps(steps)
    page = phone.get(CAN_PATH).content

    assert page.count(b'<li class="step') == SHOWN_AT_ALL
    assert b"This life is longer than one page holds" in page
    assert len(page) + LARGEST_PICTURE < LIMIT


def test_what_says_nothing_to_a_reader_is_left_out(answers: dict[str, object], phone: Client) -> None:
    states = ["active", "in_progress", "in_transit", "conformant", "damaged"]
    answers["story"] = dairy.with_steps(
        [
            msgspec.structs.replace(dairy.STEPS[0], position=n, disposition=state)
            for n, state in enumerate(states)
        ]
    )

    english, chinese = _words(phone, CAN_PATH), _words(phone, CAN_PATH, "zh-CN")

    for silent in ("In use", "In progress", "On its way", "已启用", "流转中", "运输途中"):
        assert silent not in english + chinese
    assert "Meets its requirements · recorded by Headwater Dairy" in english
    assert "Damaged · recorded by Headwater Dairy" in english
    assert "已损坏 · 由源头乳业记录" in chinese


def test_the_lot_of_a_can_is_none_of_those_it_comes_from(answers: dict[str, object], phone: Client) -> None:
    words = _words(phone, CAN_PATH)
    sources = words[words.index("Where it comes from") : words.index("Its way")]

    assert "Raw milk, mixed lot T-118" in sources
    assert "B-2026-061" not in sources


def test_the_lot_of_a_carton_is_none_of_those_it_comes_from(
    answers: dict[str, object], phone: Client
) -> None:
    own = msgspec.structs.replace(
        dairy.UPSTREAM.sources[-1],
        lot=Node("https://id.gs1.org/01/19506000134359/10/BOX-77", "lot", "19506000134359", lot="BOX-77"),
    )
    upstream = msgspec.structs.replace(dairy.UPSTREAM, sources=(own, *dairy.UPSTREAM.sources))
    answers["story"] = msgspec.structs.replace(dairy.STORY, upstream=upstream)

    assert "BOX-77" not in _words(phone, CAN_PATH)


@pytest.mark.parametrize(
    ("changes", "english", "chinese"),
    [
        (
            {"type": "AssociationEvent", "action": "ADD", "biz_step": "installing", "inherited_from": dairy.PALLET},
            "The package around it was joined with a sensor, a vehicle or the like Hohhot plant",
            "外包装已与传感器或车辆等关联 呼和浩特工厂",
        ),
        (
            {"type": "AssociationEvent", "action": "DELETE", "biz_step": "removing", "inherited_from": dairy.PALLET},
            "The package around it was parted from a sensor, a vehicle or the like Hohhot plant",
            "外包装已与传感器或车辆等解除关联 呼和浩特工厂",
        ),
        (
            {"type": "AssociationEvent", "action": "ADD", "biz_step": None},
            "Joined with a sensor, a vehicle or the like Hohhot plant",
            "已与传感器或车辆等关联 呼和浩特工厂",
        ),
        (
            {"type": "AggregationEvent", "action": "DELETE", "biz_step": "unpacking", "inherited_from": dairy.PALLET},
            "The package around it was unpacked Hohhot plant",
            "外包装已拆开 呼和浩特工厂",
        ),
        (
            {"type": "AggregationEvent", "action": "ADD", "biz_step": "packing", "inherited_from": dairy.PALLET},
            "The package around it was packed Hohhot plant",
            "外包装已装箱 呼和浩特工厂",
        ),
        (
            {"biz_step": "sensor_reporting", "inherited_from": dairy.PALLET, "readings": dairy.STEPS[4].readings},
            "Temperature measured Hohhot plant",
            "已测温 呼和浩特工厂",
        ),
        ({"biz_step": "sensor_reporting"}, "Measured Hohhot plant", "已测量 呼和浩特工厂"),
    ],
)  # fmt: skip
def test_steps_are_told_as_what_they_were_to_the_can(
    answers: dict[str, object], phone: Client, changes: dict[str, object], english: str, chinese: str
) -> None:
    answers["story"] = dairy.with_steps([msgspec.structs.replace(dairy.STEPS[0], **changes)])

    assert english in _words(phone, CAN_PATH)
    assert chinese in _words(phone, CAN_PATH, "zh-CN")


def test_codes_of_a_lot_are_not_its_making(answers: dict[str, object], phone: Client) -> None:
    node = dairy.NODES[1]
    answers["story"] = msgspec.structs.replace(
        dairy.STORY, history=msgspec.structs.replace(dairy.HISTORY, subject=node, steps=dairy.STEPS[:1])
    )
    path = f"/01/{dairy.GTIN}/10/B-2026-061"

    assert "07:10 Code assigned Hohhot plant" in _words(phone, path)
    assert "07:10 已赋码 呼和浩特工厂" in _words(phone, path, "zh-CN")


@pytest.mark.parametrize(
    ("step", "english", "chinese"),
    [
        ("commissioning", "Given its code 2 March 2026 Hohhot plant", "已赋码 2026年3月2日 呼和浩特工厂"),
        ("receiving", "First recorded 2 March 2026 Hohhot plant", "最早记录 2026年3月2日 呼和浩特工厂"),
    ],
)
def test_who_does_not_know_when_it_was_made_does_not_say_so(
    answers: dict[str, object], phone: Client, step: str, english: str, chinese: str
) -> None:
    steps = [msgspec.structs.replace(dairy.STEPS[0], biz_step=step)]
    answers["story"] = msgspec.structs.replace(dairy.with_steps(steps), upstream=Upstream())

    assert english in _words(phone, CAN_PATH)
    assert chinese in _words(phone, CAN_PATH, "zh-CN")
    assert "Made" not in _words(phone, CAN_PATH)


def test_a_date_that_has_not_come_yet_is_no_fact(answers: dict[str, object], phone: Client) -> None:
    told = msgspec.structs.replace(dairy.MADE, time="2936-11-22T02:00:00.000Z")
    first, *others = dairy.UPSTREAM.sources
    upstream = msgspec.structs.replace(
        dairy.UPSTREAM, made=told, sources=(first, msgspec.structs.replace(others[0], told=told), *others[1:])
    )
    sold = msgspec.structs.replace(
        dairy.STEPS[-1], biz_step="retail_selling", disposition="retail_sold", time="2936-11-23T02:00:00.000Z"
    )
    located = msgspec.structs.replace(dairy.LOCATED, state="sold", since="2936-11-23T02:00:00.000Z")
    answers["story"] = msgspec.structs.replace(
        dairy.with_steps([*dairy.STEPS[:-1], sold]), upstream=upstream, located=located
    )

    english, chinese = _words(phone, CAN_PATH), _words(phone, CAN_PATH, "zh-CN")

    assert "Made Date in doubt The record says 22 November 2936, which has not come yet." in english
    assert "生产 日期存疑 记录写的是 2936年11月22日，这一天尚未到来。" in chinese
    assert "A record bears a date that has not come yet" in english
    assert "有一条记录的日期尚未到来" in chinese
    assert english.count("This date has not come yet: do not rely on it.") == 2
    assert chinese.count("这个日期尚未到来，请勿采信。") == 2
    assert "Sold · by a record whose date has not come yet" in english
    assert "已售出 · 依据一条日期尚未到来的记录" in chinese
    assert "Sold on" not in english


def test_dates_that_have_come_are_not_doubted(answers: dict[str, object], phone: Client) -> None:
    words = _words(phone, CAN_PATH)

    assert "not come yet" not in words
    assert "doubt" not in words.replace("if in doubt, do not use it", "")


def test_a_sale_is_told_with_day_and_place(answers: dict[str, object], phone: Client) -> None:
    sold = msgspec.structs.replace(dairy.STEPS[-1], biz_step="retail_selling", disposition="retail_sold")
    story = msgspec.structs.replace(
        dairy.in_state("sold"), history=dairy.with_steps([*dairy.STEPS[:-1], sold]).history
    )
    answers["story"] = story

    assert "Sold on 4 March 2026 at Corner Shop, Haidian. If it was offered to you" in _words(phone, CAN_PATH)
    assert "2026年3月4日 售出，地点：海淀街角店。 如果有人在别处" in _words(phone, CAN_PATH, "zh-CN")


def test_alarms_of_one_leg_are_told_together(answers: dict[str, object], phone: Client) -> None:
    warm = dairy.STEPS[5]
    later = msgspec.structs.replace(warm, position=90, time="2026-03-02T17:00:00.000Z")
    mute = msgspec.structs.replace(
        warm,
        position=91,
        readings=[Reading("Temperature", exception="ALARM_CONDITION"), *dairy.STEPS[4].readings],
    )

    answers["story"] = dairy.with_steps([*dairy.STEPS[:6], later, dairy.STEPS[6]])
    assert (
        "Devices raised 2 alarms, the first on 3 March 2026 at 00:00: they had measured 3.9 °C to 9.4 °C."
        in _words(phone, CAN_PATH)
    )
    assert "设备报警 2 次，首次是 2026年3月3日 00:00：测得 3.9 °C 至 9.4 °C。" in _words(
        phone, CAN_PATH, "zh-CN"
    )
    answers["story"] = dairy.with_steps([*dairy.STEPS[:4], mute, dairy.STEPS[6]])
    assert "On 3 March 2026 at 00:00 a device raised an alarm, without a figure." in _words(phone, CAN_PATH)
    assert "设备报警 1 次，首次是 2026年3月3日 00:00，未给出数值。" in _words(phone, CAN_PATH, "zh-CN")


def test_a_code_of_others_is_told_in_an_order_that_reads(answers: dict[str, object], phone: Client) -> None:
    answers["verdict"] = "unknown"

    assert (
        "It was not issued here, so we cannot tell whether it is copied. A copied code looks the same: check that the seal "
        "is unbroken. You are the first to ask for it. What was reported of it is told below."
        in _words(phone, CAN_PATH)
    )
    assert (
        "此码不是由我们签发的，无法判断是否被复制。 复制的码看起来完全一样：请检查封口是否完好。"
        in _words(phone, CAN_PATH, "zh-CN")
    )


def test_sold_can_is_not_asked_to_have_its_seal(answers: dict[str, object], phone: Client) -> None:
    answers["story"] = dairy.in_state("retail_sold")

    assert "check that the seal is unbroken" not in _words(phone, CAN_PATH)


def test_long_life_is_folded_and_whole(answers: dict[str, object], phone: Client) -> None:
    steps = [
        msgspec.structs.replace(
            dairy.STEPS[0], position=n, time=f"2026-03-02T{n // 60:02}:{n % 60:02}:00.000Z"
        )
        for n in range(120)
    ]
    answers["story"] = dairy.with_steps(steps)
    page = phone.get(CAN_PATH).content.decode()

    assert "96 more steps" in page
    assert page.count('<li class="step') == 120


def test_switch_of_language_keeps_the_code_and_stays(answers: dict[str, object], phone: Client) -> None:
    page = phone.get(CAN_PATH + "?17=491231").content.decode()
    assert 'href="?17=491231&amp;lang=zh-hans" lang="zh-Hans"' in page

    switched = phone.get(CAN_PATH + "?17=491231&lang=zh-hans").content.decode()
    assert '<html lang="zh-Hans">' in switched
    assert 'href="?17=491231&amp;lang=en" lang="en"' in switched
    assert '<html lang="zh-Hans">' in phone.get(CAN_PATH).content.decode()


def test_a_language_that_we_do_not_have_changes_nothing(answers: dict[str, object], phone: Client) -> None:
    assert '<html lang="en">' in phone.get(CAN_PATH + "?lang=tlh").content.decode()


def test_headers(answers: dict[str, object], phone: Client) -> None:
    response = phone.get(CAN_PATH)

    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "script-src" not in policy
    assert response["Cache-Control"] == "private, no-cache"
    assert response["Vary"] == "Accept-Language, Cookie"
    assert response["Content-Language"] == "en"


def test_page_needs_no_script_and_stays_small(answers: dict[str, object], phone: Client) -> None:
    steps = [msgspec.structs.replace(step, position=n) for n, step in enumerate(dairy.STEPS * 5)]
    answers["story"] = dairy.with_steps(steps)
    page = phone.get(CAN_PATH).content

    assert b"<script" not in page
    assert b" on" not in b"".join(re.findall(rb"<[^>]*>", page)).replace(b" one", b"")
    assert b"style=" not in page
    files = [Path(str(finders.find(name))) for name in ("portal/portal.css", "portal/drop.svg")]
    weight = len(page) + sum(path.stat().st_size for path in files) + LARGEST_PICTURE
    assert weight < LIMIT


def test_only_get_and_head(answers: dict[str, object], phone: Client) -> None:
    assert phone.post(CAN_PATH).status_code == 405
    assert phone.head(CAN_PATH).status_code == 200


def test_codes_asked_for_in_vain_fill_no_log() -> None:
    log = logging.getLogger("django.request")

    assert not log.isEnabledFor(logging.WARNING)
    assert log.isEnabledFor(logging.ERROR)
