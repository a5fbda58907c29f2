"""What the values of options must look like; argparse turns a ValueError's kin into wrong usage."""

from __future__ import annotations

import argparse
from gettext import gettext as _


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
