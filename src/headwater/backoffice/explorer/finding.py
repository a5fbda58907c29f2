"""What the search box finds: a thing to trace, the lots of a product, or what bears a lot number or serial."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from headwater.backoffice.explorer import asked
from headwater.backoffice.explorer.asked import AskedWrongly
from headwater.gs1.errors import IdentifierError
from headwater.parties.names import Names
from headwater.tracing import searching
from headwater.words import local

if TYPE_CHECKING:
    from collections.abc import Sequence

    from headwater.gs1.identifier import Identifier
    from headwater.parties.actors import Viewer
    from headwater.tracing.searching import Found

LISTED = 50
"""Lots of a product on one page."""
_SPELT = frozenset("():/")
"""Signs that people put into identifiers rather than into numbers."""


class NothingFound(AskedWrongly):
    """No identifier, and no number of anything that the viewer sees."""


@dataclass(frozen=True, slots=True)
class Line:
    """One lot or item."""

    key: str
    """What traces it."""
    name: str
    kind: str
    number: str
    """Lot number or serial."""
    gtin: str
    iso: str
    when: str
    """When it was made, on the clock of the place; empty where that is not known, as is `where`."""
    where: str


@dataclass(frozen=True, slots=True)
class Listed:
    """Things to choose from."""

    title: str
    lines: Sequence[Line]
    next: int | None = None
    """For the page after this; None on the last."""
    without_lot: int = 0
    """Items of the product without a lot."""
    only: int = 0
    """How many things of a kind are listed at most, where there are more; else 0."""


def look(text: str, *, viewer: Viewer, before: int | None) -> str | Listed:
    """What the text stands for: the spelling of one thing, which can be traced, or several to choose from.

    Args:
        text: as typed; an identifier, a GTIN, a lot number or a serial.
        viewer: whoever asks.
        before: `Listed.next` of the page before.

    Raises:
        NothingFound: it is no identifier, and names nothing that the viewer sees.
        AskedWrongly: it is the spelling of an identifier, with a fault.
    """
    text = text.strip()
    wrong: AskedWrongly | None = None
    try:
        subject = asked.meant(text, viewer=viewer)
    except AskedWrongly as fault:
        wrong = fault
    else:
        if subject.scheme != "gtin":
            return text if _spells(text, subject) else subject.digital_link()
        lots = searching.lots_of(subject.key, viewer=viewer, before=before, limit=LISTED)
        if lots is not None:
            name = str(Names(lots.product.name or "", lots.product.name_zh or ""))
            title = _("Lots of {product}").format(product=name or lots.product.product)
            return Listed(title, [_line(one) for one in lots.lots], lots.next, lots.without_lot)
    numbered = searching.named(text, viewer=viewer)
    if len(numbered.found) == 1 and not numbered.more:
        return numbered.found[0].node.id
    if numbered.found:
        title = _("What bears the number {text}").format(text=text)
        most = searching.MOST if numbered.more else 0
        return Listed(title, [_line(one) for one in numbered.found], only=most)
    if wrong is not None and _is_spelt(text, wrong):
        raise wrong
    raise NothingFound(
        gettext_noop("No product, lot or serial “{text}” is recorded that you may see."), text=text[:80]
    )


def _spells(text: str, subject: Identifier) -> bool:
    """Whether the text alone, without a look at what is recorded, is read as this."""
    try:
        return asked.subject(text).key == subject.key
    except AskedWrongly:
        return False


def _is_spelt(text: str, wrong: AskedWrongly) -> bool:
    """Whether somebody meant an identifier, so that what is wrong with it helps more than that nothing was found."""
    cause = wrong.__cause__
    return not _SPELT.isdisjoint(text) and isinstance(cause, IdentifierError) and cause.code != "unrecognised"


def _line(found: Found) -> Line:
    node, made = found.node, found.made
    when = local.moment(made.time, made.offset) if made else None
    place = made.place if made else None
    return Line(
        key=node.id,
        name=str(Names(node.name or "", node.name_zh or "")),
        kind=_("Lot") if node.kind == "lot" else _("Item"),
        number=node.lot or node.serial or node.id,
        gtin=node.product or "",
        iso=when.isoformat() if when else "",
        when=f"{local.day(when)} {local.clock(when)}" if when else "",
        where=str(Names(place.name, place.name_zh)) or place.id if place else "",
    )
