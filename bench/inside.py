"""What must run inside an installation, with Django and its database: tasks that answer in JSON.

Usage: python -m bench.inside TASK [ARGUMENT...], in the environment of the installation.
"""

from __future__ import annotations

import random
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import django
import orjson

if TYPE_CHECKING:
    from collections.abc import Callable

ITEMS = 60
"""Items of the simulator's sample of lives that are asked about."""


def issue(gtin: str, count: str) -> list[str]:
    """Issue codes of ours; their serials in order."""
    from headwater.identity import blocks

    return blocks.issue(gtin, int(count))


def load(folder: str) -> dict[str, float]:
    """Capture a simulated world, and let PostgreSQL gather its statistics, as it does by itself in a minute."""
    from django.db import connection
    from django.utils import timezone

    from headwater.parties.actors import Actor
    from headwater.parties.models import Organisation
    from headwater.sample import loader

    organisation = Organisation.objects.get()
    by = Actor(organisation.pk, frozenset({"integrator"}), operating=organisation.operating)
    loaded = loader.load(Path(folder), by=by, now=timezone.now())
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    return {"events": loaded.events, "seconds": loaded.seconds}


def paths(folder: str, count: str) -> list[str]:
    """Addresses of random items of a world."""
    from headwater import serials
    from headwater.identity import keyring

    rng = random.Random(1)
    blocks = orjson.loads(Path(folder, "blocks.json").read_bytes())
    found = []
    for block in rng.choices(blocks, [block["count"] for block in blocks], k=int(count)):
        epoch, counter = block["epoch"], block["first"] + rng.randrange(block["count"])
        found.append(
            f"/01/{block['gtin']}/21/{serials.encode_one(keyring.keys(epoch), block['gtin'], epoch, counter)}"
        )
    return found


def questions(folder: str, repeat: str) -> dict[str, Any]:
    """Milliseconds and SQL statements of each question, whose answers are held against the truth."""
    from headwater.gs1.identify import identify
    from headwater.parties.actors import Viewer
    from headwater.parties.models import Organisation
    from headwater.tracing import queries

    truth = orjson.loads(Path(folder, "truth.json").read_bytes())
    viewer = Viewer(Organisation.objects.get().pk, operating=True)
    deep = [item for item in truth["items"] if len(item["containers"]) == 2] or truth["items"]
    items = (deep * ITEMS)[:ITEMS] if len(deep) < ITEMS else deep[:ITEMS]
    raw = max(truth["raw_lots"], key=lambda lot: int(lot["serials"]))

    def history(item: dict[str, Any]) -> None:
        steps = queries.history(identify(item["id"]), viewer=viewer).steps
        assert len(steps) == len(item["history"]), (item["id"], len(steps), len(item["history"]))

    def back(item: dict[str, Any]) -> None:
        nodes = queries.trace(identify(item["id"]), viewer=viewer, direction="back").nodes
        lots = {identify(node.id).key for node in nodes if node.kind == "lot"}
        assert {identify(lot).key for lot in item["origins"]} <= lots, item["id"]

    def locate(item: dict[str, Any]) -> None:
        place = queries.locate([identify(item["id"])], viewer=viewer)[0].place
        assert (place is None) == (item["place"] is None), item["id"]

    def forward(lot: dict[str, Any]) -> None:
        found = queries.trace(identify(lot["id"]), viewer=viewer, direction="forward", detail="summary")
        assert found.summary.objects == lot["serials"], (lot["id"], found.summary.objects)

    return {
        "history": _timed(history, items),
        "back": _timed(back, items),
        "locate": _timed(locate, items),
        "forward": _timed(forward, [raw] * int(repeat)),
        "reached": raw["serials"],
        "levels": len(items[0]["containers"]),
    }


def _timed(ask: Callable[[dict[str, Any]], None], subjects: list[dict[str, Any]]) -> dict[str, list[float]]:
    """Ask once to warm up while counting statements, then ask about every subject."""
    from django.db import connection

    statements: list[str] = []

    def count(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        statements.append(sql)
        return execute(sql, *rest)

    ask(subjects[0])  # what processes learn once, such as words, is not this question's
    with connection.execute_wrapper(count):
        ask(subjects[0])
    times = []
    for subject in subjects:
        began = time.perf_counter()
        ask(subject)
        times.append((time.perf_counter() - began) * 1000)
    return {"ms": times, "statements": [float(len(statements))]}


TASKS: dict[str, Callable[..., Any]] = {"issue": issue, "load": load, "paths": paths, "questions": questions}

if __name__ == "__main__":
    import os

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "headwater.config.settings")
    django.setup()
    sys.stdout.buffer.write(orjson.dumps(TASKS[sys.argv[1]](*sys.argv[2:])))
