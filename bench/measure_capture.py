"""Capture through HTTP with an API key, beside the bare rows that it writes.

Each manner of codes has a server and a store of its own, new at the beginning. The floor of each writes the
same rows again (bench/floors.py).
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from bench import floors, http_clients, stores, workloads
from tests.support.installation import Installation

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bench.figures import Report

CALLS, EVENTS, CLIENTS = 4, 1_000, 2
"""Of one sample: calls, events a call, clients at once."""
SMALL_CALLS, SMALL_CLIENTS, SMALL_WARM = 1_000, 8, 50
SAMPLE_SECONDS = 10
"""After which a sample ends with what was done."""
AIM, SMALL_AIM, BYTES_AIM = 10_000, 1_000, 100


def measure(report: Report) -> None:
    """Every manner of codes on every database."""
    for database in stores.databases():
        with (
            tempfile.TemporaryDirectory(prefix="headwater-bench-") as folder,
            stores.database(database),
            Installation.create(Path(folder)) as base,
        ):
            base.run("organisation", "add", "Bench", "--gln", "9521141000007", "--operating")
            key = base.run(
                "apikey", "add", "bench", "--organisation", "Bench", "--role", "integrator"
            ).strip()
            events = report.count(EVENTS)
            serials = (report.repeat * CALLS + 1) * events * workloads.EPCS
            own: list[str] = stores.inside(base, "issue", workloads.GTIN, str(serials))
            manners: dict[str, Sequence[str]] = {
                "own codes in order": own,
                "own codes shuffled": workloads.shuffled(own),
                "foreign numbers in order": workloads.numbers(serials),
                "foreign letters": workloads.letters(serials),
            }
            for manner, codes in manners.items():
                head = workloads.FOREIGN if manner.startswith("foreign") else workloads.OWN
                documents = workloads.documents(codes, head, events)
                _measure(report, base, key, f"{manner}, {database}", documents, CALLS, CLIENTS)
            calls = report.count(SMALL_CALLS)
            some = own[: (report.repeat * calls + SMALL_WARM) * workloads.EPCS]
            small = workloads.documents(some, workloads.OWN, 1)
            _measure(report, base, key, f"one event a call, {database}", small, calls, SMALL_CLIENTS)


def _measure(
    report: Report,
    base: Installation,
    key: str,
    what: str,
    documents: list[bytes],
    calls: int,
    clients: int,
) -> None:
    """Samples of so many calls each, after one that warms up; then the floor of the last sample's rows."""
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/ld+json"}
    requests = [http_clients.request("POST", "/epcis/capture", headers, document) for document in documents]
    warm = len(requests) - report.repeat * calls
    driven = []
    with tempfile.TemporaryDirectory(prefix="headwater-bench-") as folder, base.copy(Path(folder)) as store:
        before = stores.table_bytes(store.database_url)
        with store.serve() as server:
            http_clients.drive(server, requests[:warm], clients=1, status=202)
            for first in range(warm, len(requests), calls):
                some = requests[first : first + calls]
                driven.append(
                    http_clients.drive(server, some, clients=clients, status=202, most_seconds=SAMPLE_SECONDS)
                )
            memory = stores.peak_memory_mib(server)
        after = stores.table_bytes(store.database_url)
        done = driven[-1].requests
        bare = [floors.seconds(store.database_url, done) for _ in range(report.repeat)]
    floor = report.add(f"bare rows, {what}", "events/s", [events / seconds for events, seconds in bare])
    per_call = bare[0][0] / done
    small = per_call == 1
    report.add(
        f"capture, {what}",
        "events/s",
        [one.requests * per_call / one.seconds for one in driven],
        floor=floor.name,
        aim=SMALL_AIM if small else AIM,
    )
    report.add(f"capture, {what}: peak memory of the server", "MiB", [memory])
    if small:
        report.add(f"capture, {what}: p99", "ms", [one.quantile_ms(0.99) for one in driven])
        return
    serials = workloads.EPCS * per_call * (warm + sum(one.requests for one in driven))
    documents_grown, rest = stores.grown(before, after)
    report.add(f"capture, {what}: store beside documents", "bytes/serial", [rest / serials], aim=BYTES_AIM)
    report.add(f"capture, {what}: documents", "bytes/serial", [documents_grown / serials])
