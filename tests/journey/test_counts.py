"""How often a code was asked for, by the real server, which writes it down with others a moment later."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import httpx

if TYPE_CHECKING:
    from tests.support.installation import Installation, Server

PERSON = {
    "User-Agent": "Mozilla/5.0 (Linux; Android 14) Chrome/130.0 Mobile Safari/537.36",
    "Accept-Language": "en",
}
ROBOT = PERSON | {"User-Agent": "facebookexternalhit/1.1"}


def _ask(server: Server, path: str, headers: dict[str, str]) -> str:
    return httpx.get(server.url + path, headers=headers, timeout=30).raise_for_status().text


def test_a_server_that_ends_has_written_every_count(installation: Installation) -> None:
    told = json.loads(installation.run("demo", "--json"))
    path = urlsplit(told["pages"][0]["url"]).path
    with installation.serve() as server:
        for _ in range(3):
            _ask(server, path, PERSON)
    with installation.serve() as server:
        page = _ask(server, path, ROBOT)

    assert "asked 3 times so far" in page
