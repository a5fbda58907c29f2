"""Large sets of events written as EPCIS documents in JSON-LD, one event at a time.

Source: EPCIS 2.0, section 9 (JSON-LD binding).
"""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any, BinaryIO, Self

import orjson

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

CONTEXT = "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"
MOST_EVENTS = 10_000
MOST_BYTES = 50_000_000
_TAIL = b"\n]}}\n"
_OFFSET = "+08:00"
_START = datetime(2026, 1, 5, tzinfo=timezone(timedelta(hours=8)))


def time_at(seconds: int) -> str:
    """The time so many seconds after the worlds begin."""
    return (_START + timedelta(seconds=seconds)).isoformat()


def date_at(seconds: int) -> str:
    """The day so many seconds after the worlds begin."""
    return time_at(seconds)[:10]


class Documents:
    """A folder of documents named in the order of their events, each within the limits of one capture.

    Nothing but the event at hand is kept in memory. Usable as a context manager; closing writes the end of
    the last document.
    """

    def __init__(
        self,
        folder: Path,
        *,
        seed: int,
        vocabularies: list[dict[str, Any]],
        most_events: int = MOST_EVENTS,
        most_bytes: int = MOST_BYTES,
    ) -> None:
        self.names: list[str] = []
        self.events = 0
        self._folder = folder
        self._id_head = f"urn:uuid:{seed & 0xFFFFFFFF:08x}-0000-4000-8000-"
        self._vocabularies = vocabularies
        self._most_events, self._most_bytes = most_events, most_bytes
        self._file: BinaryIO | None = None
        self._left = self._room = 0

    def add(self, kind: str, seconds: int, fields: dict[str, Any]) -> str:
        """Write one event and return its eventID.

        Args:
            kind: the event type.
            seconds: event time, counted from the beginning of the world.
            fields: all other fields, with the names of the standard.
        """
        event_id = f"{self._id_head}{self.events:012x}"
        data = orjson.dumps(
            {
                "type": kind,
                "eventTime": time_at(seconds),
                "eventTimeZoneOffset": _OFFSET,
                "eventID": event_id,
                **fields,
            }
        )
        if self._left == 0 or self._room < len(data) + len(_TAIL) + 2:
            file = self._begin(seconds)
        else:
            assert self._file is not None
            file = self._file
            file.write(b",\n")
            self._room -= 2
        file.write(data)
        self._left -= 1
        self._room -= len(data)
        self.events += 1
        return event_id

    def _begin(self, seconds: int) -> BinaryIO:
        self.close()
        head: dict[str, Any] = {
            "@context": CONTEXT,
            "type": "EPCISDocument",
            "schemaVersion": "2.0",
            "creationDate": time_at(seconds),
        }
        if not self.names:  # master data once, in the document that is captured first
            head["epcisHeader"] = {"epcisMasterData": {"vocabularyList": self._vocabularies}}
        data = orjson.dumps(head)[:-1] + b',"epcisBody":{"eventList":[\n'
        name = f"events-{len(self.names) + 1:05d}.jsonld"
        self.names.append(name)
        self._file = (self._folder / name).open("wb")
        self._file.write(data)
        self._left, self._room = self._most_events, self._most_bytes - len(data)
        return self._file

    def close(self) -> None:
        """End the document at hand."""
        if self._file is not None:
            self._file.write(_TAIL)
            self._file.close()
            self._file = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
