"""The real server: bodies in chunks, bodies without end, and clients side by side."""

from __future__ import annotations

import contextlib
import json
import socket
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import httpx
import pytest

from tests.app.api.calling import bare, document, event

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.support.installation import Installation

CLIENTS, CALLS = 8, 10
MEGABYTES = 200


@pytest.fixture
def client(installation: Installation) -> Iterator[httpx.Client]:
    """A client with a key, of a server over an empty installation."""
    installation.run("organisation", "add", "Dairy", "--gln", "9521141123454", "--operating")
    key = installation.run("apikey", "add", "line", "--organisation", "Dairy", "--role", "integrator").strip()
    with installation.serve() as server:
        headers = {"Authorization": f"Bearer {key}"}
        with httpx.Client(base_url=server.url, headers=headers, timeout=60) as client:
            yield client


def test_a_body_in_chunks_is_read(client: httpx.Client) -> None:
    text = json.dumps(document(event(1))).encode()
    chunks = (text[at : at + 100] for at in range(0, len(text), 100))

    response = client.post("/epcis/capture", content=chunks, headers={"Content-Type": "application/json"})

    assert response.status_code == 202, response.text
    assert client.get(response.headers["Location"]).json()["success"]


def test_a_body_without_end_is_cut_off(client: httpx.Client) -> None:
    address = urlsplit(str(client.base_url))
    assert address.hostname
    assert address.port
    head = (
        "POST /epcis/capture HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        f"Authorization: {client.headers['Authorization']}\r\nTransfer-Encoding: chunked\r\n\r\n"
    )
    chunk = b"100000\r\n" + b" " * 0x100000 + b"\r\n"
    with socket.create_connection((address.hostname, address.port), timeout=30) as connection:
        connection.sendall(head.encode())
        sent = 0
        # A server that has had enough may hang up or reset the connection.
        with contextlib.suppress(OSError):
            while sent < MEGABYTES:
                connection.sendall(chunk)
                sent += 1
        answer = b""
        with contextlib.suppress(OSError):
            answer = connection.recv(65_536)
    assert sent < MEGABYTES
    assert answer == b"" or b" 413 " in answer.split(b"\r\n", 1)[0]
    assert client.get("/epcis/events").json()["epcisBody"]["queryResults"]["resultsBody"]["eventList"] == []


def test_clients_side_by_side_lose_and_double_nothing(client: httpx.Client) -> None:
    def work(number: int) -> list[int]:
        codes = []
        for call in range(CALLS):
            codes.append(client.post("/epcis/events", json=bare(number * CALLS + call)).status_code)
            # The same event, sent by all at once.
            codes.append(client.post("/epcis/events", json=bare(5000 + call)).status_code)
        return codes

    with ThreadPoolExecutor(CLIENTS) as pool:
        codes = [code for found in pool.map(work, range(CLIENTS)) for code in found]

    assert codes == [201] * (2 * CLIENTS * CALLS)
    response = client.get("/epcis/events", params={"perPage": 1000})
    found = response.json()["epcisBody"]["queryResults"]["resultsBody"]["eventList"]
    assert len(found) == CLIENTS * CALLS + CALLS
    assert len({one["eventID"] for one in found}) == len(found)
