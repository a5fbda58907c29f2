"""Addresses of the back office beside those of the administration, all behind its door."""

from __future__ import annotations

from django.contrib import admin
from django.urls import path

from headwater.backoffice.explorer import views

app_name = "backoffice"
urlpatterns = [
    path("trace/", admin.site.admin_view(views.explorer), name="explorer"),
    path("trace/data", admin.site.admin_view(views.trace), name="trace"),
    path("trace/thing", admin.site.admin_view(views.thing), name="thing"),
    path("trace/export.csv", admin.site.admin_view(views.export), name="export"),
]
