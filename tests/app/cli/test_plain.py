"""What the command does before it does anything: language, wrong usage, values of options."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from pathlib import Path

import pytest

from headwater.cli import arguments, refusals
from headwater.cli.capturing import content_type
from headwater.cli.language import wanted
from headwater.cli.serving import require_free


@pytest.mark.parametrize(
    ("variables", "language"),
    [
        ({}, "en"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh-hans"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "en_GB.UTF-8"}, "en"),
        ({"LANG": "en_GB.UTF-8", "LC_ALL": "", "LC_MESSAGES": "zh_CN"}, "zh-hans"),
        ({"LANG": "en_GB.UTF-8", "HEADWATER_LANGUAGE": "ZH"}, "zh-hans"),
        ({"LC_ALL": "zh_CN.UTF-8", "HEADWATER_LANGUAGE": "en"}, "en"),
    ],
)
def test_language_is_the_settings_or_the_locales(variables, language):
    assert wanted(variables) == language


@pytest.mark.parametrize("text", ["0", "-1", "1.5", "", "٣", "x"])
def test_count_is_a_whole_number_above_zero(text):
    assert arguments.count("12") == 12
    with pytest.raises(argparse.ArgumentTypeError, match="no whole number above zero"):
        arguments.count(text)


def test_seed_may_be_zero():
    assert arguments.natural("0") == 0
    with pytest.raises(argparse.ArgumentTypeError, match="no whole number"):
        arguments.natural("-1")


@pytest.mark.parametrize("text", ["0", "65536", "http", ""])
def test_port_is_one_of_tcp(text):
    assert arguments.port("65535") == 65535
    with pytest.raises(argparse.ArgumentTypeError, match="no port"):
        arguments.port(text)


def test_time_has_a_zone():
    assert arguments.time("2026-03-02T08:00:00+08:00") == datetime(2026, 3, 2, tzinfo=UTC)
    for text in ("2026-03-02T08:00:00", "yesterday", ""):
        with pytest.raises(argparse.ArgumentTypeError, match="no time with a zone"):
            arguments.time(text)
    for text in ("9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00"):
        with pytest.raises(argparse.ArgumentTypeError, match="outside the years 1 to 9999"):
            arguments.time(text)


@pytest.mark.parametrize(
    ("name", "data", "expected"),
    [
        ("a.json", b"", "application/json"),
        ("a.JSONLD", b"", "application/ld+json"),
        ("a.xml", b"{", "application/xml"),
        ("a", b'{"type": 1}', "application/json"),
        ("a.epcis", b"\xef\xbb\xbf \n<?xml", "application/xml"),
        ("a", b"", "application/json"),
    ],
)
def test_content_type_is_told_by_suffix_or_first_character(name, data, expected):
    assert content_type(Path(name), data) == expected


def test_taken_port_is_refused_and_a_free_one_is_not():
    import socket

    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(refusals.Refusal, match=f"Cannot listen on 127.0.0.1:{port} "):
            require_free("127.0.0.1", port)
    require_free("127.0.0.1", port)


def test_address_of_another_machine_is_refused():
    with pytest.raises(refusals.Refusal, match=r"Cannot listen on 203\.0\.113\.1:8000 "):
        require_free("203.0.113.1", 8000)


def test_mistake_in_the_program_is_no_refusal():
    assert refusals.sentence(KeyError("x")) is None
    assert refusals.sentence(FileNotFoundError(2, "No such file or directory", "a.json")) == (
        "a.json: No such file or directory"
    )
