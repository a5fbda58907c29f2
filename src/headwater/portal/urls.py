"""Addresses of the consumer's pages: every path that begins with a GS1 primary key."""

from __future__ import annotations

from django.urls import re_path

from headwater.portal.addresses import PRIMARY_PATTERN
from headwater.portal.views import page

app_name = "portal"
urlpatterns = [re_path(rf"^(?P<path>(?:{PRIMARY_PATTERN})/.+)$", page, name="page")]
