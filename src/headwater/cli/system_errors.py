"""What the operating system refuses, in the reader's language.

The English is that of the system itself, so that it is found where people look for it.
"""

from __future__ import annotations

import errno
import os
import socket
from gettext import gettext as _
from typing import TYPE_CHECKING, Final

from headwater.epcis.errors import translatable

if TYPE_CHECKING:
    from collections.abc import Mapping


TEXTS: Final[Mapping[int, str]] = {
    errno.ENOENT: translatable("No such file or directory"),
    errno.EACCES: translatable("Permission denied"),
    errno.EPERM: translatable("Operation not permitted"),
    errno.EEXIST: translatable("File exists"),
    errno.EISDIR: translatable("Is a directory"),
    errno.ENOTDIR: translatable("Not a directory"),
    errno.ENOTEMPTY: translatable("Directory not empty"),
    errno.ENOSPC: translatable("No space left on device"),
    errno.EDQUOT: translatable("Disk quota exceeded"),
    errno.EROFS: translatable("Read-only file system"),
    errno.EIO: translatable("Input/output error"),
    errno.ENAMETOOLONG: translatable("File name too long"),
    errno.ELOOP: translatable("Too many levels of symbolic links"),
    errno.EADDRINUSE: translatable("Address already in use"),
    errno.EADDRNOTAVAIL: translatable("Cannot assign requested address"),
    socket.EAI_NONAME: translatable("Name or service not known"),
}
"""Text by error number; those of name look-ups are negative."""


def text(error: OSError) -> str:
    """Why the system refused; one that the table lacks as the system tells it, after words of our own."""
    number = error.errno
    if number is not None and number in TEXTS:
        return _(TEXTS[number])
    told = os.strerror(number) if number and number > 0 else str(error.strerror or error)
    return _("the operating system says: {reason}").format(reason=told)
