"""What a page says of a code, in words.

A code alone is never called genuine: refilled bottles carry genuine codes. The page says whose code it is, when
it was first asked for and how often, and what the reader can check by hand.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from headwater.words import local

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from headwater.gs1.errors import IdentifierError
    from headwater.portal.asking import Asking
    from headwater.portal.sales import Sale

Tone = Literal["good", "note", "warn", "bad"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """A heading, sentences under it, and the tone that sign and colour repeat."""

    tone: Tone
    heading: str
    sentences: tuple[str, ...]


def of_item(asking: Asking, language: str, *, issued: bool, in_use: bool, sealed: bool) -> Verdict:
    """Of one serialised item that is known here.

    Args:
        asking: how often people asked, and whether this very phone asked shortly before.
        language: the one in force.
        issued: the code is one of ours, by its authentication tag.
        in_use: something was recorded of it.
        sealed: it has not been sold, used up or destroyed as far as is known: the seal should be unbroken.
    """
    count = asking.count
    first_day = local.day(count.first_at) if count else ""
    times = count.times if count else 0
    return _of_item(times, first_day, asking.repeat, issued, in_use, sealed, language)


@lru_cache(maxsize=4096)
def _of_item(
    times: int,
    first_day: str,
    repeat: bool,
    issued: bool,
    in_use: bool,
    sealed: bool,
    _language: str,
) -> Verdict:
    asked = _asked(times, first_day, repeat=repeat) if times else ()
    if issued and not in_use:
        return Verdict(
            "warn",
            _("This code is ours, but not yet in use"),
            (
                _("Nothing that carries it should be on sale. Do not use the product; tell the seller."),
                *asked,
            ),
        )
    check = (
        _("A copied code looks the same: check that the seal is unbroken.")
        if sealed
        else _("A copied code looks the same: if what is told below does not fit your pack, ask the seller.")
    )
    if issued:
        return Verdict("good", _("This code is ours"), (*asked, check))
    return Verdict(
        "note",
        _("This code is on record"),
        (
            _("It was not issued here, so we cannot tell whether it is copied."),
            check,
            *asked,
            _("What was reported of it is told below."),
        ),
    )


def of_lot() -> Verdict:
    """Of a lot: many packs share its number."""
    return Verdict(
        "note",
        _("This lot is on record"),
        (_("Many packs share one lot number, so it says nothing about a single pack."),),
    )


def of_unit() -> Verdict:
    """Of a case, pallet or another carrier that has no page as a product."""
    return Verdict("note", _("This shipping unit is on record"), ())


def unknown() -> Verdict:
    """Of a well-formed code of which nothing is known."""
    return Verdict(
        "warn",
        _("We do not know this code"),
        (
            _("It is correctly formed, but nobody has told us anything about it."),
            _("If a product carries it, be careful: ask the seller before you use it."),
        ),
    )


def made_up() -> Verdict:
    """Of a code that looks like one of ours and whose authentication tag is wrong."""
    return Verdict(
        "bad",
        _("This code is not one of ours"),
        (
            _("It looks like one, but its built-in check fails: it was made up, or typed with a mistake."),
            _("Scan it again. If the answer is the same, do not use the product and tell the seller."),
        ),
    )


def malformed(error: IdentifierError) -> Verdict:
    """Of an address that is no code at all, with what exactly is wrong."""
    return Verdict(
        "warn",
        _("This code cannot be read"),
        (
            _("Part of it may be missing or mistyped. Scan the square code on the pack again."),
            _("In detail: {reason}").format(reason=_(error.template).format(**error.params)),
        ),
    )


def no_page() -> Verdict:
    """Of a key that is neither product, lot nor shipping unit."""
    return Verdict(
        "note",
        _("There is no page for this kind of code"),
        (_("It names a place, a company or a document. Scan the square code on a product."),),
    )


def warnings(
    state: str | None, *, expired_on: date | None, alarm: bool, sale: Sale | None, ahead: bool
) -> Iterable[Verdict]:
    """What must be told beside the verdict, the gravest first.

    Args:
        state: as tracing tells it: a CBV disposition or how the life ended; or None.
        expired_on: the last day of its shelf life, where that is past.
        alarm: a device judged a temperature on the way to be outside what is allowed.
        sale: the one that stands, if any.
        ahead: a record bears a time that has not come yet.
    """
    if state == "recalled":
        yield Verdict("bad", _("This product is recalled"), (_("Do not use it. Take it back to the shop."),))
    if state in ("stolen", "destroyed", "disposed", "damaged"):
        yield Verdict(
            "bad",
            {
                "stolen": _("Reported stolen"),
                "destroyed": _("Recorded as destroyed"),
                "disposed": _("Recorded as disposed of"),
                "damaged": _("Recorded as damaged"),
            }[state],
            (_("A pack with this code should not be on sale. Do not use it; tell the seller."),),
        )
    if expired_on or state == "expired":
        yield Verdict(
            "bad",
            _("Past its shelf life"),
            (_("It was good until {day}.").format(day=local.day(expired_on)),) if expired_on else (),
        )
    if ahead:
        yield Verdict(
            "warn",
            _("A record bears a date that has not come yet"),
            (_("What it says cannot have happened on that date, so do not rely on it. It is marked below."),),
        )
    if sale is not None and sale.seen_since:
        told = _(
            "It was recorded again after that, as told below: it is not new, or this is a copy of its code."
        )
        yield Verdict("warn", _("Recorded as sold, and seen again since"), (*_of_sale(sale)[:-1], told))
    elif sale is not None:
        yield Verdict("note", _("Recorded as sold"), _of_sale(sale))
    if alarm:
        yield Verdict(
            "warn",
            _("A temperature alarm was raised on its way"),
            (
                _("A measuring device gave the alarm. What it measured is told below."),
                _(
                    "That alone does not say that the product is spoiled. Ask the seller; if in doubt, do not use it."
                ),
            ),
        )


def _of_sale(sale: Sale) -> tuple[str, ...]:
    sold = sale.moment
    if sold is None or sold.ahead:
        return (_("If it is offered to you as new, it may be a copy or a refill."),)
    told = _("Sold on {day} at {place}.") if sold.place else _("Sold on {day}.")
    return (
        told.format(day=sold.when.day, place=sold.place),
        _("If it was offered to you as new somewhere else or later, it may be a copy or a refill."),
    )


def _asked(times: int, first_day: str, *, repeat: bool) -> tuple[str, ...]:
    if times == 1:
        return (_("You are the first to ask for it."),)
    told = ngettext(
        "First asked for on {day}; asked {times} time so far.",
        "First asked for on {day}; asked {times} times so far.",
        times,
    ).format(day=first_day, times=times)
    again = _("You asked a moment ago with this phone; that is counted, and no cause for worry.")
    return (told, again) if repeat else (told,)
