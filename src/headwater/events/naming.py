"""From identifiers to ids, for all new events of a batch at once."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

import numpy as np

from headwater.events.batch import Batch, Names
from headwater.events.beginnings import lots_of_quantities
from headwater.events.codes import Role
from headwater.identity import dictionary, objects, sequences
from headwater.identity.cache import Memory
from headwater.parties import operations as parties

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from headwater.epcis.model import Event, Typed

_prefixes: Memory[str, bool] = Memory()
_SENT_TO = ("location", "possessing_party", "owning_party")


def identify(batch: Batch) -> None:
    """Give a position to the new events, and an id to everything that they name."""
    if not batch.new:
        batch.names = None  # of a try before, by which another capture had not stored them yet
        return
    first = sequences.reserve("event", len(batch.new))
    for n, prepared in enumerate(batch.new):
        prepared.position = first + n
    batch.names, prefixes = names_of([prepared.event for prepared in batch.new])
    new = {prefix: True for prefix in prefixes if _prefixes.get(prefix) is None}
    if new:
        parties.see_prefixes(digits=new.keys())
        _prefixes.keep_on_commit(new)


def names_of(events: Sequence[Event]) -> tuple[Names, set[str]]:
    """Ids of everything that the events name, new ones included; and the company prefixes that URNs showed."""
    lists: list[tuple[str, ...]] = []
    owners: list[int] = []
    roles: list[int] = []
    for n, event in enumerate(events):
        for role, epcs in epcs_by_role(event):
            lists.append(epcs)
            owners.append(n)
            roles.append(role)
    counts = [len(epcs) for epcs in lists]
    named = objects.object_ids(lists)
    called = set(chain.from_iterable(map(_named, events)))
    classes = {element.epc_class for event in events for element in all_quantities(event)}
    lots = {key for event in events for key in lots_of_quantities(event).values()}
    keys = {text: dictionary.canonical(text) for text in called | classes}
    names = Names(
        words=dictionary.word_ids({keys[text] for text in called}.union(*map(_words, events))),
        classes=dictionary.class_ids({keys[text] for text in classes} | lots),
        objects=named.ids,
        owners=np.repeat(np.array(owners, dtype=np.int64), counts),
        roles=np.repeat(np.array(roles, dtype=np.uint8), counts),
        series=named.series,
        roots=named.roots,
        keys=keys,
        not_issued=named.not_issued,
    )
    return names, named.prefixes


def epcs_by_role(event: Event) -> list[tuple[Role, tuple[str, ...]]]:
    """The lists of EPCs of an event that are not empty."""
    found: list[tuple[Role, tuple[str, ...]]] = []
    if event.epc_list:
        found.append((Role.OBJECT, event.epc_list))
    if event.parent_id is not None:
        found.append((Role.PARENT, (event.parent_id,)))
    if event.child_epcs:
        found.append((Role.CHILD, event.child_epcs))
    if event.input_epc_list:
        found.append((Role.INPUT, event.input_epc_list))
    if event.output_epc_list:
        found.append((Role.OUTPUT, event.output_epc_list))
    return found


def all_quantities(event: Event) -> chain:  # type: ignore[type-arg]
    """Every quantity element of an event."""
    return chain(
        event.quantity_list,
        event.child_quantity_list,
        event.input_quantity_list,
        event.output_quantity_list,
    )


def destination(event: Event) -> Typed | None:
    """Where the goods of an event go: a location sooner than whoever holds or owns them."""
    by_type = {typed.type: typed for typed in reversed(event.destination_list)}
    for kind in _SENT_TO:
        if kind in by_type:
            return by_type[kind]
    return event.destination_list[0] if event.destination_list else None


def _named(event: Event) -> Iterator[str]:
    """Identifiers that are neither those of objects nor of classes; a text may well be one of those, too."""
    if event.read_point is not None:
        yield event.read_point.id
    if event.biz_location is not None:
        yield event.biz_location.id
    if event.transformation_id is not None:
        yield event.transformation_id
    for typed in chain(event.biz_transaction_list, event.source_list, event.destination_list):
        yield typed.id
    parent = event.parent_id if event.type == "AssociationEvent" else None
    if parent is not None and objects.is_location(dictionary.canonical(parent)):
        yield parent  # the children are there


def _words(event: Event) -> Iterator[str]:
    """Words of vocabularies."""
    if event.biz_step is not None:
        yield event.biz_step
    if event.disposition is not None:
        yield event.disposition
    if event.error_declaration is not None and event.error_declaration.reason is not None:
        yield event.error_declaration.reason
    for typed in chain(event.biz_transaction_list, event.source_list, event.destination_list):
        if typed.type is not None:
            yield typed.type
