"""Places, their owners, and containers around the lots of an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

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

    def stood(self, container: int, before: Order, /) -> Place:
        return UNKNOWN if self._known is None else place_of(self._known, container, before)

    def passings(self, container: int, /) -> Sequence[Passing]:
        if container not in self._passings:
            self._passings[container] = () if self._known is None else passings(self._known, container)
        return self._passings[container]

    def same_holder(self, one: int, other: int, /) -> bool:
        self._learn({one, other})
        if site(self._directory, one) == site(self._directory, other):
            return True
        owner = self._directory.owner(one)
        return owner is not None and owner == self._directory.owner(other)

    def owner(self, place: int, /) -> int | None:
        self._learn({place})
        return self._directory.owner(place)

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
