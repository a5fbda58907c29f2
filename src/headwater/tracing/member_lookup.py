"""SQL by which memberships are found by object, as `events.lookup` finds ranges."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from headwater import store
from headwater.events.codes import ROW_BITS

if TYPE_CHECKING:
    from collections.abc import Sequence

_LENGTH_CLASSES: Final = (
    "(SELECT 1 AS band " + " ".join(f"UNION ALL SELECT {k}" for k in range(2, ROW_BITS + 2)) + ")"
)
"""An event names fewer than 2^20 objects, so that these are all length classes that there are."""


def memberships_holding(columns: str, keys: Sequence[tuple[str, str]]) -> str:
    """SQL for the memberships m that overlap query ranges k; as `events.lookup.ranges_holding`.

    `keys` are the columns of k for `store.unnest`, "first" and "last" among them.
    """
    where = (
        "m.band = b.band AND m.last >= k.first"
        " AND m.first BETWEEN k.first - (CAST(1 AS bigint) << b.band) + 1 AND k.last"
    )
    classes = (
        f"generate_series(1, {ROW_BITS + 1}) b(band)" if store.is_postgresql() else f"{_LENGTH_CLASSES} b"
    )
    return (
        f"SELECT {columns} FROM {store.unnest('k', keys)} CROSS JOIN {classes}"  # noqa: S608
        f" {store.looked_up('tracing_membership', 'm', where)}"
    )
