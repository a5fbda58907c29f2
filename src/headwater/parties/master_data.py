"""Places and parties as the headers of EPCIS documents describe them.

A document may describe what belongs to the organisation that sends it, and what belongs to nobody here: then
whoever told first is believed, and alone may tell anew. Nobody's data is overwritten by another's document, and
describing a place makes it nobody's own: only its GLN under a registered prefix, or an administrator, does.

Source: CBV 2.0, section 9 (trading partner and location master data attributes).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Protocol

from django.db import transaction

from headwater.gs1.errors import IdentifierError
from headwater.gs1.identify import identify
from headwater.parties import queries
from headwater.parties.keys import gln_of
from headwater.parties.models import KEY_LENGTH, Location, LocationKind
from headwater.parties.names import NAME_LENGTH, Names
from headwater.parties.roles import require

if TYPE_CHECKING:
    from collections.abc import Iterable

    from headwater.epcis.model import Vocabulary, VocabularyElement
    from headwater.parties.actors import Actor

PLACES = frozenset({"BusinessLocation", "ReadPoint", "Location"})
PARTIES = frozenset({"Party", "SourceDest"})

_SEPARATOR = re.compile("[#:/]")
_DEGREES = Decimal("0.000001")


class Described(Protocol):
    """A row of master data."""

    recorded_by_id: int | None


@dataclass(frozen=True, slots=True)
class Recorded:
    """What became of the master data of one document."""

    keys: tuple[str, ...] = ()
    """Canonical keys described, new or again."""
    passed_over: tuple[str, ...] = ()
    """Ids as they came, of what is another organisation's, has no name, or is no identifier."""

    def __add__(self, other: Recorded) -> Recorded:
        return Recorded(self.keys + other.keys, self.passed_over + other.passed_over)


def record(vocabularies: Iterable[Vocabulary], *, by: Actor) -> Recorded:
    """Record the places and parties of a document's header, in the caller's transaction where there is one.

    A fixed number of statements for every 5,000 elements. Other vocabularies are left to others.

    Raises:
        NotPermitted: `by` may not capture.
    """
    require(by, "events.capture")
    elements: dict[str, tuple[VocabularyElement, bool]] = {}
    passed_over: list[str] = []
    for vocabulary in vocabularies:
        kind = local_name(vocabulary.type)
        if kind in PLACES or kind in PARTIES:
            for element in vocabulary.elements:
                key = _key(element.id)
                if key is None:
                    passed_over.append(element.id)
                else:
                    elements[key] = (element, key.startswith("417/") or kind == "Party")
    if not elements:
        return Recorded(passed_over=tuple(passed_over))
    with transaction.atomic():
        return _record(elements, by) + Recorded(passed_over=tuple(passed_over))


def _record(elements: dict[str, tuple[VocabularyElement, bool]], by: Actor) -> Recorded:
    owners = queries.owners_of_keys(elements)
    known = queries.locations(elements)
    organisations = queries.organisations_by_key(elements)
    new: list[Location] = []
    changed: list[Location] = []
    passed_over: list[str] = []
    for key, (element, is_party) in sorted(elements.items()):
        names, position = _names(element), _position(element)
        row = known.get(key)
        if (
            (names is None and position is None)
            or key in organisations
            or not may_describe(owners.get(key), row, by)
        ):
            passed_over.append(element.id)
            continue
        if row is None:
            row = Location(
                key=key, gln=gln_of(key), kind=LocationKind.PARTY if is_party else LocationKind.OTHER
            )
            row.name = key[:NAME_LENGTH]
            new.append(row)
        else:
            changed.append(row)
        row.organisation_id = owners.get(key)
        row.recorded_by_id = by.organisation_id
        if names is not None:
            row.name, row.name_zh = names.name, names.name_zh or row.name_zh
        if position is not None:
            row.latitude, row.longitude = position
    # Another document may describe the same place at the same time: the first stays, as it would a moment later.
    Location.objects.bulk_create(new, ignore_conflicts=True)
    Location.objects.bulk_update(
        changed, ["organisation", "recorded_by", "name", "name_zh", "latitude", "longitude"], batch_size=500
    )
    return Recorded(tuple(row.key for row in [*new, *changed]), tuple(passed_over))


def may_describe(owner: int | None, row: Described | None, by: Actor) -> bool:
    """Whether `by` may describe what `owner` owns, or what nobody owns, given what is recorded of it."""
    if owner is not None:
        return owner == by.organisation_id
    return row is None or row.recorded_by_id == by.organisation_id


def local_name(text: str) -> str:
    """The last part of a vocabulary's or attribute's name: "urn:epcglobal:cbv:mda#name" gives "name"."""
    return _SEPARATOR.split(text)[-1]


def attribute(element: VocabularyElement, *names: str) -> str | None:
    """The text of the first of these attributes that the element has, in order of `names`; None without.

    A name of the Core Business Vocabulary is preferred to a like name of somebody else's.
    """
    for name in names:
        texts = {
            "mda" in found.id: found.value.strip()
            for found in element.attributes
            if local_name(found.id) == name and isinstance(found.value, str) and found.value.strip()
        }
        if texts:
            return texts.get(True) or texts[False]
    return None


def _key(text: str) -> str | None:
    try:
        identifier = identify(text)
    except IdentifierError:
        return None
    fits = identifier.kind in ("place", "party", "uri") and len(identifier.key) <= KEY_LENGTH
    return identifier.key if fits else None


def _names(element: VocabularyElement) -> Names | None:
    text = attribute(element, "name", "descriptionShort")
    return Names.of(text[:NAME_LENGTH]) if text else None


def _position(element: VocabularyElement) -> tuple[Decimal, Decimal] | None:
    """Latitude and longitude in degrees; None unless both are there and possible."""
    latitude, longitude = attribute(element, "latitude"), attribute(element, "longitude")
    if latitude is None or longitude is None:
        return None
    try:
        position = Decimal(latitude).quantize(_DEGREES), Decimal(longitude).quantize(_DEGREES)
    except InvalidOperation:
        return None
    finite = all(degrees.is_finite() for degrees in position)
    return position if finite and abs(position[0]) <= 90 and abs(position[1]) <= 180 else None
