"""The one error of this package."""

from __future__ import annotations

SHOWN = 60
"""Characters of a faulty text that a message repeats at most."""


class IdentifierError(ValueError):
    """Text that is no valid identifier, with the reason.

    `code` is stable ("check-digit"); `template` is an English sentence with named fields and `params` fills
    them, so that an interface can say the same in the reader's language.
    """

    def __init__(self, code: str, template: str, **params: object) -> None:
        super().__init__(template.format(**params))
        self.code = code
        self.template = template
        self.params = params


def shown(text: str) -> str:
    """Faulty text, fit to stand in a message: at most `SHOWN` characters, all of them printable.

    >>> shown("09506\\x1d0001")
    '09506\\\\x1d0001'
    """
    head = text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"
    if head.isprintable():
        return head
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in head)
