"""The administration's list of captures: what came in, and what was wrong in it. Nobody changes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import admin
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from headwater.events.models import CaptureJob
from headwater.events.overview import capture_of, faults
from headwater.parties.pages import BY_ORGANISATION, ModelAdmin, ReadByRole

if TYPE_CHECKING:
    from django.http import HttpRequest

    CaptureJobAdminBase = ModelAdmin[CaptureJob]
else:
    CaptureJobAdminBase = ModelAdmin


@admin.register(CaptureJob)
class CaptureJobAdmin(ReadByRole, CaptureJobAdminBase):
    list_display = ("created_at", "organisation", "outcome", "count_stored")
    list_display_links = ("created_at",)
    list_filter = ("success", BY_ORGANISATION)
    list_select_related = ("organisation",)
    ordering = ("-created_at", "pk")
    fields = ("id", "organisation", "created_at", "behaviour", "outcome", "count_stored", "told_errors")
    readonly_fields = fields

    @admin.display(description=_("result"))
    def outcome(self, job: CaptureJob) -> str:
        one = capture_of(job)
        if one.success:
            return gettext("accepted")
        return gettext("accepted in part") if one.wrong < one.sent else gettext("failed")

    @admin.display(description=_("stored"))
    def count_stored(self, job: CaptureJob) -> str:
        one = capture_of(job)
        return gettext("%(stored)s of %(sent)s") % {"stored": one.stored, "sent": one.sent}

    @admin.display(description=_("what is wrong"))
    def told_errors(self, job: CaptureJob) -> str:
        lines = [
            (
                gettext("Event %(number)s") % {"number": one.number} if one.number else "",
                one.path,
                one.message,
            )
            for one in faults(job)
        ]
        if not lines:
            return "–"
        return format_html("<ul>{}</ul>", format_html_join("", "<li>{} <code>{}</code> {}</li>", lines))

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """Captures come in by the pipeline alone."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: CaptureJob | None = None) -> bool:  # noqa: ARG002
        """What happened is not edited."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: CaptureJob | None = None) -> bool:  # noqa: ARG002
        """A capture stays on record."""
        return False
