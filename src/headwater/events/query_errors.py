"""Why a query of events cannot be answered. Source: EPCIS 2.0, section 8.2.4."""

from __future__ import annotations


class QueryError(ValueError):
    """A parameter that is unknown, wrong, or excluded by another.

    `template` is an English sentence with named fields and `params` fills them, so that an interface can say
    the same in the reader's language.
    """

    def __init__(self, parameter: str, template: str, **params: object) -> None:
        self.params = {"name": parameter, **params}
        super().__init__(template.format(**self.params))
        self.parameter = parameter
        self.template = template


class QueryTooLarge(Exception):  # noqa: N818 - an answer, named as such
    """More events match than the caller is willing to receive."""

    def __init__(self, most: int) -> None:
        super().__init__(f"more than {most} events match")
        self.most = most
