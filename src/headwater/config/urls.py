"""Every address, by interface."""

from __future__ import annotations

from django.contrib import admin
from django.urls import include, path, re_path
from django.views.generic import RedirectView

from headwater.api.business import interface
from headwater.config.health import health
from headwater.config.media import picture

urlpatterns = [
    # First what is asked for most, since every pattern before it takes time: one comparison, and then a dozen.
    path("epcis", include("headwater.api.epcis.urls")),
    path("", include("headwater.portal.urls")),
    path("", RedirectView.as_view(pattern_name="admin:index"), name="root"),
    path("health", health, name="health"),
    path("i18n/", include("django.conf.urls.i18n")),
    path("media/products/<str:name>", picture, name="picture"),
    path("backoffice/", include("headwater.backoffice.urls")),
    path("backoffice/", admin.site.urls),
    path("api/v1/", include("headwater.api.business.urls")),
    re_path("^api/.*$", interface.nowhere),
]

handler400 = "headwater.config.failures.bad_request"
handler403 = "headwater.config.failures.forbidden"
handler404 = "headwater.config.failures.not_found"
handler500 = "headwater.config.failures.server_error"
