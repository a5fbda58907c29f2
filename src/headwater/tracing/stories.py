"""The story of one thing, as a reader of its page wants it: its life, where it is, what it was made from.

One gathering of touches serves steps, place and state. What is upstream has no totals, and is the same for
all items of a lot (or all that came out of the same transformations), so that a caller can remember it:
see `Remember`. What a transformation made is followed alone, all else through its lot, as in a trace back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol, TypeVar

from msgspec import Struct

from headwater.catalog.queries import names_of_products
from headwater.identity import dictionary
from headwater.lineage.ancestry import gather
from headwater.lineage.place import locate
from headwater.lineage.ranges import RangeSet
from headwater.parties.names import Names
from headwater.tracing import histories, upstream
from headwater.tracing.answers import History, Located, Node
from headwater.tracing.ilmd import Dates, dates_of
from headwater.tracing.naming import Directory, link, nodes_of_classes, nodes_of_objects
from headwater.tracing.subjects import Subject, UnknownSubject
from headwater.tracing.upstream import NOTHING, Beginning, Upstream

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from headwater.gs1.identifier import Identifier
    from headwater.lineage.facts import Touch
    from headwater.lineage.place import Standing
    from headwater.parties.actors import Viewer
    from headwater.tracing.graph import DatabaseGraph
    from headwater.tracing.histories import Line
    from headwater.tracing.source import DatabaseSource

T = TypeVar("T")

_BEGUN_BY: Final = 4
"""Events whose master data is read for dates: the newest of those that began a lot."""


class Remember(Protocol):
    """What makes an answer unless it was made shortly before, for the same key.

    The key names the lots or events that the answer follows from, and the viewer where it depends on what is
    seen; nothing in it differs between the items of a lot. Answers can be pickled and are never None.
    """

    def __call__(self, key: str, make: Callable[[], T], /) -> T:
        """The answer that `key` stands for."""
        ...


def anew(_key: str, make: Callable[[], T], /) -> T:
    """Remembers nothing."""
    return make()


class Story(Struct, frozen=True):
    """A life, and where it comes from."""

    history: History
    """Its subject bears the lot, where the subject is an object of one lot."""
    located: Located
    upstream: Upstream
    dates: Dates
    """Instance or lot master data: when it expires, by its own event, else by those of its lot."""


class Teller:
    """Tells stories from one source, that the viewer sees, and one that is whole, by which the graph is walked."""

    def __init__(
        self,
        viewer: Viewer,
        source: DatabaseSource,
        unmasked: DatabaseSource,
        graph: DatabaseGraph,
        remember: Remember,
    ) -> None:
        self.source = source
        self.unmasked = unmasked
        self.graph = graph
        self._remember = remember
        self._viewer = f"{viewer.organisation_id}{'*' if viewer.operating else ''}"

    def tell(self, subject: Subject) -> Story:
        """The whole story.

        Raises:
            UnknownSubject: the viewer sees nothing of the subject.
        """
        return self._of_object(subject) if subject.kind == "object" else self._of_class(subject)

    def _of_object(self, subject: Subject) -> Story:
        known = gather(self.source, [subject.id])
        touches = known.touches(subject.id)
        lines = histories.object_lines(subject.id, known, self.source)
        if not lines:
            raise UnknownSubject(subject.identifier.key)
        beginning = self._beginning(subject.id)
        node = self._node(subject.identifier, beginning)
        above = self._above(beginning)
        own = [line.fact.event for line in lines if line.status == "valid" and _begins(line, touches)]
        dates = next((found for event in reversed(own) if (found := self._dates(event))), above.dates)
        return self._story(node, lines, locate(known, subject.id), above, dates)

    def _of_class(self, subject: Subject) -> Story:
        lines = histories.class_lines(subject.id, self.source)
        if not lines:
            raise UnknownSubject(subject.identifier.key)
        node = nodes_of_classes({subject.id: 0})[subject.id]
        above = NOTHING
        if subject.kind == "lot":
            above = self._above(Beginning("lot", frozenset([subject.id])))
        begun = [line.fact.event for line in lines if line.status == "valid" and line.fact.rank == 0]
        dates = above.dates or next(
            (found for event in reversed(begun[-_BEGUN_BY:]) if (found := self._dates(event))), {}
        )
        return self._story(node, lines, histories.class_standing(subject.id, lines), above, dates)

    def _story(
        self, node: Node, lines: Sequence[Line], standing: Standing, above: Upstream, dates: Dates
    ) -> Story:
        directory = Directory()
        history = History(node, histories.steps(lines, directory), truncated=False, next=None)
        via = None
        if standing.via is not None:
            (container,) = nodes_of_objects({standing.via: 0}).values()
            via = container.id
        return Story(history, histories.located(node, standing, via, directory), above, dates)

    def _node(self, subject: Identifier, beginning: Beginning) -> Node:
        """The object itself; with its lot, if there is but one that is seen."""
        gtin = dict(subject.elements).get("01")
        names = self._remember(f"product {gtin}", lambda: _names(gtin)) if gtin else _names(None)
        lots = sorted(dictionary.classes(self.source.eyes.classes(beginning.lots)).values())
        return Node(
            id=link(subject.key),
            kind="container" if beginning.kind == "container" else "object",
            product=gtin,
            name=names.name or None,
            name_zh=names.name_zh or None,
            lot=upstream.lot_number(lots[0]) or None if len(lots) == 1 else None,
            serial=subject.serial if gtin else None,
        )

    def _beginning(self, item: int) -> Beginning:
        """From where the way back of an object leads on. One statement, a few more for what came out of a
        transformation."""
        touches = self.unmasked.touches([item])[item]
        alone = RangeSet.from_ids([item])
        if any(touch.role == "parent" for touch in touches):
            return Beginning("container", item=item)
        lots = frozenset(lot for _, _, lot in self.graph.lots_of(alone))
        given = {touch.fact.event for touch in touches if touch.role == "output"}
        if not given:
            return Beginning("lots", lots)
        makers = frozenset(self.graph.transformations_to((), alone))
        reworked = makers & given & {touch.fact.event for touch in touches if touch.role == "input"}
        named = bool(self.graph.named(alone))
        return Beginning("item" if named else "reworked", lots, makers, reworked, item)

    def _above(self, beginning: Beginning) -> Upstream:
        if not beginning:
            return NOTHING
        # Lots by their keys: a memory may outlive a database.
        lots = sorted(map(link, dictionary.classes(beginning.lots).values()))
        made = f"{sorted(beginning.makers)} {sorted(beginning.reworked)}"
        item = beginning.item if beginning.kind == "container" else ""
        return self._remember(
            f"upstream {self._viewer} {beginning.kind} {item} {made} {' '.join(lots)}",
            lambda: upstream.of(beginning, self.source, self.unmasked, self.graph),
        )

    def _dates(self, event: int) -> Dates:
        """An event names many thousand items: what it says of all of them is read once."""
        return self._remember(f"dates {self._viewer} {event}", lambda: dates_of([event]))


def _names(gtin: str | None) -> Names:
    nobody = Names("", "")
    return names_of_products([gtin]).get(gtin, nobody) if gtin else nobody


def _begins(line: Line, touches: Sequence[Touch]) -> bool:
    """Whether the step began the object itself."""
    if line.inherited_from is not None:
        return False
    if line.fact.type == "ObjectEvent":
        return line.fact.action == "ADD"
    return any(touch.role == "output" and touch.fact.event == line.fact.event for touch in touches)
