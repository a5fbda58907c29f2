"""Requests that no view answers: pages in both languages for people, problem documents for machines."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.http import Http404
from django.test import Client, override_settings
from django.urls import path

from headwater.backoffice.policy import STRICT
from headwater.config import messages
from headwater.config import urls as real


def _fail(_request):
    raise RuntimeError("of the test")


def _lose(_request):
    raise OperationalError("server closed the connection")


def _forbid(_request):
    raise PermissionDenied


def _nowhere(_request):
    raise Http404


class Failing:
    """The addresses of the project, and some that fail."""

    urlpatterns = (
        path("fail", _fail),
        path("away", _lose),
        path("epcis/away", _lose),
        path("api/away", _lose),
        path("forbidden", _forbid),
        path("backoffice/nowhere", _nowhere),
        path("backoffice/forbidden", _forbid),
        path("backoffice/fail", _fail),
        path("epcis/fail", _fail),
        path("api/fail", _fail),
        *real.urlpatterns,
    )
    handler400, handler403 = real.handler400, real.handler403
    handler404, handler500 = real.handler404, real.handler500


@pytest.fixture(autouse=True)
def _catalogue():
    messages.compile()


@pytest.fixture
def phone():
    return Client(raise_request_exception=False, enforce_csrf_checks=True)


def ask(phone, kind, language, query=""):
    """The page of a status: none of these may touch a database, which these tests do not open."""
    headers = {"Accept-Language": language}
    if kind == "another host":
        return phone.get(f"/{query}", headers=headers | {"Host": "evil.example"})
    if kind == "no token":
        return phone.post(f"/i18n/setlang/{query}", {"language": "en"}, headers=headers)
    return phone.get(f"/{kind}{query}", headers=headers)


@pytest.mark.parametrize(
    ("kind", "status", "english", "chinese"),
    [
        ("another host", 400, "This request cannot be read", "无法读取这个请求"),
        ("no token", 403, "This was not accepted", "未能接受"),
        ("forbidden", 403, "Not permitted", "没有权限"),
        ("nothing", 404, "There is nothing at this address", "此地址没有内容"),
        ("fail", 500, "Something failed here", "这里出了错"),
        ("away", 503, "This cannot be answered right now", "现在无法回答"),
    ],
)
@override_settings(ROOT_URLCONF=Failing)
def test_a_page_in_the_readers_language(phone, caplog, kind, status, english, chinese):
    for language, tag, heading in (("en", "en", english), ("zh-CN", "zh-Hans", chinese)):
        response = ask(phone, kind, language)
        html = response.content.decode()
        assert response.status_code == status
        assert f'<html lang="{tag}">' in html
        assert f"<title>{heading}</title>" in html
        assert response["Content-Security-Policy"] == STRICT
        assert response["Content-Language"] == ("zh-hans" if tag == "zh-Hans" else "en")
        assert "<script" not in html
        assert len(html) < 4_000
    chosen = ask(phone, kind, "zh-CN", "?lang=en")
    assert english in chosen.content.decode()
    assert chosen.cookies["django_language"].value == "en"
    assert (status == 500) == ("of the test" in caplog.text)


@pytest.mark.parametrize(
    ("kind", "status", "language", "sentence", "link"),
    [
        ("nowhere", 404, "en", "The address may be mistyped, or what stood here was removed.", "To the start of the back office"),
        ("nowhere", 404, "zh-CN", "地址可能有误，或这里原有的内容已被移除。", "回到管理后台首页"),
        ("forbidden", 403, "en", "Whoever administers your organisation can give you another.", "To the start of the back office"),
        ("forbidden", 403, "zh-CN", "请联系本组织的管理员调整角色。", "回到管理后台首页"),
        ("fail", 500, "en", "Something failed here", "To the start of the back office"),
        ("fail", 500, "zh-CN", "这里出了错", "回到管理后台首页"),
    ],
)  # fmt: skip
@override_settings(ROOT_URLCONF=Failing)
def test_staff_find_the_way_back_and_are_told_nothing_of_scanning(
    phone, kind, status, language, sentence, link
):
    response = ask(phone, f"backoffice/{kind}", language)
    html = response.content.decode()

    assert response.status_code == status
    assert sentence in html
    assert f'<a href="/backoffice/">{link}</a>' in html
    assert "scan" not in html
    assert "扫" not in html


@override_settings(ROOT_URLCONF=Failing)
def test_consumers_are_not_led_into_the_back_office(phone):
    assert "backoffice" not in ask(phone, "nothing", "en").content.decode()


@pytest.mark.parametrize(
    ("address", "host", "status", "type_"),
    [
        ("/epcis/fail", "localhost", 500, "epcisException:ImplementationException"),
        ("/api/fail", "localhost", 500, "urn:headwater:problem:Implementation"),
        ("/epcis", "evil.example", 400, "epcisException:ValidationException"),
        ("/api/v1/", "evil.example", 400, "urn:headwater:problem:Validation"),
    ],
)
@override_settings(ROOT_URLCONF=Failing)
def test_machines_get_problem_documents(phone, address, host, status, type_):
    response = phone.get(address, headers={"Host": host})
    assert response.status_code == status
    assert response["Content-Type"] == "application/problem+json"
    assert (response.json()["type"], response.json()["status"]) == (type_, status)


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/api/v1/nothing", "/api/v2/trace", "/api/", "/epcis/nothing"])
def test_machines_without_a_key_are_told_so_wherever_they_ask(client, address):
    response = client.get(address)
    assert response.status_code == 401
    assert response["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("kind", "status", "english", "chinese"),
    [
        ("01/09506000134352", 400, "This request cannot be read", "无法读取这个请求"),
        ("another host", 400, "This request cannot be read", "无法读取这个请求"),
        ("nothing", 404, "There is nothing at this address", "此地址没有内容"),
        ("fail", 500, "Something failed here", "这里出了错"),
    ],
)
@override_settings(ROOT_URLCONF=Failing)
def test_more_query_fields_than_are_read_still_get_a_page(phone, kind, status, english, chinese):
    many = "?lang=en&" + "&".join(["a"] * 1200)
    for language, heading in (("en", english), ("zh-CN", chinese)):
        response = ask(phone, kind, language, many)
        assert response.status_code == status
        assert f"<title>{heading}</title>" in response.content.decode()
        assert "a=&" not in response.content.decode()
