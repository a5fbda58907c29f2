"""What the values of options must look like; argparse turns a ValueError's kin into wrong usage."""

from __future__ import annotations

import argparse
from gettext import gettext as _
from typing import TYPE_CHECKING

from headwater.cli import refusals
from headwater.epcis import times
from headwater.epcis.likeness import nearest

if TYPE_CHECKING:
    from datetime import datetime


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


def role(text: str) -> str:
    """The name of a role."""
    from headwater.parties.roles import Role

    if text in Role.values:
        return text
    roles = ", ".join(Role.values)
    near = nearest(text, Role.values)
    if near is None:
        told = _("there is no role {role}; the roles are {roles}")
    else:
        told = _("there is no role {role}; the nearest is {near}, and the roles are {roles}")
    raise argparse.ArgumentTypeError(told.format(role=text, near=near, roles=roles))


def time(text: str) -> datetime:
    """A moment, ISO 8601 with a zone."""
    try:
        us = times.parse(text)
    except times.TimeError:
        raise argparse.ArgumentTypeError(
            _("{text} is no time with a zone, as 2026-03-02T08:00:00+08:00").format(text=repr(text))
        ) from None
    try:
        return times.moment(us)
    except times.TimeError as error:
        raise argparse.ArgumentTypeError(refusals.sentence(error)) from None
