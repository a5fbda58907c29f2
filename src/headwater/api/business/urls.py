"""Addresses under /api/v1."""

from __future__ import annotations

from django.urls import path, re_path

from headwater.api.business import interface, questions, reference

urlpatterns = [
    path("", reference.page, name="api-reference"),
    path("openapi.json", reference.openapi, name="api-document"),
    path("objects/<path:object_id>/history", questions.history),
    path("objects/<path:object_id>", questions.show),
    path("trace", questions.trace),
    path("locate", questions.locate),
    re_path("^.*$", interface.nowhere),
]
