"""What stands around the events of an EPCIS XML document: root, header, body, query results.

Whatever the schema has once is refused when it is there twice, and so is what would otherwise be lost: text beside
elements, elements that it does not know. Where it lets anything stand, this is an extension of the document.

Source: EPCglobal-epcis-2_0.xsd, EPCglobal-epcis-query-2_0.xsd and their 1.2 editions.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from headwater.epcis import times
from headwater.epcis.errors import EpcisError, pointer
from headwater.epcis.versions import require_version
from headwater.epcis.xml_extensions import add, foreign_attributes, value
from headwater.epcis.xml_master_data import HEADER, build_header, master_data, parties, vocabularies
from headwater.epcis.xml_names import EPCIS, QUERY, QUERY_1, may_extend, own, split
from headwater.epcis.xml_once import (
    members,
    require_no_attributes,
    require_no_text,
    simple_text,
    unknown_attribute,
    unknown_element,
)

if TYPE_CHECKING:
    from headwater.epcis.model import Extensions
    from headwater.epcis.xml_parse import Element

_RESULTS = (f"{{{QUERY}}}QueryResults", f"{{{QUERY_1}}}QueryResults")


def fields(root: Element, namespaces: dict[str, str], edition: str) -> dict[str, Any]:
    """The arguments of Document, with the event elements under "events".

    Raises:
        EpcisError: something is wrong outside of the events.
    """
    return _Around(namespaces, edition).fields(root)


def event_elements(element: Element, path: str, extensions: Extensions, edition: str) -> list[Element]:
    """The events of an EventList, those that EPCIS 1 keeps in an <extension> among them.

    The attributes are added to `extensions`.

    Raises:
        EpcisError: a text beside the events.
    """
    _keep_attributes(element, path, extensions, edition)
    require_no_text(element, path)
    found: list[Element] = []
    for child in element:
        if child.tag == "extension":
            found += event_elements(child, path, extensions, edition)
        else:
            found.append(child)
    return found


def _keep_attributes(
    element: Element, path: str, extensions: Extensions, edition: str, but: tuple[str, ...] = ()
) -> None:
    for name, found in foreign_attributes(element):
        if name in but:
            continue
        if not may_extend(name, edition, bare=True):
            raise unknown_attribute(path, name)
        add(extensions, own(name, EPCIS), found)


@dataclass(slots=True)
class _Around:
    """The reading of one document."""

    namespaces: dict[str, str]
    edition: str

    def fields(self, root: Element) -> dict[str, Any]:
        found: dict[str, Any] = {
            "kind": split(root.tag)[1],
            "schema_version": _version(root, self.edition),
            "creation_date": _creation_date(root),
            "id": root.get("id"),
            "events": [],
            "master_data": (),
            "extensions": {},
        }
        _keep_attributes(root, "", found["extensions"], self.edition, ("schemaVersion", "creationDate", "id"))
        body = None
        for child in members(root, "", EPCISHeader="epcisHeader", EPCISBody="epcisBody"):
            if child.tag == "EPCISHeader":
                self._header(child, found)
            elif child.tag == "EPCISBody":
                body = child
            else:
                self._other(child, "", found["extensions"])
        if body is None:
            raise EpcisError.of(
                "missing-field", "/epcisBody", "The field {name!r} is missing.", name="epcisBody"
            )
        self._body(body, found)
        return found

    def _body(self, body: Element, found: dict[str, Any]) -> None:
        path = "/epcisBody"
        _keep_attributes(body, path, found["extensions"], self.edition)
        results = dict.fromkeys(_RESULTS, "queryResults")
        for child in members(body, path, EventList="eventList", **results):
            if child.tag == "EventList":
                found["events"] = event_elements(
                    child, path + "/eventList", found["extensions"], self.edition
                )
            elif child.tag in _RESULTS:
                self._results(child, path + "/queryResults", found)
            elif found["kind"] == "EPCISQueryDocument":
                raise EpcisError.of(
                    "not-epcis",
                    path,
                    "Of query documents, only results are read, not {name!r}.",
                    name=child.tag,
                )
            else:
                self._other(child, path, found["extensions"])

    def _results(self, element: Element, path: str, found: dict[str, Any]) -> None:
        once = {"queryName": "queryName", "subscriptionID": "subscriptionID", "resultsBody": "resultsBody"}
        for child in members(element, path, **once):
            if child.tag == "queryName":
                found["query_name"] = simple_text(child, path + "/queryName")
            elif child.tag == "subscriptionID":
                found["subscription_id"] = simple_text(child, path + "/subscriptionID")
            elif child.tag == "resultsBody":
                self._results_body(child, path + "/resultsBody", found)
            else:
                self._other(child, path, found["extensions"])

    def _results_body(self, element: Element, path: str, found: dict[str, Any]) -> None:
        require_no_attributes(element, path)
        for child in members(element, path, EventList="eventList", VocabularyList="vocabularyList"):
            if child.tag == "EventList":
                found["events"] = event_elements(
                    child, path + "/eventList", found["extensions"], self.edition
                )
            elif child.tag == "VocabularyList":
                found["master_data"] += vocabularies(child, path + "/vocabularyList", self.namespaces)
            else:
                raise unknown_element(path, child.tag)

    def _header(self, element: Element, found: dict[str, Any]) -> None:
        path = "/epcisHeader"
        header: Extensions = {}
        _keep_attributes(element, path, header, self.edition)
        for child in members(element, path, **{HEADER: "StandardBusinessDocumentHeader"}):
            if child.tag == "extension":
                _keep_attributes(child, path, header, self.edition)
                for inner in members(child, path, EPCISMasterData="epcisMasterData"):
                    if inner.tag == "EPCISMasterData":
                        found["master_data"] += master_data(inner, path + "/epcisMasterData", self.namespaces)
                    else:
                        self._other(inner, path, header, wrapped=True)
            else:
                self._other(child, path, header)
        business = header.get(HEADER)
        if isinstance(business, dict):
            names = parties(business)
            found["sender"], found["receiver"], found["instance_identifier"] = names
            if business == build_header(*names, found["creation_date"]):
                del header[HEADER]
        found["header"] = header

    def _other(self, element: Element, path: str, extensions: Extensions, *, wrapped: bool = False) -> None:
        """Keep an extension element; of a wrapper, what it wraps, where names without a namespace may stand."""
        tag = element.tag
        if tag == "extension":
            _keep_attributes(element, path, extensions, self.edition)
            for child in members(element, path):
                self._other(child, path, extensions, wrapped=True)
            return
        if not may_extend(tag, self.edition, bare=wrapped):
            raise unknown_element(path, tag)
        try:
            found = value(element, self.namespaces)
        except EpcisError as error:
            raise EpcisError(tuple(one.under(pointer(path, tag)) for one in error.problems)) from None
        add(extensions, own(tag, EPCIS), found)


def _version(root: Element, edition: str) -> str:
    found = root.get("schemaVersion", "2.0" if edition == EPCIS else "1.2").strip()
    try:
        return require_version(found, "2.0" if edition == EPCIS else "1.2")
    except EpcisError as error:
        raise EpcisError(tuple(one.under("/schemaVersion") for one in error.problems)) from None


def _creation_date(root: Element) -> str | None:
    """When the document was made; XSD allows a time without a zone here, which is taken for UTC."""
    found = root.get("creationDate")
    if found is None:
        if split(root.tag)[1] == "EPCISQueryDocument":
            return None
        raise EpcisError.of(
            "missing-field", "/creationDate", "The field {name!r} is missing.", name="creationDate"
        )
    try:
        times.parse(found.strip())
    except times.TimeError as error:
        if error.code == "time-no-zone":
            return found.strip() + "Z"
        raise EpcisError.of(error.code, "/creationDate", error.template, **error.params) from None
    return found.strip()
