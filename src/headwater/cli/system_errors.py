"""What the operating system refuses, in the reader's language.

The English is that of the system itself, so that it is found where people look for it.
"""

from __future__ import annotations

import errno
import os
import socket
from gettext import gettext as _
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping


def gettext_noop(text: str) -> str:
    """Mark a text for the catalogue of messages."""
    return text


TEXTS: Final[Mapping[int, str]] = {
    errno.ENOENT: gettext_noop("No such file or directory"),
    errno.EACCES: gettext_noop("Permission denied"),
    errno.EPERM: gettext_noop("Operation not permitted"),
    errno.EEXIST: gettext_noop("File exists"),
    errno.EISDIR: gettext_noop("Is a directory"),
    errno.ENOTDIR: gettext_noop("Not a directory"),
    errno.ENOTEMPTY: gettext_noop("Directory not empty"),
    errno.ENOSPC: gettext_noop("No space left on device"),
    errno.EDQUOT: gettext_noop("Disk quota exceeded"),
    errno.EROFS: gettext_noop("Read-only file system"),
    errno.EIO: gettext_noop("Input/output error"),
    errno.ENAMETOOLONG: gettext_noop("File name too long"),
    errno.ELOOP: gettext_noop("Too many levels of symbolic links"),
    errno.EADDRINUSE: gettext_noop("Address already in use"),
    errno.EADDRNOTAVAIL: gettext_noop("Cannot assign requested address"),
    socket.EAI_NONAME: gettext_noop("Name or service not known"),
}
"""Text by error number; those of name look-ups are negative."""


def text(error: OSError) -> str:
    """Why the system refused; one that the table lacks as the system tells it, after words of our own."""
    number = error.errno
    if number is not None and number in TEXTS:
        return _(TEXTS[number])
    told = os.strerror(number) if number and number > 0 else str(error.strerror or error)
    return _("the operating system says: {reason}").format(reason=told)
