"""What the operating system, parsers and settings refuse is told in Chinese to who reads Chinese."""

from __future__ import annotations

import errno
import gettext
import json
import os
import socket

import pytest

from headwater.cli import language, refusals, system_errors
from headwater.config import messages
from headwater.config.environment import SettingError


@pytest.fixture
def chinese(monkeypatch):
    messages.compile()
    monkeypatch.setenv("HEADWATER_LANGUAGE", "zh")
    monkeypatch.setenv("LANGUAGE", "")
    language.choose()
    yield
    gettext.textdomain("messages")


def test_a_missing_file(headwater, operating, tmp_path):
    file = tmp_path / "none.json"
    assert headwater("capture", file, code=1, language="zh").err == f"{file}: 没有此文件或文件夹\n"
    assert headwater("capture", file, code=1).err == f"{file}: No such file or directory\n"


def test_a_folder_for_a_file(headwater, tmp_path):
    assert headwater("hash", tmp_path, code=1, language="zh").err == f"{tmp_path}: 这是文件夹，不是文件\n"


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (errno.EACCES, "没有访问权限"),
        (errno.ENOSPC, "磁盘空间不足"),
        (errno.EADDRINUSE, "地址已被占用"),
        (errno.EXDEV, "操作系统的说明：Invalid cross-device link"),
    ],
)
def test_errors_of_the_system(chinese, number, text):
    assert system_errors.text(OSError(number, os.strerror(number))) == text


def test_the_english_is_that_of_the_system():
    assert [
        (number, text)
        for number, text in system_errors.TEXTS.items()
        if text != (os.strerror(number) if number > 0 else "Name or service not known")
    ] == []


def test_a_full_disk_needs_no_name_and_a_mistake_is_none(chinese):
    assert refusals.sentence(OSError(errno.ENOSPC, "No space left on device")) == "磁盘空间不足"
    assert refusals.sentence(OSError("what is this?")) is None
    assert refusals.sentence(OSError(errno.EBADF, "Bad file descriptor")) is None


def test_a_host_without_a_name(chinese):
    assert (
        system_errors.text(socket.gaierror(socket.EAI_NONAME, "nodename nor servname")) == "没有此名称的主机"
    )


def test_a_setting(chinese):
    error = SettingError("HEADWATER_PORT must be a number from 1 to 65535, not {text!r}", text="http")
    assert str(error) == "HEADWATER_PORT must be a number from 1 to 65535, not 'http'"
    assert refusals.sentence(error) == "HEADWATER_PORT 应为 1 到 65535 之间的数字，而不是 'http'"


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("a.json", b'{"a" 1}', "文本不是有效的 JSON：第 1 行第 6 列应为冒号。"),
        (
            "a.xml",
            b"<a><b></a>",
            "文档不是格式良好的 XML：第 1 行第 11 列把第 1 行的元素 'b' 写成以 'a' 结束。",
        ),
    ],
)
def test_a_file_that_cannot_be_read(headwater, operating, tmp_path, name, data, message):
    file = tmp_path / name
    file.write_bytes(data)
    said = headwater("capture", file, code=1, language="zh")
    assert said.err == f"{file}：未保存任何内容。\n  /: {message}\n"


def test_the_errors_of_a_job(headwater, operating, tmp_path):
    file = tmp_path / "a.json"
    event = {
        "@context": "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld",
        "type": "ObjectEvent",
        "eventTime": "2026-03-02T08:00:00",
        "eventTimeZoneOffset": "+00:00",
    }
    file.write_text(
        json.dumps([event | {"action": "OBSERVE", "epcList": ["urn:epc:id:sscc:0614141.1234567890"]}])
    )
    said = headwater("capture", "--proceed", file, code=1, language="zh")
    assert said.err == "  事件 0，/eventTime：'2026-03-02T08:00:00' 没有时区。\n"
