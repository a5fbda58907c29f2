"""Products as the headers of EPCIS documents describe them, under the rule of parties/master_data.py.

Source: CBV 2.0, section 9 (trade item master data attributes).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from headwater.catalog import operations, queries
from headwater.catalog.models import Product
from headwater.gs1.errors import IdentifierError
from headwater.gs1.identify import identify
from headwater.parties import queries as parties
from headwater.parties.master_data import Recorded, attribute, local_name, may_describe
from headwater.parties.names import NAME_LENGTH, Names
from headwater.parties.roles import require

if TYPE_CHECKING:
    from collections.abc import Iterable

    from headwater.epcis.model import Vocabulary, VocabularyElement
    from headwater.gs1.identifier import Identifier
    from headwater.parties.actors import Actor


def record(vocabularies: Iterable[Vocabulary], *, by: Actor) -> Recorded:
    """Record the products of a document's header, in the caller's transaction where there is one.

    A fixed number of statements for every 5,000 elements. Classes that are no GTIN (a lot, a kind of asset) and
    other vocabularies are passed over.

    Raises:
        NotPermitted: `by` may not capture.
    """
    require(by, "events.capture")
    elements: dict[str, tuple[VocabularyElement, Identifier]] = {}
    passed_over: list[str] = []
    for vocabulary in vocabularies:
        if local_name(vocabulary.type) == "EPCClass":
            for element in vocabulary.elements:
                try:
                    identifier = operations.require_gtin(identify(element.id), element.id)
                except IdentifierError:
                    passed_over.append(element.id)
                else:
                    elements[operations.gtin_of(identifier)] = (element, identifier)
    if not elements:
        return Recorded(passed_over=tuple(passed_over))
    with transaction.atomic():
        return _record(elements, by) + Recorded(passed_over=tuple(passed_over))


def _record(elements: dict[str, tuple[VocabularyElement, Identifier]], by: Actor) -> Recorded:
    known = queries.products(elements)
    owners = parties.owners_of_keys([identifier.class_key for _, identifier in elements.values()])
    new: list[Product] = []
    changed: list[Product] = []
    passed_over: list[str] = []
    for gtin, (element, identifier) in sorted(elements.items()):
        row = known.get(gtin)
        owner = (row and row.organisation_id) or owners.get(identifier.class_key)
        names = _names(element, "descriptionShort", "regulatedProductName", "functionalName", "name")
        if names is None or not may_describe(owner, row, by):
            passed_over.append(element.id)
            continue
        if row is None:
            row = Product(gtin=gtin)
            new.append(row)
        else:
            changed.append(row)
        row.organisation_id, row.recorded_by_id = owner, by.organisation_id
        row.name, row.name_zh = names.name, names.name_zh or row.name_zh
        if brand := _names(element, "brandName"):
            row.brand, row.brand_zh = brand.name, brand.name_zh or row.brand_zh
        row.prefix_length = identifier.prefix_length or row.prefix_length
    # Another document may describe the same product at the same time: the first stays.
    Product.objects.bulk_create(new, ignore_conflicts=True)
    Product.objects.bulk_update(
        changed,
        ["organisation", "recorded_by", "name", "name_zh", "brand", "brand_zh", "prefix_length"],
        batch_size=500,
    )
    return Recorded(tuple(f"01/{row.gtin}" for row in [*new, *changed]), tuple(passed_over))


def _names(element: VocabularyElement, *attributes: str) -> Names | None:
    text = attribute(element, *attributes)
    return Names.of(text[:NAME_LENGTH]) if text else None
