"""Unfold's administration pages, as the type checker may know them, and those that more than administrators read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.contrib.admin import RelatedOnlyFieldListFilter

from headwater.parties import queries
from headwater.parties.models import Person
from headwater.parties.roles import allows

if TYPE_CHECKING:
    from django.contrib.admin import ModelAdmin, TabularInline
    from django.db.models import QuerySet
    from django.http import HttpRequest

    from headwater.parties.actors import Actor

    ReadBase = ModelAdmin[Any]
else:
    from unfold.admin import ModelAdmin, TabularInline

    ReadBase = object

__all__ = ["BY_ORGANISATION", "ModelAdmin", "NothingChosen", "ReadByRole", "TabularInline", "actors"]

VERB: Final = "lists.read"
BY_ORGANISATION: Final = ("organisation", RelatedOnlyFieldListFilter)
"""A filter that names the organisations of the rows that its reader sees, and no other."""
_KEPT: Final = "headwater_actors"


def actors(request: HttpRequest) -> list[Actor]:
    """As whom the person of a request may act; asked once for each request. One statement."""
    kept: list[Actor] | None = getattr(request, _KEPT, None)
    if kept is None:
        kept = queries.actors_for_person(request.user) if isinstance(request.user, Person) else []
        setattr(request, _KEPT, kept)
    return kept


class NothingChosen(ReadBase):
    """A form that chooses nothing by itself: Unfold would send the first role, the mightiest, where none is chosen."""

    def formfield_for_choice_field(self, db_field: Any, request: HttpRequest, **options: Any) -> Any:
        options.setdefault("choices", db_field.get_choices(include_blank=not db_field.has_default()))
        return super().formfield_for_choice_field(db_field, request, **options)


class ReadByRole(ReadBase):
    """A page whose rows a role opens to be read, besides what Django's own permissions allow.

    The operating organisation's people read all rows, others those of their organisation, by the field `organisation`.
    """

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_view_permission(request, obj) or bool(_readers(request))

    def has_module_permission(self, request: HttpRequest) -> bool:
        return super().has_module_permission(request) or bool(_readers(request))

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = super().get_queryset(request)
        readers = _readers(request)
        if super().has_view_permission(request) or any(actor.operating for actor in readers):
            return rows
        return rows.filter(organisation__in=[actor.organisation_id for actor in readers])


def _readers(request: HttpRequest) -> list[Actor]:
    return [actor for actor in actors(request) if allows(actor.roles, VERB)]
