"""The head of a page: picture, name, and the numbers that tell this thing from others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from headwater.catalog import queries
from headwater.portal.remembering import remember
from headwater.words import local

if TYPE_CHECKING:
    from headwater.catalog.models import Product
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
    numbers: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class _About:
    """What the card says of a product, in one language."""

    name: str
    maker: str
    picture: str


_NO_PRODUCT = _About("", "", "")


def card(subject: Identifier, node: Node | None = None) -> Card:
    """The card of a product, or of one thing of it. One statement a minute for each GTIN.

    Args:
        subject: what the page is about.
        node: what tracing knows of it; it may know the GTIN and the lot where the key does not tell them.
    """
    elements = dict(subject.elements) | dict(subject.attributes)
    gtin = elements.get("01") or (node.product if node else None)
    about = remember(f"card {get_language()} {gtin}", lambda: _about(gtin)) if gtin else _NO_PRODUCT
    lot = (node.lot if node else None) or elements.get("10")
    numbers = [
        (_("SSCC"), elements.get("00")),
        (_("Product number (GTIN)"), gtin),
        (_("Lot"), lot),
        (_("Serial"), elements.get("21")),
    ]
    return Card(
        name=about.name or (_("Shipping unit") if "00" in elements else _("Product without a name")),
        maker=about.maker,
        picture=about.picture,
        numbers=[(label, value) for label, value in numbers if value],
    )


def describe(product: Product) -> list[tuple[str, str]]:
    """Labelled facts about a product that hold for every pack of it."""
    facts = []
    if product.net_content is not None:
        facts.append((_("Content"), local.measure(product.net_content, product.net_content_uom)))
    if description := str(product.descriptions):
        facts.append((_("Description"), description))
    return facts


def _about(gtin: str) -> _About:
    product = queries.products([gtin]).get(gtin)
    if product is None:
        return _NO_PRODUCT
    return _About(str(product.names), _maker(product), _picture(product))


def _maker(product: Product) -> str:
    owner = str(product.organisation.names) if product.organisation else ""
    return " · ".join(dict.fromkeys(part for part in (str(product.brand_names), owner) if part))


def _picture(product: Product) -> str:
    if not product.picture or product.picture.size > LARGEST_PICTURE:
        return ""
    address: str = product.picture.url
    return address
