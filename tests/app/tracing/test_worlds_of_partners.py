"""Random worlds of three organisations with things of each other's: whatever they tell, in whatever order it comes.

What arrays tell of everything at once is what the fold tells of each; a trace forward is the mirror of one back; the
order of arrival decides nothing.
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import msgspec
from django.db import transaction

from headwater.epcis.model import Place, Typed
from headwater.gs1.check_digits import check_digit
from headwater.gs1.identify import identify
from headwater.lineage.ancestry import gather
from headwater.lineage.place import locate
from headwater.lineage.ranges import RangeSet
from headwater.lineage.sweep import place_all
from headwater.tracing import queries, rebuilding, subjects
from headwater.tracing.cut import Cut
from headwater.tracing.eyes import Eyes
from headwater.tracing.source import DatabaseSource
from headwater.tracing.subjects import UnknownSubject
from tests.app.tracing.asking import ids, trace
from tests.app.tracing.capturing import (
    LOT_NUMBER,
    at,
    declared_wrong,
    destination,
    event,
    lot,
    packed,
    place,
    sscc,
    turned,
    unpacked,
)

if TYPE_CHECKING:
    from headwater.epcis.model import Event
    from headwater.parties.actors import Viewer
    from tests.app.tracing.capturing import Cast
    from tests.support.counts import Counts

    Told = list[tuple[str, Event]]
    """Who tells what."""

FARM, SHOP = "9521111", "9522222"
MILK, AGENT, MIX = lot(1, "M"), lot(4, "A"), lot(3, "R")
PLACES = [place(1, FARM), place(1, SHOP), place(1), place(9, "9529999")]
"""Of the farm, of the shop, of the dairy, and nobody's."""
ENDS = ["decommissioning", "retail_selling", "destroying"]
WORDS = [None, "destroyed", "retail_sold", "returned", "recalled"]


def _key(prefix: str, number: int, tail: str) -> str:
    body = f"0{prefix}{number:05}"
    return f"https://id.gs1.org/01/{body}{check_digit(body)}{tail}"


CANS = [_key(FARM, 1, f"/21/{n}") for n in range(4)]
LOT = _key(FARM, 1, "/10/FL")
SHOPS = _key(SHOP, 1, "/21/s")
CASE, PALLETS = _key(FARM, 2, "/21/c"), [sscc(2), sscc(3)]
THINGS = [*CANS, CASE, *PALLETS]


def _world(seed: int) -> Told:
    dice = random.Random(f"partners {seed}")
    line = turned(1, [MILK], [], output_epc_list=CANS, ilmd={LOT_NUMBER: "FL"}, **at(PLACES[0]))
    told: Told = [("farm", line)]
    for n in range(dice.randint(4, 9)):
        who = dice.choice(["farm", "farm", "shop", "dairy"])
        told.append((who, _happens(dice, f"https://example.com/{seed}/{n}")))
    if dice.random() < 0.4:
        who, one = dice.choice(told[1:])
        told.append((who, declared_wrong(one)))
    return told


def _happens(dice: random.Random, event_id: str) -> Event:
    minute = dice.choice([2, 3, 3, 4, 5, 6, 7, 8])
    some = dice.sample(CANS, dice.choice([1, 2, 4]))
    things = dice.choice([some, some, [*some, SHOPS], [CASE], PALLETS[:1]])
    holder = dice.choice([CASE, *PALLETS])
    inner = [thing for thing in dice.choice([some, [CASE], PALLETS[:1]]) if thing != holder] or CANS[:1]
    where = dice.choice([{}, {}, *map(at, PLACES), {"read_point": Place(PLACES[1])}])
    run = dice.choice([{}, {"transformation_id": "urn:example:run:9"}])
    more: dict[str, Any] = {"event_id": event_id, **where}

    def of_things(action: str, **fields: Any) -> Event:
        return event("ObjectEvent", minute, action=action, epc_list=things, **fields, **more)

    told = {
        "pack": lambda: packed(minute, holder, inner, **more),
        "unpack": lambda: unpacked(minute, holder, dice.choice([(), some]), **more),
        "associate": lambda: event(
            "AssociationEvent", minute, action="ADD", parent_id=PALLETS[1], child_epcs=some, **more
        ),
        "pack amounts": lambda: packed(minute, holder, [], child_quantity_list=[(LOT, 3)], **more),
        "end": lambda: of_things("DELETE", biz_step=dice.choice(ENDS)),
        "send with DELETE": lambda: of_things(
            "DELETE", biz_step="shipping", destination_list=destination(PLACES[1])
        ),
        "sell": lambda: of_things("OBSERVE", biz_step=dice.choice(ENDS[1:]), disposition=dice.choice(WORDS)),
        "see": lambda: of_things("OBSERVE", disposition=dice.choice(WORDS)),
        "paper": lambda: event(
            "TransactionEvent",
            minute,
            action="ADD",
            epc_list=things,
            disposition=dice.choice(WORDS),
            biz_transaction_list=(Typed("urn:example:paper:1", "inv"),),
            **more,
        ),
        "ship": lambda: of_things(
            "OBSERVE", biz_step="shipping", destination_list=destination(dice.choice(PLACES[:2]))
        ),
        "void": lambda: of_things("OBSERVE", biz_step="void_shipping"),
        "receive": lambda: of_things("OBSERVE", biz_step="receiving"),
        "add": lambda: of_things(
            "ADD",
            biz_step=dice.choice(["receiving", "commissioning"]),
            ilmd=dice.choice([{}, {LOT_NUMBER: "Z"}]),
        ),
        "use": lambda: turned(minute, [], [(MIX, 1)], input_epc_list=things, **run, **more),
        "make": lambda: turned(minute, [AGENT], [], output_epc_list=things, **run, **more),
        "rework": lambda: turned(minute, [AGENT], [], input_epc_list=things, output_epc_list=things, **more),
    }
    often = {"pack": 3, "see": 2, "receive": 2, "sell": 2, "use": 3, "ship": 2}
    return told[dice.choices(list(told), [often.get(what, 1) for what in told])[0]]()


def _known(keys: list[str]) -> dict[str, int]:
    found = {}
    for key in keys:
        try:
            found[key] = subjects.resolve(identify(key)).id
        except UnknownSubject:
            continue
    return found


def _by_arrays(viewer: Viewer, items: list[int]) -> dict[int, tuple[Any, ...]]:
    told = place_all(DatabaseSource(Cut(), Eyes(viewer)), RangeSet.from_ids(items))
    found = {}
    for at_row, (first, last) in enumerate(zip(told.first.tolist(), told.last.tolist(), strict=True)):
        state = int(told.state[at_row])
        columns = (told.place, told.in_transit, told.origin, told.destination, told.via)
        row = (*(int(column[at_row]) for column in columns), told.states[state - 1] if state else None)
        found |= {item: row for item in items if first <= item <= last}
    return found


def _by_fold(viewer: Viewer, items: list[int]) -> dict[int, tuple[Any, ...]]:
    known = gather(DatabaseSource(Cut(), Eyes(viewer)), items)
    found = {}
    for item in items:
        told = locate(known, item)
        where = told.place
        words = (where.place, where.in_transit, where.origin, where.destination, told.via)
        found[item] = (*(int(word or 0) for word in words), told.state)
    return found


def _reached(cast: Cast, subject: str, direction: Any) -> set[str]:
    try:
        return ids(trace(cast, subject, direction))
    except UnknownSubject:
        return set()


def _answers(cast: Cast, items: dict[str, int]) -> list[Any]:
    """All that is told, without record positions and ids."""
    told: list[Any] = [
        msgspec.to_builtins(queries.locate([identify(key)], viewer=cast.operator))
        for key in items
        if _reached(cast, key, "both")
    ]
    told += [msgspec.to_builtins(trace(cast, subject, "forward").summary) for subject in (MILK, LOT)]
    return told + [sorted(_reached(cast, subject, "both")) for subject in (MILK, CANS[0])]


def test_whoever_tells_whatever_in_whatever_order(cast: Cast, count: Counts) -> None:
    for seed in range(count("worlds of three organisations in two orders of arrival", part=12, whole=400)):
        told, answers = _world(seed), []
        for turn in range(2):
            random.Random(f"{seed} {turn}").shuffle(told)
            with transaction.atomic():
                for who, one in told:
                    cast.capture(one, by=getattr(cast, who))
                items = _known(THINGS)
                for viewer in (cast.operator, cast.viewer(cast.farm), cast.viewer(cast.shop)):
                    ids_ = list(items.values())
                    assert _by_arrays(viewer, ids_) == _by_fold(viewer, ids_), seed
                for start in (MILK, AGENT, LOT):
                    forward = MIX in _reached(cast, start, "forward")
                    assert forward == (start in _reached(cast, MIX, "back")), (seed, start)
                assert list(rebuilding.verify()) == []
                answers.append(_answers(cast, items))
                transaction.set_rollback(True)
        assert answers[0] == answers[1], seed
