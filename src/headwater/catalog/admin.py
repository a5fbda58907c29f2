"""Administration pages of products and unit factors."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from headwater.catalog import operations, pictures
from headwater.catalog.models import Product, UnitFactor
from headwater.gs1.errors import IdentifierError
from headwater.parties.errors import Refused
from headwater.parties.pages import BY_ORGANISATION, ModelAdmin, ReadByRole, TabularInline

if TYPE_CHECKING:
    from typing import Any

    from django.http import HttpRequest

    ProductAdminBase = ModelAdmin[Product]
    UnitFactorAdminBase = ModelAdmin[UnitFactor]
    FactorsBase = TabularInline[UnitFactor, Product]
    ProductFormBase = forms.ModelForm[Product]
else:
    ProductAdminBase = UnitFactorAdminBase = ModelAdmin
    FactorsBase = TabularInline
    ProductFormBase = forms.ModelForm


class ProductForm(ProductFormBase):
    new_picture = forms.FileField(
        label=_("New picture"), required=False, help_text=_("PNG, JPEG, WebP or SVG, up to 2 MB.")
    )

    class Meta:
        model = Product
        fields = (
            "gtin",
            "organisation",
            "kind",
            "name",
            "name_zh",
            "brand",
            "brand_zh",
            "description",
            "description_zh",
            "net_content",
            "net_content_uom",
            "prefix_length",
        )

    def clean_gtin(self) -> str:
        try:
            identifier = operations.product_class(self.cleaned_data["gtin"])
        except IdentifierError as error:
            raise ValidationError(gettext(error.template).format(**error.params), code=error.code) from None
        return operations.gtin_of(identifier)

    def clean_new_picture(self) -> bytes | None:
        upload = self.cleaned_data["new_picture"]
        if not isinstance(upload, UploadedFile):
            return None
        data: bytes = upload.read(pictures.MAX_BYTES + 1)
        try:
            pictures.kept_name(data)
        except Refused as reason:
            raise ValidationError(
                gettext(reason.template).format(**reason.params), code=reason.code
            ) from None
        return data


class Factors(FactorsBase):
    model = UnitFactor
    extra = 0


@admin.register(Product)
class ProductAdmin(ReadByRole, ProductAdminBase):
    form = ProductForm
    list_display = ("name", "name_zh", "gtin", "kind", "organisation")
    list_filter = ("kind", BY_ORGANISATION)
    list_select_related = ("organisation",)
    search_fields = ("name", "name_zh", "gtin", "brand", "brand_zh")
    autocomplete_fields = ("organisation",)
    readonly_fields = ("shown_picture",)
    inlines: ClassVar = [Factors]

    def get_fields(self, request: HttpRequest, obj: Product | None = None) -> Any:
        """Who may only read is shown no field for a new picture."""
        names = super().get_fields(request, obj)
        if self.has_change_permission(request, obj):
            return names
        return [name for name in names if name != "new_picture"]

    @admin.display(description=_("picture"))
    def shown_picture(self, product: Product) -> str:
        if not product.picture:
            return "–"
        return format_html('<img src="{}" alt="{}" height="120">', product.picture.url, product)

    def save_model(self, request: HttpRequest, obj: Product, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if data := form.cleaned_data["new_picture"]:
            operations.set_picture(product=obj, data=data, by=None)


@admin.register(UnitFactor)
class UnitFactorAdmin(UnitFactorAdminBase):
    list_display = ("product", "from_uom", "to_uom", "factor")
    list_select_related = ("product",)
    search_fields = ("product__name", "product__gtin", "from_uom", "to_uom")
    autocomplete_fields = ("product",)
