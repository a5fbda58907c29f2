"""From bytes to events, and the rules of the standard."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from headwater.epcis import jsonld, validation, xml
from headwater.epcis.errors import EpcisError, problem
from headwater.events.appending import MAX_ROWS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from headwater.epcis.model import Event
    from headwater.epcis.reading import Reading
    from headwater.events.batch import Batch

JSON_TYPES = frozenset({"application/json", "application/ld+json"})
XML_TYPES = frozenset({"application/xml", "text/xml"})


class WrongContentType(Exception):  # noqa: N818 - an answer, named as such
    """Neither JSON nor XML."""

    def __init__(self, content_type: str) -> None:
        super().__init__(content_type)
        self.content_type = content_type


class TooManyEvents(Exception):  # noqa: N818 - an answer, named as such
    """The document has more events than one capture takes."""

    def __init__(self, events: int, most: int) -> None:
        super().__init__(f"{events} events, at most {most}")
        self.events = events
        self.most = most


def read(data: bytes, content_type: str, namespaces: Mapping[str, str] | None = None) -> Reading:
    """Read a document of this media type; `namespaces` are prefixes that are bound outside it.

    Raises:
        WrongContentType: neither JSON nor XML.
        EpcisError: it cannot be read at all.
    """
    kind = content_type.partition(";")[0].strip().lower()
    if kind in JSON_TYPES:
        return jsonld.read(data, namespaces)
    if kind in XML_TYPES:
        return xml.read(data)
    raise WrongContentType(content_type)


def decode(batch: Batch) -> None:
    """Read the bytes of the batch, unless it began with events.

    Raises:
        TooManyEvents: more than the batch may have.
        EpcisError: it cannot be read at all, or is a list of no events; a document may have a header alone.
    """
    if batch.document is not None:
        return
    reading = read(batch.data, batch.content_type, batch.namespaces)
    events = len(reading.document.events) + len({problem.index for problem in reading.problems})
    if batch.at_most is not None and events > batch.at_most:
        raise TooManyEvents(events, batch.at_most)
    if not events and not reading.document.kind:
        raise EpcisError.of("no-events", "", "The list of events is empty.")
    batch.document = reading.document
    batch.indexes = reading.indexes
    batch.problems += reading.problems
    batch.data = b""


def validate(batch: Batch) -> None:
    """Check every event; the ones with a problem are taken out, or nothing is stored at all.

    Raises:
        EpcisError: an event is wrong, and the batch is all or nothing.
    """
    if batch.document is None:
        return
    good, indexes = [], []
    for index, event in zip(batch.indexes, batch.document.events, strict=True):
        problems = validation.check(event)
        if rows_of(event) >= MAX_ROWS:
            problems = (
                *problems,
                problem("too-many-epcs", "", "An event may name at most {most} objects.", most=MAX_ROWS - 1),
            )
        if problems:
            batch.problems += [found.at(index) for found in problems]
        else:
            good.append(event)
            indexes.append(index)
    batch.problems.sort(key=lambda found: (-1 if found.index is None else found.index, found.path))
    if batch.problems and not batch.proceed:
        raise EpcisError(tuple(batch.problems))
    batch.document = msgspec.structs.replace(batch.document, events=tuple(good))
    batch.indexes = tuple(indexes)


def rows_of(event: Event) -> int:
    """How many objects the event names, or quantities if they are more."""
    return max(
        len(event.epc_list)
        + (event.parent_id is not None)
        + len(event.child_epcs)
        + len(event.input_epc_list)
        + len(event.output_epc_list),
        len(event.quantity_list)
        + len(event.child_quantity_list)
        + len(event.input_quantity_list)
        + len(event.output_quantity_list),
    )
