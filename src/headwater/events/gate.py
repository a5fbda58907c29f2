"""Which events of a batch are new, and what is odd about them. A fact is never refused here.

A repeat is the same capturer, eventID, declaration flag and content. The same eventID with other content is
a fact as well; only where one event was sent alone is it refused, as the standard's interface asks.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from headwater import store
from headwater.events.codes import Flag
from headwater.events.models import Finding
from headwater.events.naming import all_quantities, epcs_by_role
from headwater.identity import dictionary
from headwater.lineage.facts import LEAVES, SAYS_OVER
from headwater.parties.queries import owners_of_keys
from headwater.store import batched

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from headwater.epcis.model import Event
    from headwater.events.batch import Batch, Prepared


class Conflict(Exception):  # noqa: N818 - an answer, named as such
    """The capturer has another event of this eventID already."""

    def __init__(self, event_id: str) -> None:
        super().__init__(event_id)
        self.event_id = event_id


def leave_out_repeats(batch: Batch) -> None:
    """Find the events that are new: not stored before, and once in this document.

    A repeat of what a declaration has taken back stays taken back; its sender may believe that it counts again, and is
    told once.
    """
    stored = _stored(prepared.identity for prepared in batch.prepared)
    new: dict[bytes, Prepared] = {}
    taken_back: dict[int, Prepared] = {}
    for prepared in batch.prepared:
        position, void = stored.get(prepared.identity, (None, False))
        if position is None:
            new.setdefault(prepared.identity, prepared)
        elif void:
            taken_back[position] = prepared
    batch.new = list(new.values())
    if taken_back:
        kind = Finding.Kind.TAKEN_BACK
        told = Finding.objects.filter(kind=kind, event_id__in=taken_back).values_list("event_id", flat=True)
        batch.findings += [
            (kind, position, {"eventID": taken_back[position].event_id})
            for position in sorted(taken_back.keys() - set(told))
        ]


def _stored(identities: Iterable[bytes]) -> dict[bytes, tuple[int, bool]]:
    """By identity: the record position, and whether a declaration has called the event wrong."""
    return {
        bytes(identity): (position, bool(void))
        for some in batched(identities, 10_000)
        for identity, position, void in store.select(
            "SELECT identity, id, void IS NOT NULL FROM events_event"  # noqa: S608
            f" WHERE identity IN ({', '.join(['%s'] * len(some))})",
            some,
        )
    }


def find_conflicts(batch: Batch) -> None:
    """Tell of eventIDs that their capturer has used for other content, and of events that another captured as well.

    The latter is how a document looks that came with the wrong key, or without the option that says whose it is: what
    it tells is then counted twice. Events that declarations took back, and declarations, are no such copies: so is a
    mistake mended. Two organisations that capture one event at the same moment are both waited for up to `locks.COMPARED`
    events; of larger captures on PostgreSQL neither may see the other, and nothing is told.

    Raises:
        Conflict: and the batch refuses conflicts.
    """
    asked = sorted({prepared.event_key for prepared in batch.new})
    if not asked:
        return
    rows = store.select(
        "SELECT e.event_key, e.flags, e.capturer_id, e.digest, e.void FROM "  # noqa: S608
        + store.unnest("k", [("key", "int")])
        + f" {store.looked_up('events_event', 'e', 'e.event_key = k.key')} ORDER BY e.id",
        store.arrays(asked),
    )
    used: set[tuple[int, bool]] = set()
    copies: dict[tuple[int, bytes], list[int]] = {}
    for key, flags, capturer, digest, void in rows:
        if capturer == batch.by.organisation_id:
            used.add((key, bool(flags & Flag.DECLARATION)))
        elif void is None and not flags & Flag.DECLARATION:
            copies.setdefault((key, bytes(digest)), []).append(capturer)
    for prepared in batch.new:
        own = (prepared.event_key, bool(prepared.flags & Flag.DECLARATION))
        # A hash that serves as ID leaves some fields out: where these differ, nobody used an ID twice.
        if own in used and not prepared.flags & Flag.OWN_ID:
            if batch.refuse_conflicts:
                raise Conflict(prepared.event_id)
            batch.findings.append((Finding.Kind.SAME_ID, prepared.position, {"eventID": prepared.event_id}))
        used.add(own)
        if copies and not own[1] and (prepared.event_key, prepared.digest) in copies:
            detail: dict[str, object] = {
                "eventID": prepared.event_id,
                "organisations": copies[prepared.event_key, prepared.digest],
                "keys": sorted(set(islice(_named(prepared.event), 20))),
            }
            batch.findings.append((Finding.Kind.SAME_EVENT, prepared.position, detail))


def _named(event: Event) -> Iterator[str]:
    """Canonical keys of the things and classes that an event names."""
    for _, epcs in epcs_by_role(event):
        yield from map(dictionary.canonical, epcs)
    for element in all_quantities(event):
        yield dictionary.canonical(element.epc_class)


def find_claims(batch: Batch) -> None:
    """Mark the events that begin, end or use up what belongs to another organisation.

    Only the owner of a key (by its registered company prefix), or the operating organisation, commissions or
    decommissions under it. What nobody here owns anyone may begin, and end if nobody else is known to have it. Those that
    only end objects, and those that pack or unpack them, count where their capturer had these (`lineage.custody`); those
    that begin objects have seen them; the others are claims. Of using up and of packing nothing is told: it is what goods
    are for.
    """
    if batch.by.operating:
        return
    me = batch.by.organisation_id
    told = [(one, _changed(one.event), _taken(one)) for one in batch.new if _may_change(one)]
    owners = owners_of_keys({key for _, *some in told for keys in some for key in keys})
    for prepared, changed, taken in told:
        others = sorted(key for key in changed if owners.get(key, me) != me)
        flags = Flag(0)
        if others:
            flags = _authority(prepared.event)
            batch.findings.append((Finding.Kind.CLAIM, prepared.position, {"keys": others[:20]}))
        elif prepared.event.epc_list and _ends(prepared.event) and not changed <= owners.keys():
            flags = Flag.FOREIGN_END | Flag.UNOWNED_END
        # Whose things come out of what is emptied nobody says: who owns the container may empty it.
        unknown = None if prepared.flags & Flag.ALL_CHILDREN else me
        if any(owners.get(key, unknown) != me for key in taken):
            flags |= Flag.FOREIGN_END
        if flags and any(owners.get(key) == me for key in changed | taken):
            flags |= Flag.MIXED
        prepared.flags |= flags


def _may_change(prepared: Prepared) -> bool:
    event = prepared.event
    if event.type == "TransformationEvent" or _says_over(event):
        return True
    return event.type != "TransactionEvent" and (event.action != "OBSERVE" or _ends(event))


def _says_over(event: Event) -> bool:
    return event.disposition in SAYS_OVER


def _ends(event: Event) -> bool:
    """Whether an ObjectEvent ends what it names."""
    if event.type != "ObjectEvent":
        return False
    return event.action == "DELETE" or event.biz_step in LEAVES or _says_over(event)


def _authority(event: Event) -> Flag:
    """What an event is by which somebody changes what is not theirs."""
    if event.type != "ObjectEvent" or (not event.epc_list and event.action != "OBSERVE"):
        return Flag.CLAIM
    if event.action != "ADD":
        return Flag.FOREIGN_END
    return Flag.FOREIGN_ADD | (Flag.FOREIGN_END if _ends(event) else Flag(0))


def _changed(event: Event) -> set[str]:
    """Classes, or other keys, of what the event begins or ends."""
    if event.type not in ("ObjectEvent", "TransformationEvent"):
        return set()
    epcs = event.epc_list or event.output_epc_list
    found = {dictionary.class_or_key(epc) for epc in epcs}
    for element in event.quantity_list or event.output_quantity_list:
        found.add(dictionary.canonical(element.epc_class))
    return found


def _taken(prepared: Prepared) -> set[str]:
    """The same of what the event puts into something or takes out of it, empties, uses up, or calls over."""
    event = prepared.event
    epcs = [*event.input_epc_list, *event.child_epcs]
    if event.parent_id is not None and (prepared.flags & Flag.ALL_CHILDREN or _says_over(event)):
        epcs.append(event.parent_id)
    if event.type == "TransactionEvent":
        epcs += event.epc_list
    found = {dictionary.class_or_key(epc) for epc in epcs}
    for element in event.child_quantity_list or event.input_quantity_list:
        found.add(dictionary.canonical(element.epc_class))
    return found


def find_shared_transformations(batch: Batch) -> None:
    """Tell of transformationIDs that other organisations use: each has a transformation of its own by that name.

    What one of them put in would else come out of another's by the other's word alone.
    """
    names = batch.names
    if names is None:
        return
    told = {
        prepared.position: names.words[names.keys[prepared.event.transformation_id]]
        for prepared in batch.new
        if prepared.event.transformation_id is not None
    }
    if not told:
        return
    others: dict[int, list[int]] = {}
    for word, capturer in store.select(
        "SELECT DISTINCT e.transformation, e.capturer_id FROM "  # noqa: S608
        + store.unnest("k", [("word", "int")])
        + " CROSS JOIN events_event e WHERE e.transformation = k.word AND e.capturer_id <> %s"
        " ORDER BY e.transformation, e.capturer_id",
        [*store.arrays(sorted(set(told.values()))), batch.by.organisation_id],
    ):
        others.setdefault(word, []).append(capturer)
    for position, word in told.items():
        if word in others:
            detail: dict[str, object] = {"organisations": others[word]}
            batch.findings.append((Finding.Kind.SHARED_TRANSFORMATION, position, detail))


def find_unissued(batch: Batch) -> None:
    """Tell of codes that look like ours and were never issued."""
    if batch.names is None or not batch.names.not_issued:
        return
    odd = set(batch.names.not_issued)
    for prepared in batch.new:
        named = {dictionary.canonical(epc) for _, epcs in epcs_by_role(prepared.event) for epc in epcs}
        if found := sorted(named & odd):
            batch.findings.append((Finding.Kind.NOT_ISSUED, prepared.position, {"keys": found[:20]}))
