"""What a question is about: an identifier as a lot, an object or a class of the store."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from headwater.identity import dictionary, objects

if TYPE_CHECKING:
    from headwater.gs1.identifier import Identifier

Kind = Literal["lot", "object", "class"]


class UnknownSubject(LookupError):  # noqa: N818 - an answer, named as such
    """Nothing that this viewer may see was ever recorded of it."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


@dataclass(frozen=True, slots=True)
class Subject:
    """`id` is that of an object, or of a class where `kind` is "lot" or "class"."""

    identifier: Identifier
    kind: Kind
    id: int


def is_lot(class_key: str) -> bool:
    """Whether a class is a lot; a bare product, or another's class of any kind, joins no lots."""
    return "/10/" in class_key


def resolve(identifier: Identifier) -> Subject:
    """The subject of an identifier.

    Raises:
        UnknownSubject: it was never named.
    """
    if identifier.kind in ("lot", "class"):
        known = dictionary.find_classes([identifier.key]).get(identifier.key)
        if known is not None:
            return Subject(identifier, "lot" if identifier.kind == "lot" else "class", known)
        raise UnknownSubject(identifier.key)
    object_id = int(objects.find_objects([identifier.digital_link()]).ids[0])
    if object_id != objects.UNKNOWN:
        return Subject(identifier, "object", object_id)
    if identifier.kind == "uri" and (known := dictionary.find_classes([identifier.key]).get(identifier.key)):
        return Subject(identifier, "class", known)
    raise UnknownSubject(identifier.key)
