"""The head of a page: picture, name, and the numbers that tell this thing from others."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from headwater.catalog import queries
from headwater.words import local

if TYPE_CHECKING:
    from headwater.catalog.models import Product
    from headwater.catalog.queries import Label
    from headwater.gs1.identifier import Identifier
    from headwater.tracing.answers import Node

LARGEST_PICTURE = 60_000
"""Bytes of a picture that a page carries: a page stays under 100 kB on a slow line."""


@dataclass(frozen=True, slots=True)
class Card:
    """Picture, name, maker, and labelled numbers."""

    name: str
    maker: str
    picture: str
    """Address of the picture, or empty."""
    numbers: tuple[tuple[str, str], ...]


def card(subject: Identifier, language: str, node: Node | None = None) -> Card:
    """The card of a product, or of one thing of it. One statement where there is a GTIN.

    Args:
        subject: what the page is about.
        language: the one in force.
        node: what tracing knows of it; it may know the GTIN and the lot where the key does not tell them.
    """
    elements = dict(subject.elements) | dict(subject.attributes)
    gtin = elements.get("01") or (node.product if node else None)
    label = queries.label_of_product(gtin) if gtin else None
    lot = (node.lot if node else None) or elements.get("10")
    numbers = zip(_titles(language), (elements.get("00"), gtin, lot, elements.get("21")), strict=True)
    return Card(
        name=(label.names.text(language) if label else "")
        or (_("Shipping unit") if "00" in elements else _("Product without a name")),
        maker=_maker(label, language) if label else "",
        picture=_picture(label.picture) if label and label.picture else "",
        numbers=tuple((title, value) for title, value in numbers if value),
    )


@lru_cache
def _titles(_language: str) -> tuple[str, str, str, str]:
    """What the numbers of a card are called."""
    return _("SSCC"), _("Product number (GTIN)"), _("Lot"), _("Serial")


def describe(product: Product) -> list[tuple[str, str]]:
    """Labelled facts about a product that hold for every pack of it."""
    facts = []
    if product.net_content is not None:
        facts.append((_("Content"), local.measure(product.net_content, product.net_content_uom)))
    if description := str(product.descriptions):
        facts.append((_("Description"), description))
    return facts


def _maker(label: Label, language: str) -> str:
    told = (label.brands.text(language), label.owner.text(language))
    return " · ".join(dict.fromkeys(filter(None, told)))


@lru_cache(maxsize=4096)
def _picture(name: str) -> str:
    """The address of a kept picture that is small enough. Its name tells its content: it never changes."""
    if default_storage.size(name) > LARGEST_PICTURE:
        return ""
    return default_storage.url(name)
