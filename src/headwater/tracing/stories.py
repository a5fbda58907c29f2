"""The story of one thing, as a reader of its page wants it: its life, where it is, what it was made from.

One gathering of touches serves steps, place and state. What is upstream has no totals, and is the same for
all items of a lot (or all that came out of the same transformations), so that a process can remember it:
see `remembered`. What is followed alone, and what through its lot, is as in a trace back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec import Struct

from headwater.catalog.queries import names_of_products
from headwater.identity import dictionary
from headwater.lineage import place
from headwater.lineage.ancestry import gather
from headwater.lineage.history import history as fold_history
from headwater.lineage.lives import beginnings, in_order
from headwater.lineage.ranges import RangeSet
from headwater.parties.names import Names
from headwater.tracing import histories, upstream
from headwater.tracing.answers import History, Located, Node
from headwater.tracing.containers import may_lead_on
from headwater.tracing.ilmd import Dates, dates_of
from headwater.tracing.naming import Directory, link, nodes_of_classes, nodes_of_objects
from headwater.tracing.subjects import Subject, UnknownSubject
from headwater.tracing.upstream import NOTHING, Beginning, Found, Upstream

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from headwater.gs1.identifier import Identifier
    from headwater.lineage.facts import Touch
    from headwater.lineage.place import Standing
    from headwater.tracing.graph import DatabaseGraph
    from headwater.tracing.histories import Line
    from headwater.tracing.remembered import Upstreams
    from headwater.tracing.source import DatabaseSource

_BEGUN_BY: Final = 4
"""Events whose master data is read for dates: the newest of those that began a lot."""


class Story(Struct, frozen=True):
    """A life, and where it comes from."""

    history: History
    """Its subject bears the lot, where the subject is an object of one lot."""
    located: Located
    upstream: Upstream
    dates: Dates
    """Instance or lot master data: when it expires, by its own event, else by those of its lot."""


_NOBODY: Final = Names("", "")


class Teller:
    """Tells stories from what a viewer sees."""

    def __init__(
        self,
        source: DatabaseSource,
        graph: DatabaseGraph,
        upstreams: Upstreams | None,
    ) -> None:
        """Of what the source tells, and the graph of its events; with `upstreams`, which remembers what the operating
        organisation sees, of all events."""
        self.source = source
        self.graph = graph
        self._upstreams = upstreams
        self._look = upstreams.look() if upstreams is not None else 0
        self._directory = Directory()

    def tell(self, subject: Subject) -> Story:
        """The whole story.

        Raises:
            UnknownSubject: the viewer sees nothing of the subject.
        """
        return self._of_object(subject) if subject.kind == "object" else self._of_class(subject)

    def _of_object(self, subject: Subject) -> Story:
        known = gather(self.source, [subject.id])
        lived = fold_history(known, subject.id)
        lines = histories.object_lines(lived, self.source)
        if not lines:
            raise UnknownSubject(subject.identifier.key)
        beginning = self._beginning(subject.id)
        gtin = dict(subject.identifier.elements).get("01")
        above, names = self._above(beginning, lines, gtin)
        touches = known.touches(subject.id)
        own = [line.fact.event for line in lines if line.status == "valid" and _begins(line, touches)]
        dates = next((found for event in reversed(own) if (found := dates_of([event]))), above.dates)
        node = self._node(subject.identifier, beginning, gtin, names)
        return self._story(node, lines, place.standing(known, lived), above, dates)

    def _of_class(self, subject: Subject) -> Story:
        lines = histories.lines_of_class(subject, self.source)
        if not lines:
            raise UnknownSubject(subject.identifier.key)
        node = nodes_of_classes({subject.id: 0})[subject.id]
        lots = frozenset([subject.id] if subject.kind == "lot" else ())
        above, _ = self._above(Beginning("lot", lots), lines, None)
        begun = [
            line.fact.event for line in lines if line.status == "valid" and line.fact.action in (None, "ADD")
        ]
        dates = above.dates or next(
            (found for event in reversed(begun[-_BEGUN_BY:]) if (found := dates_of([event]))), {}
        )
        return self._story(node, lines, histories.class_standing(subject.id, lines), above, dates)

    def _story(
        self, node: Node, lines: Sequence[Line], standing: Standing, above: Upstream, dates: Dates
    ) -> Story:
        history = History(node, histories.steps(lines, self._directory), truncated=False, next=None)
        via = None
        if standing.via is not None:
            (container,) = nodes_of_objects({standing.via: 0}).values()
            via = container.id
        return Story(history, histories.located(node, standing, via, self._directory), above, dates)

    def _node(self, subject: Identifier, beginning: Beginning, gtin: str | None, names: Names) -> Node:
        """The object itself; with its lot, if there is but one that is seen."""
        lots = sorted(dictionary.classes(beginning.lots).values())
        return Node(
            id=link(subject.key),
            kind="container" if beginning.kind == "container" else "object",
            product=gtin,
            name=names.name or None,
            name_zh=names.name_zh or None,
            lot=dictionary.lot_number(lots[0]) if len(lots) == 1 else None,
            serial=subject.serial if gtin else None,
        )

    def _beginning(self, item: int) -> Beginning:
        """From where the way back of an object leads on. One statement, a few more for what came out of a
        transformation."""
        touches = in_order(self.source.touches([item])[item])
        alone = RangeSet.from_ids([item])
        if any(touch.role == "parent" for touch in touches):
            return Beginning("container", item=item)
        # Who has lived but once is asked about as it stands, and not first about its lives.
        graph = self.graph if beginnings(touches) else self.graph.stored
        lots = frozenset(lot for _, _, lot in graph.lots_of(alone))
        given = {touch.fact.event for touch in touches if touch.role == "output"}
        leads_on = may_lead_on(item, self.source)
        held = leads_on and bool(self.graph.holders((), alone))
        passed = frozenset(self.graph.passing((), alone) if leads_on else ())
        if not given:
            return Beginning("reworked" if passed else "lots", lots, passed, passed, item, held)
        makers = frozenset(graph.transformations_to((), alone))
        reworked = makers & given & {touch.fact.event for touch in touches if touch.role == "input"}
        named = bool(graph.named(alone))
        return Beginning(
            "item" if named else "reworked", lots, makers | passed, reworked | passed, item, held
        )

    def _above(self, beginning: Beginning, lines: Sequence[Line], gtin: str | None) -> tuple[Upstream, Names]:
        """What is upstream, and what the product of the subject is called.

        Names of the lines and of what is upstream are looked up together.
        """
        found = self._upstream(beginning)
        self._directory.learn(
            [line.fact for line in lines], places=found.places, organisations=found.organisations
        )
        products = names_of_products({gtin, *found.products} if gtin else found.products.keys())
        if self._upstreams is not None and not _is_called_so(found, self._directory, products):
            # Somebody named or renamed a place: the walk is the same, its words are not.
            found = self._upstreams.renew(beginning, self._look, lambda: self._walk(beginning))
        return found.upstream, products.get(gtin or "", _NOBODY)

    def _upstream(self, beginning: Beginning) -> Found:
        if not beginning:
            return NOTHING
        if self._upstreams is None:
            return self._walk(beginning)
        return self._upstreams.get(beginning, self._look, lambda: self._walk(beginning))

    def _walk(self, beginning: Beginning) -> Found:
        return upstream.of(beginning, self.source, self.graph)


def _is_called_so(found: Found, directory: Directory, products: Mapping[str, Names]) -> bool:
    """Whether all that it names is still called what it was called then."""
    return (
        all(directory.places[word] == place for word, place in found.places.items())
        and all(directory.organisations.get(one) == known for one, known in found.organisations.items())
        and {gtin: products.get(gtin) for gtin in found.products} == found.products
    )


def _begins(line: Line, touches: Sequence[Touch]) -> bool:
    """Whether the step began the object itself."""
    if line.inherited_from is not None:
        return False
    if line.fact.type == "ObjectEvent":
        return line.fact.action == "ADD"
    return any(touch.role == "output" and touch.fact.event == line.fact.event for touch in touches)
