"""Bytes to an element tree that nobody can bend: no entities, no DTD, no network, bounded depth.

>>> parse(b"<a><b/></a>").tag
'a'

A document type without declarations ("<!DOCTYPE project>" stands in official examples) is harmless and accepted.
"""

from __future__ import annotations

import re
from typing import TypeAlias

from lxml import etree

from headwater.epcis.errors import EpcisError
from headwater.epcis.syntax_errors import xml_error

Element: TypeAlias = etree._Element  # noqa: SLF001  (lxml gives the class of its elements no public name)

_PLAIN = re.compile(rb"<!DOCTYPE\s+[^\s\[\]<>\"']+\s*>")


def parse(data: bytes) -> Element:
    """The root element, without comments and processing instructions.

    Raises:
        EpcisError: not well-formed, or with a document type that declares anything.
    """
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        attribute_defaults=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        strip_cdata=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise xml_error(error) from None
    # A subset may declare entities, but also default attributes, which lxml does not show. So the text itself must be
    # plain; in an encoding where it cannot be found it is refused, too.
    if root.getroottree().docinfo.internalDTD is not None:
        plain = len(_PLAIN.findall(data))
        if plain == 0 or plain != data.count(b"<!DOCTYPE"):
            raise EpcisError.of(
                "xml-doctype", "", "The document type declares or refers to something, which is not accepted."
            )
    return root
