"""The sections of a page about one thing, from what is told to HTML."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from django.utils.safestring import SafeString, mark_safe

from headwater.portal.facts import Fact
from headwater.portal.moments import When
from headwater.portal.moulds import GAPS, pour

if TYPE_CHECKING:
    from collections.abc import Iterable

    from headwater.portal.cards import Card
    from headwater.portal.facts import Entry
    from headwater.portal.life import Life, Origin
    from headwater.portal.steps import StepLine
    from headwater.portal.temperatures import Leg
    from headwater.portal.verdicts import Verdict

_WHEN: Final = When(*map(mark_safe, GAPS[:3]))


def product(card: Card, language: str) -> SafeString:
    """Picture, name and numbers."""
    shape = replace(card, numbers=tuple((label, GAPS[n]) for n, (label, _) in enumerate(card.numbers)))
    return pour("portal/_product.html", language, {"card": shape}, [value for _, value in card.numbers])


def verdict(told: Verdict, language: str, *, first: bool = True) -> SafeString:
    """What is said of the code; the first on a page, or a warning under it."""
    sentences = tuple(GAPS[n] for n in range(len(told.sentences)))
    return pour(
        "portal/_verdict.html",
        language,
        {"verdict": replace(told, sentences=sentences), "first": first},
        told.sentences,
    )


def facts(told: tuple[Fact, ...], language: str) -> SafeString:
    """When, where, until when."""
    if not told:
        return SafeString()
    # Days are no shape: an address can tell any. A gap counts as a text, so an empty detail must stay empty.
    shape = tuple(
        Fact(fact.label, GAPS[2 * n], fact.detail and GAPS[2 * n + 1]) for n, fact in enumerate(told)
    )
    texts = [text for fact in told for text in (fact.value, fact.detail)]
    return pour("portal/_facts.html", language, {"facts": shape}, texts)


def contents(held: tuple[Entry, ...], language: str) -> SafeString:
    """What was packed in a shipping unit."""
    return pour("portal/_contents.html", language, {"contents": held}) if held else SafeString()


def origin(told: Origin, language: str) -> SafeString:
    """The lots that it was made from."""
    if not (told.origins or told.between):
        return SafeString()
    return pour("portal/_origin.html", language, {"origin": told})


def way(told: Life, language: str) -> SafeString:
    """The steps."""
    if not told.steps:
        return SafeString()
    early, middle, late = told.parts
    shape = {"early": GAPS[0], "middle": GAPS[1], "late": GAPS[2], "folded": len(middle)}
    return pour(
        "portal/_way.html",
        language,
        shape | {"truncated": told.truncated},
        [_steps(lines, language) for lines in (early, middle, late)],
    )


def cold(told: tuple[Leg, ...], language: str) -> SafeString:
    """Temperatures on the way."""
    return pour("portal/_cold.html", language, {"legs": told}) if told else SafeString()


def _steps(lines: Iterable[StepLine], language: str) -> SafeString:
    return mark_safe("".join([_step(line, language) for line in lines]))  # noqa: S308 - of moulds


def _step(line: StepLine, language: str) -> SafeString:
    when = line.when
    return pour(
        "portal/_step.html",
        language,
        {"step": line.words, "when": _WHEN},
        (when.iso, when.day, when.clock),
    )
