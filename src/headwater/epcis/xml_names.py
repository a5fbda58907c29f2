"""Names of EPCIS XML: namespaces, event types with their fields in schema order, prefixes of a document.

Source: EPCglobal-epcis-2_0.xsd, EPCglobal-epcis-query-2_0.xsd and their 1.2 editions.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from headwater.epcis.context import EPCIS as EPCIS_JSON
from headwater.epcis.context import MASTER_DATA_ATTRIBUTES
from headwater.epcis.errors import EpcisError

if TYPE_CHECKING:
    from collections.abc import Mapping

EPCIS = "urn:epcglobal:epcis:xsd:2"
EPCIS_1 = "urn:epcglobal:epcis:xsd:1"
QUERY = "urn:epcglobal:epcis-query:xsd:2"
QUERY_1 = "urn:epcglobal:epcis-query:xsd:1"
SBDH = "http://www.unece.org/cefact/namespaces/StandardBusinessDocumentHeader"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
XSD = "http://www.w3.org/2001/XMLSchema"
XML = "http://www.w3.org/XML/1998/namespace"
GS1 = "https://gs1.org/voc/"
CBV = "https://ref.gs1.org/cbv/"

WHEN = ("eventTime", "recordTime", "eventTimeZoneOffset", "eventID", "errorDeclaration", "certificationInfo")
WHERE = ("bizStep", "disposition", "readPoint", "bizLocation")
_HOW = ("sourceList", "destinationList", "sensorElementList", "persistentDisposition")

FIELDS: dict[str, tuple[str, ...]] = {
    "ObjectEvent": (
        *WHEN,
        "epcList",
        "action",
        *WHERE,
        "bizTransactionList",
        "quantityList",
        *_HOW,
        "ilmd",
    ),
    "AggregationEvent": (
        *(*WHEN, "parentID", "childEPCs", "action"),
        *(*WHERE, "bizTransactionList", "childQuantityList", *_HOW),
    ),
    "TransactionEvent": (
        *(*WHEN, "bizTransactionList", "parentID", "epcList", "action"),
        *(*WHERE, "quantityList", *_HOW),
    ),
    "TransformationEvent": (
        *(*WHEN, "inputEPCList", "inputQuantityList", "outputEPCList", "outputQuantityList"),
        *("transformationID", *WHERE, "bizTransactionList", *_HOW, "ilmd"),
    ),
    "AssociationEvent": (
        *(*WHEN, "parentID", "childEPCs", "childQuantityList", "action"),
        *(*WHERE, "bizTransactionList", *_HOW),
    ),
}
"""Event type to its elements in the order of XSD 2.0."""
OWN_NAMES = frozenset(
    [name for names in FIELDS.values() for name in names]
    + [*FIELDS, "QuantityEvent", "EPCISHeader", "EPCISBody", "EventList", "EPCISMasterData", "VocabularyList"]
    + ["sensorMetaData", "extension", "baseExtension"]
)
"""Names of events, their fields and what is around them. Where one of them may not stand it is nobody's extension either:
written without a prefix it would be read for what the standard calls so."""

_USUAL = {
    EPCIS: "epcis",
    QUERY: "epcisq",
    SBDH: "sbdh",
    XSI: "xsi",
    XSD: "xsd",
    GS1: "gs1",
    CBV: "cbv",
    MASTER_DATA_ATTRIBUTES: "cbvmda",
}
_START = (
    "A-Z_a-z\xc0-\xd6\xd8-\xf6\xf8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d\u2070-\u218f\u2c00-\u2fef"
    "\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_PCHAR = r"(?:[A-Za-z0-9._~!$&'()*+,;=:@-]|%[0-9A-Fa-f]{2})"
_URI_REFERENCE = re.compile(
    rf"(?:[A-Za-z][A-Za-z0-9+.-]*:|(?![^/?#]*:))"
    rf"(?://(?:(?:{_PCHAR}(?<!@))*@)?(?:\[[0-9A-Fa-f:.]+]|(?:{_PCHAR}(?<![:@]))*)(?::[0-9]{1, 5})?(?=[/?#]|\Z)|(?!//))"
    rf"(?:{_PCHAR}|/)*(?:\?(?:{_PCHAR}|[/?])*)?(?:#(?:{_PCHAR}|[/?])*)?"
)
_NCNAME = re.compile(f"[{_START}][{_START}.0-9\xb7\u0300-\u036f\u203f\u2040-]*")


def is_name(local: str) -> bool:
    """Whether XML can write this local part of a name."""
    return _NCNAME.fullmatch(local) is not None


def is_namespace(name: str) -> bool:
    """Whether XML can bind a prefix to this: a reference in the ASCII of RFC 3986, which readers insist on."""
    return _URI_REFERENCE.fullmatch(name) is not None and name != "http://www.w3.org/2000/xmlns/"


def own(name: str, edition: str) -> str:
    """A name that stands without a namespace where only EPCIS itself may put one, as a name of that edition."""
    return name if name.startswith("{") else f"{{{edition}}}{name}"


_NOBODYS = {
    edition: (f"{{{edition}}}", f"{{{EPCIS}}}", f"{{{EPCIS_JSON}", f"{{{XSI}}}")
    for edition in (EPCIS, EPCIS_1)
}
"""For each edition, how names begin that are nobody's extension."""


def may_extend(name: str, edition: str, *, bare: bool) -> bool:
    """Whether somebody's extension may have this name: in a namespace that is not EPCIS's or XML's, or, with `bare`, in none.

    `bare` is for what a wrapper holds, and for attributes.
    """
    if name.startswith("{"):
        return not name.startswith(_NOBODYS[edition])
    return bare and name not in OWN_NAMES


def split(clark: str) -> tuple[str, str]:
    """Namespace ("" for none) and local part of a Clark name."""
    if clark.startswith("{"):
        namespace, _, local = clark[1:].rpartition("}")
        return namespace, local
    return "", clark


class Prefixes:
    """The prefixes that one document binds: asked for by namespace, made up where none was wished for."""

    def __init__(self, wished: Mapping[str, str]) -> None:
        """`wished` maps prefix to namespace, as the document that was read had them."""
        self._wished = {
            namespace: prefix
            for prefix, namespace in wished.items()
            if _NCNAME.fullmatch(prefix) and not prefix.lower().startswith("xml")
        } | _USUAL
        self._bound: dict[str, str] = {}
        self._taken: set[str] = set()

    def bind(self, namespace: str) -> str:
        """The prefix of a namespace: the usual or wished one, or a variation of it where that is taken."""
        prefix = self._bound.get(namespace)
        if prefix is None:
            wish = prefix = self._wished.get(namespace, "ns")
            number = 0
            while prefix in self._taken:
                number += 1
                prefix = f"{wish}{number}"
            self._bound[namespace] = prefix
            self._taken.add(prefix)
        return prefix

    def qualified(self, clark: str) -> str:
        """The name as XML writes it: "prefix:local", or without prefix for one of EPCIS itself.

        Raises:
            EpcisError: the name cannot be written in XML.
        """
        namespace, local = split(clark)
        if not is_name(local) or not is_namespace(namespace):
            raise EpcisError.of("xml-name", "", "{name!r} is no name that XML can write.", name=clark)
        if not namespace or namespace == EPCIS:
            return local
        if namespace == XML:
            return f"xml:{local}"
        return f"{self.bind(namespace)}:{local}"

    def declarations(self) -> dict[str, str]:
        """Prefix to namespace of all that was bound."""
        return {prefix: namespace for namespace, prefix in self._bound.items()}
