"""Numbers that are given out once."""

from __future__ import annotations

from typing import Final

from headwater import store

FIRST: Final = 1


def reserve(name: str, count: int) -> int:
    """Take `count` numbers that follow each other; gaps are possible, reuse is not.

    Returns:
        The first of them.
    """
    ((following,),) = store.select(
        "INSERT INTO identity_sequence (name, next) VALUES (%s, %s)"
        " ON CONFLICT (name) DO UPDATE SET next = identity_sequence.next + %s RETURNING next",
        [name, FIRST + count, count],
    )
    return int(following) - count
