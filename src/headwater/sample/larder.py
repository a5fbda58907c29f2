"""What plants have of the lots of a simulated world: nothing is used that did not arrive, and nothing twice."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class Larder:
    """Kilograms of lots by place, as deliveries bring and batches take them."""

    def __init__(self) -> None:
        self._left: dict[str, Counter[str]] = {}

    def bring(self, lot: str, place: str, kilograms: int) -> None:
        """So much of a lot came to a place or was made there."""
        self._left.setdefault(lot, Counter())[place] += kilograms

    def left(self, lot: str, place: str) -> int:
        """How much of a lot a place has."""
        return self._left[lot][place] if lot in self._left else 0

    def take(self, lot: str, place: str, kilograms: int) -> int:
        """Use up to so much of what a place has of a lot; how much it was."""
        taken = min(kilograms, self.left(lot, place))
        self._left[lot][place] -= taken
        return taken

    def some_of(self, lots: Iterable[str], place: str) -> list[str]:
        """Those of these lots of which a place has any."""
        return [lot for lot in lots if self.left(lot, place)]

    def stock(self) -> dict[str, dict[str, int]]:
        """What is left of each lot, by place."""
        return {
            lot: {place: kilograms for place, kilograms in sorted(places.items()) if kilograms}
            for lot, places in sorted(self._left.items())
        }
