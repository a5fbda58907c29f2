"""Administration pages of organisations, places, people and keys, for the operator's own staff.

They ask what the operations ask; keys are issued and revoked by the operations themselves.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm

from headwater.gs1.errors import IdentifierError
from headwater.parties import operations, tokens
from headwater.parties.errors import Refused
from headwater.parties.keys import gln_of, location_key, party_key
from headwater.parties.models import ApiKey, CompanyPrefix, Location, Membership, Organisation, Person
from headwater.parties.pages import BY_ORGANISATION, ModelAdmin, NothingChosen, ReadByRole, TabularInline

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from django.db.models import QuerySet
    from django.http import HttpRequest

    OrganisationAdminBase = ModelAdmin[Organisation]
    LocationAdminBase = ModelAdmin[Location]
    ApiKeyAdminBase = ModelAdmin[ApiKey]
    PersonAdminBase = UserAdmin[Person]
    PrefixesBase = TabularInline[CompanyPrefix, Organisation]
    MembershipsBase = TabularInline[Membership, Person]
    OrganisationFormBase = forms.ModelForm[Organisation]
    LocationFormBase = forms.ModelForm[Location]
    ApiKeyFormBase = forms.ModelForm[ApiKey]
else:
    OrganisationAdminBase = LocationAdminBase = ApiKeyAdminBase = ModelAdmin
    PrefixesBase = MembershipsBase = TabularInline
    OrganisationFormBase = LocationFormBase = ApiKeyFormBase = forms.ModelForm

    class PersonAdminBase(UserAdmin, ModelAdmin):
        pass


admin.site.unregister(Group)  # roles say who may do what; groups would be a second way that nothing asks


def _say(reason: Refused | IdentifierError) -> ValidationError:
    return ValidationError(gettext(reason.template).format(**reason.params), code=reason.code)


def _canonical(read: Callable[[str], str], text: str | None) -> str | None:
    """The key as people typed it, made canonical; what is wrong goes beside the field."""
    if not text:
        return None
    try:
        return read(text)
    except IdentifierError as error:
        raise _say(error) from None


class OrganisationForm(OrganisationFormBase):
    class Meta:
        model = Organisation
        fields = ("name", "name_zh", "key", "operating")

    def clean_key(self) -> str | None:
        key = _canonical(party_key, self.cleaned_data["key"])
        self.instance.gln = gln_of(key) if key else None
        if key:
            try:
                operations.require_free(key, self.instance.pk)
            except Refused as reason:
                raise _say(reason) from None
        return key


class Prefixes(PrefixesBase):
    model = CompanyPrefix
    extra = 0


@admin.register(Organisation)
class OrganisationAdmin(OrganisationAdminBase):
    form = OrganisationForm
    list_display = ("name", "name_zh", "gln", "operating")
    list_filter = ("operating",)
    search_fields = ("name", "name_zh", "key")
    inlines: ClassVar = [Prefixes]


class LocationForm(LocationFormBase):
    class Meta:
        model = Location
        fields = ("name", "name_zh", "key", "kind", "organisation", "parent", "latitude", "longitude")

    def clean_key(self) -> str | None:
        key = _canonical(location_key, self.cleaned_data["key"])
        self.instance.gln = gln_of(key) if key else None
        return key

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or self.cleaned_data
        key, organisation, parent = (cleaned.get(name) for name in ("key", "organisation", "parent"))
        try:
            if key and organisation and (self.instance.gln is None or key == f"414/{self.instance.gln}"):
                operations.require_free(key, organisation.pk)
            operations.require_parent(self.instance, parent, organisation and organisation.pk)
        except Refused as reason:
            raise _say(reason) from None
        return cleaned


@admin.register(Location)
class LocationAdmin(ReadByRole, LocationAdminBase):
    form = LocationForm
    list_display = ("name", "name_zh", "key", "kind", "organisation")
    list_filter = ("kind", BY_ORGANISATION)
    list_select_related = ("organisation",)
    search_fields = ("name", "name_zh", "key")
    autocomplete_fields = ("organisation", "parent")


class ApiKeyForm(ApiKeyFormBase):
    class Meta:
        model = ApiKey
        fields = ("name", "organisation", "role", "expires_at")

    def clean_expires_at(self) -> datetime | None:
        expires_at: datetime | None = self.cleaned_data["expires_at"]
        if expires_at is not None and expires_at <= timezone.now():
            raise ValidationError(gettext("The key would have expired already"))
        return expires_at


@admin.register(ApiKey)
class ApiKeyAdmin(NothingChosen, ApiKeyAdminBase):
    list_display = (
        "name",
        "organisation",
        "role",
        "beginning",
        "created_at",
        "last_used_at",
        "expires_at",
        "revoked_at",
    )
    list_filter = ("organisation", "role")
    list_select_related = ("organisation",)
    search_fields = ("name", "beginning")
    form = ApiKeyForm
    autocomplete_fields = ("organisation",)
    actions = ("revoke",)

    def has_change_permission(self, request: HttpRequest, obj: ApiKey | None = None) -> bool:
        """A key is issued and revoked, never altered; the list itself stays."""
        return obj is None and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: ApiKey | None = None) -> bool:  # noqa: ARG002
        """A revoked key stays on record."""
        return False

    def save_model(self, request: HttpRequest, obj: ApiKey, form: Any, change: bool) -> None:  # noqa: ARG002
        token = operations.issue_api_key(
            name=obj.name,
            organisation=obj.organisation,
            role=obj.role,
            now=timezone.now(),
            expires_at=obj.expires_at,
            by=None,
        )
        obj.pk = ApiKey.objects.get(digest=tokens.digest(token)).pk
        messages.success(request, gettext("The key, shown this once: {key}").format(key=token))

    @admin.action(description=_("Revoke the selected keys"), permissions=["change"])
    def revoke(self, request: HttpRequest, queryset: QuerySet[ApiKey]) -> None:  # noqa: ARG002
        now = timezone.now()
        for api_key in queryset.order_by("pk"):
            operations.revoke_api_key(api_key=api_key, now=now, by=None)


class Memberships(NothingChosen, MembershipsBase):
    model = Membership
    extra = 0
    autocomplete_fields = ("organisation",)


@admin.register(Person)
class PersonAdmin(PersonAdminBase):
    form = UserChangeForm
    add_form = UserCreationForm
    change_password_form = AdminPasswordChangeForm
    inlines: ClassVar = [Memberships]
