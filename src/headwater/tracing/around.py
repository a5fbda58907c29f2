"""Places, their owners, and containers around the lots of an answer."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

from headwater.lineage.containment import LEAST, MOST
from headwater.lineage.facts import instant
from headwater.lineage.history import steps
from headwater.lineage.lives import beginnings
from headwater.lineage.place import UNKNOWN
from headwater.lineage.place import place as place_of
from headwater.tracing.passings import Passing, passings

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from headwater.lineage.ancestry import Ancestry
    from headwater.lineage.facts import Fact, Order
    from headwater.lineage.place import Place
    from headwater.tracing.naming import Directory


class Around:
    """Implements `piles.Surroundings`."""

    def __init__(self, known: Ancestry | None, facts: Iterable[Fact], directory: Directory) -> None:
        """What is around some lots.

        Args:
            known: their containers, over all lives; None where there are none.
            facts: those that tell of the lots: their places are looked up at once, when the first is asked for.
            directory: names of the answer.
        """
        self._known = known
        self._facts = facts
        self._directory = directory
        self._learned = False
        self._passings: dict[int, Sequence[Passing]] = {}
        self._turns: dict[int, list[Order]] = {}
        """By container: when its place may have changed."""
        self._stood: dict[tuple[int, int], Place] = {}
        """By container and how many of these moments had passed."""
        self._homes: dict[int, tuple[str, int | None]] = {}
        """By place: its site, and whose it is."""

    def stood(self, container: int, before: Order, /) -> Place:
        known = self._known
        if known is None:
            return UNKNOWN
        if container not in self._turns:
            turns = {step.fact.order for step in steps(known, container, LEAST, MOST)}
            turns.update(stay.end for stay in known.containment(container).stays)
            turns.update(instant(fact.order) for fact in beginnings(known.touches(container)))
            self._turns[container] = sorted(turns)
        passed = container, bisect_left(self._turns[container], before)
        if passed not in self._stood:
            self._stood[passed] = place_of(known, container, before)
        return self._stood[passed]

    def passings(self, container: int, /) -> Sequence[Passing]:
        if container not in self._passings:
            self._passings[container] = () if self._known is None else passings(self._known, container)
        return self._passings[container]

    def same_holder(self, one: int, other: int, /) -> bool:
        (its_site, owner), (other_site, other_owner) = self._home(one), self._home(other)
        return its_site == other_site or (owner is not None and owner == other_owner)

    def owner(self, place: int, /) -> int | None:
        return self._home(place)[1]

    def _home(self, place: int) -> tuple[str, int | None]:
        if place not in self._homes:
            self._learn({place})
            self._homes[place] = site(self._directory, place), self._directory.owner(place)
        return self._homes[place]

    def is_with(self, maker: Fact, stand: Place, /) -> bool:
        word = stand.destination if stand.in_transit else stand.place
        if word is None:
            return not stand.in_transit
        self._learn({word})
        return is_own(word, maker, self._directory)

    def _learn(self, words: set[int]) -> None:
        if not self._learned:
            self._learned = True
            for fact in self._facts:
                words.update(
                    word for word in (fact.place, fact.seen_at, fact.destination) if word is not None
                )
        self._directory.learn_places(words)


def is_own(place: int, maker: Fact | None, directory: Directory) -> bool:
    """Whether a place is the maker's: by its owner, or, where nobody is known to own it, because it made there."""
    if maker is None:
        return False
    owner = directory.owner(place)
    return owner == maker.capturer if owner is not None else place in (maker.place, maker.seen_at)


def site(directory: Directory, word: int) -> str:
    """A place without the part of it that an SGLN extension names."""
    place = directory.place(word)
    assert place is not None
    return place.id.partition("/254/")[0]
