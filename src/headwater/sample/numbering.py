"""Where the serials of a simulated world come from: our own keyed codes, or the numbers of strangers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypedDict

import numpy as np

from headwater import serials

if TYPE_CHECKING:
    from collections.abc import Callable


class Block(TypedDict):
    """A run of our own codes, as the identity tables must know it before its events arrive."""

    gtin: str
    epoch: int
    first: int
    count: int
    lot: str


class Numbering(Protocol):
    """Gives each lot its serials."""

    blocks: list[Block]

    def take(self, gtin: str, lot: str, count: int) -> list[str]:
        """`count` serials of this GTIN that were never given before."""
        ...


class OwnCodes:
    """Codes under our keys: consecutive counters per GTIN, one block a lot."""

    def __init__(self, keys: serials.Keys, epoch: int) -> None:
        self.blocks: list[Block] = []
        self._keys, self._epoch = keys, epoch
        self._next: dict[str, int] = {}

    def take(self, gtin: str, lot: str, count: int) -> list[str]:
        """The codes of the next `count` counters."""
        first = self._next.get(gtin, 0)
        self._next[gtin] = first + count
        self.blocks.append(Block(gtin=gtin, epoch=self._epoch, first=first, count=count, lot=lot))
        return serials.encode(self._keys, gtin, self._epoch, np.arange(first, first + count))


_RANDOM_DIGITS = 900_000_000_000
_RANDOM_LETTERS = 36**10
# Coprime to both moduli, so that k -> k * factor mod modulus meets every number once.
_FACTOR = 387_420_489_211
_LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def _in_sequence(counter: int) -> str:
    return str(100_000_000_000 + counter)


def _random_digits(counter: int) -> str:
    return str(100_000_000_000 + counter * _FACTOR % _RANDOM_DIGITS)


def _letters(counter: int) -> str:
    number, out = counter * _FACTOR % _RANDOM_LETTERS, []
    for _ in range(10):
        number, digit = divmod(number, 36)
        out.append(_LETTERS[digit])
    return "".join(out)


class ForeignCodes:
    """Serials as others make them: in sequence, random digits, letters and digits; one manner per GTIN."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._next: dict[str, int] = {}
        self._manner: dict[str, Callable[[int], str]] = {}

    def take(self, gtin: str, lot: str, count: int) -> list[str]:  # noqa: ARG002 - the lot names no block here
        """The next `count` serials in the manner of this GTIN; no blocks are noted."""
        manners = (_in_sequence, _random_digits, _letters)
        manner = self._manner.setdefault(gtin, manners[len(self._manner) % len(manners)])
        first = self._next.get(gtin, 0)
        self._next[gtin] = first + count
        return [manner(counter) for counter in range(first, first + count)]
