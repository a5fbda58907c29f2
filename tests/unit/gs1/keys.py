"""Every GS1 key that EPCIS names, in all its spellings, and strategies that make more of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from headwater.gs1.charsets import CSET_39, CSET_82
from headwater.gs1.epc_urns import LAYOUTS, PATTERN_SCHEMES

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy


@dataclass(frozen=True)
class Spelled:
    """One key as each notation spells it."""

    scheme: str
    kind: str
    key: str
    urn: str
    element_string: str
    class_key: str
    serial: str | None


SPELLED = (
    Spelled("sgtin", "instance", "01/10614141073464/21/32a%2Fb", "urn:epc:id:sgtin:0614141.107346.32a%2Fb",
            "(01)10614141073464(21)32a/b", "01/10614141073464", "32a/b"),
    Spelled("lgtin", "lot", "01/04012345123456/10/998877", "urn:epc:class:lgtin:4012345.012345.998877",
            "(01)04012345123456(10)998877", "01/04012345123456", "998877"),
    Spelled("gtin", "class", "01/04012345987652", "urn:epc:idpat:sgtin:4012345.098765.*",
            "(01)04012345987652", "01/04012345987652", None),
    Spelled("upui", "instance", "01/01234567890128/235/51qIgY%29%3C%26Jp3%2Aj7SDB",
            "urn:epc:id:upui:1234567.089012.51qIgY)%3C%26Jp3*j7SDB", "(01)01234567890128(235)51qIgY)<&Jp3*j7SDB",
            "01/01234567890128", "51qIgY)<&Jp3*j7SDB"),
    Spelled("sscc", "instance", "00/106141412345678908", "urn:epc:id:sscc:0614141.1234567890",
            "(00)106141412345678908", "00", "106141412345678908"),
    Spelled("sgln", "place", "414/0614141123452/254/400", "urn:epc:id:sgln:0614141.12345.400",
            "(414)0614141123452(254)400", "414/0614141123452", "400"),
    Spelled("sgln", "place", "414/0614141123452", "urn:epc:id:sgln:0614141.12345.0", "(414)0614141123452",
            "414/0614141123452", None),
    Spelled("pgln", "party", "417/4012345002256", "urn:epc:id:pgln:4012345.00225", "(417)4012345002256", "417",
            "4012345002256"),
    Spelled("grai", "instance", "8003/00614141123452400", "urn:epc:id:grai:0614141.12345.400",
            "(8003)00614141123452400", "8003/00614141123452", "400"),
    Spelled("grai", "class", "8003/00614141123452", "urn:epc:idpat:grai:0614141.12345.*", "(8003)00614141123452",
            "8003/00614141123452", None),
    Spelled("giai", "instance", "8004/061414112345400", "urn:epc:id:giai:0614141.12345400",
            "(8004)061414112345400", "8004", "061414112345400"),
    Spelled("gsrn", "instance", "8018/061414112345678902", "urn:epc:id:gsrn:0614141.1234567890",
            "(8018)061414112345678902", "8018", "061414112345678902"),
    Spelled("gsrnp", "instance", "8017/061414112345678902", "urn:epc:id:gsrnp:0614141.1234567890",
            "(8017)061414112345678902", "8017", "061414112345678902"),
    Spelled("gdti", "document", "253/0614141123452400", "urn:epc:id:gdti:0614141.12345.400",
            "(253)0614141123452400", "253/0614141123452", "400"),
    Spelled("gdti", "class", "253/0614141123452", "urn:epc:idpat:gdti:0614141.12345.*", "(253)0614141123452",
            "253/0614141123452", None),
    Spelled("cpi", "instance", "8010/06141415PQ7%2FZ43/8011/12345", "urn:epc:id:cpi:0614141.5PQ7%2FZ43.12345",
            "(8010)06141415PQ7/Z43(8011)12345", "8010/06141415PQ7%2FZ43", "12345"),
    Spelled("cpi", "class", "8010/061414111A%23B", "urn:epc:idpat:cpi:0614141.11A%23B.*", "(8010)061414111A#B",
            "8010/061414111A%23B", None),
    Spelled("itip", "instance", "8006/040123451111180102/21/981", "urn:epc:id:itip:4012345.011111.01.02.981",
            "(8006)040123451111180102(21)981", "8006/040123451111180102", "981"),
    Spelled("itip", "class", "8006/040123451111180102", "urn:epc:idpat:itip:4012345.011111.01.02.*",
            "(8006)040123451111180102", "8006/040123451111180102", None),
    Spelled("sgcn", "instance", "255/401234567890104711", "urn:epc:id:sgcn:4012345.67890.04711",
            "(255)401234567890104711", "255/4012345678901", "04711"),
    Spelled("sgcn", "class", "255/4012345678901", "urn:epc:idpat:sgcn:4012345.67890.*", "(255)4012345678901",
            "255/4012345678901", None),
    Spelled("ginc", "instance", "401/0614141xyz47%2F11", "urn:epc:id:ginc:0614141.xyz47%2F11",
            "(401)0614141xyz47/11", "401", "0614141xyz47/11"),
    Spelled("gsin", "instance", "402/06141411234567890", "urn:epc:id:gsin:0614141.123456789",
            "(402)06141411234567890", "402", "06141411234567890"),
)  # fmt: skip

DIGITS = "0123456789"


def _digits(length: int) -> SearchStrategy[str]:
    return st.text(DIGITS, min_size=length, max_size=length)


def _text(alphabet: str, longest: int) -> SearchStrategy[str]:
    return st.text(alphabet, min_size=1, max_size=longest)


TAILS: dict[str, SearchStrategy[str]] = {
    "sgtin": _text(CSET_82, 20),
    "lgtin": _text(CSET_82, 20),
    "upui": _text(CSET_82, 28),
    "itip": _text(CSET_82, 20),
    "sgln": _text(CSET_82, 20),
    "grai": _text(CSET_82, 16),
    "gdti": _text(CSET_82, 17),
    "sgcn": _text(DIGITS, 12),
    "cpi": st.integers(1, 10**12 - 1).map(str),
}

ESCAPED = {character: f"%{ord(character):02X}" for character in '"#%&/<>?'}


def escaped(text: str) -> str:
    return "".join(ESCAPED.get(character, character) for character in text)


@st.composite
def urns(draw: st.DrawFn, *, classes: bool = True) -> str:
    """EPC URNs of every scheme, pure identities and, unless told otherwise, patterns of classes."""
    scheme = draw(st.sampled_from(sorted(LAYOUTS)))
    layout = LAYOUTS[scheme]
    prefix = draw(_digits(draw(st.integers(6, 12))))
    if layout.digits is None:
        alphabet = CSET_39 if scheme == "cpi" else CSET_82
        components = [prefix, escaped(draw(_text(alphabet, 30 - len(prefix))))]
    else:
        components = [prefix, draw(_digits(layout.digits - len(prefix)))]
    if layout.middle:
        total = draw(st.integers(1, 99))
        components += [f"{draw(st.integers(1, total)):02}", f"{total:02}"]
    form = "class" if layout.lot else "id"
    if layout.tail is not None:
        if classes and scheme in PATTERN_SCHEMES and draw(st.booleans()):
            form = "idpat"
            components.append("*")
        else:
            components.append(escaped(draw(TAILS[scheme])))
    return f"urn:epc:{form}:{scheme}:{'.'.join(components)}"
