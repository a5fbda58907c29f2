"""What is upstream of something, for telling and not for counting: lots, and how each of them began."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Literal

from msgspec import Struct

from headwater import store
from headwater.catalog.queries import names_of_products
from headwater.epcis import times
from headwater.events.lookup import event_of_row, rows_of_events
from headwater.lineage.closure import Closure, Frontier, closure, from_contents, from_lots, from_objects
from headwater.lineage.contents import contents
from headwater.lineage.ranges import EMPTY, RangeSet, sets_by_lot
from headwater.parties.names import Names
from headwater.parties.queries import KnownOrganisation
from headwater.tracing.answers import Node, Place, Responsible
from headwater.tracing.ilmd import Dates, dates_of
from headwater.tracing.naming import Directory, iso, nodes_of_classes, nodes_of_objects

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from headwater.lineage.facts import Fact
    from headwater.tracing.graph import DatabaseGraph
    from headwater.tracing.source import DatabaseSource

LISTED: Final = 60
"""Lots that are told one by one, half of them those at the beginning; more are counted."""
_DATED: Final = 4
"""Events whose master data is read for dates: the newest of those that made the lot."""


class Told(Struct, frozen=True):
    """When, where and by whom; `time` in UTC, `offset` that of the clock there."""

    time: str
    offset: str
    place: Place | None
    responsible: Responsible


class Source(Struct, frozen=True):
    """A lot upstream; the own lot of what was asked about is one, too."""

    lot: Node
    """`depth` counts transformations."""
    first: bool
    """No other lot or object is recorded to have gone into it."""
    told: Told | None
    """The last of the events that made it (it was complete only then); of a first lot, the first that names it."""


class Content(Struct, frozen=True):
    """So many items of a product, or containers without one, that went into a container."""

    product: str | None
    name: str | None
    name_zh: str | None
    count: int


class Upstream(Struct, frozen=True):
    """What something was made from."""

    sources: tuple[Source, ...] = ()
    """Nearest first."""
    unlisted: int = 0
    """How many lots more there are."""
    made: Told | None = None
    """The last of the events that made it, or the lot that it is of."""
    making: frozenset[int] = frozenset()
    """Record positions of those events, and of such as only reworked it."""
    dates: Dates = {}
    """What those events say of its shelf life."""
    contents: tuple[Content, ...] = ()
    """What was ever in a container."""


class Found(Struct, frozen=True):
    """What is upstream, and what that rests on; by it `remembered` knows how long it is true."""

    upstream: Upstream = Upstream()
    lots: frozenset[int] = frozenset()
    """All lots that the walk met."""
    transformations: frozenset[int] = frozenset()
    loose: bool = False
    """It rests on single objects, and so on more than is listed here."""
    places: dict[int, Place] = {}
    """Names that it tells, by word, organisation and GTIN; None for a product that has none yet."""
    organisations: dict[int, KnownOrganisation] = {}
    products: dict[str, Names | None] = {}

    @property
    def size(self) -> int:
        """How many things must be kept with it."""
        told = self.upstream
        return len(self.lots) + len(self.transformations) + len(told.sources) + len(told.contents)


NOTHING: Final = Found()


@dataclass(frozen=True, slots=True)
class Beginning:
    """From where a way back leads on; two that are equal but for `item` have the same upstream."""

    kind: Literal["lots", "lot", "item", "reworked", "container"]
    """"lots": an object that goes by its lots; "lot": a whole lot; "item": what `makers` made;
    "reworked": what came out of `makers` and goes by its lots all the same; "container": what was ever in it."""
    lots: frozenset[int] = frozenset()
    """The lot, or the lots of the object."""
    makers: frozenset[int] = frozenset()
    """Transformations that name the object as output, or through which it came inside of something."""
    reworked: frozenset[int] = frozenset()
    """Those of them into which it went, too."""
    item: int = 0
    held: bool = False
    """It was inside of a container through which the way back leads on (`holding`): no two need have the same."""

    def __bool__(self) -> bool:
        return bool(self.lots or self.makers) or self.kind == "container" or self.held

    @property
    def shared(self) -> Beginning:
        """The same for all that have the same upstream."""
        return self if self.kind == "container" or self.held else replace(self, item=0)


def of(beginning: Beginning, source: DatabaseSource, graph: DatabaseGraph) -> Found:
    """Walk back, and tell.

    Args:
        source: what counts and the viewer sees.
        graph: of the same events: it is walked.
    """
    held = EMPTY
    if beginning.kind == "container":
        inside = contents(source, beginning.item)
        held, start = inside.ever, from_contents(graph, inside)
    elif beginning.makers or beginning.held:
        start = from_objects(RangeSet.from_ids([beginning.item]))
    elif beginning.kind == "lot":
        start = from_lots(graph, beginning.lots)
    else:
        start = Frontier(beginning.lots)
    telling = _Telling(beginning, closure(graph, start, "back"), source, graph)
    return telling.told(held)


class _Telling:
    """One closure."""

    def __init__(
        self, beginning: Beginning, walked: Closure, source: DatabaseSource, graph: DatabaseGraph
    ) -> None:
        self.source = source
        self.graph = graph
        self.walked = walked
        self.by_lot = sets_by_lot(walked.membership)
        self.depths = _depths(walked, self.by_lot)
        every = self._makers()
        self.makers = {
            lot: {one for one in found if not self._reworks(lot, one)} for lot, found in every.items()
        }
        self.own = self._own(beginning)
        self.reworked = beginning.reworked.union(*(every.get(lot, ()) for lot in beginning.lots)) - self.own

    def _makers(self) -> dict[int, set[int]]:
        """By lot: the transformations out of which it came."""
        found: dict[int, set[int]] = {}
        for one, edges in self.walked.transformations.items():
            for lot in edges.output_lots:
                found.setdefault(lot, set()).add(one)
            if edges.output_objects:
                for lot, members in self.by_lot.items():
                    if members.overlaps(edges.output_objects):
                        found.setdefault(lot, set()).add(one)
        return found

    def _reworks(self, lot: int, one: int) -> bool:
        """Whether nothing but the lot itself went into one of its makers."""
        edges, members = self.walked.transformations[one], self.by_lot.get(lot, EMPTY)
        itself = lot in edges.input_lots or edges.input_objects.overlaps(members)
        return itself and edges.input_lots <= {lot} and edges.input_objects <= members

    def _own(self, beginning: Beginning) -> set[int]:
        """The transformations that made what was asked about."""
        if beginning.kind == "item":
            return set(beginning.makers - beginning.reworked or beginning.makers)
        if beginning.kind == "container":
            itself = RangeSet.from_ids([beginning.item])
            edges = self.walked.transformations.items()
            return {one for one, ends in edges if ends.output_objects.overlaps(itself)}
        return set().union(*(self.makers.get(lot, set()) for lot in beginning.lots))

    def _is_first(self, lot: int) -> bool:
        """Whether no maker leads on."""
        makers = [self.walked.transformations[one] for one in self.makers.get(lot, ())]
        return all(ends.input_lots <= {lot} and not ends.input_objects for ends in makers)

    def told(self, held: RangeSet) -> Found:
        """The answer; `held` is what a container held."""
        nodes = nodes_of_classes(self.depths)
        ordered = sorted(nodes, key=lambda lot: (nodes[lot].depth, nodes[lot].lot or "", nodes[lot].id))
        first = {lot for lot in ordered if self._is_first(lot)}
        listed = _listed(ordered, first)
        makers = self.own.union(self.reworked, *(self.makers.get(lot, ()) for lot in listed))
        by_maker = self._facts_by_maker(makers)
        begun = self._first_events(first.intersection(listed))
        making = [fact for one in self.own for fact in by_maker.get(one, ())]
        told = {
            lot: [begun[lot]]
            if lot in begun
            else [fact for one in self.makers.get(lot, ()) for fact in by_maker.get(one, ())]
            for lot in listed
        }
        teller = _Teller([*making, *(fact for facts in told.values() for fact in facts)])
        upstream = Upstream(
            sources=tuple(Source(nodes[lot], lot in first, teller.last(told[lot])) for lot in listed),
            unlisted=len(ordered) - len(listed),
            made=teller.last(making),
            making=frozenset(
                fact.event for one in self.own | self.reworked for fact in by_maker.get(one, ())
            ),
            dates=_dates(making),
            contents=_contents(
                held,
                {lot: self.graph.plain(members) for lot, members in self.by_lot.items()},
            ),
        )
        shown = {node.product for node in nodes.values()} | {one.product for one in upstream.contents}
        gtins = {gtin for gtin in shown if gtin}
        return Found(
            upstream,
            frozenset(self.depths),
            frozenset(self.walked.transformations),
            loose=self._is_loose(),
            places=teller.directory.places,
            organisations=teller.directory.organisations,
            products=dict.fromkeys(gtins) | names_of_products(gtins),
        )

    def _is_loose(self) -> bool:
        """Whether it rests on the lives of single objects. At most two statements.

        A lot may owe a maker to one of its members, that is not met itself.
        """
        walked = self.walked.transformations
        if self.walked.objects or any(edges.input_objects for edges in walked.values()):
            return True
        return bool(rows_of_events("events_range", "band", self.graph.events_of(walked)))

    def _facts_by_maker(self, makers: Collection[int]) -> dict[int, list[Fact]]:
        """The events of each transformation."""
        events = self.graph.events_of(makers)
        found: dict[int, list[Fact]] = {}
        for event, fact in self.source.facts_of(events).items():
            found.setdefault(events[event], []).append(fact)
        return found

    def _first_events(self, lots: Collection[int]) -> dict[int, Fact]:
        """By lot: the first event that names it, or begins members of it. Two statements."""
        if not lots:
            return {}
        live, parameters = self.source.live()
        found: dict[int, tuple[list[int], set[int]]] = {}
        for table, column in (("events_quantity", "item_class"), ("tracing_membership", "lot")):
            rows = store.select(
                f"SELECT k.lot, e.event_time, e.rank, e.id FROM {store.unnest('k', [('lot', 'int')])}"  # noqa: S608
                f" {store.looked_up(table, 'r', f'r.{column} = k.lot')} {event_of_row(live, 'r.id')}",
                [*store.arrays(sorted(lots)), *parameters],
            )
            for lot, *moment, event in rows:
                first, events = found.get(lot, (moment, set()))
                if moment < first:
                    first, events = moment, set()
                if moment == first:
                    events.add(event)
                found[lot] = first, events
        facts = self.source.facts_of({event for _, events in found.values() for event in events})
        return {
            lot: min((facts[event] for event in events), key=lambda fact: fact.order)
            for lot, (_, events) in found.items()
        }


def _listed(ordered: Sequence[int], first: Collection[int]) -> list[int]:
    """At most LISTED of these lots, in their order, and of those that are many half."""
    begin = [lot for lot in ordered if lot in first]
    between = [lot for lot in ordered if lot not in first]
    chosen = set(begin[: LISTED - min(len(between), LISTED // 2)])
    chosen |= set(between[: LISTED - len(chosen)])
    return [lot for lot in ordered if lot in chosen]


class _Teller:
    """Facts in words, looked up together."""

    def __init__(self, facts: Collection[Fact]) -> None:
        self.directory = Directory()
        self.directory.learn(facts)

    def last(self, facts: Collection[Fact]) -> Told | None:
        """The newest of them, if there is one."""
        if not facts:
            return None
        fact = max(facts, key=lambda one: one.order)
        return Told(
            time=iso(fact.time),
            offset=times.format_offset(fact.offset),
            place=self.directory.place(fact.place if fact.place is not None else fact.seen_at),
            responsible=self.directory.responsible(fact),
        )


def _depths(walked: Closure, by_lot: Mapping[int, RangeSet]) -> dict[int, int]:
    """All lots with their depth: those followed, and those of objects that were followed alone."""
    depths = dict(walked.lots)
    for lot, members in by_lot.items():
        if lot not in depths:
            went_in = walked.transformations.values()
            found = [edges.depth for edges in went_in if edges.input_objects.overlaps(members)]
            depths[lot] = min(found, default=0)
    return depths


def _dates(making: Collection[Fact]) -> Dates:
    newest = sorted(making, key=lambda fact: fact.order)[-_DATED:]
    return dates_of([fact.event for fact in newest]) if newest else {}


def _contents(held: RangeSet, by_lot: Mapping[int, RangeSet]) -> tuple[Content, ...]:
    """What is in a container, by product, what has none last: by lot where one is known, else one by one."""
    counts: dict[tuple[str | None, str | None, str | None], int] = {}
    left = held
    lots = {lot: by_lot[lot] & held for lot in sorted(by_lot)}
    for lot, node in nodes_of_classes(dict.fromkeys(lots, 0)).items():
        named = (node.product, node.name, node.name_zh)
        counts[named] = counts.get(named, 0) + (lots[lot] & left).count
        left -= lots[lot]
    for node in nodes_of_objects(dict.fromkeys(left.ids().tolist(), 0)).values() if left else ():
        named = (node.product, node.name, node.name_zh)
        counts[named] = counts.get(named, 0) + 1
    ordered = sorted(counts.items(), key=lambda one: [(part is None, part or "") for part in one[0]])
    return tuple(Content(*named, count) for named, count in ordered if count)
