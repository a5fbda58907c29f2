"""Every EPC, class and Digital Link in the published EPCIS documents is read and comes back."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from headwater.gs1.errors import IdentifierError
from headwater.gs1.heads import canonical_link, split
from headwater.gs1.identify import identify

if TYPE_CHECKING:
    from pathlib import Path

URN = re.compile(r"urn:epc:(?:id|class|idpat):[^\"<>\s?`\\]+")
LINK = re.compile(r"https?://[^\"<>\s`\\]+/(?:00|01|253|255|401|402|414|417|8\d{3})/[^\"<>\s`\\]+")


def found_in(vectors: Path, pattern: re.Pattern[str]) -> list[str]:
    files = [
        path
        for folder in (vectors / "epcis", vectors / "hash")
        for path in folder.rglob("*")
        if path.suffix in (".jsonld", ".xml")
    ]
    return sorted({text for path in files for text in pattern.findall(path.read_text(encoding="utf-8"))})


def test_urns_come_back(vectors: Path) -> None:
    urns = found_in(vectors, URN)
    keys = [identify(urn) for urn in urns]

    assert len(urns) > 100
    assert [key.urn() for key in keys] == urns
    assert [identify(key.digital_link()).urn(key.prefix_length) for key in keys] == urns
    assert [canonical_link(urn) for urn in urns] == [key.digital_link() for key in keys]


def test_a_link_alone_does_not_tell_its_urn(vectors: Path) -> None:
    for urn in found_in(vectors, URN):
        with pytest.raises(IdentifierError) as refusal:
            identify(identify(urn).digital_link()).urn()
        assert refusal.value.code == "prefix-length-unknown"


def test_links_come_back(vectors: Path) -> None:
    links = [link for link in found_in(vectors, LINK) if "rdf-schema" not in link]

    assert len(links) > 20
    for link in links:
        found = identify(link)
        head, tail = split(link)
        head.check(tail)
        assert found.scheme != "uri"
        assert link.endswith(found.key)
        assert head.link(tail) == found.digital_link()
