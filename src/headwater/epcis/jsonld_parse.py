"""JSON text to Python values, strictly: what two readers could read differently is refused.

Numbers with a fraction or exponent arrive as Decimal, so that no digit is lost on the way. Refused, beyond
what RFC 8259 refuses: a byte order mark, a name that stands twice in one object (I-JSON, RFC 7493), numbers
that no double reaches, nesting deeper than the interpreter, and control characters, which XML and databases
cannot hold.
"""

from __future__ import annotations

import json
import re
from decimal import Decimal, InvalidOperation
from typing import Any

import msgspec

from headwater.epcis.errors import EpcisError, pointer
from headwater.epcis.syntax_errors import json_error

_DECODER = msgspec.json.Decoder(float_hook=Decimal)
_ENCODER = msgspec.json.Encoder()

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_ESCAPED = re.compile(rb"\\(?:u(?:00[01]|[fF]{3})|[bf])")
"""How such a character can be escaped. A match can be an escaped backslash too; then `_check_control` finds nothing."""


def parse(data: bytes) -> Any:
    """Read one JSON value.

    Raises:
        EpcisError: codes json-bom, json-encoding, json-syntax, json-depth, json-number, json-duplicate,
            json-control; the path is the place where it is known.
    """
    if data.startswith(b"\xef\xbb\xbf"):
        raise EpcisError.of(
            "json-bom", "", "The text begins with a byte order mark, which JSON does not allow."
        )
    try:
        value = _DECODER.decode(data)
        _check_names(data, value)
        if _contains(data, b"\xef\xbf") or (b"\\" in data and _ESCAPED.search(data)):
            _check_control(value)
    except UnicodeError as error:
        raise EpcisError.of("json-encoding", "", "The text is not valid UTF-8.") from error
    except InvalidOperation as error:
        raise EpcisError.of("json-number", "", "A number is too large or too small to read.") from error
    except RecursionError as error:
        raise EpcisError.of("json-depth", "", "The text is nested too deeply.") from error
    except msgspec.ValidationError as error:
        raise EpcisError.of("json-number", "", "A number has too many digits to read.") from error
    except msgspec.DecodeError as error:
        raise json_error(data, error) from error
    return value


def _check_names(data: bytes, value: Any) -> None:
    """Refuse a name given twice.

    A parser drops the first of two equal names without a word, and with it at least one colon. Writing the
    value again and counting colons costs a tenth of an exact check; it is exact unless an escape hides one.
    """
    hidden = _contains(data, b"\\u003a") or _contains(data, b"\\u003A")
    if hidden or data.count(b":") != _ENCODER.encode(value).count(b":"):
        _find_duplicate(data)


def _contains(data: bytes, text: bytes) -> bool:
    """Whether the text stands in the data; its first byte, which most data lacks, is found many times faster."""
    return text[0] in data and text in data


class _Pairs(list[tuple[str, Any]]):
    """A JSON object as it stands in the text."""


def _find_duplicate(data: bytes) -> None:
    # The stack is our own: the first parser bounded the depth of the text, and the walk needs no second bound.
    stack: list[tuple[Any, str]] = [
        (json.loads(data, object_pairs_hook=_Pairs, parse_int=str, parse_float=str), "")
    ]
    while stack:
        value, path = stack.pop()
        if isinstance(value, _Pairs):
            seen: dict[str, Any] = {}
            for name, member in value:
                if name in seen and not _is_hash_id(name, seen[name]):
                    raise EpcisError.of(
                        "json-duplicate",
                        pointer(path, name),
                        "The name {name!r} stands twice in one object.",
                        name=name,
                    )
                seen[name] = member
                stack.append((member, pointer(path, name)))
        elif isinstance(value, list):
            stack.extend((member, pointer(path, i)) for i, member in enumerate(value))


def _is_hash_id(name: str, value: Any) -> bool:
    """Whether this is an eventID that only repeats what the event's content says, its hash.

    An example published with EPCIS 2.0 gives an event its hash and then an assigned ID, both as eventID. The
    later one, which every parser keeps, stands; no information is lost, since the hash can be made again.
    """
    return name == "eventID" and isinstance(value, str) and value.startswith("ni:///sha-256;")


def _check_control(value: Any) -> None:
    stack: list[tuple[Any, str]] = [(value, "")]
    while stack:
        value, path = stack.pop()
        if isinstance(value, str):
            found = _CONTROL.search(value)
        elif isinstance(value, dict):
            stack.extend((member, pointer(path, name)) for name, member in value.items())
            found = next((hit for name in value if (hit := _CONTROL.search(name))), None)
        elif isinstance(value, list):
            stack.extend((member, pointer(path, i)) for i, member in enumerate(value))
            continue
        else:
            continue
        if found:
            raise EpcisError.of(
                "json-control",
                path,
                "A text holds the control character U+{number:04X}.",
                number=ord(found[0]),
            )
