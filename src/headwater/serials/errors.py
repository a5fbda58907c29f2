"""The one error of this package."""

from __future__ import annotations


class SerialError(ValueError):
    """A key, GTIN, epoch or counter that this scheme cannot take, with the reason.

    `code` is stable ("counter-range"); `template` is an English sentence with named fields and `params`
    fills them, so that an interface can say the same in the reader's language. A serial that is not ours
    is no error: decoding answers -1 for it.
    """

    def __init__(self, code: str, template: str, **params: object) -> None:
        super().__init__(template.format(**params))
        self.code = code
        self.template = template
        self.params = params
