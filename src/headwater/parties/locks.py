"""Every lock of this app."""

from __future__ import annotations

from django.db import connection

_REGISTER = 0x6877_0001
"""Number of the advisory lock, out of the way of others' by its first half ("hw")."""


def register() -> None:
    """Let one transaction at a time decide which organisation owns which keys, until it ends.

    On SQLite a transaction has the database to itself from its BEGIN IMMEDIATE. PostgreSQL's advisory lock
    stops no reader and no capture.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_REGISTER])
