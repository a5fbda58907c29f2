"""EPCIS XML 2.0 out: documents, query documents, single events.

Elements stand in the order of the XSD; CBV words are URNs, sensor words CURIEs, as published examples have them.

Source: EPCIS 2.0, section 9; EPCglobal-epcis-2_0.xsd.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from headwater.epcis.errors import EpcisError
from headwater.epcis.xml_holdable import holdable
from headwater.epcis.xml_master_data import HEADER, build_header
from headwater.epcis.xml_names import EPCIS, QUERY, Prefixes
from headwater.epcis.xml_text import attribute, content, element, text, wrapped
from headwater.epcis.xml_write_event import event as event_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from headwater.epcis.model import Document, Event, Vocabulary, VocabularyElement

_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'


def write_document(document: Document) -> bytes:
    """The document in UTF-8, of edition 2.0 whatever it was read from; a bare event or list stays bare.

    The XSD asks for a creation date: give the document one. Extensions of events that XML cannot hold are left out and
    named in their place (see `xml_holdable`).

    Raises:
        EpcisError: a text of the document itself, or the name of an extension of it, cannot be written in XML.
    """
    prefixes = Prefixes(document.namespaces)
    events = _events(document.events, prefixes)
    if not document.kind:
        if len(document.events) == 1:
            return _finish(events, prefixes)
        return _finish(f"<EventList>{events}</EventList>", prefixes)
    root = f"{prefixes.bind(QUERY if document.kind == 'EPCISQueryDocument' else EPCIS)}:{document.kind}"
    attributes = attribute("schemaVersion", "2.0")
    if document.creation_date is not None:
        attributes += attribute("creationDate", document.creation_date)
    if document.id is not None:
        attributes += attribute("id", document.id)
    more, inner = wrapped(document.extensions, prefixes)
    if document.kind == "EPCISQueryDocument":
        body = _results(document, events, prefixes)
        in_header = document.master_data if document.events else ()
    else:
        body = f"<EventList>{events}</EventList>"
        in_header = document.master_data
    header = _header(document, in_header, prefixes)
    return _finish(
        f"<{root}{attributes}{more}>{header}<EPCISBody>{body}</EPCISBody>{inner}</{root}>", prefixes
    )


def write_event(event: Event, namespaces: Mapping[str, str]) -> bytes:
    """One bare event in UTF-8; `namespaces` maps the prefixes that it would like to have.

    Extensions that XML cannot hold are left out and named in their place.
    """
    prefixes = Prefixes(namespaces)
    return _finish(_event(event, prefixes), prefixes)


def _finish(body: str, prefixes: Prefixes) -> bytes:
    """The document with the prefixes that its body turned out to need, declared in its root element."""
    end = min(position for mark in (" ", ">") if (position := body.find(mark)) >= 0)
    declared = "".join(
        attribute(f"xmlns:{prefix}", namespace) for prefix, namespace in prefixes.declarations().items()
    )
    return f"{_DECLARATION}{body[:end]}{declared}{body[end:]}\n".encode()


def _events(events: tuple[Event, ...], prefixes: Prefixes) -> str:
    return "".join([_event(event, prefixes) for event in events])


def _event(event: Event, prefixes: Prefixes) -> str:
    try:
        return event_text(event, prefixes)
    except EpcisError:
        return event_text(holdable(event), prefixes)


def _results(document: Document, events: str, prefixes: Prefixes) -> str:
    if document.events or not document.master_data:
        body = f"<EventList>{events}</EventList>"
    else:
        body = _vocabularies(document.master_data, prefixes)
    name = f"<queryName>{text(document.query_name or '')}</queryName>"
    if document.subscription_id is not None:
        name += f"<subscriptionID>{text(document.subscription_id)}</subscriptionID>"
    tag = f"{prefixes.bind(QUERY)}:QueryResults"
    return f"<{tag}>{name}<resultsBody>{body}</resultsBody></{tag}>"


def _header(document: Document, master_data: tuple[Vocabulary, ...], prefixes: Prefixes) -> str:
    rest = dict(document.header)
    business: Any = rest.pop(HEADER, None)
    parties = (document.sender, document.receiver, document.instance_identifier)
    if business is None and any(parties):
        business = build_header(*parties, document.creation_date)
    if business is None and not rest and not master_data:
        return ""
    attributes, inner = content(rest, prefixes)
    if master_data:
        inner = f"<EPCISMasterData>{_vocabularies(master_data, prefixes)}</EPCISMasterData>{inner}"
    inner = f"<extension>{inner}</extension>" if inner else ""
    head = "" if business is None else element(HEADER, business, prefixes)
    return f"<EPCISHeader{attributes}>{head}{inner}</EPCISHeader>"


def _vocabularies(vocabularies: tuple[Vocabulary, ...], prefixes: Prefixes) -> str:
    members = "".join(
        f"<Vocabulary{attribute('type', vocabulary.type)}>"
        + (
            f"<VocabularyElementList>{''.join(_vocabulary_element(e, prefixes) for e in vocabulary.elements)}"
            "</VocabularyElementList>"
            if vocabulary.elements
            else ""
        )
        + "</Vocabulary>"
        for vocabulary in vocabularies
    )
    return f"<VocabularyList>{members}</VocabularyList>"


def _vocabulary_element(member: VocabularyElement, prefixes: Prefixes) -> str:
    found = []
    for item in member.attributes:
        value = item.value if isinstance(item.value, dict) else {"#text": item.value or ""}
        attributes, inner = content(value, prefixes)
        found.append(f"<attribute{attribute('id', item.id)}{attributes}>{inner}</attribute>")
    if member.children:
        found.append(
            f"<children>{''.join(f'<id>{text(child)}</id>' for child in member.children)}</children>"
        )
    return f"<VocabularyElement{attribute('id', member.id)}>{''.join(found)}</VocabularyElement>"
