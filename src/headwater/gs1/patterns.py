"""EPC patterns: all EPCs of a scheme, of a company prefix, or of one class.

>>> pattern = parse("urn:epc:idpat:sgtin:9506000.013435.*")
>>> pattern.instances
(Like(root='01/09506000134352/21', serial=None),)
>>> parse("urn:epc:idpat:sgtin:9506000.*.*").classes
'01/_9506000______'

A component may be "*", and then all that follow are. Source: EPC Tag Data Standard, section 8; EPCIS 2.0, section
8.2.7.1.1 (what a pattern matches in a query).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from headwater.gs1 import epc_urns
from headwater.gs1.errors import IdentifierError, shown
from headwater.gs1.percent import encode

if TYPE_CHECKING:
    from headwater.gs1.identifier import Identifier

_PREFIX: Final = "urn:epc:idpat:"
_FINER: Final = {"01": ("21", "235"), "8006": ("21",), "8010": ("8011",)}
"""AIs that follow the class in the keys of its objects; in other schemes the serial follows at once."""


class Like(NamedTuple):
    """Canonical keys of objects, in two parts; each as SQL's LIKE takes it, a backslash before what is no wildcard."""

    root: str
    """All but what stands after the last slash."""
    serial: str | None
    """What stands there; None for anything."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """The EPCs and classes that a pattern means."""

    instances: tuple[Like, ...]
    classes: str | None
    """Keys of classes without lot, as LIKE takes them; None where the scheme has no classes."""

    @property
    def is_one_class(self) -> bool:
        """Whether it is the pattern that names one class, as quantities do."""
        return self.classes is not None and "_" not in self.classes and not self.classes.endswith("%")


def is_pattern(text: str) -> bool:
    """Whether the text says that it is an EPC pattern."""
    return text[: len(_PREFIX)].lower() == _PREFIX


def parse(text: str) -> Pattern:
    """Read an EPC pattern.

    Raises:
        IdentifierError: it is none, or one with a fault.
    """
    found = epc_urns.scheme_and_body(text)
    if found is None or found[0] != "idpat":
        raise _wrong(text)
    _, scheme, body = found
    layout = epc_urns.LAYOUTS[scheme]
    components = body.split(".", layout.components - 1)
    if len(components) != layout.components:
        raise epc_urns.wrong_components(text, scheme, len(components))
    fixed = (
        components[: components.index(epc_urns.WILDCARD)] if epc_urns.WILDCARD in components else components
    )
    if len(fixed) == len(components) or set(components[len(fixed) :]) != {epc_urns.WILDCARD}:
        raise _wrong(text)
    return _pattern(text, scheme, fixed)


def of_class(identifier: Identifier) -> Pattern:
    """The pattern of a class that was spelt in another way: "01/09506000134352"."""
    key = _literal(identifier.key)
    ai, _, value = key.partition("/")
    if ai in _FINER:
        return Pattern(tuple(Like(f"{key}/{finer}", None) for finer in _FINER[ai]), key)
    return Pattern((Like(ai, f"{value}_%"),), key)


def _pattern(text: str, scheme: str, fixed: list[str]) -> Pattern:
    layout = epc_urns.LAYOUTS[scheme]
    value = _value(text, scheme, fixed)
    key = f"{layout.ai}/{value}"
    if layout.tail is None:
        return Pattern((Like(layout.ai, value if fixed else None),), None)
    if layout.tail == layout.ai:
        return Pattern((Like(layout.ai, f"{value}_%"),), key)
    objects = (Like(f"{key}/{layout.tail}", None),)
    if scheme == "sgln":  # one without extension is a place of its own, and no class
        return Pattern((*objects, Like(layout.ai, value)), None)
    return Pattern(objects, key)


def _value(text: str, scheme: str, fixed: list[str]) -> str:
    """The value of the key before its serial: what is fixed, and wildcards for the rest."""
    layout = epc_urns.LAYOUTS[scheme]
    if fixed:
        epc_urns.require_prefix(fixed[0])
    if layout.digits is None:
        if len(fixed) < 2:
            return f"{fixed[0]}_%" if fixed else "%"
        ((_, value),) = epc_urns.key_elements(scheme, fixed)
        return _literal(encode(value))
    after = 2 * layout.middle
    if len(fixed) < 2:
        known = ("_" if layout.leading and fixed else layout.filler) + "".join(fixed)
    else:
        pieces = fixed[2:]
        if any(len(piece) != 2 for piece in pieces):
            raise _wrong(text)
        filled = [*fixed, *["00"] * (layout.middle - len(pieces))]
        ((_, value),) = epc_urns.key_elements(scheme, filled)
        known = value[: len(value) - after + 2 * len(pieces)]
    return known.ljust(len(layout.filler) + layout.digits + 1 + after, "_")


def _literal(text: str) -> str:
    return text.replace("%", r"\%")


def _wrong(text: str) -> IdentifierError:
    return IdentifierError(
        "pattern-form",
        "“{text}” is no EPC pattern: from one component to the last each is “*”.",
        text=shown(text),
    )
