"""Answers about one can of the dairy, as tracing gives them: for the pages' own tests, without a database of events."""

from __future__ import annotations

from decimal import Decimal

from msgspec.structs import replace

from headwater.tracing.answers import (
    Balance,
    Edge,
    History,
    Located,
    Node,
    Place,
    PlaceCount,
    Quantity,
    Reading,
    Responsible,
    Step,
    Summary,
    Trace,
)
from headwater.tracing.stories import Story
from headwater.tracing.upstream import Source, Told, Upstream

ROOT = "https://id.gs1.org/"
GTIN, MILK, BULK = "09506000134352", "09506000134369", "09506000134376"
CAN = f"{ROOT}01/{GTIN}/21/K7Q2M9XW4T3B8C1D5E"
CAN_PATH = CAN.removeprefix(ROOT.rstrip("/"))
LOT = f"{ROOT}01/{GTIN}/10/B-2026-061"
TANK = f"{ROOT}01/{BULK}/10/T-118"
FARM_LOTS = [f"{ROOT}01/{MILK}/10/F{n}-0301" for n in (1, 2, 3)]
PALLET = f"{ROOT}00/395060001343520017"

FARMS = [
    Place(f"{ROOT}414/9506000111001", "Meadow Farm", "青草牧场", "farm", 40.8, 111.7),
    Place(f"{ROOT}414/9506000111018", "River Farm", "河湾牧场", "farm", 40.7, 111.5),
    Place(f"{ROOT}414/9506000111025", "Hill Farm", "山岗牧场", "farm", 40.9, 111.9),
]
PLANT = Place(f"{ROOT}414/9506000134009", "Hohhot plant", "呼和浩特工厂", "plant", 40.84, 111.75)
COLD_STORE = Place(f"{ROOT}414/9506000134016", "Beijing cold store", "北京冷库", "warehouse", 39.9, 116.4)
SHOP = Place(f"{ROOT}414/9506000222005", "Corner Shop, Haidian", "海淀街角店", "store", 39.98, 116.3)

DAIRY = Responsible("Headwater Dairy", "源头乳业", person="Li Na", device="line-2")
CARRIER = Responsible("Cold Road Logistics", "冷途物流")
DEALER = Responsible("North Dealer", "北方经销商")


def _step(position: int, time: str, biz_step: str, **fields: object) -> Step:
    values: dict[str, object] = {
        "event": f"ni:///sha-256;{position:064x}?ver=CBV2.0",
        "type": "ObjectEvent",
        "action": "OBSERVE",
        "time": time,
        "offset": "+08:00",
        "biz_step": biz_step,
        "disposition": None,
        "place": None,
        "seen_at": None,
        "destination": None,
        "responsible": DAIRY,
        "inherited_from": None,
        "readings": [],
        "status": "valid",
        "position": position,
    }
    return Step(**(values | fields))  # type: ignore[arg-type]


def _temperature(low: str, high: str, exception: str | None = None) -> Reading:
    return Reading(
        "Temperature",
        min_value=Decimal(low),
        max_value=Decimal(high),
        mean_value=Decimal(4),
        uom="CEL",
        exception=exception,
    )


STEPS = [
    _step(10, "2026-03-01T23:10:00.000Z", "commissioning", action="ADD", disposition="active", place=PLANT),
    _step(11, "2026-03-02T00:30:00.000Z", "packing", type="AggregationEvent", action="ADD", place=PLANT),
    _step(12, "2026-03-02T00:31:00.000Z", "storing", place=PLANT, status="declared"),
    _step(
        13, "2026-03-02T06:00:00.000Z", "shipping", disposition="in_transit", seen_at=PLANT, destination=COLD_STORE,
        inherited_from=PALLET,
    ),
    _step(
        14, "2026-03-02T12:00:00.000Z", "transporting", responsible=CARRIER, inherited_from=PALLET,
        readings=[_temperature("2.1", "4.6")],
    ),
    _step(
        15, "2026-03-02T16:00:00.000Z", "transporting", responsible=CARRIER, inherited_from=PALLET,
        readings=[_temperature("3.9", "9.4", "ALARM_CONDITION")],
    ),
    _step(16, "2026-03-02T22:00:00.000Z", "receiving", place=COLD_STORE, responsible=DEALER, inherited_from=PALLET,
          readings=[_temperature("-0.5", "4")]),
    _step(17, "2026-03-04T02:00:00.000Z", "stocking", disposition="sellable_accessible", place=SHOP,
          responsible=DEALER),
]  # fmt: skip

SUBJECT = Node(
    CAN, "object", GTIN, "Whole milk powder 800 g", "全脂奶粉 800克", "B-2026-061", "K7Q2M9XW4T3B8C1D5E"
)
HISTORY = History(SUBJECT, STEPS, truncated=False, next=None)

SUMMARY = Summary(
    lots=5,
    objects=1,
    events=12,
    quantities=[Quantity(Decimal(1))],
    locations=[PlaceCount(SHOP.id, SHOP.name, SHOP.name_zh, 1, SHOP.latitude, SHOP.longitude)],
    in_transit=0,
    unlocated=0,
    holders=[PlaceCount(f"{ROOT}417/9506000222005", "North Dealer", "北方经销商", 1)],
    balance=[
        Balance(LOT, "KGM", *[Decimal(n) for n in ("1000", "0", "10", "900", "0", "5", "1", "0", "84")])
    ],
    hidden=0,
)
NODES = [
    SUBJECT,
    Node(LOT, "lot", GTIN, "Whole milk powder 800 g", "全脂奶粉 800克", "B-2026-061", depth=1),
    Node(TANK, "lot", BULK, "Raw milk, mixed", "混合生乳", "T-118", depth=2),
    *(
        Node(lot, "lot", MILK, "Raw milk", "生乳", lot.rpartition("/")[2], depth=3)
        for lot in FARM_LOTS
    ),
]  # fmt: skip
EDGES = [
    Edge(LOT, CAN, "membership"),
    Edge(TANK, LOT, "transformation", "urn:uuid:1", "2026-03-01T21:30:00.000Z", None, DAIRY, PLANT),
    *(
        Edge(lot, TANK, "transformation", "urn:uuid:2", "2026-03-01T05:00:00.000Z", None, CARRIER, FARMS[2])
        for lot in FARM_LOTS
    ),
]
BACK = Trace(SUBJECT, "back", None, None, "lot", SUMMARY, NODES, EDGES, truncated=False, next=None)
BOTH = Trace(
    SUBJECT,
    "both",
    None,
    None,
    "lot",
    SUMMARY,
    [*NODES, Node(PALLET, "container", name="Pallet", name_zh="托盘", depth=1)],
    [*EDGES, Edge(CAN, PALLET, "containment", "urn:uuid:3", "2026-03-02T00:30:00.000Z", None, DAIRY, PLANT)],
    truncated=False,
    next=None,
)
LOCATED = Located(
    CAN,
    SHOP,
    SHOP,
    "sellable_accessible",
    None,
    "2026-03-04T02:00:00.000Z",
    in_transit=False,
    destination=None,
)


def _source(node: Node, time: str, place: Place, who: Responsible, *, first: bool = False) -> Source:
    return Source(node, first, Told(time, "+08:00", place, who))


MADE = Told("2026-03-01T21:30:00.000Z", "+08:00", PLANT, DAIRY)
UPSTREAM = Upstream(
    sources=(
        Source(NODES[1], first=False, told=MADE),
        _source(NODES[2], "2026-03-01T05:00:00.000Z", FARMS[2], CARRIER),
        *(
            _source(node, "2026-02-28T22:00:00.000Z", farm, Responsible(farm.name, farm.name_zh), first=True)
            for node, farm in zip(NODES[3:], FARMS, strict=True)
        ),
    ),
    made=MADE,
)
STORY = Story(HISTORY, LOCATED, UPSTREAM, {})


def in_state(state: str) -> Story:
    """The can's story with another state at its end."""
    return replace(STORY, located=replace(LOCATED, state=state))


def with_steps(steps: list[Step]) -> Story:
    """The can's story with other steps."""
    return replace(STORY, history=replace(HISTORY, steps=steps))


def large_trace(nodes: int) -> Trace:
    """A forward trace of a lot: pallets of sixty cases, cases of twelve cans, until there are so many nodes."""
    subject = Node(LOT, "lot", GTIN, "Whole milk powder 800 g", "全脂奶粉 800克", "B-2026-061")
    made, edges = [subject], []
    pallet = case = ""
    for n in range(nodes - 1):
        within = n % 781
        if within == 0:
            pallet = case = f"{ROOT}00/3950600013{n:08d}"
            node, source, kind = Node(pallet, "container", None, "Pallet", "托盘", depth=1), LOT, "membership"
        elif (within - 1) % 13 == 0:
            case = f"{ROOT}01/19506000134359/21/C{n}"
            node, source, kind = (
                Node(case, "container", "19506000134359", "Case of 12", "12罐装箱", serial=f"C{n}", depth=2),
                pallet,
                "containment",
            )
        else:
            can = f"{ROOT}01/{GTIN}/21/S{n}"
            node, source, kind = (
                Node(can, "object", GTIN, SUBJECT.name, SUBJECT.name_zh, "B-2026-061", f"S{n}", depth=3),
                case,
                "containment",
            )
        made.append(node)
        edges.append(
            Edge(source, node.id, kind, f"urn:uuid:{n}", "2026-03-02T00:30:00.000Z", None, DAIRY, PLANT)
        )
    return Trace(subject, "forward", None, None, "object", SUMMARY, made, edges, truncated=False, next=None)
