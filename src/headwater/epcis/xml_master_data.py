"""Master data and the Standard Business Document Header of EPCIS XML.

A document of JSON-LD names sender, receiver and an instance identifier and has no other header; the smallest
header of XML that says this (`build_header`) is read as just that. Any other header is kept whole, too.

Source: EPCIS 2.0, sections 9.2 and 9.4; UN/CEFACT Standard Business Document Header 1.3.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from headwater.epcis.errors import EpcisError, pointer
from headwater.epcis.model import Attribute, Vocabulary, VocabularyElement
from headwater.epcis.xml_extensions import value
from headwater.epcis.xml_names import SBDH
from headwater.epcis.xml_once import members, require_no_attributes, simple_text, unknown_element

if TYPE_CHECKING:
    from collections.abc import Iterator

    from headwater.epcis.model import Extensions
    from headwater.epcis.xml_parse import Element

HEADER = f"{{{SBDH}}}StandardBusinessDocumentHeader"
_EPCIS = "{urn:epcglobal:epcis:xsd:"
"""Of either edition."""


def master_data(element: Element, path: str, namespaces: dict[str, str]) -> tuple[Vocabulary, ...]:
    """The vocabularies of an EPCISMasterData.

    Raises:
        EpcisError: as `vocabularies`.
    """
    require_no_attributes(element, path)
    found: tuple[Vocabulary, ...] = ()
    for child in _members(element, path, VocabularyList="vocabularyList"):
        found = vocabularies(child, path + "/vocabularyList", namespaces)
    return found


def vocabularies(element: Element, path: str, namespaces: dict[str, str]) -> tuple[Vocabulary, ...]:
    """The members of a VocabularyList.

    Extensions, for which the model has no place, are passed over where the schema lets them stand.

    Raises:
        EpcisError: one of them has no type or id, something twice, or something that the schema does not know.
    """
    require_no_attributes(element, path)
    return tuple(
        _vocabulary(vocabulary, f"{path}/{i}", namespaces)
        for i, vocabulary in enumerate(_only("Vocabulary", element, path))
    )


def _vocabulary(element: Element, path: str, namespaces: dict[str, str]) -> Vocabulary:
    found: tuple[VocabularyElement, ...] = ()
    kind = _required(element, "type", path)
    for child in _members(element, path, VocabularyElementList="vocabularyElementList"):
        below = path + "/vocabularyElementList"
        require_no_attributes(child, below)
        found = tuple(
            _vocabulary_element(member, f"{below}/{j}", namespaces)
            for j, member in enumerate(_only("VocabularyElement", child, below))
        )
    return Vocabulary(kind, found)


def _vocabulary_element(element: Element, path: str, namespaces: dict[str, str]) -> VocabularyElement:
    identifier = _required(element, "id", path)
    attributes: list[Attribute] = []
    children: tuple[str, ...] = ()
    for child in _members(element, path, "attribute", children="children"):
        if child.tag == "children":
            below = path + "/children"
            children = tuple(
                simple_text(one, f"{below}/{i}") for i, one in enumerate(_only("id", child, below))
            )
        else:
            name = _required(child, "id", f"{path}/attributes/{len(attributes)}")
            attributes.append(Attribute(name, _attribute_value(child, namespaces)))
    return VocabularyElement(identifier, tuple(attributes), children)


def _members(element: Element, path: str, *many: str, **once: str) -> Iterator[Element]:
    """The children of these names; extensions are left out, others are refused."""
    for child in members(element, path, **once):
        if child.tag in once or child.tag in many:
            yield child
        elif child.tag != "extension" and (not child.tag.startswith("{") or child.tag.startswith(_EPCIS)):
            raise unknown_element(path, child.tag)


def _only(name: str, element: Element, path: str) -> Iterator[Element]:
    """The children of a list whose members are all called `name`."""
    for child in members(element, path):
        if child.tag != name:
            raise unknown_element(path, child.tag)
        yield child


def _attribute_value(element: Element, namespaces: dict[str, str]) -> Any:
    found = value(element, namespaces)
    del found["@id"]
    return found["#text"] if set(found) == {"#text"} else found or ""


def _required(element: Element, name: str, path: str) -> str:
    found = (element.get(name) or "").strip()
    if not found:
        raise EpcisError.of("missing-field", pointer(path, name), "The field {name!r} is missing.", name=name)
    return found


def parties(header: Extensions) -> tuple[str | None, str | None, str | None]:
    """Sender, receiver and instance identifier of a StandardBusinessDocumentHeader."""
    return (
        _text(header, "Sender", "Identifier"),
        _text(header, "Receiver", "Identifier"),
        _text(header, "DocumentIdentification", "InstanceIdentifier"),
    )


def _text(header: Extensions, *names: str) -> str | None:
    found: Any = header
    for name in names:
        found = found.get(f"{{{SBDH}}}{name}") if isinstance(found, dict) else None
        found = found[0] if isinstance(found, list) else found
    found = found.get("#text") if isinstance(found, dict) else found
    return found.strip() or None if isinstance(found, str) else None


def build_header(
    sender: str | None, receiver: str | None, instance_identifier: str | None, created: str | None
) -> Extensions:
    """The smallest StandardBusinessDocumentHeader that says these; its schema wants all its elements."""

    def named(**members: Any) -> Extensions:
        return {f"{{{SBDH}}}{name}": member for name, member in members.items() if member is not None}

    return named(
        HeaderVersion="1.0",
        Sender=named(Identifier=sender or ""),
        Receiver=named(Identifier=receiver or ""),
        DocumentIdentification=named(
            Standard="EPCglobal",
            TypeVersion="2.0",
            InstanceIdentifier=instance_identifier or "",
            Type="Events",
            CreationDateAndTime=created,
        ),
    )
