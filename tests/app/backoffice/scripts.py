"""What the explorer's sources say to people."""

from __future__ import annotations

import re
from pathlib import Path

from headwater.words import cbv

SOURCES = Path(__file__).resolve().parents[3] / "frontend" / "src"
_SAID = re.compile(r"""\bsay\(\s*"([^"]+)"|\bsay\(\s*`(\w+ )\$\{""")
_COUNTED = re.compile(r'"((?:in )?\{n\} [^"]+)"')
"""Singular and plural, which `many` chooses from."""
_KINDS = {
    "kind ": ("lot", "object", "container", "class", "hidden"),
    "edge ": ("transformation", "membership", "containment", "association"),
    "state ": tuple(cbv.DISPOSITIONS | cbv.ENDS),
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
        text = path.read_text("utf-8")
        found |= set(_COUNTED.findall(text))
        for plain, prefix in _SAID.findall(text):
            found |= {plain} if plain else {prefix + value for value in _KINDS[prefix]}
    return found
