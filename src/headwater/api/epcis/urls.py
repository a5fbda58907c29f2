"""Addresses under /epcis."""

from __future__ import annotations

from django.urls import path, re_path

from headwater.api.epcis import captures, events, interface, top

urlpatterns = [
    path("", top.collection),
    path("/", top.collection),
    path("/capture", captures.collection),
    path("/capture/<str:capture_id>", captures.single),
    path("/events", events.collection),
    path("/events/<path:event_id>", events.single),
    re_path("^/.*$", interface.nowhere),
]
