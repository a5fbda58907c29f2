"""A database that goes away: whoever asks is told to come again, and is answered when it is back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from django.db import connection

from tests.app.api.calling import event
from tests.app.api.conftest import dairy, forgotten

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponse

    from tests.app.api.calling import Caller

__all__ = ["dairy", "forgotten"]


def end_connection() -> None:
    """As a server does that is restarted."""
    asked = connection.get_connection_params()
    named: dict[str, Any] = {
        name: asked[name] for name in ("host", "port", "user", "dbname") if name in asked
    }
    with psycopg.connect(**named, autocommit=True) as other:
        other.execute(
            "SELECT pg_terminate_backend(%s, 5000)", [connection.connection.info.backend_pid]
        ).fetchone()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "ask",
    [
        lambda dairy: dairy.get("/epcis/events"),
        lambda dairy: dairy.get("/api/v1/trace?id=01/09506000134352/21/1"),
        lambda dairy: dairy.post("/epcis/events", {**event(2), "@context": []}),
        lambda dairy: dairy.client.get("/01/09506000134352/21/1"),
    ],
    ids=["query", "trace", "capture", "page"],
)
def test_a_connection_that_is_lost_is_a_503(
    dairy: Caller, ask: Callable[[Caller], HttpResponse], caplog: pytest.LogCaptureFixture
) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("a file is not lost as a connection is")
    dairy.client.raise_request_exception = False
    assert dairy.capture(event(1)).status_code == 202
    end_connection()

    response = ask(dairy)

    assert response.status_code == 503
    assert response["Retry-After"] == "10"
    assert "the database cannot be used" in caplog.text or "terminating connection" in caplog.text
    connection.close()  # as Django does between two requests
    assert len(dairy.events()) == 1
    assert dairy.capture(event(2)).status_code == 202
