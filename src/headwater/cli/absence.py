"""What to say of an identifier that has no answer: what is known beside it, and what to ask for instead.

A text that is no identifier has its fault told before anybody comes here (gs1/errors.py).
"""

from __future__ import annotations

from datetime import UTC
from gettext import gettext as _
from typing import TYPE_CHECKING, Final

from headwater.catalog.queries import names_of_products
from headwater.identity.dictionary import lot_number, product_key
from headwater.parties import queries as parties
from headwater.tracing import queries, searching
from headwater.words import local

if TYPE_CHECKING:
    from datetime import datetime

    from headwater.gs1.identifier import Identifier
    from headwater.parties.actors import Viewer

_LOTS: Final = 5
"""Lots of a product that are named."""


def sentences(subject: Identifier, *, viewer: Viewer, at: datetime | None) -> str:
    """Why there is no answer about a well-formed identifier, in the reader's language.

    Args:
        subject: of which the viewer sees no event up to `at`.
        viewer: whoever asks.
        at: the event time that was asked about; None for now.
    """
    if at is not None and _is_known(subject, viewer):
        return _("Nothing was recorded of {key} up to {time}; later events name it.").format(
            key=subject.key, time=f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
        )
    if subject.kind in ("place", "party"):
        return _of_place(subject.key)
    product = subject.key if subject.kind == "class" else product_key(subject.key) or subject.class_key
    if product.startswith("01/"):
        return _of_product(subject, product, viewer)
    return _joined(_nothing(subject.key), _("It is well formed, but no event has named it."))


def _is_known(subject: Identifier, viewer: Viewer) -> bool:
    try:
        queries.locate([subject], viewer=viewer)
    except queries.UnknownSubject:
        return False
    return True


def _of_place(key: str) -> str:
    known = parties.places([key]).get(key)
    if known is None:
        told = _("It is a place or organisation that is not registered: ask for lots, items or containers.")
    else:
        told = _("It is a place, {name}: ask for lots, items or containers.").format(name=known.names)
    return _joined(_("Nothing was ever recorded of {key} as a thing.").format(key=key), told)


def _of_product(subject: Identifier, product: str, viewer: Viewer) -> str:
    gtin = product.removeprefix("01/")
    name = names_of_products([gtin]).get(gtin)
    called = gtin if name is None else _("{name} (GTIN {gtin})").format(name=name, gtin=gtin)
    lots = searching.lots_of(product, viewer=viewer, before=None, limit=_LOTS)
    nothing = _nothing(subject.key)
    if lots is None and name is None:
        return _joined(
            nothing,
            _("It is well formed, but its product (GTIN {gtin}) is not known either.").format(gtin=gtin),
        )
    if lots is None:
        told = _("Its product, {product}, is registered, but no event has named a lot or item of it.")
        return _joined(nothing, told.format(product=called))
    if subject.kind == "class":
        nothing = _("Nothing was ever recorded of {key} as a whole.").format(key=subject.key)
        told = _("It is a product, {product}: ask for one of its lots or items.")
    elif lot_number(subject.key) is not None:
        told = _("Its product, {product}, is known; this lot is not.")
    else:
        told = _("Its product, {product}, is known; this serial is not.")
    numbers = [found.node.lot for found in lots.lots] + ["…"] * (lots.next is not None)
    named = _("Lots of it: {lots}").format(lots=local.listed(numbers)) if numbers else ""
    return _joined(nothing, told.format(product=called), named)


def _nothing(key: str) -> str:
    return _("Nothing was ever recorded of {key}.").format(key=key)


def _joined(*told: str) -> str:
    """Sentences one after the other: after a Chinese full stop there is no blank."""
    text = ""
    for sentence in filter(None, told):
        text += sentence if not text or text.endswith("。") else f" {sentence}"
    return text
