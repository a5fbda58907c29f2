"""The server killed while clients capture: what it acknowledged is there, once, and no job hangs."""

from __future__ import annotations

import random
import threading
import time
from typing import TYPE_CHECKING

import httpx

from tests.faults.documents import document
from tests.faults.test_many_processes import check

if TYPE_CHECKING:
    from tests.support.counts import Counts
    from tests.support.installation import Installation

CLIENTS = 4
AT_MOST = 5.0
"""Seconds that the server may live, at most, once clients write."""


class Sender:
    """Clients that send documents until the server is gone, and remember what it acknowledged."""

    def __init__(self, key: str) -> None:
        self.headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/ld+json"}
        self.lock = threading.Lock()
        self.number = 0
        self.waiting: list[int] = []
        self.acknowledged: dict[int, str] = {}
        self.wrong: list[str] = []

    def next(self) -> int:
        """A document that was never acknowledged: one cut off by a kill sooner than a new one."""
        with self.lock:
            if self.waiting:
                return self.waiting.pop()
            self.number += 1
            return self.number

    def send(self, url: str) -> None:
        with httpx.Client(base_url=url, headers=self.headers, timeout=30) as client:
            while True:
                number = self.next()
                try:
                    answer = client.post("/epcis/capture", content=document(number)[0])
                except httpx.TransportError:
                    with self.lock:
                        self.waiting.append(number)
                    return
                with self.lock:
                    if answer.status_code != 202:
                        self.wrong.append(f"{answer.status_code} {answer.text[:500]}")
                        return
                    self.acknowledged[number] = answer.headers["Location"]


def test_what_was_acknowledged_survives_a_kill(installation: Installation, count: Counts) -> None:
    installation.run("organisation", "add", "Clearwater Dairy", "--operating")
    key = installation.run(
        "apikey", "add", "line", "--organisation", "Clearwater Dairy", "--role", "integrator"
    ).strip()
    sender, dice = Sender(key), random.Random(7)
    for _ in range(count("kills of a server that captures", part=3, whole=50)):
        with installation.serve() as server:
            before = len(sender.acknowledged)
            clients = [threading.Thread(target=sender.send, args=(server.url,)) for _ in range(CLIENTS)]
            for client in clients:
                client.start()
            # Not before it works, and then at any instant.
            deadline = time.monotonic() + AT_MOST
            while len(sender.acknowledged) == before and time.monotonic() < deadline:
                time.sleep(0.01)
            time.sleep(dice.random())
            server.kill()
            for client in clients:
                client.join(60)
            assert not any(client.is_alive() for client in clients)
        assert sender.wrong == []
        assert len(sender.acknowledged) > before

    found = check(installation)
    for number in sender.acknowledged:
        for event_id in document(number)[1]:
            assert found["events"].get(event_id) == 1, event_id
    # What was cut off is there whole or not at all, and never twice.
    for number in sender.waiting:
        assert len({found["events"].get(event_id) for event_id in document(number)[1]}) == 1
    assert set(found["events"].values()) == {1}
    assert found["differences"] == 0
    installation.run("verify")

    with installation.serve() as server, httpx.Client(base_url=server.url, headers=sender.headers) as client:
        for number, location in list(sender.acknowledged.items())[-20:]:
            job = client.get(location).json()
            assert (job["running"], job["success"]) == (False, True), number
        for number in sender.waiting:
            body, ids = document(number)
            assert client.post("/epcis/capture", content=body).status_code == 202
            again = client.get("/epcis/events", params={"EQ_eventID": "|".join(ids), "perPage": 100}).json()
            results = again["epcisBody"]["queryResults"]["resultsBody"]["eventList"]
            assert sorted(one["eventID"] for one in results) == sorted(ids)
