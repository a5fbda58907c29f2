"""What the explorer's sources say to people."""

from __future__ import annotations

import re
from pathlib import Path

SOURCES = Path(__file__).resolve().parents[3] / "frontend" / "src"
_SAID = re.compile(r"""\bsay\(\s*"([^"]+)"|\bsay\(\s*`(\w+ )\$\{""")
_KINDS = {
    "kind ": ("lot", "object", "container", "class", "hidden"),
    "edge ": ("transformation", "membership", "containment", "association"),
    "balance ": (
        "made",
        "received",
        "on_hand",
        "shipped",
        "consumed",
        "sampled",
        "lost",
        "returned",
        "unaccounted",
    ),
}
"""Words whose second part is a value of an answer (tracing.answers)."""


def said() -> set[str]:
    """The keys of all words that the script asks for."""
    found: set[str] = set()
    for path in SOURCES.glob("*.js"):
        for plain, prefix in _SAID.findall(path.read_text("utf-8")):
            found |= {plain} if plain else {prefix + value for value in _KINDS[prefix]}
    return found
