"""What the values of options must look like; argparse turns a ValueError's kin into wrong usage."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime, timedelta
from gettext import gettext as _

from headwater.epcis import times


def count(text: str) -> int:
    """A whole number from 1."""
    if not (text.isascii() and text.isdigit() and int(text) > 0):
        raise argparse.ArgumentTypeError(_("{text} is no whole number above zero").format(text=repr(text)))
    return int(text)


def port(text: str) -> int:
    """A TCP port."""
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 65536):
        raise argparse.ArgumentTypeError(_("{text} is no port from 1 to 65535").format(text=repr(text)))
    return int(text)


def natural(text: str) -> int:
    """A whole number from 0."""
    if not (text.isascii() and text.isdigit()):
        raise argparse.ArgumentTypeError(_("{text} is no whole number").format(text=repr(text)))
    return int(text)


def cursor(text: str) -> str:
    """Where a page of objects begins, as the page before said."""
    natural(text)
    return text


def time(text: str) -> datetime:
    """A moment, ISO 8601 with a zone."""
    try:
        return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=times.parse(text))
    except (ValueError, OverflowError):
        raise argparse.ArgumentTypeError(
            _("{text} is no time with a zone, as 2026-03-02T08:00:00+08:00").format(text=repr(text))
        ) from None
