"""How Unfold dresses the administration: names, colours, the menu."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.templatetags.static import static
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

if TYPE_CHECKING:
    from django.http import HttpRequest

# Water, from the shallow to the deep. 600 on white, white on 600, and 500 on the dark ground have at least 4.5:1.
_WATER = {
    "50": "#eef7f7", "100": "#d7ecec", "200": "#b0d9da", "300": "#7fc0c3", "400": "#46a1a6",
    "500": "#2f979d", "600": "#0b6b74", "700": "#08565e", "800": "#08444a", "900": "#08383d", "950": "#042326",
}  # fmt: skip

_GROUPS = (
    (
        _("Master data"),
        (
            (_("Products"), "inventory_2", "catalog", "product"),
            (_("Unit factors"), "scale", "catalog", "unitfactor"),
            (_("Organisations"), "apartment", "parties", "organisation"),
            (_("Locations"), "location_on", "parties", "location"),
        ),
    ),
    (_("Records"), ((_("Captures"), "inbox", "events", "capturejob"),)),
    (
        _("People and machines"),
        (
            (_("People"), "group", "parties", "person"),
            (_("API keys"), "key", "parties", "apikey"),
        ),
    ),
)
"""Headings of the menu, and under each: title, icon, app, model. What has no admin page is left out."""


def icon(_request: object) -> str:
    """Address of the site's icon."""
    return static("portal/drop.svg")


def keyboard(_request: object) -> str:
    """Address of the script that lets keys reach Unfold's menus."""
    return static("headwater/keyboard.js")


def menu(request: HttpRequest) -> list[dict[str, Any]]:
    """The menu at the left, as Unfold takes it: only what this person may open."""
    groups: list[dict[str, Any]] = [
        {
            "items": [
                {"title": _("Dashboard"), "icon": "dashboard", "link": reverse_lazy("admin:index")},
                {
                    "title": _("Trace explorer"),
                    "icon": "account_tree",
                    "link": reverse_lazy("backoffice:explorer"),
                },
            ],
        }
    ]
    for title, entries in _GROUPS:
        items = [
            {"title": name, "icon": symbol, "link": reverse_lazy(f"admin:{app}_{model}_changelist")}
            for name, symbol, app, model in entries
            if _may_open(request, app, model)
        ]
        if items:
            groups.append({"title": title, "separator": True, "items": items})
    return groups


def _may_open(request: HttpRequest, app: str, model_name: str) -> bool:
    # Settings import this module, and models can be imported only after them.
    from django.apps import apps
    from django.contrib import admin

    model = apps.get_model(app, model_name)
    return admin.site.is_registered(model) and admin.site.get_model_admin(model).has_view_permission(request)


UNFOLD: dict[str, Any] = {
    "SITE_TITLE": pgettext_lazy("brand", "Headwater"),
    "SITE_HEADER": "Headwater 源头",
    "SITE_SUBHEADER": _("Product traceability"),
    "SITE_SYMBOL": "water_drop",
    "SITE_URL": None,  # there is no page at the root for people to return to
    "SITE_FAVICONS": [{"rel": "icon", "type": "image/svg+xml", "href": "headwater.backoffice.branding.icon"}],
    "SHOW_LANGUAGES": True,
    "SHOW_HISTORY": True,
    "SHOW_VIEW_ON_SITE": False,
    "SCRIPTS": ["headwater.backoffice.branding.keyboard"],
    "BORDER_RADIUS": "8px",
    "COLORS": {"primary": _WATER},
    "DASHBOARD_CALLBACK": "headwater.backoffice.dashboard.fill",
    "SIDEBAR": {"show_search": False, "navigation": "headwater.backoffice.branding.menu"},
}
