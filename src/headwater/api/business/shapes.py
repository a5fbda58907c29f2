"""The shapes of the answers as the page for people lists them: each with its members and their types."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.html import escape, format_html, format_html_join

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from django.utils.safestring import SafeString


@dataclass(frozen=True, slots=True)
class Member:
    """One member of a shape. Its type is `prefix`, the shape `shape` (to link to) or nothing, then `suffix`."""

    name: str
    prefix: str
    shape: str
    suffix: str
    meaning: SafeString


@dataclass(frozen=True, slots=True)
class Shape:
    """One schema of the OpenAPI document."""

    name: str
    meaning: SafeString
    members: Sequence[Member]


def shapes(schemas: dict[str, Any]) -> list[Shape]:
    """All shapes, by name.

    >>> things = {"type": "array", "items": {"$ref": "#/components/schemas/Thing"}, "description": "All."}
    >>> [box] = shapes({"Box": {"properties": {"things": things}, "description": "Of `things`."}})
    >>> box.members
    [Member(name='things', prefix='', shape='Thing', suffix='[]', meaning='All.')]
    """
    return [
        Shape(
            name,
            marked(told["description"]),
            [
                Member(member, *_type(schema), marked(schema["description"]))
                for member, schema in told["properties"].items()
            ],
        )
        for name, told in sorted(schemas.items())
    ]


def _type(schema: dict[str, Any]) -> tuple[str, str, str]:
    if "$ref" in schema:
        return "", schema["$ref"].rpartition("/")[2], ""
    if "anyOf" in schema:
        parts = [_type(one) for one in schema["anyOf"]]
        named = next((part for part in parts if part[1]), ("", "", ""))
        others = [part[0] for part in parts if not part[1]]
        return (
            ("", named[1], "".join(f" | {one}" for one in others))
            if named[1]
            else (" | ".join(others), "", "")
        )
    if "enum" in schema:
        return (
            " | ".join(f'"{value}"' if isinstance(value, str) else "null" for value in schema["enum"]),
            "",
            "",
        )
    if schema.get("type") == "array":
        prefix, shape, suffix = _type(schema.get("items") or {})
        return prefix, shape, f"{suffix}[]"
    kind = schema.get("type", "any")
    told = " | ".join(kind) if isinstance(kind, list) else str(kind)
    return f"{told} ({schema['format']})" if "format" in schema else told, "", ""


def marked(text: str) -> SafeString:
    """HTML of a text in which backticks stand around code.

    >>> marked("a `b` < c")
    'a <code>b</code> &lt; c'
    """
    parts = (
        format_html("<code>{}</code>", part) if n % 2 else escape(part)
        for n, part in enumerate(text.split("`"))
    )
    return format_html_join("", "{}", ((part,) for part in parts))
