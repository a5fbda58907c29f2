"""Organisations and locations from CSV files. A file imported again changes nothing.

organisations: `name`, and optionally `name_zh`, `gln` (or a URI), `prefixes` (separated by spaces),
`operating` (yes or no).

locations: `id` (GLN, SGLN in any spelling, URI), `organisation` (its GLN, URI or name), `name`, and optionally
`name_zh`, `kind`, `parent` (the id of a location before it in the file or registered already), `latitude`,
`longitude` in degrees.
"""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Final

from headwater.gs1.errors import IdentifierError
from headwater.parties import operations, queries, tables
from headwater.parties.errors import Refused
from headwater.parties.keys import location_key, party_key
from headwater.parties.models import Location, LocationKind, Organisation
from headwater.parties.table_lines import CellProblem, LineRefused

if TYPE_CHECKING:
    from collections.abc import Container

    from headwater.parties.actors import Actor
    from headwater.parties.table_lines import Line

_COLUMNS: Final = {
    "key-taken": "id",
    "coordinates": "latitude",
    "parent-within": "parent",
    "parent-foreign": "parent",
}
"""Which column of a location an operation means that refuses it."""


def organisations(data: bytes, *, by: Actor | None) -> list[Organisation]:
    """Import a table of organisations, all of it or nothing.

    Raises:
        TableRefused: with every problem found.
    """

    def record(line: Line) -> Organisation:
        cells = line.gather(
            name=lambda: line.required("name"),
            name_zh=lambda: line.text("name_zh"),
            key=lambda: line.identifier("gln", party_key) or None,
            operating=lambda: line.flag("operating"),
        )
        organisation = operations.add_organisation(**cells, by=by)
        if organisation.operating and line.values.get("operating") == "no":
            raise Refused("operating-stays", "It operates this deployment, and no table changes that")
        prefixes = line.words("prefixes")
        line.gather(**{digits: partial(_register, digits, organisation, by) for digits in prefixes})
        return organisation

    table = tables.read(data, required=["name"], optional=["name_zh", "gln", "prefixes", "operating"])
    columns = {
        "name-taken": "name",
        "key-taken": "gln",
        "operating-taken": "operating",
        "operating-stays": "operating",
    }
    return tables.import_all(table, record, columns=columns)


def locations(data: bytes, *, by: Actor | None) -> list[Location]:
    """Import a table of locations, all of it or nothing.

    Raises:
        TableRefused: with every problem found.
    """

    refused: set[str] = set()

    def record(line: Line) -> Location:
        try:
            cells = line.gather(
                key=lambda: line.required("id") and line.identifier("id", location_key),
                organisation=lambda: organisation_of(line),
                name=lambda: line.required("name"),
                name_zh=lambda: line.text("name_zh"),
                kind=lambda: line.choice("kind", LocationKind.values, LocationKind.OTHER),
                parent=lambda: _parent(line, refused),
                latitude=lambda: line.decimal("latitude"),
                longitude=lambda: line.decimal("longitude"),
            )
            return operations.add_location(**cells, by=by)
        except (LineRefused, Refused):
            with suppress(IdentifierError):
                refused.add(location_key(line.values.get("id", "")))
            raise

    table = tables.read(
        data,
        required=["id", "organisation", "name"],
        optional=["name_zh", "kind", "parent", "latitude", "longitude"],
    )
    return tables.import_all(table, record, columns=_COLUMNS)


def organisation_of(line: Line) -> Organisation:
    """The organisation that the column `organisation` names.

    Raises:
        CellProblem: none is named so.
    """
    text = line.required("organisation")
    organisation = queries.find_organisation(text)
    if organisation is None:
        raise CellProblem(
            "organisation", Refused("organisation-unknown", "No organisation is known as {text}", text=text)
        )
    return organisation


def _parent(line: Line, refused: Container[str]) -> Location | None:
    text = line.identifier("parent", location_key)
    if not text:
        return None
    key = location_key(text)
    parent = Location.objects.filter(key=key).first()
    if parent is None:
        raise CellProblem(
            "parent",
            Refused("location-refused", "The line of {text} is wrong itself", text=text)
            if key in refused
            else Refused("location-unknown", "{text} is not registered", text=text),
        )
    return parent


def _register(digits: str, organisation: Organisation, by: Actor | None) -> None:
    try:
        operations.register_prefix(digits=digits, organisation=organisation, by=by)
    except Refused as reason:
        raise CellProblem("prefixes", reason) from None
