"""The dairy in a store: its organisations, places, products, people, keys, codes and events."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from django.db import transaction

from headwater.catalog import operations as catalog
from headwater.catalog.models import ProductKind
from headwater.events import operations as events
from headwater.events.models import CaptureJob
from headwater.identity import blocks, keyring
from headwater.parties import locks
from headwater.parties import operations as parties
from headwater.parties.actors import Actor
from headwater.parties.errors import Refused
from headwater.parties.keys import party_key
from headwater.parties.models import Organisation, Person
from headwater.parties.roles import Role
from headwater.sample.dairy import LOCATIONS, ORGANISATIONS, PRODUCTS, Dairy
from headwater.sample.numbering import OwnCodes

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from headwater.parties.models import Location
    from headwater.sample.dairy import Product

PASSWORD: Final = "clear-spring"  # noqa: S105 - of people who do not exist
_UNITS: Final = {"g": "GRM", "ml": "MLT"}
_RAW: Final = {"milk-willow", "milk-meadow", "milk-ridge", "collected", "premix"}


@dataclass(frozen=True, slots=True)
class Login:
    """A person of the sample world who may sign in with `PASSWORD`."""

    username: str
    name: str
    """Given name and family name, in English order."""
    organisation: str
    """Key of the organisation, as the dairy calls it."""
    role: Role


LOGINS: Final = (
    Login("admin", "Min Zhou", "dairy", Role.ADMINISTRATOR),
    Login("quality", "Na Li", "dairy", Role.QUALITY_MANAGER),
    Login("line", "Qiang Wang", "dairy", Role.LINE_OPERATOR),
    Login("warehouse", "Tao Sun", "coldchain", Role.WAREHOUSE),
    Login("dealer", "Jing Zhao", "dealer1", Role.DEALER),
    Login("regulator", "Yan He", "dairy", Role.REGULATOR),
)


def world() -> Dairy:
    """The dairy with the serials that this installation gives it.

    They are the first of each product's, since the dairy is the first to come into a store.
    """
    return Dairy(OwnCodes(keyring.keys(keyring.EPOCH), keyring.EPOCH).take)


def is_loaded() -> bool:
    """Whether the store holds the sample world; it is loaded whole or not at all."""
    return Organisation.objects.filter(key=party_key(ORGANISATIONS[0].gln)).exists()


def load(
    *, now: datetime, progress: Callable[[int, int], None] = lambda _done, _total: None
) -> dict[str, str]:
    """Load the sample world, in one transaction.

    Args:
        now: when it is recorded.
        progress: called with the number of captures done and that of all.

    Returns:
        An API key of each organisation, by its name. Nothing keeps them.

    Raises:
        Refused: the store holds other data.
    """
    with transaction.atomic():
        locks.register()
        if Organisation.objects.exists() or CaptureJob.objects.exists():
            raise Refused("not-empty", "The sample world wants a store of its own: this one holds other data")
        organisations = _organisations()
        _places(organisations)
        _products(organisations)
        _people(organisations)
        keys = {
            organisation.name: parties.issue_api_key(
                name="sample", organisation=organisation, role=Role.INTEGRATOR, now=now, by=None
            )
            for organisation in organisations.values()
        }
        dairy = Dairy(lambda gtin, lot, count: blocks.issue(gtin, count, lot=lot))
        captures = dairy.events()
        for done, (by, arrived) in enumerate(captures, 1):
            events.capture_events(arrived, by=_integrator(organisations[by]), now=now)
            progress(done, len(captures))
    return keys


def _integrator(organisation: Organisation) -> Actor:
    return Actor(
        organisation_id=organisation.pk,
        roles=frozenset({Role.INTEGRATOR.value}),
        operating=organisation.operating,
        device="sample world",
    )


def _organisations() -> dict[str, Organisation]:
    added = {}
    for one in ORGANISATIONS:
        organisation = parties.add_organisation(
            name=one.name, name_zh=one.name_zh, key=one.gln, operating=one.operating, by=None
        )
        parties.register_prefix(digits=one.prefix, organisation=organisation, by=None)
        added[one.key] = organisation
    return added


def _places(organisations: dict[str, Organisation]) -> None:
    added: dict[str, Location] = {}
    for place in LOCATIONS:
        added[place.key] = parties.add_location(
            key=place.uri,
            organisation=organisations[place.organisation],
            name=place.name,
            name_zh=place.name_zh,
            kind=place.kind,
            parent=added[place.part_of] if place.part_of else None,
            latitude=Decimal(str(place.latitude)),
            longitude=Decimal(str(place.longitude)),
            by=None,
        )


def _products(organisations: dict[str, Organisation]) -> None:
    for one in PRODUCTS:
        content, uom = _net_content(one)
        product = catalog.add_product(
            gtin=one.gtin,
            organisation=organisations[one.organisation],
            name=one.name,
            name_zh=one.name_zh,
            kind=_kind(one),
            description=one.description,
            description_zh=one.description_zh,
            net_content=content,
            net_content_uom=uom,
            by=None,
        )
        catalog.set_picture(product=product, data=one.picture.read_bytes(), by=None)


def _kind(product: Product) -> ProductKind:
    if product.key in _RAW:
        return ProductKind.RAW
    return ProductKind.FINISHED if product.net_content else ProductKind.SEMI_FINISHED


def _net_content(product: Product) -> tuple[Decimal | None, str]:
    if not product.net_content:
        return None, ""
    value, unit = product.net_content.split()
    return Decimal(value), _UNITS[unit]


def _people(organisations: dict[str, Organisation]) -> None:
    for login in LOGINS:
        given, family = login.name.split()
        administers = login.role is Role.ADMINISTRATOR
        person = Person.objects.create_user(
            login.username,
            password=PASSWORD,
            first_name=given,
            last_name=family,
            is_staff=True,
            is_superuser=administers,
        )
        parties.add_membership(
            person=person, organisation=organisations[login.organisation], role=login.role, by=None
        )
