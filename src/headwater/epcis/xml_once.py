"""Elements of EPCIS XML around the events, read so that nothing in them is passed over.

Source: EPCIS 2.0, section 9 (its schema says what stands once, and where neither text nor attributes may be).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from headwater.epcis.errors import EpcisError, pointer
from headwater.epcis.xml_extensions import foreign_attributes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from headwater.epcis.xml_parse import Element

STRAY_TEXT = "Only elements may stand here, not the text {value!r}."
TWICE = "The field is given twice."
UNKNOWN = "The standard knows no field {name!r} here."
UNKNOWN_ATTRIBUTE = "The standard knows no attribute {name!r} here."


def members(element: Element, path: str, **once: str) -> Iterator[Element]:
    """The elements in one that has no text, each tag of `once` (to its name in a path) at most once.

    Raises:
        EpcisError: "stray-text" or "duplicate-field".
    """
    require_no_text(element, path)
    seen: set[str] = set()
    for child in element:
        tag = child.tag
        if tag in once:
            if tag in seen:
                raise EpcisError.of("duplicate-field", pointer(path, once[tag]), TWICE)
            seen.add(tag)
        yield child


def require_no_text(element: Element, path: str) -> None:
    """Refuse a text beside the children of an element.

    Raises:
        EpcisError: "stray-text".
    """
    beside = element.text
    for child in element:
        if beside and not beside.isspace():
            break
        beside = child.tail
    if beside and not beside.isspace():
        raise EpcisError.of("stray-text", path, STRAY_TEXT, value=beside.strip()[:80])


def require_no_attributes(element: Element, path: str) -> None:
    """Refuse the attributes of an element for which the schema has none, but for those of XML Schema itself.

    Raises:
        EpcisError: "unknown-attribute".
    """
    for name, _ in foreign_attributes(element):
        raise unknown_attribute(path, name)


def simple_text(element: Element, path: str) -> str:
    """The trimmed text of an element that has nothing else.

    Raises:
        EpcisError: "unknown-attribute" or "unknown-field".
    """
    require_no_attributes(element, path)
    for child in element:
        raise unknown_element(path, child.tag)
    return (element.text or "").strip()


def unknown_element(path: str, name: str) -> EpcisError:
    """What to raise for an element that may not stand in the one at `path`."""
    return EpcisError.of("unknown-field", pointer(path, name), UNKNOWN, name=name)


def unknown_attribute(path: str, name: str) -> EpcisError:
    """What to raise for an attribute that the element at `path` may not have."""
    return EpcisError.of("unknown-attribute", pointer(path, f"@{name}"), UNKNOWN_ATTRIBUTE, name=name)
