from __future__ import annotations

import pytest

from headwater.gs1.errors import IdentifierError
from headwater.gs1.identify import identify
from headwater.portal.addresses import digital_link


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
