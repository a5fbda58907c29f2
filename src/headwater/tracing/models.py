"""The one projection that tracing keeps: which objects belong to which lot.

All else (lives, containment, place, lineage) is folded from the event store when it is asked for.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from headwater.store import RowId


class Membership(models.Model):
    """Objects `first` to `last` belong to a lot, as an event says.

    The key is that of an event's row, (event << 20) + n; `band` is the length class of the range, as in
    `events.models.Range`.
    """

    id = RowId(primary_key=True)
    band = models.SmallIntegerField()
    first = models.BigIntegerField()
    last = models.BigIntegerField()
    lot = models.BigIntegerField()

    class Meta:
        db_table = "tracing_membership"
        indexes: ClassVar = [
            models.Index(fields=["band", "first", "last"], name="membership_by_object"),
            models.Index(fields=["lot"], name="membership_by_lot"),
        ]
