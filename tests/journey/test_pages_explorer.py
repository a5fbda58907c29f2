"""The trace explorer in a real browser: what a quality manager with a bad lot needs, in both languages."""

from __future__ import annotations

import csv
import json
from io import StringIO
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pytest

from tests.journey.test_pages import faults, scrolls_sideways
from tests.journey.test_pages_backoffice import drawn, sign_in
from tests.support import chromium

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from tests.support.chromium import Windows
    from tests.support.installation import Installation

FORMULA = "09521141001011"
MILK = "(01)09521301000014(10)TK-0302"
"""A tanker of the sample world, part of which became 313 cans."""
SERIALS, MANY = 50_000, 10_000
BLOCKED = 1_500
"""Milliseconds for which the page may not answer while it makes ten thousand nodes: 360 on a busy machine."""
SCRIPTED = 2.0
"""Seconds of scripts for the same: 0.3 measured."""


def explorer(**parameters: str) -> str:
    return f"/backoffice/trace/?{urlencode(parameters)}"


def tile(page: Page, label: str) -> str:
    """The number and the note of one tile of the scope."""
    return (
        page.locator("[data-part=totals] > div").filter(has=page.get_by_text(label, exact=True)).inner_text()
    )


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", {"Affected": "313 items\nin 10 lots", "At known places": "301\n7 places · Lakeside warehouse 72",
                "With whom": "7 holders", "Sold": "9", "In transit": "12", "Whereabouts unknown": "0",
                "Without item codes": "4 lots", "Leads on unseen": "0"}),
        ("zh-CN", {"受影响": "313 件\n10 个批次", "地点已知": "301\n7 处 · 湖畔商贸仓库 72", "在谁手中": "7 家", "已售出": "9",
                   "运输途中": "12", "去向不明": "0", "没有单品码": "4 个批次", "另有未共享的上下游": "0"}),
    ],
)  # fmt: skip
def test_scope_is_told_first(windows: Windows, language: str, expected: dict[str, str]) -> None:
    page = drawn(sign_in(windows, "quality", language=language), explorer(q=MILK, direction="forward"))

    assert {
        label: tile(page, label).partition("\n")[2].startswith(text) for label, text in expected.items()
    } == (dict.fromkeys(expected, True))


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_a_forward_trace_is_fit_for_everybody(windows: Windows, size: str, scheme: str) -> None:
    page = sign_in(windows, "quality", size)
    page.emulate_media(color_scheme=scheme)
    drawn(page, explorer(q=MILK, direction="forward", at="2026-03-20T00:00"))
    page.evaluate("document.querySelector('.hw-then').open = true")

    assert ("dark" in (page.locator("html").get_attribute("class") or "")) == (scheme == "dark")
    assert faults(page) == []
    assert not scrolls_sideways(page)


@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_the_lots_of_a_product_are_fit_for_everybody(windows: Windows, size: str) -> None:
    page = sign_in(windows, "quality", size)
    page.goto(explorer(q=FORMULA))

    assert page.locator("table tbody tr").count() == 2
    assert faults(page) == []
    assert not scrolls_sideways(page)


def test_map_has_every_place_with_coordinates_and_asks_nobody_else(windows: Windows) -> None:
    page = sign_in(windows, "quality")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    drawn(page, explorer(q=MILK, direction="forward"))
    # Seven places with items, and a plant with lots that have no item codes.
    assert page.locator("[data-part=map]").get_attribute("data-places") == "8"
    assert page.locator("[data-part=map] canvas").is_visible()
    told = page.locator(".hw-marks").inner_text()
    places = page.locator("[data-part=places] tbody th").all_inner_texts()
    assert [name for name in places if name != "In transit" and name not in told] == []
    assert page.locator(".hw-marks li").count() <= 8
    assert [
        url for url in asked if not url.startswith(windows.base_url) and not url.startswith("data:")
    ] == []


def test_a_trace_back_has_no_map(windows: Windows) -> None:
    page = drawn(sign_in(windows, "quality"), explorer(q=MILK, direction="back"))

    assert not page.locator("[data-part=map]").is_visible()
    assert not page.locator("[data-part=places]").is_visible()


@pytest.mark.parametrize(
    ("language", "summary", "past"),
    [("en", "Look back in time, list single items", "This is not the present."), ("zh-CN", "回看过去、逐件列出", "这不是当前状态。")],
)  # fmt: skip
def test_looking_back_counts_what_had_happened(
    windows: Windows, language: str, summary: str, past: str
) -> None:
    page = drawn(sign_in(windows, "quality", language=language), explorer(q=MILK, direction="forward"))
    page.get_by_text(summary).click()
    page.fill("[name=at]", "2026-03-03T12:00")
    page.select_option("[name=offset]", "+08:00")
    page.keyboard.press("Enter")
    page.wait_for_selector("#explorer[data-drawn]")

    assert past in page.locator("[data-part=past]").inner_text()
    assert "2026-03-03 12:00 UTC+08:00" in page.locator("[data-part=past]").inner_text()
    assert page.locator("[name=offset]").input_value() == "+08:00"
    assert "0" in page.locator("[data-part=totals] dd").first.inner_text()
    assert page.locator(".hw-past a").is_visible()


def test_the_clock_is_the_readers_own_unless_chosen(windows: Windows) -> None:
    page = sign_in(windows, "quality", language="en")
    own = page.context.browser.new_context(  # type: ignore[union-attr]
        base_url=windows.base_url, timezone_id="Asia/Shanghai", storage_state=page.context.storage_state()
    )
    windows.contexts.append(own)
    there = own.new_page()
    drawn(there, explorer(q=MILK))
    chosen = there.locator("[name=offset]").input_value()
    drawn(there, explorer(q=MILK, offset="-05:00"))

    assert (chosen, there.locator("[name=offset]").input_value()) == ("+08:00", "-05:00")


def test_what_was_known_is_asked_from_the_history(windows: Windows) -> None:
    page = drawn(sign_in(windows, "quality"), explorer(q=MILK, direction="forward"))
    page.locator("[data-part=panel]").get_by_role("link", name="record").first.click()
    page.wait_for_selector("#explorer[data-drawn]")

    assert "As it was known up to record" in page.locator("[data-part=past]").inner_text()
    assert page.locator("[name=known_at]").input_value().isdigit()
    assert tile(page, "Affected").splitlines()[1] == "0 items"


def test_a_collapsed_box_lists_its_members(windows: Windows) -> None:
    page = drawn(sign_in(windows, "quality"), explorer(q=MILK, direction="forward"))
    page.focus("[data-part=canvas]")
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    while "×" not in page.locator("[data-part=panel] h2").inner_text():
        before = page.locator("[data-part=spoken]").inner_text()
        page.keyboard.press("ArrowDown")
        page.wait_for_function(
            "text => document.querySelector('[data-part=spoken]').innerText !== text", arg=before
        )
        page.wait_for_selector("[data-part=panel]:not([aria-busy])")
    items = page.locator("[data-part=panel] .hw-list li")
    first = items.first.inner_text()
    assert items.count() == min(50, int(page.locator("[data-part=panel] h2").inner_text().split()[0]))

    items.first.get_by_role("button").click()
    page.wait_for_function(
        "text => document.querySelector('[data-part=panel] dl')?.innerText.includes(text)", arg=first
    )
    page.get_by_role("button", name="Back to the list").click()
    assert items.first.inner_text() == first


def test_keys_walk_the_table(windows: Windows) -> None:
    page = drawn(sign_in(windows, "quality"), explorer(q=MILK, direction="forward"))
    page.get_by_role("link", name="As a table").click()
    rows = page.locator("[data-part=table] tbody tr")
    rows.nth(0).get_by_role("button").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_function("document.querySelector('[data-part=panel] dl')?.innerText.includes('CR-0303')")

    assert rows.nth(2).get_attribute("aria-current") == "true"
    assert page.locator("[data-part=table] [aria-current]").count() == 1
    assert "CR-0303" in page.locator("[data-part=spoken]").inner_text()
    assert page.get_by_role("rowheader", name="Cream", exact=True).is_visible()
    page.keyboard.press("End")
    page.get_by_role("button", name="Show more rows").click()
    assert page.evaluate("document.activeElement.closest('tr').rowIndex") == 26


@pytest.mark.parametrize("how", ["pointer", "keyboard"])
@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_what_a_row_tells_comes_into_view_and_leads_back(windows: Windows, size: str, how: str) -> None:
    page = drawn(sign_in(windows, "quality", size), explorer(q=MILK, direction="forward"))
    row = page.locator("[data-part=table] tbody tr").nth(12)
    row.scroll_into_view_if_needed()
    if how == "pointer":
        row.locator("td").nth(1).click()
    else:
        row.get_by_role("button").focus()
        page.keyboard.press("Enter")
    serial = row.locator("td").nth(2).inner_text()
    page.wait_for_function(
        "text => document.querySelector('[data-part=panel] dl')?.innerText.includes(text)", arg=serial
    )
    seen = "element => { const box = element.getBoundingClientRect(); return box.top >= 0 && box.top < innerHeight - 40; }"

    assert page.locator("[data-part=panel] h2").evaluate(seen)
    assert row.evaluate(seen)
    assert page.evaluate("document.activeElement.dataset.part") == "side"
    assert page.get_by_role("dialog", name="Chosen").is_visible()
    assert faults(page) == []
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.closest('tr').rowIndex") == 13
    assert page.get_by_role("dialog").count() == 0


@pytest.mark.parametrize(
    ("language", "heads", "ends"),
    [
        ("en", ["From where", "To where", "Items", "Whom to ask", "Since"], "Of these: Sold 9, Destroyed 1"),
        ("zh-CN", ["出发地", "目的地", "单品", "询问对象", "自"], "其中：已售出 9、已销毁 1"),
    ],
)
def test_what_moves_and_what_is_over_is_told(
    windows: Windows, language: str, heads: list[str], ends: str
) -> None:
    page = drawn(sign_in(windows, "quality", language=language), explorer(q=MILK, direction="forward"))
    moving = page.locator("[data-part=shipments]")

    assert moving.locator("thead th").all_inner_texts() == heads
    assert moving.locator("tbody tr td:nth-child(3)").all_inner_texts() == ["12"]
    assert ends in page.locator("[data-part=places]").inner_text()
    assert ends in page.locator("[data-part=holders]").inner_text()
    assert page.locator("[data-part=totals]").inner_text().count(ends) == 2


def test_nothing_moves_in_a_trace_back(windows: Windows) -> None:
    page = drawn(sign_in(windows, "quality"), explorer(q=MILK, direction="back"))

    assert not page.locator("[data-part=shipments]").is_visible()


def test_every_time_is_on_the_clock_of_its_place(windows: Windows) -> None:
    page = sign_in(windows, "quality")
    elsewhere = page.context.browser.new_context(  # type: ignore[union-attr]
        base_url=windows.base_url, timezone_id="America/New_York", storage_state=page.context.storage_state()
    )
    windows.contexts.append(elsewhere)
    there = drawn(elsewhere.new_page(), explorer(q=MILK, direction="forward"))
    panel = there.locator("[data-part=panel]").inner_text()
    made = there.get_by_role("row").filter(has_text="SM-0304").get_by_role("cell").filter(has_text="2026")
    times = there.locator(".hw-table time").all_inner_texts()

    assert "Since\n4 March 2026 06:30 UTC+08:00" in panel
    assert made.last.inner_text().splitlines()[:2] == ["4 Mar 2026, 06:30", "UTC+08:00"]
    assert [text for text in times if not text.endswith("UTC+08:00")] == []


def test_a_balance_that_cannot_be_says_so_in_a_word(windows: Windows) -> None:
    page = sign_in(windows, "quality")

    def odd(route: object) -> None:
        answer = route.fetch()  # type: ignore[attr-defined]
        body = answer.json()
        first, second, third = body["summary"]["balance"][:3]
        first["unaccounted"], second["unaccounted"], third["on_hand"] = "-12.5", "3", "-1"
        route.fulfill(response=answer, json=body)  # type: ignore[attr-defined]

    page.route("**/backoffice/trace/data?*", odd)
    drawn(page, explorer(q=MILK, direction="forward"))

    assert [" ".join(text.split()) for text in page.locator("[data-part=balance] .odd").all_inner_texts()] == [
        "−12.5 more than there was", "3 missing", "−1 below zero",
    ]  # fmt: skip


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_a_phone_shows_every_cell_with_its_column(windows: Windows, language: str) -> None:
    page = drawn(sign_in(windows, "quality", "phone", language), explorer(q=MILK, direction="forward"))
    reach = """
        (cells) => cells.filter((cell) => cell.innerText.trim() && cell.getBoundingClientRect().right > innerWidth)
          .map((cell) => cell.innerText)"""
    nameless = "(cells) => cells.filter((cell) => !cell.dataset.label).length"

    for part in ("places", "holders", "shipments", "stock", "table", "balance"):
        cells = page.locator(f"[data-part={part}] tbody :is(td, th)")
        assert cells.count() > 0
        assert cells.evaluate_all(reach) == []
    assert page.locator(".hw-cards tbody td").evaluate_all(nameless) == 0
    page.goto("/backoffice/")
    cells = page.locator(".hwd tbody td")
    assert cells.count() > 0
    assert cells.evaluate_all(reach) == []


def test_a_claim_is_marked_in_table_and_picture(windows: Windows) -> None:
    page = sign_in(windows, "quality")

    def claimed(route: object) -> None:
        answer = route.fetch()  # type: ignore[attr-defined]
        body = answer.json()
        made = [edge for edge in body["edges"] if edge["kind"] == "transformation"]
        for edge in body["edges"]:
            edge["claim"] = edge["to"] == made[0]["to"]
        route.fulfill(response=answer, json=body)  # type: ignore[attr-defined]

    page.route("**/backoffice/trace/data?*", claimed)
    drawn(page, explorer(q=MILK, direction="forward"))

    assert page.locator("[data-part=table] tbody tr .hw-tag").all_inner_texts() == ["claim"]
    assert page.locator(".hw-legend").get_by_text("claimed without authority").is_visible()


@pytest.mark.parametrize(
    ("language", "label", "heads"),
    [
        ("en", "amounts without item codes", ["Lot", "State", "Place or destination"]),
        ("zh-CN", "没有单品码的数量", ["批次", "状态", "地点或目的地"]),
    ],
)
def test_stock_is_exported_for_a_spreadsheet(
    windows: Windows, tmp_path: Path, language: str, label: str, heads: list[str]
) -> None:
    page = drawn(sign_in(windows, "quality", language=language), explorer(q=MILK, direction="forward"))
    with page.expect_download() as download:
        page.get_by_role("link", name=label, exact=True).click()
    download.value.save_as(tmp_path / "stock.csv")
    raw = (tmp_path / "stock.csv").read_bytes()
    table = list(csv.reader(StringIO(raw.decode("utf-8-sig"))))

    assert raw.startswith(b"\xef\xbb\xbf")
    assert table[0][:3] == heads
    assert sorted((row[4], row[6]) for row in table[1:]) == [
        ("1058", "0"),
        ("13.8", "0"),
        ("21.5", "0"),
        ("48", "48"),
        ("50", "0"),
        ("72", "72"),
        ("96", "96"),
        ("97", "97"),
    ]
    shown = page.locator("[data-part=stock] tbody tr")
    assert shown.count() == 8
    assert "1,058 kg" in " ".join(shown.all_inner_texts())


@pytest.fixture(scope="module")
def large(
    empty: Installation, browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Windows, str]]:
    """Windows on a simulated world beside the sample one, and the lot of it that went into most items."""
    folder = tmp_path_factory.mktemp("large")
    with empty.copy(folder) as installation:
        installation.run("demo")
        installation.run("simulate", "--serials", str(SERIALS), "--seed", "7", "--out", folder / "world")
        installation.run("capture", folder / "world")
        truth = json.loads((folder / "world" / "truth.json").read_text())
        worst = max(truth["raw_lots"], key=lambda lot: lot["serials"])
        assert worst["serials"] > MANY
        with installation.serve() as server:
            windows = chromium.Windows(browser, server.url, [], [])
            yield windows, worst["id"]
            windows.close()
            assert windows.errors == []


WATCH = """
window.blocked = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) window.blocked = Math.max(window.blocked, entry.duration);
}).observe({ type: "longtask", buffered: true });
"""


def test_a_lot_in_ten_thousand_items_is_collapsed_and_listed_by_pages(large: tuple[Windows, str]) -> None:
    windows, lot = large
    page = drawn(sign_in(windows, "quality"), explorer(q=lot, direction="forward"))
    page.get_by_role("searchbox", name="Filter the table").fill("Item")
    page.get_by_role("combobox", name="Kind").select_option("Item")
    page.get_by_role("searchbox", name="Filter the table").fill("")
    page.locator("[data-part=table] tbody button").first.click()
    page.wait_for_selector("[data-part=panel] .hw-list li")
    panel = page.locator("[data-part=panel]")
    first = panel.locator(".hw-list li").all_inner_texts()
    panel.get_by_role("button", name="Next").click()
    page.wait_for_function(
        "document.querySelector('[data-part=panel] [role=status]').innerText.startsWith('51 to 100')"
    )
    second = panel.locator(".hw-list li").all_inner_texts()

    assert int(page.locator("#explorer").get_attribute("data-drawn") or 0) < 60
    assert len(set(first) | set(second)) == 100


def test_ten_thousand_nodes_stay_usable(large: tuple[Windows, str]) -> None:
    """Measured where it would freeze: the longest that scripts block the page, and what they take in all."""
    windows, lot = large
    page = sign_in(windows, "quality")
    page.add_init_script(WATCH)
    measures = page.context.new_cdp_session(page)
    measures.send("Performance.enable")
    drawn(page, explorer(q=lot, direction="forward", detail="objects"))
    nodes = int(page.locator("[data-part=table] [aria-live]").inner_text().split()[2].replace(",", ""))
    page.get_by_role("searchbox", name="Filter the table").fill(lot.rpartition(".")[2])
    page.wait_for_function(
        "document.querySelector('[data-part=table] [aria-live]').innerText.endsWith('of 1 rows')"
    )
    page.focus("[data-part=canvas]")
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.wait_for_function("document.querySelector('[data-part=panel]').innerText.includes('Finished')")
    blocked = page.evaluate("window.blocked")
    taken = {one["name"]: one["value"] for one in measures.send("Performance.getMetrics")["metrics"]}
    print(f"{nodes} nodes: blocked for {blocked:.0f} ms at most, {taken['ScriptDuration']:.2f} s of scripts")

    assert nodes > MANY
    assert int(page.locator("#explorer").get_attribute("data-drawn") or 0) < 100
    assert blocked < BLOCKED
    assert taken["ScriptDuration"] < SCRIPTED
