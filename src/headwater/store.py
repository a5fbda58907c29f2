"""Bulk writes and reads past the ORM, alike on SQLite and PostgreSQL.

Rows go in by `executemany` on SQLite and, where they are many, by COPY on PostgreSQL. Sets of values go into a query as one
parameter: a JSON array on SQLite, an array on PostgreSQL; `unnest` writes the table expression for either.
Join it by CROSS JOIN and a condition: SQLite takes that as the order in which to run the loops, and would
otherwise parse the JSON anew for every row of the other table.
"""

from __future__ import annotations

from functools import cache, lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast

import numpy as np
import orjson
from django.db import DEFAULT_DB_ALIAS, connection, connections, models
from django.db.backends.sqlite3.base import FORMAT_QMARK_REGEX

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime
    from uuid import UUID

    import numpy.typing as npt
    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.models import Model

    from headwater.engines.postgresql.base import DatabaseWrapper as PostgreSQL

    Int64 = npt.NDArray[np.int64]


class RowId(models.BigIntegerField):  # type: ignore[type-arg]  # no subscript at run time
    """A primary key of 64 bits that we choose; on SQLite the row's own number, so that no index is needed."""

    def db_type(self, connection: BaseDatabaseWrapper) -> str | None:
        return "integer" if connection.vendor == "sqlite" else super().db_type(connection)


Row = tuple[Any, ...]
T = TypeVar("T")
_MARKERS: Final = 16
"""Parameters of a statement that is planned once; one that has more has any number, and each number is another."""
_SMALL: Final = 200
"""Values in all sets of such a statement."""
_FEW: Final = 40
"""Values that PostgreSQL writes by a statement that is planned once for each number of rows; COPY is as fast from there on."""
_PG_TYPES = {"text": "text[]", "int": "bigint[]"}


@cache
def is_postgresql() -> bool:
    """Whether the database is the server; the embedded one otherwise."""
    return connection.vendor == "postgresql"


def insert(model: type[Model], columns: Sequence[str], rows: Iterable[Row]) -> None:
    """Write rows of `columns` (database names) as fast as the database takes them."""
    rows = list(rows)
    if not is_postgresql():
        _write(_insertion(model, tuple(columns)), rows)
    elif len(rows) * len(columns) > _FEW:
        names = ", ".join(f'"{name}"' for name in columns)
        with (
            connection.cursor() as cursor,
            # Django does not see a COPY: its errors are made Django's here.
            connection.wrap_database_errors,
            cursor.copy(f'COPY "{model._meta.db_table}" ({names}) FROM STDIN') as copy,
        ):
            for row in rows:
                copy.write_row(row)
    elif rows:
        execute(_insertion(model, tuple(columns), len(rows)), [value for row in rows for value in row])


def insert_new(model: type[Model], columns: Sequence[str], rows: Sequence[Row]) -> None:
    """Write the rows that break no unique constraint; another writer's equal row stands."""
    _write(f"{_insertion(model, tuple(columns))} ON CONFLICT DO NOTHING", rows)


@cache
def _insertion(model: type[Model], columns: tuple[str, ...], rows: int = 1) -> str:
    names = ", ".join(f'"{name}"' for name in columns)
    marks = ", ".join(["%s"] * len(columns))
    return f'INSERT INTO "{model._meta.db_table}" ({names}) VALUES {", ".join([f"({marks})"] * rows)}'  # noqa: S608


def _write(sql: str, rows: Sequence[Row]) -> None:
    """Run a statement for each row."""
    database = connections[DEFAULT_DB_ALIAS]
    if not rows:
        return
    if is_postgresql() or _is_watched(database):
        with connection.cursor() as cursor:
            cursor.executemany(sql, rows)
    else:
        _make_ready(database)
        with database.wrap_database_errors:
            database.connection.executemany(_with_marks(sql), rows)


def select(sql: str, parameters: Sequence[Any] = (), *, plan_anew: bool = False) -> list[Row]:
    """All rows of a query, or those that a statement returns; the SQL uses %s for parameters.

    `plan_anew` is for the first rows in an order that an index gives: whether that is walked, or all is read and
    sorted, PostgreSQL decides by how much there is, which a plan that is kept does not know.
    """
    database = connections[DEFAULT_DB_ALIAS]
    if not _is_watched(database):
        if not is_postgresql():
            return _select_bare(database, sql, parameters)
        if not plan_anew and _is_small(parameters):
            return cast("PostgreSQL", database).ask(sql, parameters)
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cast("list[Row]", cursor.fetchall())


def columns(expressions: Sequence[str], source: str, parameters: Sequence[Any] = ()) -> list[Int64]:
    """The rows of a query of whole numbers, as one array for each expression; null is 0.

    The database writes each column as one text, which costs a third of a tuple for every row. Either database
    takes a text of 10^9 bytes, fifty million numbers. Rows are in any order, the same in all arrays.

    Args:
        expressions: SQL of each column.
        source: SQL of the query from FROM on; no GROUP BY.
        parameters: for %s in `source`.
    """
    joined = "string_agg(COALESCE({}, 0)::text, ',')" if is_postgresql() else "group_concat(COALESCE({}, 0))"
    written = ", ".join(joined.format(one) for one in expressions)
    (texts,) = select(f"SELECT {written} {source}", parameters)
    return [np.fromstring(text or "", dtype=np.int64, sep=",") for text in texts]


def _is_small(parameters: Sequence[Any]) -> bool:
    """Whether a plan that knows none of the values is as good: sets have few, and markers are of no great number."""
    return (
        len(parameters) <= _MARKERS and sum(len(one) for one in parameters if isinstance(one, list)) <= _SMALL
    )


def _select_bare(database: BaseDatabaseWrapper, sql: str, parameters: Sequence[Any]) -> list[Row]:
    """A query of SQLite with nobody in between: Django's cursors take thirty times as long as a small one."""
    _make_ready(database)
    with database.wrap_database_errors:
        return cast("list[Row]", database.connection.execute(_with_marks(sql), parameters).fetchall())


def _is_watched(database: BaseDatabaseWrapper) -> bool:
    """Whether somebody wants to see each statement, for which it must pass Django's cursors."""
    return bool(database.execute_wrappers) or database.queries_logged


def _make_ready(database: BaseDatabaseWrapper) -> None:
    """What Django's cursors see to before a statement."""
    database.ensure_connection()
    database.validate_no_broken_transaction()


@lru_cache(maxsize=512)
def _with_marks(sql: str) -> str:
    """The query as SQLite's own driver takes it."""
    return FORMAT_QMARK_REGEX.sub("?", sql).replace("%%", "%")


def unnest(name: str, columns: Sequence[tuple[str, str]]) -> str:
    """A table expression over parallel sequences given as parameters by `arrays`.

    `columns` are (column name, "int" or "text"). On SQLite the rows come in one JSON array of arrays.
    """
    if is_postgresql():
        casts = ", ".join(f"%s::{_PG_TYPES[kind]}" for _, kind in columns)
        names = ", ".join(column for column, _ in columns)
        return f"unnest({casts}) AS {name}({names})"
    if len(columns) == 1:
        return f"(SELECT value AS {columns[0][0]} FROM json_each(%s)) AS {name}"  # noqa: S608
    parts = ", ".join(f"value ->> {n} AS {column}" for n, (column, _) in enumerate(columns))
    return f"(SELECT {parts} FROM json_each(%s)) AS {name}"  # noqa: S608


def looked_up(table: str, alias: str, where: str) -> str:
    """SQL that joins rows of a table to what stands before it: looked up for each row there, never the other way.

    PostgreSQL, left free, chooses by what it knows of the tables, and may know them as they were when they were
    empty, or not at all: then it begins with the wrong one, or reads one from end to end. `where` must be served
    by an index.
    """
    if is_postgresql():
        return f"CROSS JOIN LATERAL (SELECT {alias}.* FROM {table} {alias} WHERE {where} OFFSET 0) {alias}"  # noqa: S608
    return f"CROSS JOIN {table} {alias} ON {where}"


def arrays(*columns: Sequence[Any]) -> list[Any]:
    """The parameters that `unnest` asks for."""
    if is_postgresql():
        return [list(column) for column in columns]
    data: Any = list(columns[0]) if len(columns) == 1 else list(zip(*columns, strict=True))
    return [orjson.dumps(data).decode()]


def uuid_value(value: UUID) -> UUID | str:
    """A UUID as the column of a `UUIDField` takes it past the ORM."""
    return value if is_postgresql() else value.hex


def time_value(value: datetime) -> datetime | str:
    """An aware time as the column of a `DateTimeField` takes it past the ORM."""
    return cast("datetime | str", connection.ops.adapt_datetimefield_value(value))


def execute(sql: str, parameters: Sequence[Any] = ()) -> int:
    """Run a statement; answers how many rows it changed."""
    database = connections[DEFAULT_DB_ALIAS]
    if is_postgresql() and 0 < len(parameters) <= _FEW and not _is_watched(database):
        return cast("PostgreSQL", database).tell(sql, parameters)
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return int(cursor.rowcount)


def batched(values: Iterable[T], size: int) -> Iterator[tuple[T, ...]]:
    """The values in tuples of at most `size`, for statements with a marker per value."""
    rest = iter(values)
    while some := tuple(islice(rest, size)):
        yield some


def any_of(ids: Sequence[int]) -> tuple[str, list[Any]]:
    """The right side of IN for a set of numbers of any size, and its one parameter."""
    if is_postgresql():
        return "(SELECT unnest(%s::bigint[]))", [list(ids)]
    return "(SELECT value FROM json_each(%s))", [orjson.dumps(list(ids)).decode()]
