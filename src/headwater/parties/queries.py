"""Reads of parties: who a key belongs to, who acts, what things are called."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from django.db.models import Q

from headwater import store
from headwater.parties import tokens
from headwater.parties.actors import Actor, Viewer
from headwater.parties.keys import gln_of, possible_prefixes, prefix_digits
from headwater.parties.models import ApiKey, CompanyPrefix, Location, Membership, Organisation, Person
from headwater.parties.names import Names
from headwater.parties.roles import Role

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from datetime import datetime
    from decimal import Decimal

_Value = TypeVar("_Value", str, int)

CHUNK = 5_000
"""Values in one IN list: far below SQLite's 32,766 and PostgreSQL's 65,535 parameters."""


# Past the ORM: it stands before every request of a machine, and the ORM takes ten times as long to write it.
_KEY = f"""
    SELECT k.id, k.role, o.id, o.operating
    FROM {ApiKey._meta.db_table} k JOIN {Organisation._meta.db_table} o ON o.id = k.organisation_id
    WHERE k.digest = %s AND k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > %s)
"""  # noqa: S608 - names of tables, from the models


def actor_for_token(token: str, now: datetime) -> Actor | None:
    """Who an API key acts as; None for one that is unknown, expired or revoked, without telling which.

    One hash and one statement whatever the key.
    """
    rows = store.select(_KEY, [tokens.digest(token), store.time_value(now)])
    if not rows:
        return None
    ((api_key_id, role, organisation_id, operating),) = rows
    return Actor(
        organisation_id=organisation_id,
        roles=frozenset({role}),
        operating=bool(operating),
        api_key_id=api_key_id,
    )


def actors_for_person(person: Person) -> list[Actor]:
    """As whom a person may act: one actor for each organisation, the operating one first. One statement."""
    if not person.is_active:
        return []
    roles: dict[Organisation, set[str]] = {}
    rows = Membership.objects.select_related("organisation").filter(person=person)
    for row in rows.order_by("-organisation__operating", "organisation__name", "organisation_id", "role"):
        roles.setdefault(row.organisation, set()).add(row.role)
    return [
        Actor(
            organisation_id=organisation.pk,
            roles=frozenset(held),
            operating=organisation.operating,
            person_id=person.pk,
        )
        for organisation, held in roles.items()
    ]


def operating_organisation() -> Organisation | None:
    """The organisation that runs this deployment, where one has been named."""
    return Organisation.objects.filter(operating=True).first()


def operator(device: str) -> Actor | None:
    """The operating organisation's administrator, for its own programs; None where no organisation operates."""
    organisation = operating_organisation()
    if organisation is None:
        return None
    return Actor(
        organisation_id=organisation.pk,
        roles=frozenset({Role.ADMINISTRATOR.value}),
        operating=True,
        device=device,
    )


def find_organisation(text: str) -> Organisation | None:
    """The organisation with this GLN, key or name (either language's, if only one has it)."""
    if found := Organisation.objects.filter(Q(gln=text) | Q(key=text) | Q(name=text)).order_by("pk").first():
        return found
    by_chinese_name = list(Organisation.objects.filter(name_zh=text).order_by("pk")[:2])
    return by_chinese_name[0] if text and len(by_chinese_name) == 1 else None


def owner_of_digits(digits: str) -> int | None:
    """The organisation whose registered company prefix begins these digits. One statement."""
    return (
        CompanyPrefix.objects.filter(digits__in=possible_prefixes(digits), organisation__isnull=False)
        .order_by("-digits")
        .values_list("organisation_id", flat=True)
        .first()
    )


def owners_of_keys(keys: Collection[str]) -> dict[str, int]:
    """The owner of each canonical key that has one: key to organisation id.

    A place or party belongs to the organisation under which exactly it is registered, else to that of its
    GLN; whatever is left, like every other GS1 key, to the organisation of its company prefix. For every
    5,000 keys two statements where there are places, parties or URIs among them, and one for the prefixes
    that the others could have.
    """
    found: dict[str, int] = {}
    for some in _chunks(set(keys)):
        found |= _owners(some)
    return found


def _owners(keys: list[str]) -> dict[str, int]:
    glns = {key: gln for key in keys if (gln := gln_of(key))}
    exact, by_gln = _registered_places(
        [key for key in keys if key in glns or prefix_digits(key) is None], glns
    )
    rest = {
        key: digits
        for key in keys
        if key not in exact and glns.get(key) not in by_gln and (digits := prefix_digits(key))
    }
    prefixes = _registered_prefixes(
        {prefix for digits in rest.values() for prefix in possible_prefixes(digits)}
    )
    owners: dict[str, int] = {}
    for key in keys:
        if key in exact:
            owners[key] = exact[key]
        elif glns.get(key) in by_gln:
            owners[key] = by_gln[glns[key]]
        elif key in rest:
            possible = (prefixes[text] for text in possible_prefixes(rest[key]) if text in prefixes)
            if (organisation := next(possible, None)) is not None:
                owners[key] = organisation
    return owners


def _registered_places(keys: list[str], glns: Mapping[str, str]) -> tuple[dict[str, int], dict[str, int]]:
    """Owners of places and parties by their very key, and by GLN. No statement where there are no keys."""
    exact: dict[str, int] = {}
    by_gln: dict[str, int] = {}
    if not keys:
        return exact, by_gln
    organisations = Organisation._meta.db_table
    for key, gln, owner in store.select(
        f"SELECT o.key, o.gln, o.id FROM {_keys()} CROSS JOIN {organisations} o WHERE o.key = k.key UNION"  # noqa: S608
        f" SELECT o.key, o.gln, o.id FROM {_keys()} CROSS JOIN {organisations} o WHERE o.gln = k.key",
        [*store.arrays(sorted(keys)), *store.arrays(sorted(set(glns.values())))],
    ):
        exact[str(key)] = owner
        by_gln[str(gln)] = owner
    bases = {f"414/{gln}" for gln in glns.values()}
    for key, place_owner in store.select(
        f"SELECT l.key, l.organisation_id FROM {_keys()} CROSS JOIN {Location._meta.db_table} l"  # noqa: S608
        " WHERE l.key = k.key AND l.organisation_id IS NOT NULL",
        store.arrays(sorted({*keys, *bases})),
    ):
        exact.setdefault(key, place_owner)
        if key in bases:
            by_gln[str(gln_of(key))] = place_owner
    return exact, by_gln


def _registered_prefixes(candidates: set[str]) -> dict[str, int]:
    if not candidates:
        return {}
    return dict(
        store.select(
            f"SELECT p.digits, p.organisation_id FROM {_keys()}"  # noqa: S608
            f" CROSS JOIN {CompanyPrefix._meta.db_table} p"
            " WHERE p.digits = k.key AND p.organisation_id IS NOT NULL",
            store.arrays(sorted(candidates)),
        )
    )


def owner_of_key(key: str) -> int | None:
    """The organisation that owns a canonical key; see `owners_of_keys`."""
    return owners_of_keys([key]).get(key)


def prefix_length_for(digits: str) -> int | None:
    """How many of these digits are the company prefix; None where unknown. One statement.

    A registered prefix decides. Of those merely seen in URNs one decides only where no other disagrees.
    """
    return prefix_lengths_for([digits]).get(digits)


def prefix_lengths_for(digits: Collection[str]) -> dict[str, int]:
    """`prefix_length_for` each, where known. One statement for every 5,000 possible prefixes."""
    candidates = {prefix for text in digits for prefix in possible_prefixes(text)}
    known = {
        prefix: registered
        for some in _chunks(candidates)
        for prefix, registered in CompanyPrefix.objects.filter(digits__in=some)
        .order_by()
        .values_list("digits", "organisation")
    }
    lengths = {}
    for text in digits:
        hits = [prefix for prefix in possible_prefixes(text) if prefix in known]
        registered = [prefix for prefix in hits if known[prefix] is not None]
        if decisive := registered[:1] or (hits if len(hits) == 1 else []):
            lengths[text] = len(decisive[0])
    return lengths


def locations(keys: Collection[str]) -> dict[str, Location]:
    """The registered locations among these canonical keys. One statement for every 5,000."""
    return {
        row.key: row
        for some in _chunks(set(keys))
        for row in Location.objects.select_related("organisation").filter(key__in=some).order_by("pk")
    }


def organisations_by_key(keys: Collection[str]) -> dict[str, Organisation]:
    """The organisations whose own party key is among these. One statement for every 5,000."""
    return {
        str(row.key): row
        for some in _chunks(set(keys))
        for row in Organisation.objects.filter(key__in=some).order_by("pk")
    }


@dataclass(frozen=True, slots=True)
class KnownPlace:
    """What is registered of a place; latitude and longitude in degrees."""

    names: Names
    kind: str = ""
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True, slots=True)
class KnownOrganisation:
    """What is registered of an organisation; `key` is that of its party GLN."""

    names: Names
    key: str | None


# Past the ORM: every page and answer names a dozen of them, and the ORM takes ten times as long to say so.


def places(keys: Collection[str]) -> dict[str, KnownPlace]:
    """The registered places among these canonical keys, and parties by their names. One statement, or two."""
    found = {
        key: KnownPlace(Names(name, name_zh), kind, _degrees(latitude), _degrees(longitude))
        for key, name, name_zh, kind, latitude, longitude in store.select(
            f"SELECT l.key, l.name, l.name_zh, l.kind, l.latitude, l.longitude FROM {_keys()}"  # noqa: S608
            f" CROSS JOIN {Location._meta.db_table} l WHERE l.key = k.key",
            store.arrays(sorted(keys)),
        )
    }
    if parties := sorted(set(keys) - found.keys()):
        rows = store.select(
            f"SELECT o.key, o.name, o.name_zh FROM {_keys()}"  # noqa: S608
            f" CROSS JOIN {Organisation._meta.db_table} o WHERE o.key = k.key",
            store.arrays(parties),
        )
        found |= {key: KnownPlace(Names(name, name_zh)) for key, name, name_zh in rows}
    return found


def organisations(ids: Collection[int]) -> dict[int, KnownOrganisation]:
    """Organisations by id. One statement."""
    rows = store.select(
        f"SELECT o.id, o.name, o.name_zh, o.key FROM {store.unnest('k', [('id', 'int')])}"  # noqa: S608
        f" CROSS JOIN {Organisation._meta.db_table} o WHERE o.id = k.id",
        store.arrays(sorted(ids)),
    )
    return {pk: KnownOrganisation(Names(name, name_zh), key) for pk, name, name_zh, key in rows}


def names_of_organisations(ids: Collection[int]) -> dict[int, Names]:
    """What organisations are called, by id."""
    return {pk: row.names for pk, row in organisations(ids).items()}


def operating_viewer() -> Viewer:
    """Whoever sees what the operating organisation sees; nothing where none has been named. One statement."""
    rows = store.select(
        f"SELECT id FROM {Organisation._meta.db_table} WHERE operating"  # noqa: S608
    )
    return Viewer(rows[0][0], operating=True) if rows else Viewer(0)


def _keys() -> str:
    return store.unnest("k", [("key", "text")])


def _degrees(value: Decimal | float | None) -> float | None:
    return None if value is None else float(value)


def _chunks(values: Iterable[_Value]) -> Iterator[list[_Value]]:
    ordered = sorted(values)
    for start in range(0, len(ordered), CHUNK):
        yield ordered[start : start + CHUNK]
