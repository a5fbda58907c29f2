"""Wrong usage, help, and refusals of every command, in both languages."""

from __future__ import annotations

import re

import pytest

COMMANDS = [
    "init", "serve", "demo", "organisation", "apikey", "person", "import", "capture", "export", "identify", "hash", "trace",
    "history", "locate", "simulate", "rebuild", "verify",
]  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(("language", "words"), [("en", "usage: headwater"), ("zh", "用法：headwater")])
def test_help_of_every_command(headwater, command, language, words):
    assert headwater(command, "--help", language=language).out.startswith(f"{words} {command}")


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("nonsense",),
        ("organisation",),
        ("apikey", "add", "erp"),
        ("import",),
        ("import", "recipes", "x.csv"),
        ("import", "products"),
        ("capture",),
        ("trace",),
        ("trace", "x", "--direction", "sideways"),
        ("history", "x", "--at", "2026-03-02T08:00:00"),
        ("locate",),
        ("export", "lineage", "--format", "xml"),
        ("simulate", "--serials", "0", "--seed", "1", "--out", "x"),
        ("serve", "--port", "0"),
    ],
)
def test_wrong_usage_is_two_and_says_why(headwater, arguments):
    said = headwater(*arguments, code=2)
    assert said.out == ""
    assert "error: " in said.err


def test_wrong_usage_in_chinese(headwater):
    assert "错误：缺少参数：ID" in headwater("history", code=2, language="zh").err
    said = headwater("history", "x", "--at", "9999-12-31T23:59:59-14:00", code=2, language="zh")
    assert "换算为 UTC 后，时间超出公元 1 年至 9999 年。" in said.err


def test_text_that_identifies_nothing_is_refused(headwater, operating):
    assert headwater("trace", "nothing", code=1).err == (
        "“nothing” is no EPC URN, Digital Link, element string, GTIN, SSCC or other absolute URI.\n"
    )


def test_without_an_operating_organisation_nobody_asks(headwater):
    said = headwater("trace", "(01)09506000134352(21)X", code=1)
    assert said.err.startswith("No organisation operates this deployment yet: ")


def test_folder_that_was_never_initialised(headwater, monkeypatch, tmp_path):
    monkeypatch.setenv("HEADWATER_SECRET_KEY", "")
    monkeypatch.setenv("HEADWATER_HOME", str(tmp_path))
    assert headwater("verify", code=1).err == "There is no Headwater here yet: run `headwater init` first.\n"


def test_setting_that_cannot_be_used(headwater, monkeypatch):
    monkeypatch.setenv("HEADWATER_PORT", "many")
    assert headwater("serve", code=1).err == "HEADWATER_PORT must be a number from 1 to 65535, not 'many'\n"


@pytest.mark.parametrize("command", [(), *((one,) for one in COMMANDS), ("person", "add"), ("apikey", "add")])
def test_help_in_chinese_has_no_english_sentence(headwater, command):
    """Names of settings, formats and roles are English words; three in a row are a sentence."""
    told = re.sub("headwater [a-z ]+", "", headwater(*command, "--help", language="zh").out)
    assert re.findall(r"\b[a-z']+ [a-z']+ [a-z']+\b", told) == []
