"""Extension values: JSON of any form to and from the model.

The model knows text, lists and mappings, as XML does. A JSON number or boolean becomes a `Literal`: text
that equals what XML would carry, and is written to JSON without quotes again.

Source: EPCIS 2.0, section 10.2.1; JSON-LD 1.1 (null says nothing, a list in a list is one list).
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import orjson

from headwater.epcis.context import EPCIS
from headwater.epcis.errors import EpcisError, pointer
from headwater.epcis.jsonld_numbers import json_number, read_number
from headwater.epcis.xml_names import EPCIS as EPCIS_XML
from headwater.epcis.xml_names import OWN_NAMES

if TYPE_CHECKING:
    from collections.abc import Container

    from headwater.epcis.context import Context
    from headwater.epcis.jsonld_prefixes import Prefixes

MAX_DEPTH = 100
"""Objects and lists within one another in one extension field."""

_NUMBER = re.compile(r"-?(0|[1-9]\d*)(\.\d+)?([Ee][+-]?\d+)?", re.ASCII)


_EPCIS = f"{{{EPCIS}"
_EPCIS_XML = f"{{{EPCIS_XML}"


class Literal(str):
    """The text of a JSON number, true or false."""

    __slots__ = ()


def read_value(value: Any, context: Context, depth: int = MAX_DEPTH) -> Any:
    """An extension value as the model keeps it; None where JSON-LD says that nothing was said.

    Raises:
        EpcisError: codes too-deep, unbound-prefix, unknown-field, number-range.
    """
    if isinstance(value, str) or value is None:
        return value
    if isinstance(value, bool):
        return Literal("true" if value else "false")
    if isinstance(value, (int, Decimal)):
        return Literal(read_number(value))
    if depth == 0:
        raise EpcisError.of(
            "too-deep", "", "Extension values are nested deeper than {limit} levels.", limit=MAX_DEPTH
        )
    if isinstance(value, list):
        members: list[Any] = []
        for i, member in enumerate(value):
            read = _located(member, context, depth - 1, i)
            if isinstance(read, list):
                members.extend(read)
            elif read is not None:
                members.append(read)
        return members
    if "@context" in value:
        context = context.extended(value["@context"])
    mapping: dict[str, Any] = {}
    for name, member in value.items():
        if name != "@context" and (read := _located(member, context, depth - 1, name)) is not None:
            mapping[_member_name(name, context)] = read
    return mapping


def _located(member: Any, context: Context, depth: int, step: str | int) -> Any:
    try:
        return read_value(member, context, depth)
    except EpcisError as error:
        raise EpcisError(tuple(p.under(pointer("", step)) for p in error.problems)) from error


def is_own(name: str, fields: Container[str] = ()) -> bool:
    """Whether a Clark name is EPCIS's own, so that nobody's extension may have it beside these fields.

    All of the namespace of JSON-LD is; in that of XML, where wrappers hold extensions without a prefix, what has a meaning.
    """
    namespace, _, local = name.rpartition("}")
    return namespace == _EPCIS or (namespace == _EPCIS_XML and (local in OWN_NAMES or local in fields))


def extension_name(name: str, context: Context, *, nested: bool = False) -> str:
    """The Clark name of an extension field; `nested` for one inside of another's value, where XML has no wrappers.

    Raises:
        EpcisError: codes unbound-prefix, unknown-field.
    """
    found = context.name(name)
    if is_own(found) or (nested and found.startswith(f"{_EPCIS_XML}}}")):
        raise EpcisError.of("unknown-field", "", "The standard knows no field {name!r} here.", name=name)
    return found


def _member_name(name: str, context: Context) -> str:
    """The model's name of a member of an extension object, where names without prefix are the author's own."""
    try:
        if name.startswith("@"):
            rest = name[1:]
            return "@" + extension_name(rest, context, nested=True) if ":" in rest else name
        if ":" not in name and not context.defines(name):
            return name
        return extension_name(name, context, nested=True)
    except EpcisError as error:
        raise EpcisError(tuple(p.under(pointer("", name)) for p in error.problems)) from error


def write_value(value: Any, prefixes: Prefixes) -> Any:
    """The JSON form of what `read_value` made, or of what came from XML."""
    if isinstance(value, Literal):
        return _literal(value)
    if isinstance(value, str):
        return value
    if isinstance(value, dict):
        return {_write_name(name, prefixes): write_value(member, prefixes) for name, member in value.items()}
    return [write_value(member, prefixes) for member in value]


def _write_name(name: str, prefixes: Prefixes) -> str:
    return "@" + prefixes.curie(name[1:]) if name.startswith("@{") else prefixes.curie(name)


def _literal(text: Literal) -> Any:
    if text in ("true", "false"):
        return text == "true"
    if _NUMBER.fullmatch(text) is None:
        return str(text)
    number = json_number(Decimal(text))
    # An extension's number is text to us: "1.50" stays "1.50".
    return number if str(number) == text else orjson.Fragment(str(text))
