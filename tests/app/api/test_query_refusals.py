"""Wrong query parameters over HTTP: each refusal names parameter, value and rule, in both languages; none is a failure."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from headwater.events import query_parameters
from headwater.events.query_model import MAX_PER_PAGE
from tests.app.api.calling import event

if TYPE_CHECKING:
    from django.http import HttpResponse

    from tests.app.api.calling import Caller

_VALUES = (
    "", "|", "a||b", " ", "shiping", "Shipping", "ObjectEvent", "ADD", "add", "true", "TRUE", "0", "-1", "1e3", "1.5", "١",
    "99999999999999999999", "9" * 5000, "2026-03-01", "2026-03-01T00:00:00", "2026-03-01T00:00:00Z", "0000-01-01T00:00:00Z",
    "9999-12-31T23:59:59.999999-14:00", "null", "undefined", "\x00", "urn:x:\x00", "urn:epc:id:sgtin:1.2.3", "(01)1", "urn:epc:idpat:*",
    "urn:epc:idpat:sgtin:*.*.*", "https://id.gs1.org/01/09521141123454", "https://id.gs1.org/01/09521141123454/10/\x00",
    "https://id.gs1.org/00/123", "https://example.com/%00", "\ud7ff\U0010ffff", "'; DROP TABLE events_event; --", "%", "\\", "x" * 4000,
)  # fmt: skip
_NEAREST = "; the nearest word is 'shipping'."
_NAMES = (
    *query_parameters.NAMES,
    *(f"{family}{type_}" for family in query_parameters.FAMILIES for type_ in ("", "po", "x", "\x00", "urn:x:y")),
    "EQ_bizstep", "EQ_", "", "\x00", "GE_eventTime ", "EQ_quantity",
)  # fmt: skip


def _ask(caller: Caller, name: str, value: str, **headers: str) -> HttpResponse:
    return caller.get(f"/epcis/events?{quote(name)}={quote(value)}", **headers)


@pytest.mark.parametrize(
    ("name", "value", "english", "chinese"),
    [
        (
            "EQ_bizStep",
            "shiping",
            f"The parameter EQ_bizStep has 'shiping', which is no word of the standard and no URI of another vocabulary{_NEAREST}",
            "参数 EQ_bizStep 的值 'shiping' 既不是标准中的词，也不是其他词汇表的 URI；最接近的词是 'shipping'。",
        ),
        (
            "GE_eventTime",
            "2026-03-01",
            "The parameter GE_eventTime has a wrong time: '2026-03-01' is a day, without a time and a time zone.",
            "参数 GE_eventTime 中的时间有误：'2026-03-01' 只有日期，没有时间和时区。",
        ),
        (
            "LT_eventTime",
            "2026-03-01T00:00:00",
            "The parameter LT_eventTime has a wrong time: '2026-03-01T00:00:00' has no time zone.",
            "参数 LT_eventTime 中的时间有误：'2026-03-01T00:00:00' 没有时区。",
        ),
        (
            "EQ_action",
            "add",
            "The parameter EQ_action has 'add'; it takes ADD, OBSERVE, DELETE.",
            "参数 EQ_action 的值为 'add'；只能是 ADD, OBSERVE, DELETE。",
        ),
        (
            "EQ_bizstep",
            "shipping",
            "The parameter EQ_bizstep is not known here; the nearest one is EQ_bizStep.",
            "这里没有参数 EQ_bizstep；最接近的是 EQ_bizStep。",
        ),
    ],
)
def test_a_refusal_says_what_is_wrong_in_the_readers_language(
    dairy: Caller, name: str, value: str, english: str, chinese: str
) -> None:
    answers = [_ask(dairy, name, value, Accept_Language=language) for language in ("en", "zh-CN")]

    assert [answer.status_code for answer in answers] == [400, 400]
    assert {answer.json()["type"] for answer in answers} == {"epcisException:QueryParameterException"}
    assert [answer.json()["detail"] for answer in answers] == [english, chinese]


def test_captures_refuse_as_events_do(dairy: Caller) -> None:
    answer = dairy.get("/epcis/capture?perpage=2", Accept_Language="en")

    assert answer.status_code == 400
    assert answer.json()["detail"] == "The parameter perpage is not known here; the nearest one is perPage."


def test_a_page_larger_than_the_largest_is_the_largest(dairy: Caller) -> None:
    dairy.capture(*[event(n) for n in range(MAX_PER_PAGE + 1)])

    assert len(dairy.events("?perPage=5000")) == MAX_PER_PAGE
    assert 'rel="next"' in dairy.get("/epcis/events?perPage=5000")["Link"]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(_NAMES) | st.text(max_size=20), st.sampled_from(_VALUES) | st.text(max_size=60))
def test_no_value_of_a_parameter_is_a_failure(dairy: Caller, name: str, value: str) -> None:
    for language in ("en", "zh-CN"):
        answer = _ask(dairy, name, value, Accept_Language=language)
        assert answer.status_code in (200, 400), answer.content
        if answer.status_code == 400 and name != query_parameters.NEXT_PAGE_TOKEN:
            assert name in answer.json()["detail"]
