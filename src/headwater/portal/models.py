"""How often people asked for a code.

There is a row per code that was asked for, never one per code that exists; nothing is kept about who asked.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Asked(models.Model):
    """The count of one code's page, with the times of the first and the newest request."""

    key = models.TextField(primary_key=True)
    """The canonical key: the path of its Digital Link."""
    times = models.BigIntegerField()
    repeats = models.BigIntegerField()
    """How many of `times` came from a phone that had asked for the same code shortly before."""
    first_at = models.DateTimeField()
    newest_at = models.DateTimeField()

    class Meta:
        db_table = "portal_asked"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(times__gt=0, repeats__gte=0, repeats__lt=models.F("times")),
                name="asked_by_someone_first",
            )
        ]

    def __str__(self) -> str:
        return f"{self.key}: {self.times}"
