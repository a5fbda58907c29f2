"""Writes of the catalogue. `by` is who acts; None is the operator at the machine itself."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.core.files.base import ContentFile
from django.db import transaction

from headwater.catalog import pictures
from headwater.catalog.models import UOM, Product, ProductKind, UnitFactor
from headwater.gs1.errors import IdentifierError
from headwater.gs1.typed import identify
from headwater.parties import queries as parties
from headwater.parties.errors import NotPermitted, Refused
from headwater.parties.names import require_text
from headwater.parties.roles import require_for

if TYPE_CHECKING:
    from decimal import Decimal

    from headwater.gs1.identifier import Identifier
    from headwater.parties.actors import Actor
    from headwater.parties.models import Organisation

DESCRIPTION_LENGTH = 10_000
_LARGEST = 10**12


def product_class(text: str) -> Identifier:
    """Read a GTIN in any spelling, as typed: 8 to 14 digits, element string, Digital Link, class URN.

    Raises:
        IdentifierError: no identifier, or one of something else than a class of trade items.
    """
    return require_gtin(identify(text), text)


def require_gtin(identifier: Identifier, text: str) -> Identifier:
    """The identifier that was read from a text, if it is a GTIN.

    Raises:
        IdentifierError: it is of something else than a class of trade items.
    """
    if identifier.scheme != "gtin":
        raise IdentifierError("not-a-gtin", "{text} is not the GTIN of a product", text=text)
    return identifier


def gtin_of(identifier: Identifier) -> str:
    """The fourteen digits of a class of trade items."""
    return dict(identifier.elements)["01"]


def add_product(
    *,
    gtin: str,
    organisation: Organisation,
    name: str,
    name_zh: str = "",
    kind: str = ProductKind.UNKNOWN,
    brand: str = "",
    brand_zh: str = "",
    description: str = "",
    description_zh: str = "",
    net_content: Decimal | None = None,
    net_content_uom: str = "",
    by: Actor | None,
) -> Product:
    """Register a product of an organisation, or bring what is known of it up to date.

    Only the operating organisation may register a GTIN that does not already belong to the organisation, by
    its company prefix or by registration.

    Args:
        gtin: in any spelling; a URN also tells the length of the company prefix.
        net_content: more than zero, in `net_content_uom` (UN/ECE code); both or neither.

    Raises:
        IdentifierError: `gtin` identifies no product.
        NotPermitted: the role does not allow it, or the GTIN is not the organisation's own.
        Refused: a kind, unit, quantity or text that cannot be; the GTIN is another organisation's.
    """
    require_for(by, "catalog.write", organisation.pk)
    identifier = product_class(gtin)
    digits = gtin_of(identifier)
    _require_texts(name, name_zh, brand, brand_zh, description, description_zh)
    _require_content(net_content, net_content_uom)
    if kind not in ProductKind.values:
        raise Refused("product-kind", "{kind} is no kind of product", kind=kind)
    with transaction.atomic():
        product = Product.objects.select_for_update().filter(gtin=digits).first() or Product(gtin=digits)
        owner = product.organisation_id or parties.owner_of_key(identifier.class_key)
        if by is not None and not by.operating and owner != organisation.pk:
            raise NotPermitted("not-yours", "This belongs to another organisation")
        if owner not in (None, organisation.pk):
            raise Refused("key-taken", "{key} belongs to another organisation", key=digits)
        product.organisation = organisation
        product.recorded_by_id = by.organisation_id if by else organisation.pk
        product.name, product.name_zh = name, name_zh or product.name_zh
        product.kind = kind
        product.brand, product.brand_zh = brand, brand_zh
        product.description, product.description_zh = description, description_zh
        product.net_content, product.net_content_uom = net_content, net_content_uom
        product.prefix_length = identifier.prefix_length or product.prefix_length
        product.save()
    return product


def set_picture(*, product: Product, data: bytes, by: Actor | None) -> None:
    """Give a product its picture: PNG, JPEG, WebP, or an SVG that only draws.

    Raises:
        NotPermitted: the product is another organisation's.
        Refused: no picture that is accepted; the old one stays.
    """
    require_for(by, "catalog.write", product.organisation_id)
    name = f"products/{pictures.kept_name(data)}"
    storage = product.picture.storage
    if storage.exists(name) and storage.size(name) != len(data):
        storage.delete(name)  # cut short by a crash
    if not storage.exists(name):
        storage.save(name, ContentFile(data))
    product.picture.name = name
    product.save(update_fields=["picture"])


def set_unit_factor(
    *, product: Product | None, from_uom: str, to_uom: str, factor: Decimal, by: Actor | None
) -> UnitFactor:
    """State that one `from_uom` is `factor` of `to_uom`, for a product or (None) for every product.

    Raises:
        NotPermitted: the product is another organisation's; for every product only the operating one may.
        Refused: no units, the same twice, or a factor that is not positive.
    """
    require_for(by, "catalog.write", product.organisation_id if product else None)
    for uom in (from_uom, to_uom):
        _require_uom(uom)
    if from_uom == to_uom:
        raise Refused("units-equal", "A factor is between two units")
    if not (factor.is_finite() and 0 < factor < _LARGEST):
        raise Refused("factor", "A factor is a number above zero")
    return UnitFactor.objects.update_or_create(
        product=product, from_uom=from_uom, to_uom=to_uom, defaults={"factor": factor}
    )[0]


def _require_texts(name: str, name_zh: str, brand: str, brand_zh: str, *descriptions: str) -> None:
    if not name:
        raise Refused("name-missing", "A name is required")
    for text in (name, name_zh, brand, brand_zh):
        require_text(text)
    for text in descriptions:
        require_text(text, DESCRIPTION_LENGTH)


def _require_content(value: Decimal | None, uom: str) -> None:
    if value is None and not uom:
        return
    if value is None or not uom:
        raise Refused("net-content", "Net content and its unit come together")
    _require_uom(uom)
    if not (value.is_finite() and 0 < value < _LARGEST):
        raise Refused("net-content", "Net content is a number above zero")


def _require_uom(uom: str) -> None:
    if not re.fullmatch(UOM, uom):
        raise Refused("uom", "{uom} is no unit code of UN/ECE Recommendation 20", uom=uom)
