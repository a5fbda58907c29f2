"""Bodies of requests, read up to a bound and no further.

The bound holds for what is sent and for what it expands to, so that neither an endless stream nor a small
archive of a large file costs more memory than a lawful request.
"""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Any, Final

from django.http import UnreadablePostError
from django.utils.translation import gettext_noop as _

from headwater.api.problems import Failure

if TYPE_CHECKING:
    from django.http import HttpRequest

_CHUNK: Final = 1 << 20
_GZIP: Final = 16 + zlib.MAX_WBITS
_MOST_MEMBERS: Final = 10_000
"""Of one gzip file. A program that writes blocks makes one of 64 kB; millions of empty ones only cost time."""


def read(request: HttpRequest, most: int) -> bytes:
    """The body, without its content encoding.

    Raises:
        Failure: 413 beyond `most` bytes, 415 for an encoding other than gzip, 400 for a damaged one.
    """
    encoding = request.headers.get("Content-Encoding", "identity").strip().lower()
    if encoding not in ("identity", "gzip", "x-gzip", ""):
        raise Failure(
            415,
            "UnsupportedMediaTypeException",
            _("The content encoding {encoding!r} is not read here: send gzip or none."),
            {"encoding": encoding[:100]},
        )
    data = _received(request, most)
    return _expanded(data, most) if encoding in ("gzip", "x-gzip") else data


def _too_large(most: int) -> Failure:
    return Failure(
        413,
        "CaptureLimitExceededException",
        _("The body is larger than {most} bytes."),
        {"most": most},
        # What was not read would be taken for the next request.
        headers={"Connection": "close"},
    )


def _received(request: HttpRequest, most: int) -> bytes:
    declared = request.META.get("CONTENT_LENGTH") or ""
    if declared.isascii() and declared.isdigit() and (len(declared) > 18 or int(declared) > most):
        raise _too_large(most)
    stream: Any = request
    if not declared and "chunked" in request.headers.get("Transfer-Encoding", "").lower():
        # Django takes a body without length for an empty one; the server ends this stream itself.
        stream = request.META["wsgi.input"]
    parts: list[bytes] = []
    size = 0
    try:
        while size <= most and (part := stream.read(min(_CHUNK, most + 1 - size))):
            parts.append(part)
            size += len(part)
    except (UnreadablePostError, OSError) as error:
        raise Failure(400, "ValidationException", _("The body ended too early.")) from error
    if size > most:
        raise _too_large(most)
    return b"".join(parts)


def _expanded(data: bytes, most: int) -> bytes:
    """The members of a gzip file, one behind the other. In pieces: what follows a member is copied for the next."""
    parts: list[bytes] = []
    size = members = 0
    member = None
    for start in range(0, len(data), _CHUNK):
        piece = data[start : start + _CHUNK]
        while piece:
            if member is None:
                members += 1
                if members > _MOST_MEMBERS:
                    raise _damaged()
                member = zlib.decompressobj(_GZIP)
            try:
                part = member.decompress(piece, most + 1 - size)
            except zlib.error as error:
                raise _damaged() from error
            size += len(part)
            if size > most:
                raise _too_large(most)
            parts.append(part)
            piece = member.unused_data
            if member.eof:
                member = None
    if member is not None or not members:
        raise _damaged()
    return b"".join(parts)


def _damaged() -> Failure:
    return Failure(400, "ValidationException", _("The body is not what gzip writes."))
