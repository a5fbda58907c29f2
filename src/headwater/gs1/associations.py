"""Which application identifiers must, and which may not, stand together.

Source: GS1 General Specifications, section 4.13 (data relationships).
"""

from __future__ import annotations

from functools import lru_cache

from headwater.gs1 import application_identifiers as table
from headwater.gs1.errors import IdentifierError


@lru_cache(maxsize=1024)
def check_associations(ais: tuple[str, ...]) -> None:
    """Refuse a set of AIs where one lacks what it requires or stands beside what it excludes.

    The answer depends on the AIs alone, of which few combinations are in use, so it is remembered.

    Raises:
        IdentifierError: "ai-required" or "ai-excluded".
    """
    for ai in ais:
        row = table.find(ai)
        for other in ais:
            if other != ai and any(_matches(other, pattern) for pattern in row.excludes):
                raise IdentifierError(
                    "ai-excluded", "AI ({ai}) may not stand beside AI ({other}).", ai=ai, other=other
                )
        if row.requires and not any(_present(group, ais) for group in row.requires):
            raise IdentifierError(
                "ai-required",
                "AI ({ai}) needs one of these beside it: {alternatives}.",
                ai=ai,
                alternatives=", ".join("".join(f"({member})" for member in group) for group in row.requires),
            )


def _present(group: tuple[str, ...], ais: tuple[str, ...]) -> bool:
    return all(any(_matches(ai, pattern) for ai in ais) for pattern in group)


def _matches(ai: str, pattern: str) -> bool:
    """Whether an AI fits a pattern, in which "n" is any digit."""
    return ai == pattern or (
        pattern.endswith("n") and len(ai) == len(pattern) and ai.startswith(pattern.rstrip("n"))
    )
