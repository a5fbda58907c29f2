"""Extension elements as the values that the event model keeps for them.

`<e:a>1</e:a>` is `{"{namespace of e}a": "1"}`; an element that occurs again makes a list; one with children or
attributes is a mapping (see `headwater.epcis.model.Extensions`), in which `xsi:type` keeps its type as a Clark name,
"{http://www.w3.org/2001/XMLSchema}integer". JSON-LD of the same event says "10" where XML says it is an integer:
these stay two values of the model, but the event hash, which leaves `xsi:` attributes out, takes them for one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from headwater.epcis.context import EPCIS as EPCIS_JSON
from headwater.epcis.context import OFFICIAL_PREFIXES
from headwater.epcis.context import clark as clark_name
from headwater.epcis.errors import EpcisError, pointer
from headwater.epcis.xml_names import EPCIS, XSI, is_name, split

if TYPE_CHECKING:
    from headwater.epcis.model import Extensions
    from headwater.epcis.xml_parse import Element

DEPTH = 100
"""How deep extensions may nest, as in JSON-LD."""

_MASTER_DATA = f"{{{OFFICIAL_PREFIXES['cbvmda']}}}"

_EPCIS = (f"{{{EPCIS}}}", f"{{{EPCIS_JSON}")
"""Of XML: written without a prefix, and then read as a field, where an extension had such a name. Of JSON-LD: likewise."""
_XSI = f"{{{XSI}}}"
XSI_TYPE = f"@{_XSI}type"


def add(extensions: Extensions, name: str, value: Any) -> None:
    """Put a value under a name; a second value of the same name makes a list of both."""
    if name.startswith(_MASTER_DATA):
        name = clark_name(*split(name))
    if name not in extensions:
        extensions[name] = value
    elif isinstance(extensions[name], list):
        extensions[name].append(value)
    else:
        extensions[name] = [extensions[name], value]


def attributes(element: Element) -> list[tuple[str, str]]:
    """Names (Clark) and values of an element's attributes."""
    return element.items()  # type: ignore[return-value]  # the stubs think of Python 2, where they were bytes


def value(element: Element, namespaces: dict[str, str], depth: int = 0) -> Any:
    """The value of an extension element; the prefixes that it uses are noted in `namespaces`.

    Raises:
        EpcisError: nested deeper than `DEPTH`, or a name in the namespace of EPCIS 2.0, whose own names are all there are
            in it; the path begins below the element.
    """
    if element.tag.startswith(_EPCIS):
        raise _unknown(element, depth)
    if depth >= DEPTH:
        raise EpcisError.of("too-deep", "", "Extensions nest deeper than {limit} levels.", limit=DEPTH)
    prefix = element.prefix
    if prefix and prefix not in namespaces:
        namespaces[prefix] = element.nsmap[prefix]
    named = attributes(element)
    if not named and not len(element):
        return element.text or ""
    mapping: Extensions = {}
    for name, text in named:
        if name.startswith(_EPCIS):
            raise _unknown(element, depth, name)
        mapping[f"@{name}"] = _qname(element, text) if f"@{name}" == XSI_TYPE else text
    texts = [element.text]
    for child in element:
        add(mapping, child.tag, value(child, namespaces, depth + 1))
        texts.append(child.tail)
    if len(texts) == 1:
        if texts[0] and not texts[0].isspace():
            mapping["#text"] = texts[0]
    elif words := [text.strip() for text in texts if text and not text.isspace()]:
        mapping["#text"] = " ".join(words)
    return mapping


def _unknown(element: Element, depth: int, attribute: str | None = None) -> EpcisError:
    """Of an element, or of an attribute of it, that stands `depth` levels below the extension itself."""
    above = [element, *element.iterancestors()][:depth]
    names = [one.tag for one in reversed(above)] + ([] if attribute is None else [f"@{attribute}"])
    return EpcisError.of(
        "unknown-field",
        pointer("", *names),
        "The standard knows no field {name!r} here.",
        name=element.tag if attribute is None else attribute,
    )


def foreign_attributes(element: Element) -> list[tuple[str, str]]:
    """Attributes of a standard element that XML itself (xsi:) does not need: extensions, like child elements."""
    return [(name, found) for name, found in attributes(element) if not name.startswith(_XSI)]


def _qname(element: Element, qname: str) -> str:
    """A prefixed name as a Clark name; unchanged where it is no name, or its prefix is not bound."""
    prefix, colon, local = qname.strip().rpartition(":")
    namespace = element.nsmap.get(prefix if colon else None)
    return f"{{{namespace}}}{local}" if namespace and is_name(local) else qname
