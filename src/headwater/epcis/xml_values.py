"""Single values of EPCIS XML: texts, numbers, booleans, words, and what is wrong with them.

A reader of parts carries a `Scope`: it takes the problems of one event and the prefixes seen.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from headwater.epcis.errors import EpcisError, Problem, pointer, problem
from headwater.epcis.jsonld_numbers import read_amount
from headwater.epcis.vocabulary import bare
from headwater.epcis.xml_extensions import add, foreign_attributes, value
from headwater.epcis.xml_names import may_extend, own
from headwater.epcis.xml_once import STRAY_TEXT, TWICE, UNKNOWN, UNKNOWN_ATTRIBUTE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from headwater.epcis.model import Extensions
    from headwater.epcis.vocabulary import Kind
    from headwater.epcis.xml_parse import Element

_DECIMAL = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)
WRAPPERS = frozenset(("extension", "baseExtension"))


@dataclass(slots=True)
class Scope:
    """What the reading of one event collects beside its values."""

    namespaces: dict[str, str]
    edition: str
    """Namespace of EPCIS 2.0 or 1.2."""
    problems: list[Problem] = field(default_factory=list)

    def wrong(self, code: str, path: str, template: str, **params: object) -> None:
        """Note a problem; the caller goes on with whatever it has."""
        self.problems.append(problem(code, path, template, **params))

    def missing(self, path: str, name: str) -> None:
        """Note that what stands at `path` lacks a field."""
        self.wrong("missing-field", pointer(path, name), "The field {name!r} is missing.", name=name)

    def unknown(self, path: str, name: str) -> None:
        """Note that what stands at `path` has an element that may not stand there."""
        self.wrong("unknown-field", pointer(path, name), UNKNOWN, name=name)

    def twice(self, path: str) -> None:
        """Note that the field at `path` stands there a second time."""
        self.wrong("duplicate-field", path, TWICE)

    def no_attributes(self, element: Element, path: str, but: str | None = None) -> None:
        """Note the attributes of an element for which the schema has none, or but one; XML Schema's own are none."""
        for name, _ in foreign_attributes(element):
            if name != but:
                self.unknown_attribute(path, name)

    def unknown_attribute(self, path: str, name: str) -> None:
        """Note that what stands at `path` has an attribute that it may not have."""
        self.wrong("unknown-attribute", pointer(path, f"@{name}"), UNKNOWN_ATTRIBUTE, name=name)

    def children(self, element: Element, path: str) -> Iterator[Element]:
        """The elements in one that the schema gives no text; a text beside them is noted."""
        beside = element.text
        for child in element:
            yield child
            if not beside or beside.isspace():
                beside = child.tail
        if beside and not beside.isspace():
            self.wrong("stray-text", path, STRAY_TEXT, value=beside.strip()[:80])

    def own(self, name: str) -> str:
        """A name without a namespace as one of EPCIS itself."""
        return own(name, self.edition)


def text(element: Element, path: str, scope: Scope, attribute: str | None = None) -> str:
    """The trimmed text of an element that has no children, and no attribute but the one told."""
    found = (element.text or "").strip()
    if (names := element.keys()) and names != [attribute]:
        scope.no_attributes(element, path, attribute)
    if len(element):
        scope.unknown(path, element[0].tag)
    elif not found:
        scope.wrong("empty-value", path, "The element is empty.")
    return found


def word(kind: Kind, element: Element, spelling: str) -> str:
    """A word of a vocabulary: bare where CBV has it, else a URI; prefixes bound in the document are expanded."""
    found = bare(kind, spelling)
    prefix, colon, local = found.partition(":")
    if colon and not local.startswith("//") and prefix != "urn":
        namespace = element.nsmap.get(prefix)
        if namespace is not None:
            return bare(kind, namespace + local)
    return found


def number(spelling: str, path: str, scope: Scope) -> Decimal | None:
    """A finite number within the bounds of `headwater.epcis.jsonld_numbers`, which hold for every format."""
    spelling = spelling.strip()
    if _DECIMAL.fullmatch(spelling) is None:
        scope.wrong("type", path, "A number is expected here, not {value!r}.", value=spelling[:80])
        return None
    try:
        return read_amount(Decimal(spelling))
    except InvalidOperation:
        scope.wrong("number-range", path, "The number is too large, too small or too long.")
    except EpcisError as error:
        scope.problems.extend(found.under(path) for found in error.problems)
    return None


def boolean(spelling: str, path: str, scope: Scope) -> bool | None:
    """true, false, 1 or 0."""
    if (found := spelling.strip()) in ("true", "1"):
        return True
    if found not in ("false", "0"):
        scope.wrong("type", path, "True or false is expected here, not {value!r}.", value=spelling[:80])
    return False


def extension(element: Element, path: str, scope: Scope, extensions: Extensions) -> None:
    """Add an extension element to what its parent keeps.

    What stands in an <extension> wrapper without a namespace is meant as an element of EPCIS itself (the XSD's note
    on extensibility) and gets the namespace of the document's edition.
    """
    try:
        add(extensions, scope.own(element.tag), value(element, scope.namespaces))
    except EpcisError as error:
        scope.problems.extend(found.under(pointer(path, element.tag)) for found in error.problems)


def others(
    element: Element, known: frozenset[str], path: str, scope: Scope, *, many: frozenset[str] = frozenset()
) -> Extensions:
    """Everything in an element but its known children: attributes, extensions, and what wrappers hold.

    Of the known children, those of `many` may stand there more than once. EPCIS 1 nests later fields and local
    extensions in <extension>; names without a namespace are accepted there only.
    """
    extensions: Extensions = {}
    seen: set[str] = set()

    def collect(element: Element, *, wrapped: bool) -> None:
        if element.keys():
            keep_attributes(element, path, scope, extensions, known | many)
        for child in scope.children(element, path):
            tag = child.tag
            if tag in known or tag in many:
                if wrapped:
                    scope.unknown(path, tag)
                elif tag in seen:
                    scope.twice(pointer(path, tag))
                elif tag in known:
                    seen.add(tag)
            elif tag in WRAPPERS:
                collect(child, wrapped=True)
            elif may_extend(tag, scope.edition, bare=wrapped):
                extension(child, path, scope, extensions)
            else:
                scope.unknown(path, tag)

    collect(element, wrapped=False)
    return extensions


def keep_attributes(
    element: Element, path: str, scope: Scope, extensions: Extensions, known: frozenset[str] = frozenset()
) -> None:
    """Add the attributes of an element to what it keeps, as extensions; those with a name of its known children are none."""
    for name, found in foreign_attributes(element):
        if name in known or not may_extend(name, scope.edition, bare=True):
            scope.unknown_attribute(path, name)
        else:
            add(extensions, scope.own(name), found)
