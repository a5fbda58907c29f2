"""Everything that events say of quantities of lots, each lot in one unit where factors tell how."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from headwater import store
from headwater.catalog.queries import factors as unit_factors
from headwater.events.codes import Flag, Role, Term
from headwater.events.lookup import event_of_row, rows_of_events
from headwater.identity import dictionary
from headwater.lineage.balance import bucket
from headwater.lineage.facts import SHIPS
from headwater.lineage.quantities import exactly
from headwater.parties.queries import owners_of_keys
from headwater.tracing.piles import Movement
from headwater.tracing.source import FACT_COLUMNS, ROLE_NAMES

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from headwater.lineage.facts import Fact
    from headwater.tracing.naming import Directory
    from headwater.tracing.source import DatabaseSource

RECEIVES: Final = frozenset({"receiving", "accepting"})
"""Business steps that may tell from where something came."""
_CLAIM, _UNOWNED_END = int(Flag.CLAIM), int(Flag.UNOWNED_END)
_FOREIGN: Final = int(Flag.FOREIGN_END | Flag.FOREIGN_ADD)
_FLAGS: Final = FACT_COLUMNS.split(", ").index("e.flags")


class Amounts:
    """The movements of some lots, as one viewer sees them at one cut."""

    def __init__(self, keys: Mapping[int, str], source: DatabaseSource, directory: Directory) -> None:
        """Read them: two statements however many lots, one more where claims are among them; none for no lots.

        Args:
            keys: of the lots, by id.
            source: what counts and the viewer sees.
            directory: names of the answer.
        """
        self._keys = keys
        self._directory = directory
        rows = _rows(keys, source) if keys else []
        self._facts = source.facts([row[4:] for row in rows])
        ends = {row[4] for row in rows if self._facts[row[4]].step in SHIPS | RECEIVES}
        terms = [
            row
            for row in rows_of_events("events_term", "kind, type, value", ends)
            if row[1] != Term.TRANSACTION
        ]
        self._sources = _sources(terms)
        self.inner = _between_own_sites(terms, self._facts, directory)
        """Positions of shipments and receipts whose other end belongs to the capturer as well."""
        self.by_lot = self._movements(rows)

    def _movements(self, rows: Sequence[Sequence[Any]]) -> dict[int, list[Movement]]:
        by_lot: dict[int, list[Sequence[Any]]] = {}
        for row in sorted(rows, key=lambda one: self._facts[one[4]].order):
            by_lot.setdefault(row[0], []).append(row)
        units = in_one_unit({lot: [row[3] for row in told] for lot, told in by_lot.items()}, self._keys)
        claimed = {
            lot
            for lot, told in by_lot.items()
            if any(_is_claim(row[4 + _FLAGS], self._facts[row[4]], Role(row[1])) for row in told)
        }
        owners = owners_of_keys({self._keys[lot] for lot in claimed}) if claimed else {}
        found: dict[int, list[Movement]] = {}
        for lot, told in by_lot.items():
            for _, code, text, uom, position, *columns in told:
                fact, role = self._facts[position], ROLE_NAMES[Role(code)]
                # What it owns itself anybody may use up, whatever else the event claims.
                claim = (
                    _is_claim(columns[_FLAGS - 1], fact, Role(code))
                    and owners.get(self._keys[lot]) != fact.capturer
                )
                unit, factor = units.get(lot, {}).get(uom, (uom, Decimal(1)))
                with exactly():
                    quantity = None if text is None else Decimal(text) * factor
                found.setdefault(lot, []).append(
                    Movement(fact, role, quantity, unit, self._sources.get(position), bool(claim))
                )
        return found

    def maker(self, lot: int) -> Fact | None:
        """The fact by which a lot was made or, where no event made it, first told of as received or sent."""
        told = [
            (what != "made", one.fact.order, one.fact)
            for one in self.by_lot.get(lot, ())
            if not one.claim and one.quantity is not None and one.fact.event not in self.inner
            for fact in [one.fact]
            for what in [bucket(fact.type, fact.action, fact.step, fact.disposition, one.role)]
            if what is not None
        ]
        if not told:
            return None
        first = min(told, key=lambda one: one[:2])
        same = [fact for what, _, fact in told if (what, fact.digest) == (first[0], first[2].digest)]
        return next((fact for fact in same if len(same) > 1 and self._is_at_home(fact)), first[2])

    def _is_at_home(self, fact: Fact) -> bool:
        """Whether an event was recorded by those of whose place it tells."""
        where = fact.place if fact.place is not None else fact.seen_at
        if where is None:
            return False
        self._directory.learn_places({where})
        return self._directory.owner(where) == fact.capturer


def _is_claim(flags: int, fact: Fact, role: Role) -> bool:
    """Whether an event makes, ends, uses up or packs what may belong to others."""
    if flags & _CLAIM:
        return True
    if not flags & _FOREIGN or flags & _UNOWNED_END:
        return False
    return bool(fact.type == "ObjectEvent" or fact.layer or role == Role.INPUT)


def _rows(keys: Collection[int], source: DatabaseSource) -> list[store.Row]:
    """(lot, role, quantity, unit, columns of the fact) of facts, and of claims that make, end or use something up."""
    taking, parameters = source.taking()
    return store.select(
        f"SELECT q.item_class, q.role, q.quantity, q.uom, {FACT_COLUMNS}"  # noqa: S608
        f" FROM {store.unnest('k', [('lot', 'int')])}"
        f" {store.looked_up('events_quantity', 'q', 'q.item_class = k.lot')} {event_of_row(taking, 'q.id')}",
        [*store.arrays(sorted(keys)), *parameters],
    )


def in_one_unit(
    told: Mapping[int, Iterable[str | None]], keys: Mapping[int, str]
) -> dict[int, dict[str | None, tuple[str | None, Decimal]]]:
    """By lot: factors to its first unit from the others, where the catalogue has them.

    One statement, and none where every lot has one unit, as most have.

    Args:
        told: units of each lot, in the order in which events told them.
        keys: keys of these lots.
    """
    units = {lot: [unit for unit in dict.fromkeys(some) if unit] for lot, some in told.items()}
    several = {lot: some for lot, some in units.items() if len(some) > 1}
    if not several:
        return {}
    factors = unit_factors({keys[lot][3:17] for lot in several if keys[lot].startswith("01/")})
    found: dict[int, dict[str | None, tuple[str | None, Decimal]]] = {}
    for lot, (first, *others) in several.items():
        for unit in others:
            factor = factors.convert(Decimal(1), gtin=keys[lot][3:17], from_uom=unit, to_uom=first)
            if factor is not None:
                found.setdefault(lot, {})[unit] = (first, factor)
    return found


def _sources(terms: Iterable[tuple[Any, ...]]) -> dict[int, int]:
    """By event, the location of its sourceList."""
    rows = [row for row in terms if row[1] == Term.SOURCE and row[2] is not None]
    types = dictionary.words({row[2] for row in rows})
    return {event: value for event, _, kind, value in rows if types[kind] == "location"}


def _between_own_sites(
    terms: Iterable[tuple[Any, ...]], facts: Mapping[int, Fact], directory: Directory
) -> set[int]:
    rows = [row for row in terms if facts[row[0]].step in ("shipping", "receiving")]
    directory.learn_places({value for *_, value in rows})
    return {
        event
        for event, kind, _, value in rows
        if kind == (Term.DESTINATION if facts[event].step == "shipping" else Term.SOURCE)
        and directory.owner(value) == facts[event].capturer
    }
