from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote_to_bytes

import pytest
from django.core.handlers.wsgi import WSGIHandler

from headwater.gs1.errors import IdentifierError
from headwater.gs1.identify import identify
from headwater.portal.addresses import digital_link, keeping_octets

if TYPE_CHECKING:
    from django.test import Client, RequestFactory


@pytest.mark.parametrize(
    ("path", "key"),
    [
        ("01/09506000134352/21/32a", "01/09506000134352/21/32a"),
        ("01/09506000134352/21/32a/b", "01/09506000134352/21/32a%2Fb"),
        ("01/09506000134352/10/A/1/21/S/2", "01/09506000134352/21/S%2F2"),
        ("01/09506000134352/10/A/1", "01/09506000134352/10/A%2F1"),
        ("01/09506000134352/21/a/21/b", "01/09506000134352/21/a%2F21%2Fb"),
        ("01/09506000134352/22/2A/10/L/21/S", "01/09506000134352/21/S"),
        ("gtin/9506000134352/lot/L/ser/S", "01/09506000134352/21/S"),
        ("01/9506000134352", "01/09506000134352"),
        ("00/106141412345678908", "00/106141412345678908"),
        ("414/9506000134376/254/A", "414/9506000134376/254/A"),
    ],
)
def test_decoded_path_names_what_was_printed(path: str, key: str) -> None:
    assert identify(digital_link(path)).key == key


@pytest.mark.parametrize("path", ["01/09506000134352/21/", "01/09506000134352/21", "gtin/09506000134352/ser"])
def test_a_qualifier_without_its_value_is_named(path: str) -> None:
    with pytest.raises(IdentifierError, match=r"^AI \(21\) has no value\.$"):
        identify(digital_link(path))


def test_a_lot_may_end_like_a_qualifier() -> None:
    assert identify(digital_link("01/09506000134352/10/A/21")).key == "01/09506000134352/10/A%2F21"


def test_attributes_of_the_query_come_along() -> None:
    subject = identify(digital_link("01/09506000134352/21/S", "17=290101&lang=zh&utm_source=x"))

    assert subject.key == "01/09506000134352/21/S"
    assert ("17", "290101") in subject.attributes


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/01/09506000134352/21/%FF", "In “%FF” the percent sign at position 1 is not followed"),
        ("/01/09506000134352/21/a%E4%BA", "In “a%E4%BA” the percent sign at position 2 is not followed"),
        ("/01/09506000134352%C0%AF", "In “09506000134352%C0%AF” the percent sign at position 15"),
        ("/01/09506000134352/21/%E4%BA%A7", "In “%E4%BA%A7” the percent sign at position 1"),
    ],
)
def test_octets_that_are_no_text_are_told(rf: RequestFactory, path: str, words: str) -> None:
    answered: list[str] = []
    environ = rf.get(path, headers={"accept-language": "en"}).environ | {
        "PATH_INFO": unquote_to_bytes(path).decode("latin-1")
    }

    body = keeping_octets(WSGIHandler())(environ, lambda status, *_: answered.append(status) or bytes)

    assert words in b"".join(body).decode()
    assert [line[:3] for line in answered] == ["400"]


@pytest.mark.parametrize("path", ["/01/09506000134352/21/%25FF", "/01/09506000134352/21/a%2Fb"])
def test_what_is_text_when_decoded_is_read(client: Client, path: str, db: None) -> None:
    octets = unquote_to_bytes(path).decode("latin-1")

    response = client.get(path, headers={"accept-language": "en"}, **{"headwater.path_octets": octets})

    assert response.status_code == 404
    assert "We do not know this code" in response.content.decode()
