"""Organisations, their prefixes and places, the people and keys that act for them."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from headwater.parties.names import Named
from headwater.parties.roles import Role

KEY_LENGTH = 512
"""Longest identifier kept, in characters."""


class Organisation(Named):
    """A company, farm, shop or authority that takes part."""

    key = models.CharField(
        _("identifier"),
        max_length=KEY_LENGTH,
        unique=True,
        null=True,
        blank=True,
        help_text=_('Canonical key of the party: "417/" and its GLN, or a URI.'),
    )
    gln = models.CharField(_("GLN"), max_length=13, null=True, blank=True, unique=True, editable=False)
    operating = models.BooleanField(
        _("operating"),
        default=False,
        help_text=_("Runs this deployment and sees all of it. At most one does."),
    )

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering: ClassVar = ["name", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["name"], name="organisation_name"),
            models.UniqueConstraint(fields=["operating"], condition=Q(operating=True), name="one_operating"),
            models.CheckConstraint(condition=~Q(name=""), name="organisation_has_name"),
            models.CheckConstraint(condition=~Q(key=""), name="organisation_key_or_null"),
        ]


class CompanyPrefix(models.Model):
    """A GS1 Company Prefix: registered to an organisation, or merely seen in a URN.

    Both tell how a key divides into a URN; only a registered one tells whose the key is.
    """

    digits = models.CharField(_("digits"), max_length=12, unique=True)
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="prefixes",
        verbose_name=_("organisation"),
    )

    class Meta:
        verbose_name = _("GS1 company prefix")
        verbose_name_plural = _("GS1 company prefixes")
        ordering: ClassVar = ["digits"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(digits__regex=r"^[0-9]{4,12}$"), name="prefix_digits"),
        ]

    def __str__(self) -> str:
        return self.digits


class LocationKind(models.TextChoices):
    """What a place is for."""

    FARM = "farm", _("farm")
    PLANT = "plant", _("plant")
    WAREHOUSE = "warehouse", _("warehouse")
    VEHICLE = "vehicle", _("vehicle")
    DEALER = "dealer", _("dealer")
    STORE = "store", _("store")
    PARTY = "party", _("party")
    """Not a place but a party of which nothing but the name is known."""
    OTHER = "other", _("other place")


class Location(Named):
    """A place, or a party known by name only, that events name.

    `organisation` is its owner, None where nobody here is. `recorded_by` told of it; what nobody owns is
    described by whom told first.
    """

    key = models.CharField(
        _("identifier"),
        max_length=KEY_LENGTH,
        unique=True,
        help_text=_('Canonical key: "414/" and a GLN, with "/254/" and an extension or without, or a URI.'),
    )
    gln = models.CharField(_("GLN"), max_length=13, null=True, editable=False, db_index=True)
    kind = models.CharField(
        _("kind"), max_length=20, choices=LocationKind.choices, default=LocationKind.OTHER
    )
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="locations",
        verbose_name=_("organisation"),
    )
    recorded_by = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("recorded by"),
    )
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="sub_locations",
        verbose_name=_("part of"),
    )
    latitude = models.DecimalField(
        _("latitude"),
        max_digits=9,
        decimal_places=6,
        null=True,
        blank=True,
        help_text=_("Degrees north, WGS 84."),
    )
    longitude = models.DecimalField(
        _("longitude"),
        max_digits=9,
        decimal_places=6,
        null=True,
        blank=True,
        help_text=_("Degrees east, WGS 84."),
    )

    class Meta:
        verbose_name = _("location")
        verbose_name_plural = _("locations")
        ordering: ClassVar = ["name", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(key=""), name="location_has_key"),
            models.CheckConstraint(condition=~Q(name=""), name="location_has_name"),
            models.CheckConstraint(condition=Q(kind__in=LocationKind.values), name="location_kind"),
            models.CheckConstraint(
                condition=Q(latitude=None, longitude=None)
                | Q(
                    latitude__isnull=False, longitude__isnull=False
                )  # of a null, a range is neither true nor false
                & Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="location_coordinates",
            ),
            models.CheckConstraint(
                condition=Q(parent=None) | ~Q(parent=F("id")), name="location_not_in_itself"
            ),
        ]


class Person(AbstractUser):
    """A human being who signs in."""

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering: ClassVar = ["username"]


class Membership(models.Model):
    """A person has a role in an organisation; several roles are several rows."""

    person = models.ForeignKey(
        Person, on_delete=models.CASCADE, related_name="memberships", verbose_name=_("person")
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="memberships", verbose_name=_("organisation")
    )
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering: ClassVar = ["person", "organisation", "role"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "organisation", "role"], name="membership_once"),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="membership_role"),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.organisation}: {self.get_role_display()}"


class ApiKey(models.Model):
    """A machine's right to act for an organisation. The key itself is shown once and kept nowhere."""

    name = models.CharField(_("name"), max_length=100)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="api_keys", verbose_name=_("organisation")
    )
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    beginning = models.CharField(_("begins with"), max_length=16, editable=False)
    """Enough of the key to recognise it by, far too little to guess the rest."""
    digest = models.CharField(max_length=64, unique=True, editable=False)
    """SHA-256 in hexadecimal. The key has 256 random bits, so that a slow hash would add nothing."""
    created_at = models.DateTimeField(_("created at"), editable=False)
    last_used_at = models.DateTimeField(
        _("last used at"), null=True, editable=False, help_text=_("Exact to the hour.")
    )
    expires_at = models.DateTimeField(_("expires at"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked at"), null=True, editable=False)

    class Meta:
        verbose_name = _("API key")
        verbose_name_plural = _("API keys")
        ordering: ClassVar = ["organisation", "name", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(role__in=Role.values), name="api_key_role"),
            models.CheckConstraint(
                condition=Q(expires_at=None) | Q(expires_at__gt=F("created_at")), name="api_key_expires_later"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.beginning}…)"
