"""What is wrong with a document or an event, said so that a person and a program can use it.

>>> problem("time-no-zone", "/eventTime", "{value!r} has no time zone.", value="2026-03-02T08:00:00").message
"'2026-03-02T08:00:00' has no time zone."

A codec collects problems of single events and goes on; a document that cannot be read at all raises
`EpcisError`, the only error that this package lets out for bad input.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

LONGEST_SHOWN = 200
"""Characters of a wrong text that a message repeats."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, and where.

    `message` is a plain English sentence. `template` with `params` says the same for translation: an
    interface translates the template and fills it again; without one, the message stands for itself.
    """

    code: str
    """Stable name, as "time-no-zone"."""
    path: str
    """JSON pointer (RFC 6901) inside the event, or inside the document where `index` is None."""
    message: str
    index: int | None = None
    """Which event of the document, from 0."""
    template: str = field(default="", compare=False)
    params: Mapping[str, object] = field(default_factory=dict, compare=False)

    def at(self, index: int) -> Problem:
        """The same problem, found in the event at this index."""
        return replace(self, index=index)

    def under(self, path: str) -> Problem:
        """The same problem, seen from where `path` leads to what `self.path` starts from."""
        return replace(self, path=path + self.path)


def problem(code: str, path: str, template: str, **params: object) -> Problem:
    """A problem whose message is `template` filled with `params`; long texts are cut."""
    params = {name: _shown(value) for name, value in params.items()}
    return Problem(code, path, template.format(**params), None, template, params)


def translatable(template: str) -> str:
    """The template itself: marks a sentence that stands apart from its problem for the catalogue of messages."""
    return template


def _shown(value: object) -> object:
    return value[:LONGEST_SHOWN] + "…" if isinstance(value, str) and len(value) > LONGEST_SHOWN else value


def pointer(path: str, *names: str | int) -> str:
    """`path` continued by names or positions, escaped as RFC 6901 asks.

    >>> pointer("/readPoint", "http://example.com/x", 0)
    '/readPoint/http:~1~1example.com~1x/0'
    """
    for name in names:
        path += "/" + str(name).replace("~", "~0").replace("/", "~1")
    return path


class EpcisError(ValueError):
    """A document that cannot be read, or an event that is wrong, with every reason known."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("; ".join(f"{p.path or '/'}: {p.message}" for p in problems))
        self.problems = problems

    @classmethod
    def of(cls, code: str, path: str, template: str, **params: object) -> EpcisError:
        """An error with this one problem."""
        return cls((problem(code, path, template, **params),))
