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
    """Whether a class is a lot, through which things are connected.

    A GS1 class key ("01/...", "8003/...") is a lot if it has a lot number; a bare product, a kind of asset or of
    document joins nothing. Any other URI names a lot: who has classes of another scheme means the batch by them.
    """
    return "/10/" in class_key or not class_key[:1].isdecimal()


def is_lot_sql(column: str) -> str:
    """`is_lot` as SQL, for statements with parameters. A GS1 key begins with a digit, a URI never does."""
    return f"({column} LIKE '%%/10/%%' OR substr({column}, 1, 1) NOT BETWEEN '0' AND '9')"


def resolve(identifier: Identifier) -> Subject:
    """The subject of an identifier.

    Raises:
        UnknownSubject: it was never named.
    """
    found = find(identifier)
    if found is None:
        raise UnknownSubject(identifier.key)
    return found


def find(identifier: Identifier) -> Subject | None:
    """The subject of an identifier, if it was ever named."""
    if identifier.kind not in ("lot", "class"):
        object_id = int(objects.find_objects([identifier.digital_link()]).ids[0])
        if object_id != objects.UNKNOWN:
            return Subject(identifier, "object", object_id)
        if identifier.kind != "uri":
            return None
    known = dictionary.find_classes([identifier.key]).get(identifier.key)
    return None if known is None else Subject(identifier, "lot" if is_lot(identifier.key) else "class", known)
