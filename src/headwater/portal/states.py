"""States of a thing, as tracing tells them, by what they are to a reader of its page.

Source: CBV 2.0, section 7.2 (dispositions); `headwater.lineage.place` (how a life ended).
"""

from __future__ import annotations

from typing import Final

SILENT: Final = frozenset(
    {
        "active",
        "available",
        "completeness_inferred",
        "completeness_verified",
        "container_closed",
        "container_open",
        "encoded",
        "in_progress",
        "in_transit",
        "unknown",
    }
)
"""They say nothing to who is told a step and its place: nobody scans a can to read "in progress"."""
SOLD: Final = frozenset({"sold", "retail_sold", "dispensed"})
GONE: Final = SOLD | {
    "consumed",
    "decommissioned",
    "partially_dispensed",
    "destroyed",
    "disposed",
    "inactive",
}
"""States after which a seal need not be unbroken any more."""
