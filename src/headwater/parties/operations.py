"""Writes of parties. Each is one use case, in one transaction, and may be repeated without harm.

`by` is who acts; None is the operator at the machine itself (`headwater init`, an import on the command line).
"""

from __future__ import annotations

import secrets
import threading
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Q

from headwater.parties import locks, queries, tokens
from headwater.parties.errors import NotPermitted, Refused
from headwater.parties.keys import MAX_PREFIX, MIN_PREFIX, gln_of, location_key, party_key, possible_prefixes
from headwater.parties.models import (
    KEY_LENGTH,
    ApiKey,
    CompanyPrefix,
    Location,
    LocationKind,
    Membership,
    Organisation,
    Person,
)
from headwater.parties.names import require_text
from headwater.parties.roles import Role, require, require_for

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from decimal import Decimal

    from headwater.parties.actors import Actor

USE_RECORDED_EVERY = timedelta(hours=1)
_PASSWORD_BYTES = 15
"""Twenty characters."""
_LOGIN_LENGTH = 150
"""Of usernames and addresses, in characters."""


def add_organisation(
    *,
    name: str,
    name_zh: str = "",
    key: str | None = None,
    operating: bool = False,
    by: Actor | None,
) -> Organisation:
    """Add an organisation, or bring the names of the one with this key (or, without a key, this name) up to date.

    Args:
        key: its GLN in any spelling, or a URI.
        operating: whether it runs this deployment; False leaves a standing answer as it is.

    Raises:
        IdentifierError: the key is no identifier of a party.
        NotPermitted: `by` is not of the operating organisation.
        Refused: the name or GLN is another's, or another organisation operates.
    """
    _require_operating(by, "parties.write")
    canonical = party_key(key) if key else None
    _require_texts(name, name_zh, canonical)
    with transaction.atomic():
        locks.register()
        known = Organisation.objects.filter(key=canonical).first() if canonical else None
        known = known or Organisation.objects.filter(name=name, key=None).first()
        if not canonical:
            known = known or Organisation.objects.filter(name=name).first()
        organisation = known or Organisation()
        if Organisation.objects.filter(name=name).exclude(pk=organisation.pk).exists():
            raise Refused("name-taken", "Another organisation is called {name}", name=name)
        if canonical:
            require_free(canonical, organisation.pk)
            organisation.key, organisation.gln = canonical, gln_of(canonical)
        if operating:
            if Organisation.objects.filter(operating=True).exclude(pk=organisation.pk).exists():
                raise Refused("operating-taken", "Another organisation operates this deployment")
            organisation.operating = True
        organisation.name = name
        organisation.name_zh = name_zh or organisation.name_zh
        organisation.save()
    return organisation


def register_prefix(*, digits: str, organisation: Organisation, by: Actor | None) -> CompanyPrefix:
    """Record that keys which begin with this GS1 Company Prefix are the organisation's.

    Raises:
        NotPermitted: `by` is not of the operating organisation.
        Refused: not 4 to 12 digits, or it overlaps a prefix of another organisation.
    """
    _require_operating(by, "parties.write")
    if not (digits.isascii() and digits.isdigit() and MIN_PREFIX <= len(digits) <= MAX_PREFIX):
        raise Refused("prefix-digits", "A GS1 company prefix has 4 to 12 digits, not {digits}", digits=digits)
    with transaction.atomic():
        locks.register()
        overlap = Q(digits__in=possible_prefixes(digits)) | Q(
            digits__gte=digits, digits__lte=digits.ljust(MAX_PREFIX, "9")
        )
        others = CompanyPrefix.objects.filter(overlap, organisation__isnull=False)
        if other := others.exclude(organisation=organisation).order_by("digits").first():
            raise Refused(
                "prefix-taken",
                "The prefix {digits} overlaps {other} of another organisation",
                digits=digits,
                other=other.digits,
            )
        prefix, _new = CompanyPrefix.objects.update_or_create(
            digits=digits, defaults={"organisation": organisation}
        )
    return prefix


def see_prefixes(*, digits: Collection[str]) -> None:
    """Remember company prefixes whose length URNs have told. They give nobody any right.

    One statement; ones already known are left alone. Digits that are no prefix are the caller's mistake, and
    the database refuses them.
    """
    CompanyPrefix.objects.bulk_create(
        [CompanyPrefix(digits=text) for text in sorted(set(digits))], ignore_conflicts=True
    )


def add_location(
    *,
    key: str,
    organisation: Organisation,
    name: str,
    name_zh: str = "",
    kind: str = LocationKind.OTHER,
    parent: Location | None = None,
    latitude: Decimal | None = None,
    longitude: Decimal | None = None,
    by: Actor | None,
) -> Location:
    """Register a place of an organisation, or bring what is known of it up to date.

    Who owns a place sees the events that name it. Therefore only the operating organisation may register a
    place whose GLN does not already belong to the organisation.

    Args:
        key: GLN or SGLN in any spelling, or a URI.
        latitude, longitude: degrees, WGS 84; both or neither.

    Raises:
        IdentifierError: the key identifies no place.
        NotPermitted: the role does not allow it, or the key is not the organisation's own.
        Refused: coordinates out of range or one alone; the GLN is another organisation's; a parent that is
            another organisation's or lies within the place itself.
    """
    require_for(by, "parties.write", organisation.pk)
    canonical = location_key(key)
    _require_texts(name, name_zh, canonical)
    _require_coordinates(latitude, longitude)
    if kind not in LocationKind.values:
        raise Refused("location-kind", "{kind} is no kind of location", kind=kind)
    with transaction.atomic():
        locks.register()
        owner = queries.owner_of_key(canonical)
        if by is not None and not by.operating and owner != organisation.pk:
            raise NotPermitted("not-yours", "This belongs to another organisation")
        gln = gln_of(canonical)
        if gln is None or canonical == f"414/{gln}":
            require_free(canonical, organisation.pk)
        location = Location.objects.filter(key=canonical).first() or Location(key=canonical, gln=gln)
        require_parent(location, parent, organisation.pk)
        location.organisation = organisation
        location.recorded_by_id = by.organisation_id if by else organisation.pk
        location.name = name
        location.name_zh = name_zh or location.name_zh
        location.kind = kind
        location.parent = parent
        location.latitude, location.longitude = latitude, longitude
        location.save()
    return location


def issue_api_key(
    *,
    name: str,
    organisation: Organisation,
    role: str,
    now: datetime,
    expires_at: datetime | None = None,
    by: Actor | None,
) -> str:
    """Issue a key and answer it: this once, for nothing keeps it.

    Raises:
        NotPermitted: `by` does not administer the organisation.
        Refused: no such role, or it would have expired already.
    """
    require_for(by, "admin.write", organisation.pk)
    if role not in Role.values:
        raise Refused("role", "{role} is no role", role=role)
    require_text(name, 100)
    if expires_at is not None and expires_at <= now:
        raise Refused("expires-before", "The key would have expired already")
    token = tokens.new()
    ApiKey.objects.create(
        name=name,
        organisation=organisation,
        role=role,
        beginning=tokens.beginning(token),
        digest=tokens.digest(token),
        created_at=now,
        expires_at=expires_at,
    )
    return token


def revoke_api_key(*, api_key: ApiKey, now: datetime, by: Actor | None) -> None:
    """Make a key worthless at once, in every process. Revoking again changes nothing.

    Raises:
        NotPermitted: `by` does not administer the key's organisation.
    """
    require_for(by, "admin.write", api_key.organisation_id)
    ApiKey.objects.filter(pk=api_key.pk, revoked_at=None).update(revoked_at=now)


def add_membership(*, person: Person, organisation: Organisation, role: str, by: Actor | None) -> Membership:
    """Give a person a role in an organisation.

    Raises:
        NotPermitted: `by` does not administer the organisation.
        Refused: no such role.
    """
    require_for(by, "admin.write", organisation.pk)
    if role not in Role.values:
        raise Refused("role", "{role} is no role", role=role)
    return Membership.objects.get_or_create(person=person, organisation=organisation, role=role)[0]


def add_person(
    *, username: str, organisation: Organisation, role: str, email: str = "", by: Actor | None
) -> str | None:
    """Let somebody sign in to the back office with a role in an organisation.

    An administrator of the operating organisation gets Django's rights over the whole administration as well.

    Returns:
        The password of a new person: this once, for nothing keeps it. None for one who is known: they get the role
        as well, and keep their password and address.

    Raises:
        NotPermitted: `by` does not administer the organisation.
        Refused: no such role, or no possible username or address.
    """
    require_for(by, "admin.write", organisation.pk)
    password = secrets.token_urlsafe(_PASSWORD_BYTES)
    _require_valid(username, Person.username_validator, "username", "“{text}” is no username")
    if email:
        _require_valid(email, validate_email, "email", "“{text}” is no e-mail address")
    with transaction.atomic():
        locks.register()
        person = Person.objects.filter(username=username).first()
        new = person is None
        if person is None:
            person = Person.objects.create_user(username, email, password, is_staff=True)
        if organisation.operating and role == Role.ADMINISTRATOR and not person.is_superuser:
            person.is_superuser = True
            person.save(update_fields=["is_superuser"])
        add_membership(person=person, organisation=organisation, role=role, by=by)
    return password if new else None


def _require_valid(text: str, validate: Callable[[str], None], code: str, template: str) -> None:
    require_text(text, _LOGIN_LENGTH)
    try:
        validate(text)
    except ValidationError:
        raise Refused(code, template, text=text) from None


def record_use(*, api_key_id: int, now: datetime) -> None:
    """Note that a key was used, exact to the hour: a process writes at most once an hour for each key."""
    with _uses_lock:
        if now - _uses.get(api_key_id, datetime.min.replace(tzinfo=UTC)) < USE_RECORDED_EVERY:
            return
        _uses[api_key_id] = now
    stale = Q(last_used_at=None) | Q(last_used_at__lte=now - USE_RECORDED_EVERY)
    with transaction.atomic(savepoint=False):  # so that it waits in line on SQLite
        ApiKey.objects.filter(stale, pk=api_key_id).update(last_used_at=now)


_uses: dict[int, datetime] = {}
_uses_lock = threading.Lock()


def _require_operating(by: Actor | None, verb: str) -> None:
    if by is not None:
        require(by, verb)
        if not by.operating:
            raise NotPermitted("operating-only", "Only the operating organisation may do this")


def _require_texts(name: str, name_zh: str, key: str | None) -> None:
    if not name:
        raise Refused("name-missing", "A name is required")
    require_text(name)
    require_text(name_zh)
    require_text(key or "", KEY_LENGTH)


def require_free(key: str, organisation_id: int | None) -> None:
    """A GLN, as place and as party, has one owner, and so has a URI.

    Raises:
        Refused: it belongs to another organisation than this (None: one that is not yet recorded).
    """
    gln = gln_of(key)
    if gln is None:
        parties = Organisation.objects.filter(key=key)
        places = Location.objects.filter(key=key, organisation__isnull=False)
    else:
        parties = Organisation.objects.filter(gln=gln)
        places = Location.objects.filter(key=f"414/{gln}", organisation__isnull=False)
    if organisation_id is not None:
        parties = parties.exclude(pk=organisation_id)
        places = places.exclude(organisation=organisation_id)
    if parties.exists() or places.exists():
        raise Refused("key-taken", "{key} belongs to another organisation", key=gln or key)


def _require_coordinates(latitude: Decimal | None, longitude: Decimal | None) -> None:
    if (latitude is None) != (longitude is None):
        raise Refused("coordinates", "Latitude and longitude come together")
    if (
        latitude is not None
        and longitude is not None
        and not (-90 <= latitude <= 90 and -180 <= longitude <= 180)
    ):
        raise Refused("coordinates", "Latitude is from -90 to 90 and longitude from -180 to 180")


def require_parent(location: Location, parent: Location | None, organisation_id: int | None) -> None:
    """A location is part of another one of the same organisation, and never of itself.

    Raises:
        Refused: with the reason.
    """
    above, seen = parent, set[int]()
    while above is not None and above.pk not in seen:
        if above.pk == location.pk:
            raise Refused("parent-within", "A location cannot be part of itself")
        if above.organisation_id != organisation_id:
            raise Refused("parent-foreign", "A location is part of one of the same organisation")
        seen.add(above.pk)
        above = above.parent
