"""A process that captures, as a program of its own: `python writer.py capture FILE...` or `check`.

`capture` stores each document and prints its name once it is durable. `check` prints, as JSON, the eventIDs
that are stored with how often, and how many differences the verification found.
"""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path


def main(command: str, *names: str) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "headwater.config.settings"
    import django

    django.setup()
    if command == "capture":
        capture(names)
    else:
        check()


def capture(names: tuple[str, ...]) -> None:
    from headwater.events import operations
    from headwater.parties.queries import operator

    by = operator("writer")
    assert by is not None
    for name in names:
        job = operations.capture(
            Path(name).read_bytes(), content_type="application/ld+json", by=by, now=datetime.now(UTC)
        )
        assert job.success
        print(name, flush=True)


def check() -> None:
    from headwater.events import documents
    from headwater.events.models import CaptureJob, Event
    from headwater.tracing import rebuilding

    positions = list(Event.objects.order_by("pk").values_list("pk", flat=True))
    ids = Counter(str(event.event_id) for event in documents.read(positions).values())
    answer = {
        "events": dict(ids),
        "differences": len(list(rebuilding.verify())),
        "jobs": CaptureJob.objects.count(),
    }
    print(json.dumps(answer))


if __name__ == "__main__":
    main(*sys.argv[1:])
