"""Text and extension values as XML text.

>>> prefixes = Prefixes({"e": "https://example.com/"})
>>> element("{https://example.com/}a", {"@unit": "KGM", "#text": "1 < 2"}, prefixes)
'<e:a unit="KGM">1 &lt; 2</e:a>'
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from headwater.epcis.errors import EpcisError
from headwater.epcis.xml_extensions import XSI_TYPE
from headwater.epcis.xml_names import EPCIS, Prefixes, is_name, split

if TYPE_CHECKING:
    from headwater.epcis.model import Extensions

_SPECIAL = re.compile('[&<>"\t\n\r\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]')
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""A character that XML 1.0 cannot hold. Source: section 2.2."""


def text(value: str) -> str:
    """Character data that reads back as `value`.

    Raises:
        EpcisError: a character that XML 1.0 cannot hold.
    """
    if _SPECIAL.search(value) is None:
        return value
    _check(value)
    return value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "&#13;")


def attribute(name: str, value: str) -> str:
    """An attribute with its leading space."""
    if _SPECIAL.search(value) is not None:
        value = text(value).replace('"', "&quot;").replace("\t", "&#9;").replace("\n", "&#10;")
    return f' {name}="{value}"'


def _check(value: str) -> None:
    found = FORBIDDEN.search(value)
    if found is not None:
        raise EpcisError.of(
            "xml-character", "", "XML cannot hold the character U+{number:04X}.", number=ord(found[0])
        )


def element(name: str, value: Any, prefixes: Prefixes) -> str:
    """An extension value as one element, or as one for each member of a list."""
    if isinstance(value, list | tuple):
        return "".join([element(name, member, prefixes) for member in value])
    tag = prefixes.qualified(name)
    if isinstance(value, dict):
        attributes, inner = content(value, prefixes)
        return f"<{tag}{attributes}>{inner}</{tag}>"
    return f"<{tag}>{text(value)}</{tag}>"


def content(extensions: Extensions, prefixes: Prefixes) -> tuple[str, str]:
    """The attributes that stand in the start tag, and what stands between the tags."""
    attributes: list[str] = []
    inner: list[str] = []
    for name, value in extensions.items():
        if name == "#text":
            inner.insert(0, text(value))
        elif name.startswith("@"):
            attributes.append(_attribute(name, value, prefixes))
        else:
            inner.append(element(name, value, prefixes))
    return "".join(attributes), "".join(inner)


def wrapped(extensions: Extensions, prefixes: Prefixes) -> tuple[str, str]:
    """Like `content`, with the names of EPCIS itself inside an <extension>, where alone they may stand."""
    ours = {name: value for name, value in extensions.items() if name.startswith(f"{{{EPCIS}}}")}
    if not ours:
        return content(extensions, prefixes)
    attributes, inner = content({n: v for n, v in extensions.items() if n not in ours}, prefixes)
    return attributes, f"<extension>{content(ours, prefixes)[1]}</extension>{inner}"


def _attribute(name: str, value: Any, prefixes: Prefixes) -> str:
    if not isinstance(value, str):
        raise EpcisError.of("xml-attribute", "", "The attribute {name!r} holds more than a text.", name=name)
    if name == XSI_TYPE and value.startswith("{") and is_name(split(value)[1]):
        value = prefixes.qualified(value)
    return attribute(prefixes.qualified(name[1:]), value)
