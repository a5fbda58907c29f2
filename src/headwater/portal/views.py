"""Pages at Digital Link addresses: GET /01/{gtin}/21/{serial} and every other GS1 key.

GS1's resolver (link types, linksets) will answer at the same addresses: what a request asks for is decided in
`page`, before anything is told.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from headwater.catalog.queries import products
from headwater.gs1.errors import IdentifierError
from headwater.gs1.identify import identify
from headwater.portal import asking, cards, languages, sections, telling, verdicts
from headwater.portal.addresses import decoded_path, digital_link
from headwater.portal.moulds import GAPS, pour

if TYPE_CHECKING:
    from django.http import HttpRequest

    from headwater.gs1.identifier import Identifier
    from headwater.portal.cards import Card
    from headwater.portal.telling import Told
    from headwater.portal.verdicts import Verdict

THING_KINDS = ("instance", "lot")
FRESH = "private, no-cache"
"""A page with a count: every showing asks again, but the back button may show what was there."""
KEPT = "private, max-age=300"


@require_safe
def page(request: HttpRequest, path: str) -> HttpResponse:
    """The page of one GS1 key, in the reader's language."""
    language = languages.chosen(request)
    if language:
        translation.activate(language)
    response = _answer(request, path)
    if language:
        languages.keep(response, language)
    response.headers["Vary"] = "Accept-Language, Cookie"
    return response


def _answer(request: HttpRequest, path: str) -> HttpResponse:
    try:
        subject = identify(digital_link(decoded_path(request, path), request.META.get("QUERY_STRING", "")))
    except IdentifierError as error:
        return _refusal(request, verdicts.malformed(error), 400)
    if subject.kind == "class":
        return _product(request, subject)
    if subject.kind not in THING_KINDS:
        return _refusal(request, verdicts.no_page(), 404, subject)
    return _thing(request, subject)


def _thing(request: HttpRequest, subject: Identifier) -> HttpResponse:
    language = languages.in_force()
    told = telling.tell(request, subject, language, now=timezone.now())
    if told.card is None:
        return _refusal(request, told.verdict, 404, subject)
    response = _whole(request, told, told.card, language)
    response.headers["Cache-Control"] = FRESH
    if told.recognise:
        asking.remember(response, subject.key)
    return response


def _whole(request: HttpRequest, told: Told, card: Card, language: str) -> HttpResponse:
    main = "\n".join(
        (
            sections.product(card, language),
            sections.verdict(told.verdict, language),
            *filter(None, told.sections),
        )
    )
    html = pour(
        "portal/thing.html",
        language,
        {"title": GAPS[0], "switch_query": GAPS[1], "main": GAPS[2], "counted": told.counted},
        (
            f"{card.name} · {told.verdict.heading}",
            languages.switch_query(request),
            mark_safe(main),  # noqa: S308 - of moulds
        ),
    )
    return HttpResponse(html)


def _product(request: HttpRequest, subject: Identifier) -> HttpResponse:
    gtin = dict(subject.elements).get("01", "")
    product = products([gtin]).get(gtin)
    if product is None:
        return _refusal(request, verdicts.unknown(), 404, subject)
    facts = [{"label": label, "value": value} for label, value in cards.describe(product)]
    response = _page(request, "product", {"card": cards.card(subject, languages.in_force()), "facts": facts})
    response.headers["Cache-Control"] = KEPT
    return response


def _refusal(
    request: HttpRequest, verdict: Verdict, status: int, subject: Identifier | None = None
) -> HttpResponse:
    asked_for = subject.key if subject else ""
    response = _page(request, "refusal", {"verdict": verdict, "asked_for": asked_for}, status)
    response.headers["Cache-Control"] = FRESH
    return response


def _page(request: HttpRequest, name: str, context: dict[str, object], status: int = 200) -> HttpResponse:
    context["switch_query"] = languages.switch_query(request)
    return render(request, f"portal/{name}.html", context, status=status)
