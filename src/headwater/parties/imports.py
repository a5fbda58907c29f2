"""Organisations and locations from CSV files. A file imported again changes nothing.

organisations: `name`, and optionally `name_zh`, `gln` (or a URI), `prefixes` (separated by spaces),
`operating` (yes or no).

locations: `id` (GLN, SGLN in any spelling, URI), `organisation` (its GLN, URI or name), `name`, and optionally
`name_zh`, `kind`, `parent` (the id of a location before it in the file or registered already), `latitude`,
`longitude` in degrees.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from headwater.gs1.errors import IdentifierError
from headwater.parties import operations, queries, tables
from headwater.parties.errors import Refused
from headwater.parties.keys import location_key
from headwater.parties.models import Location, LocationKind, Organisation

if TYPE_CHECKING:
    from headwater.parties.actors import Actor
    from headwater.parties.tables import Line


def organisations(data: bytes, *, by: Actor | None) -> list[Organisation]:
    """Import a table of organisations, all of it or nothing.

    Raises:
        TableRefused: with every problem found.
    """

    def record(line: Line) -> Organisation:
        organisation = operations.add_organisation(
            name=line.required("name"),
            name_zh=line.text("name_zh"),
            key=line.text("gln") or None,
            operating=line.flag("operating"),
            by=by,
        )
        for digits in line.text("prefixes").split():
            operations.register_prefix(digits=digits, organisation=organisation, by=by)
        return organisation

    lines = tables.read(data, required=["name"], optional=["name_zh", "gln", "prefixes", "operating"])
    return tables.import_all(lines, record)


def locations(data: bytes, *, by: Actor | None) -> list[Location]:
    """Import a table of locations, all of it or nothing.

    Raises:
        TableRefused: with every problem found.
    """

    def record(line: Line) -> Location:
        return operations.add_location(
            key=line.required("id"),
            organisation=organisation_of(line),
            name=line.required("name"),
            name_zh=line.text("name_zh"),
            kind=line.choice("kind", LocationKind.values, LocationKind.OTHER),
            parent=_parent(line),
            latitude=line.decimal("latitude"),
            longitude=line.decimal("longitude"),
            by=by,
        )

    lines = tables.read(
        data,
        required=["id", "organisation", "name"],
        optional=["name_zh", "kind", "parent", "latitude", "longitude"],
    )
    return tables.import_all(lines, record)


def organisation_of(line: Line) -> Organisation:
    """The organisation that the column `organisation` names.

    Raises:
        CellProblem: none is named so.
    """
    text = line.required("organisation")
    organisation = queries.find_organisation(text)
    if organisation is None:
        raise tables.CellProblem(
            "organisation", Refused("organisation-unknown", "No organisation is known as {text}", text=text)
        )
    return organisation


def _parent(line: Line) -> Location | None:
    text = line.text("parent")
    if not text:
        return None
    try:
        key = location_key(text)
    except IdentifierError as error:
        raise tables.CellProblem("parent", error) from None
    parent = Location.objects.filter(key=key).first()
    if parent is None:
        raise tables.CellProblem("parent", Refused("location-unknown", "{text} is not registered", text=text))
    return parent
