"""Trade items and the factors between their units."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from headwater.parties.models import Organisation
from headwater.parties.names import NAME_LENGTH, Named, Names

UOM = r"^[A-Z0-9]{2,3}$"
"""Shape of a unit code (UN/ECE Recommendation 20)."""


class ProductKind(models.TextChoices):
    """How far a product is made."""

    RAW = "raw", _("raw material")
    SEMI_FINISHED = "semi-finished", _("semi-finished product")
    FINISHED = "finished", _("finished product")
    UNKNOWN = "unknown", _("not known")
    """Nobody said, as of a product that the header of a document describes."""


class Product(Named):
    """A class of trade items: what has one GTIN.

    `organisation` is its owner, None where nobody here is; `recorded_by` told of it.
    """

    gtin = models.CharField(
        _("GTIN"), max_length=14, unique=True, help_text=_("Fourteen digits, the last a check digit.")
    )
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="products",
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
    kind = models.CharField(
        _("kind"), max_length=20, choices=ProductKind.choices, default=ProductKind.UNKNOWN
    )
    brand = models.CharField(_("brand"), max_length=NAME_LENGTH, blank=True)
    brand_zh = models.CharField(_("Chinese brand"), max_length=NAME_LENGTH, blank=True)
    description = models.TextField(_("description"), blank=True)
    description_zh = models.TextField(_("Chinese description"), blank=True)
    net_content = models.DecimalField(
        _("net content"), max_digits=18, decimal_places=6, null=True, blank=True
    )
    net_content_uom = models.CharField(
        _("unit"),
        max_length=3,
        blank=True,
        help_text=_("UN/ECE code of the net content: KGM, GRM, LTR, MLT."),
    )
    picture = models.FileField(_("picture"), upload_to="products/", blank=True, editable=False)
    prefix_length = models.PositiveSmallIntegerField(
        _("company prefix length"),
        null=True,
        blank=True,
        help_text=_("Digits of the GS1 company prefix in the GTIN."),
    )

    class Meta:
        verbose_name = _("product")
        verbose_name_plural = _("products")
        ordering: ClassVar = ["name", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(gtin__regex=r"^[0-9]{14}$"), name="gtin_digits"),
            models.CheckConstraint(condition=~Q(name=""), name="product_has_name"),
            models.CheckConstraint(condition=Q(kind__in=ProductKind.values), name="product_kind"),
            models.CheckConstraint(
                condition=Q(net_content=None, net_content_uom="")
                | Q(net_content__isnull=False) & Q(net_content__gt=0, net_content_uom__regex=UOM),
                name="net_content_and_unit",
            ),
            models.CheckConstraint(
                condition=Q(prefix_length=None) | Q(prefix_length__range=(4, 12)),
                name="product_prefix_length",
            ),
        ]

    @property
    def brand_names(self) -> Names:
        return Names(self.brand, self.brand_zh)

    @property
    def descriptions(self) -> Names:
        return Names(self.description, self.description_zh)


class UnitFactor(models.Model):
    """One `from_uom` is `factor` of `to_uom`: for one product (a case is 12 cans), or for every product."""

    product = models.ForeignKey(
        Product,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="unit_factors",
        verbose_name=_("product"),
        help_text=_("Empty: holds for every product."),
    )
    from_uom = models.CharField(_("from unit"), max_length=3)
    to_uom = models.CharField(_("to unit"), max_length=3)
    factor = models.DecimalField(_("factor"), max_digits=24, decimal_places=12)

    class Meta:
        verbose_name = _("unit factor")
        verbose_name_plural = _("unit factors")
        ordering: ClassVar = ["product", "from_uom", "to_uom"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["product", "from_uom", "to_uom"], name="unit_factor_once"),
            models.UniqueConstraint(
                fields=["from_uom", "to_uom"], condition=Q(product=None), name="general_unit_factor_once"
            ),
            models.CheckConstraint(condition=Q(factor__gt=0), name="unit_factor_positive"),
            models.CheckConstraint(
                condition=Q(from_uom__regex=UOM, to_uom__regex=UOM) & ~Q(from_uom=F("to_uom")),
                name="unit_factor_units",
            ),
        ]

    def __str__(self) -> str:
        return f"1 {self.from_uom} = {self.factor.normalize():f} {self.to_uom}"
