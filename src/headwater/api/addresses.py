"""Absolute addresses of this server, as whoever asks can open them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from django.conf import settings

if TYPE_CHECKING:
    from django.http import HttpRequest

_PORTS: Final = {"http": ":80", "https": ":443"}


def absolute(request: HttpRequest, path: str) -> str:
    """The address of a path with its query, quoted, on the host that was asked.

    Where that is HEADWATER_BASE_URL's it has that one's scheme: behind a proxy that ends TLS the request itself tells
    "http".
    """
    base = urlsplit(settings.HEADWATER_BASE_URL)
    port = _PORTS[base.scheme]
    if request.get_host().lower().removesuffix(port) == base.netloc.lower().removesuffix(port):
        return f"{base.scheme}://{base.netloc}{path}"
    return request.build_absolute_uri(path)
