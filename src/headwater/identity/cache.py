"""What this process knows of the dictionaries.

Rows of identity are never changed, so a row that was seen committed can be remembered. What an open
transaction wrote is remembered only when it commits.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Generic, TypeVar

from django.db import transaction

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

LIMIT: Final = 200_000
"""Entries per memory; a full one is emptied, since a second look-up is cheap."""

K = TypeVar("K")
V = TypeVar("V")
_forgetters: list[Callable[[], None]] = []


class Memory(Generic[K, V]):
    """A bounded mapping that several threads read and fill."""

    def __init__(self) -> None:
        self._entries: dict[K, V] = {}
        forget_with(self.forget)

    def get(self, key: K) -> V | None:
        return self._entries.get(key)

    def keep(self, entries: Mapping[K, V]) -> None:
        """Remember entries that are committed."""
        if len(self._entries) + len(entries) > LIMIT:
            self._entries = {}
        self._entries.update(entries)

    def keep_on_commit(self, entries: Mapping[K, V]) -> None:
        """Remember entries that this transaction wrote, if it commits."""
        if entries:
            transaction.on_commit(lambda: self.keep(entries))

    def forget(self) -> None:
        self._entries = {}


def forget_with(forget: Callable[[], None]) -> None:
    """Let `forget_all` call this, too: a memory of another kind, that lives as long as the process."""
    _forgetters.append(forget)


def forget_all() -> None:
    """Empty every memory: the database was replaced."""
    for forget in _forgetters:
        forget()
