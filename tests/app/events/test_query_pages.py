"""Page tokens: whoever holds one learns nothing from it, and cannot change it."""

from __future__ import annotations

import time
from base64 import urlsafe_b64decode

import pytest

from headwater.events import query_pages
from headwater.events.query_errors import QueryError
from headwater.events.query_pages import Mark

MARK = Mark(1_700_000_000_000_000, 123_456_789, 30, 1_700_000_000_000_001)


def written(mark: Mark = MARK) -> str:
    return query_pages.write(mark, organisation_id=7, fingerprint="asked")


def test_a_token_is_read_by_whom_it_was_given_to() -> None:
    assert query_pages.read(written(), organisation_id=7, fingerprint="asked") == MARK


def test_a_token_tells_nothing_of_where_it_leads() -> None:
    tokens = [written(Mark(1, position, 0)) for position in (123_456_789, 123_456_790)]
    for token in tokens:
        body = urlsafe_b64decode(token)
        assert b"12345678" not in body
        assert b"asked" not in body
    assert len(set(map(len, tokens))) == 1
    assert tokens[0][20:40] != tokens[1][20:40]


@pytest.mark.parametrize(("organisation", "asked"), [(8, "asked"), (7, "another")])
def test_a_token_is_of_one_viewer_and_one_query(organisation: int, asked: str) -> None:
    with pytest.raises(QueryError, match="another query"):
        query_pages.read(written(), organisation_id=organisation, fingerprint=asked)


def test_other_text_is_no_token() -> None:
    for token in ("", "made-up", "é", written()[:-4], written()[:-6] + "AAAA=="):
        with pytest.raises(QueryError, match="wrong or expired"):
            query_pages.read(token, organisation_id=7, fingerprint="asked")


def test_a_token_holds_for_a_day(monkeypatch: pytest.MonkeyPatch) -> None:
    token = written()
    issued = time.time()
    for later, fine in ((86_300, True), (86_500, False)):
        monkeypatch.setattr("cryptography.fernet.time.time", lambda later=later: issued + later)
        if fine:
            assert query_pages.read(token, organisation_id=7, fingerprint="asked") == MARK
        else:
            with pytest.raises(QueryError, match="wrong or expired"):
                query_pages.read(token, organisation_id=7, fingerprint="asked")
