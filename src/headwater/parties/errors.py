"""Why an operation on parties or the catalogue was refused."""

from __future__ import annotations

from typing import Final

PROBLEM: Final = "urn:headwater:problem:"
"""What the type of a problem document begins with, wherever it is not a type of EPCIS; its kind follows."""


class Refused(Exception):  # noqa: N818 - an answer, named as such
    """Nothing was changed.

    `code` is stable; `template` is an English sentence with named fields and `params` fills them, so that an
    interface can say the same in the reader's language.
    """

    def __init__(self, code: str, template: str, **params: object) -> None:
        super().__init__(template.format(**params))
        self.code = code
        self.template = template
        self.params = params


class NotPermitted(Refused):
    """The actor's roles do not allow the act, or it concerns what is not theirs."""
