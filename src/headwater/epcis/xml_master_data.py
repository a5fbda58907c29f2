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

if TYPE_CHECKING:
    from headwater.epcis.model import Extensions
    from headwater.epcis.xml_parse import Element

HEADER = f"{{{SBDH}}}StandardBusinessDocumentHeader"


def vocabularies(element: Element, path: str, namespaces: dict[str, str]) -> tuple[Vocabulary, ...]:
    """The members of a VocabularyList.

    Raises:
        EpcisError: one of them has no type or id.
    """
    return tuple(
        Vocabulary(
            _required(vocabulary, "type", f"{path}/{i}"),
            tuple(
                _vocabulary_element(member, f"{path}/{i}/vocabularyElementList/{j}", namespaces)
                for j, member in enumerate(vocabulary.iterfind("VocabularyElementList/VocabularyElement"))
            ),
        )
        for i, vocabulary in enumerate(element.iterchildren("Vocabulary"))
    )


def _vocabulary_element(element: Element, path: str, namespaces: dict[str, str]) -> VocabularyElement:
    return VocabularyElement(
        _required(element, "id", path),
        tuple(
            Attribute(_required(found, "id", f"{path}/attributes/{i}"), _attribute_value(found, namespaces))
            for i, found in enumerate(element.iterchildren("attribute"))
        ),
        tuple((found.text or "").strip() for found in element.iterfind("children/id")),
    )


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
