"""Questions about simulated worlds of two sizes: what must stay flat, and what grows with the answer.

A world of own codes in issuing order: raw lots to finished lots, many to many; items in cases of 12 on pallets
of 60 cases, shipped, received, unpacked, sold. Every answer is held against the simulator's truth.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench import http_clients, stores
from tests.support.installation import Installation

if TYPE_CHECKING:
    from bench.figures import Report

SIZES = "100000,1000000"
"""Serials of the worlds; BENCH_SERIALS replaces them."""
PAGES, PAGE_CLIENTS, PAGE_SECONDS = 1_000, 8, 3
PERSON = {
    "User-Agent": "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36",
    "Accept-Language": "zh-CN,zh;q=0.9,en;q=0.5",
}
ROBOT = PERSON | {"User-Agent": "facebookexternalhit/1.1"}
HISTORY_MS, BACK_MS, FORWARD_MS, PAGE_RATE, PAGE_MS, BYTES = 5, 10, 500, 1_000, 50, 100


def measure(report: Report) -> None:
    """Each size is simulated once and loaded into each database, whose keys are the same."""
    sizes = [report.count(int(size)) for size in os.environ.get("BENCH_SERIALS", SIZES).split(",")]
    with tempfile.TemporaryDirectory(prefix="headwater-bench-") as temporary:
        folder = Path(temporary)
        for database in stores.databases():
            own = folder / database
            if database != stores.SQLITE:
                shutil.copytree(folder / stores.SQLITE / "home" / "keys", own / "home" / "keys")
            own.mkdir(exist_ok=True)
            with stores.database(database), Installation.create(own) as base:
                base.run("organisation", "add", "Bench", "--operating")
                for size in sizes:
                    world = folder / str(size)
                    if not world.exists():
                        base.run(
                            "simulate",
                            "--serials",
                            str(size),
                            "--seed",
                            "1",
                            "--codes",
                            "own",
                            "--out",
                            world,
                        )
                    with base.copy(folder / f"{database}-{size}") as store:
                        _world(report, store, world, size, f"{size:,} serials, {database}")


def _world(report: Report, store: Installation, world: Path, size: int, where: str) -> None:
    before = stores.table_bytes(store.database_url)
    loaded = stores.inside(store, "load", world)
    rate = loaded["events"] / loaded["seconds"]
    report.add(f"loading a world, without HTTP, {where}", "events/s", [rate])
    documents, rest = stores.grown(before, stores.table_bytes(store.database_url))
    report.add(f"store beside documents, {where}", "bytes/serial", [rest / size], aim=BYTES)
    report.add(f"documents, {where}", "bytes/serial", [documents / size])
    _questions(report, stores.inside(store, "questions", world, str(report.repeat)), where)
    _pages(report, store, stores.inside(store, "paths", world, str(report.count(PAGES))), where)


def _questions(report: Report, answered: dict[str, Any], where: str) -> None:
    levels, reached = answered["levels"], answered["reached"]
    history = f"history of an item inside {levels} containers, {where}"
    report.add(history, "ms", answered["history"]["ms"], aim=HISTORY_MS)
    report.add(f"{history}: SQL", "statements", answered["history"]["statements"], aim=3 + 2 * levels)
    for name, what, aim in (
        ("back", "trace back of an item", BACK_MS),
        ("locate", "locate an item", None),
        ("forward", f"forward trace with places, {reached:,} items reached", FORWARD_MS),
    ):
        report.add(f"{what}, {where}", "ms", answered[name]["ms"], aim=aim)
        report.add(f"{what}, {where}: SQL", "statements", answered[name]["statements"])


def _pages(report: Report, store: Installation, paths: list[str], where: str) -> None:
    """Pages for people, which are counted, and for a robot, which are not; the floor is /health."""
    with store.serve() as server:
        drivers = {
            "floor": [http_clients.request("GET", "/health", PERSON)] * len(paths),
            "person": [http_clients.request("GET", path, PERSON) for path in paths],
            "robot": [http_clients.request("GET", path, ROBOT) for path in paths],
        }
        http_clients.drive(server, drivers["robot"][:50], clients=PAGE_CLIENTS, status=200)
        runs = {
            name: [
                http_clients.drive(
                    server, requests, clients=PAGE_CLIENTS, status=200, most_seconds=PAGE_SECONDS
                )
                for _ in range(report.repeat)
            ]
            for name, requests in drivers.items()
        }
        memory = stores.peak_memory_mib(server)
    rates = {name: [run.requests / run.seconds for run in some] for name, some in runs.items()}
    floor = report.add(f"page, floor: /health, {where}", "requests/s", rates["floor"])
    report.add(f"page, counted, {where}", "requests/s", rates["person"], floor=floor.name, aim=PAGE_RATE)
    p99s = [run.quantile_ms(0.99) for run in runs["person"]]
    report.add(f"page, counted, {where}: p99", "ms", p99s, aim=PAGE_MS)
    report.add(f"page, not counted, {where}", "requests/s", rates["robot"], floor=floor.name)
    report.add(f"page, {where}: peak memory of the server", "MiB", [memory])
