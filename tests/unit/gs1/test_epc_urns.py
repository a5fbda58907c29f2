"""EPC URNs, and what is wrong with those that are none."""

from __future__ import annotations

import pytest

from headwater.gs1 import epc_urns
from headwater.gs1.errors import IdentifierError
from headwater.gs1.identify import identify


@pytest.mark.parametrize(
    ("urn", "key"),
    [
        ("urn:epc:id:sgln:123456789012..0", "414/1234567890128"),
        ("urn:epc:id:pgln:123456789012.", "417/1234567890128"),
        ("urn:epc:id:sgtin:061414.1107346.2018", "01/10614141073464/21/2018"),
        ("urn:epc:id:sgtin:0614141.107346.1.2.", "01/10614141073464/21/1.2."),
        ("urn:epc:id:giai:0614141.A.B%2FC", "8004/0614141A.B%2FC"),
        ("urn:epc:id:itip:4012345.011111.01.02.a.b", "8006/040123451111180102/21/a.b"),
    ],
)
def test_unusual_urns(urn: str, key: str) -> None:
    found = identify(urn)

    assert (found.key, found.urn()) == (key, urn)


@pytest.mark.parametrize("text", ["urn:uuid:a", "https://x.example/", "urn:epc:id:gid:1.2.3", "urn:epc", ""])
def test_other_texts_are_left_to_others(text: str) -> None:
    assert epc_urns.parse(text) is None


@pytest.mark.parametrize(
    ("text", "code", "message"),
    [
        (
            "urn:epc:tag:sgtin-96:3.0614141.107346.2018",
            "epc-form",
            ("“urn:epc:tag:sgtin-96:3.0614141.107346.2018” is an EPC URN of the form “tag”; only “id”, “class” and"
            " “idpat” name an identity."),
        ),
        (
            "urn:epc:id:sgtim:0614141.107346.2018",
            "epc-scheme",
            ("“urn:epc:id:sgtim:0614141.107346.2018” names the scheme “sgtim”, which an EPC URN of the form “id” does"
            " not have."),
        ),
        (
            "urn:epc:id:lgtin:4012345.012345.998877",
            "epc-scheme",
            ("“urn:epc:id:lgtin:4012345.012345.998877” names the scheme “lgtin”, which an EPC URN of the form “id”"
            " does not have."),
        ),
        (
            "urn:epc:class:sgtin:4012345.012345.998877",
            "epc-scheme",
            ("“urn:epc:class:sgtin:4012345.012345.998877” names the scheme “sgtin”, which an EPC URN of the form"
            " “class” does not have."),
        ),
        (
            "urn:epc:id:sgtin",
            "epc-scheme",
            "“urn:epc:id:sgtin” names the scheme “”, which an EPC URN of the form “id” does not have.",
        ),
        (
            "urn:epc:id:sgtin:0614141.107346",
            "epc-components",
            "“urn:epc:id:sgtin:0614141.107346” has 2 components; the scheme “sgtin” has 3, parted by dots.",
        ),
        (
            "urn:epc:id:sgtin:06141.10734600.1",
            "prefix",
            "“06141” is no GS1 company prefix; it has 6 to 12 digits.",
        ),
        (
            "urn:epc:id:sgtin:061414a.107346.1",
            "prefix",
            "“061414a” is no GS1 company prefix; it has 6 to 12 digits.",
        ),
        (
            "urn:epc:id:sgtin:0614141.10734٣.1",
            "digit",
            "The component “10734٣” of an EPC URN of the scheme “sgtin” has a character that is not a digit.",
        ),
        (
            "urn:epc:id:sgtin:0614141.1073460.1",
            "epc-length",
            ("Company prefix 0614141 and reference 1073460 have 14 digits together; in the scheme “sgtin” they have"
            " 13."),
        ),
        (
            "urn:epc:id:sscc:0614141.1.234567890",
            "digit",
            "The component “1.234567890” of an EPC URN of the scheme “sscc” has a character that is not a digit.",
        ),
        (
            "urn:epc:id:sgtin:0614141.107346.",
            "epc-component-empty",
            "The last component of this EPC URN of the scheme “sgtin” is empty.",
        ),
        (
            "urn:epc:id:giai:0614141.",
            "epc-component-empty",
            "The last component of this EPC URN of the scheme “giai” is empty.",
        ),
        (
            "urn:epc:id:sgtin:0614141.107346.a b",
            "character",
            ("Position 2 of the value “a b” of AI (21) is “ ”, which is not in GS1 character set 82"
            " (0-9 A-Z a-z ! \" % & ' ( ) * + , - . / : ; < = > ? _)."),
        ),
        (
            "urn:epc:id:cpi:0614141.5PQ7.012",
            "leading-zero",
            "“012” in AI (8011) may not begin with a zero.",
        ),
        *[
            (
                f"urn:epc:idpat:{body}",
                "pattern",
                (f"“urn:epc:idpat:{body}” is not the pattern of one class: a scheme that has classes, with “*” as the"
                " last component and nowhere else."),
            )
            for body in (
                "sgtin:*.*.*",
                "sgtin:0614141.*.*",
                "sgtin:0614141.107346.2018",
                "sscc:0614141.*",
                "sgln:0614141.12345.*",
            )
        ],
    ],
)  # fmt: skip
def test_says_what_is_wrong(text: str, code: str, message: str) -> None:
    with pytest.raises(IdentifierError) as refusal:
        identify(text)
    assert (refusal.value.code, str(refusal.value)) == (code, message)


def test_an_itip_with_a_lot_has_no_urn() -> None:
    with pytest.raises(IdentifierError) as refusal:
        identify("(8006)040123451111180102(10)L").urn(7)
    assert (refusal.value.code, str(refusal.value)) == (
        "no-urn",
        "(8006)040123451111180102 with a lot has no EPC URN.",
    )


@pytest.mark.parametrize("length", [0, 5, 13, -1])
def test_a_prefix_has_six_to_twelve_digits(length: int) -> None:
    with pytest.raises(IdentifierError) as refusal:
        identify("(01)09506000134352").urn(length)
    assert (refusal.value.code, str(refusal.value)) == (
        "prefix-length",
        f"A GS1 company prefix has 6 to 12 digits, not {length}.",
    )


def test_the_prefix_must_fit_a_key_of_free_form() -> None:
    with pytest.raises(IdentifierError) as refusal:
        identify("(8004)0614ABC").urn(7)
    assert (refusal.value.code, str(refusal.value)) == (
        "prefix-length",
        "(8004)0614ABC does not begin with a company prefix of 7 digits.",
    )
