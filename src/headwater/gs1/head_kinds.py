"""What EPCs share that differ in their last component alone: one class for each way in which a tail ends a key.

`headwater.gs1.heads` chooses among them.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

from headwater.gs1 import application_identifiers as table
from headwater.gs1 import digital_links, epc_urns, own_domain, uri_forms
from headwater.gs1.check_digits import check_digit
from headwater.gs1.identifier import CANONICAL_DOMAIN, Identifier
from headwater.gs1.percent import decode, encode
from headwater.gs1.schemes import NO_EXTENSION, Kind, scheme_of
from headwater.gs1.uris import require_uri

if TYPE_CHECKING:
    from collections.abc import Sequence


class Head(ABC):
    """What EPCs share that differ in their tail alone."""

    __slots__ = ("class_key", "kind", "prefix", "scheme")

    def __init__(self, scheme: str, kind: Kind, class_key: str, prefix: str | None) -> None:
        self.scheme = scheme
        self.kind: Kind = kind
        self.class_key = class_key
        """Key of the class as far as the head tells it: the bare AI where the tail is the whole key."""
        self.prefix = prefix
        """Digits of the GS1 company prefix, where a URN told it."""

    @abstractmethod
    def key(self, tail: str) -> str:
        """The canonical key of the EPC with this tail.

        Raises:
            IdentifierError: the tail cannot stand in a key. Not every fault is seen; `check` sees all.
        """

    def link(self, tail: str) -> str:
        """The canonical Digital Link of the EPC with this tail."""
        return f"{CANONICAL_DOMAIN}/{self.key(tail)}"

    @property
    def key_stem(self) -> str | None:
        """What stands before a plain tail (ASCII letters and digits) in the key; None where `key` must be asked."""
        return None

    @property
    def link_stem(self) -> str | None:
        """What stands before a plain tail in the link; None where `link` must be asked."""
        return None

    def check_all(self, tails: Sequence[str], *, plain: bool) -> None:
        """`check` each; `plain` promises that every tail is ASCII letters and digits, at least one.

        Raises:
            IdentifierError: for the first that is not valid.
        """
        del plain
        for tail in tails:
            self.check(tail)

    @abstractmethod
    def serial(self, tail: str) -> str | None:
        """What tells the EPC from others of its class, escapes removed, as `Identifier.serial` has it."""

    @abstractmethod
    def check(self, tail: str) -> None:
        """Refuse a tail that is not valid behind this head.

        Raises:
            IdentifierError: as `identify` of the whole EPC raises it.
        """


_PLAIN_LENGTH = {"10": 20, "21": 20, "235": 28}
"""AIs whose value may be any letters and digits, up to this many. Source: GS1 General Specifications, 3.2."""


class SerialHead(Head):
    """The tail is a serial, lot or other value that ends the key."""

    __slots__ = ("_ai", "_before", "_carried", "_link_stem", "_plain_length", "_stem")

    def __init__(
        self,
        scheme: str,
        kind: Kind,
        class_key: str,
        prefix: str | None,
        *,
        ai: str,
        before: str,
        stem: str,
        carried: str,
    ) -> None:
        super().__init__(scheme, kind, class_key, prefix)
        self._ai = ai
        """AI of the value that the tail ends."""
        self._before = before
        """What stands before the tail in that value."""
        self._stem = stem
        """What stands before the tail in the key."""
        self._link_stem = f"{CANONICAL_DOMAIN}/{stem}"
        self._carried = carried
        """Beginning of the serial that stands before the last separator."""
        self._plain_length = 0 if before or carried else _PLAIN_LENGTH.get(ai, 0)

    @property
    def key_stem(self) -> str | None:
        return self._stem

    @property
    def link_stem(self) -> str | None:
        return self._link_stem

    def check_all(self, tails: Sequence[str], *, plain: bool) -> None:
        if not plain or max(map(len, tails), default=0) > self._plain_length:
            super().check_all(tails, plain=plain)

    def key(self, tail: str) -> str:
        if tail.isalnum() and tail.isascii():
            return self._stem + tail
        return self._stem + encode(self._value(tail))

    def link(self, tail: str) -> str:
        # As in `key`, without a second call for the common case.
        if tail.isalnum() and tail.isascii():
            return self._link_stem + tail
        return f"{CANONICAL_DOMAIN}/{self.key(tail)}"

    def serial(self, tail: str) -> str | None:
        return self._carried + self._value(tail)

    def _value(self, tail: str) -> str:
        value = decode(tail)
        if not value or not value.isascii():
            self.check(tail)
        return value

    def check(self, tail: str) -> None:
        # A dot may end a serial; then the part before the last separator carries all of it.
        if not tail and not self._carried.endswith("."):
            raise epc_urns.empty_component(self.scheme)
        table.find(self._ai).check(self._before + decode(tail))


class ExtensionHead(SerialHead):
    """The tail is the extension of an SGLN, where "0" says that there is none."""

    __slots__ = ()

    @property
    def key_stem(self) -> None:
        return None

    @property
    def link_stem(self) -> None:
        return None

    def _is_none(self, tail: str) -> bool:
        return tail == NO_EXTENSION and not self._carried

    def key(self, tail: str) -> str:
        return self.class_key if self._is_none(tail) else super().key(tail)

    def link(self, tail: str) -> str:
        return f"{CANONICAL_DOMAIN}/{self.key(tail)}"

    def serial(self, tail: str) -> str | None:
        return None if self._is_none(tail) else super().serial(tail)


class PatternHead(Head):
    """The pattern of a class as URN: the tail is "*"."""

    __slots__ = ("_text",)

    def __init__(self, scheme: str, class_key: str, prefix: str, text: str) -> None:
        super().__init__(scheme, "class", class_key, prefix)
        self._text = text

    def key(self, tail: str) -> str:
        self.check(tail)
        return self.class_key

    def serial(self, tail: str) -> str | None:
        self.check(tail)
        return None

    def check(self, tail: str) -> None:
        if tail != epc_urns.WILDCARD:
            raise epc_urns.not_a_class_pattern(self._text + tail)


class ReferenceHead(Head):
    """A URN of digits alone: the tail completes the key, and its check digit follows."""

    __slots__ = ("_ai", "_layout", "_length", "_name")

    def __init__(self, name: str, kind: Kind, prefix: str) -> None:
        self._name = name
        self._layout = epc_urns.LAYOUTS[name]
        self._ai = self._layout.ai
        self._length = (self._layout.digits or 0) - len(prefix)
        super().__init__(name, kind, self._ai, prefix)

    def key(self, tail: str) -> str:
        return f"{self._ai}/{self.serial(tail)}"

    def serial(self, tail: str) -> str:
        if len(tail) != self._length or not (tail.isdigit() and tail.isascii()):
            return epc_urns.key_elements(self._name, [self.prefix or "", tail])[0][1]
        digits = f"{tail[0]}{self.prefix}{tail[1:]}" if self._layout.leading else f"{self.prefix}{tail}"
        return digits + check_digit(digits)

    def check(self, tail: str) -> None:
        # The check digit is ours and the prefix was asked for by the head, so form is all that is left.
        self.serial(tail)


class ValueHead(Head):
    """A Digital Link whose tail is the whole value of the key."""

    __slots__ = ("_ai", "_is_own_class", "_row")

    def __init__(self, ai: str) -> None:
        scheme = scheme_of(ai, "", None)
        super().__init__(scheme.name, scheme.kind, ai, None)
        self._ai = ai
        self._row = table.find(ai)
        self._is_own_class = scheme.kind in ("class", "place")

    def key(self, tail: str) -> str:
        if self._ai == "01":
            tail = digital_links.pad_gtin(tail)
        if tail.isalnum() and tail.isascii():
            return f"{self._ai}/{tail}"
        value = decode(tail)
        if not value.isascii() or not value:
            self.check(tail)
        return f"{self._ai}/{encode(value)}"

    def serial(self, tail: str) -> str | None:
        return None if self._is_own_class else decode(tail)

    def check(self, tail: str) -> None:
        value = decode(tail)
        self._row.check(digital_links.pad_gtin(value) if self._ai == "01" else value)


class ConstantHead(Head):
    """A Digital Link whose last qualifier is finer than any key: the tail leaves the key as it is."""

    __slots__ = ("_ai", "_identifier")

    def __init__(self, identifier: Identifier, ai: str) -> None:
        super().__init__(identifier.scheme, identifier.kind, identifier.class_key, None)
        self._identifier = identifier
        self._ai = ai

    def key(self, tail: str) -> str:  # noqa: ARG002
        return self._identifier.key

    def serial(self, tail: str) -> str | None:  # noqa: ARG002
        return self._identifier.serial

    def check(self, tail: str) -> None:
        table.find(self._ai).check(decode(tail))


_SIMPLE = re.compile(r"[A-Za-z0-9_~-][A-Za-z0-9._~-]*").fullmatch
_SIMPLE_UUID = re.compile(r"[a-z0-9-]+").fullmatch


class UriHead(Head):
    """Any URI that is no GS1 key: its key is its normal form; as a link it stays as it is."""

    __slots__ = ("_is_simple", "_stem", "_text")

    def __init__(self, text: str) -> None:
        super().__init__("uri", "uri", text, None)
        self._text = text
        self._stem = _stem_of(text)
        """What stands before a simple tail in the key; None where the whole must be read."""
        self._is_simple = _SIMPLE_UUID if self._stem == "urn:uuid:" else _SIMPLE

    def key(self, tail: str) -> str:
        if self._stem is not None and self._is_simple(tail):
            return self._stem + tail
        return uri_forms.normal(self._text + tail)

    @property
    def key_stem(self) -> str | None:
        return self._stem

    def link(self, tail: str) -> str:
        return self._text + tail

    @property
    def link_stem(self) -> str:
        return self._text

    def serial(self, tail: str) -> str | None:  # noqa: ARG002
        return None

    def check(self, tail: str) -> None:
        require_uri(self._text + tail)
        if (error := own_domain.fault(self._text + tail)) is not None:
            raise error


def _stem_of(text: str) -> str | None:
    # A host that is still open, an escape or a dot segment has its form only in the whole.
    if text.endswith("://") or "%" in text or "/." in text:
        return None
    return uri_forms.normal(text + "a")[:-1]
