"""Who may do what, and who sees what."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from headwater.parties import operations
from headwater.parties.models import ApiKey
from tests.app.api.calling import SHOP_GLN, bare, caller, document, event, row_counts

if TYPE_CHECKING:
    from tests.app.api.calling import Caller

ADDRESSES = [
    ("GET", "/epcis"),
    ("GET", "/epcis/capture"),
    ("POST", "/epcis/capture"),
    ("GET", "/epcis/capture/00000000-0000-0000-0000-000000000000"),
    ("GET", "/epcis/events"),
    ("POST", "/epcis/events"),
    ("GET", "/epcis/events/urn:x:y"),
    ("GET", "/api/v1/objects/01/09521141123454"),
    ("GET", "/api/v1/objects/01/09521141123454/history"),
    ("GET", "/api/v1/trace?id=01/09521141123454"),
    ("GET", "/api/v1/locate?id=01/09521141123454"),
    ("POST", "/api/v1/locate"),
]


@pytest.mark.parametrize(("method", "path"), ADDRESSES)
def test_without_a_valid_key_there_is_nothing(dairy: Caller, method: str, path: str) -> None:
    before = row_counts()
    key = ApiKey.objects.get()
    answers = []
    for header in ("", "Basic YTpi", "Bearer", "Bearer hw_wrong", f"bearer {dairy.key}x"):
        answers.append(dairy.request(method, path, document(event(1)), Authorization=header))
    operations.revoke_api_key(api_key=key, now=timezone.now(), by=None)
    answers.append(dairy.request(method, path, document(event(1))))

    assert [response.status_code for response in answers] == [401] * 6
    assert all(response["WWW-Authenticate"].startswith("Bearer") for response in answers)
    # A revoked key is told nothing that a wrong one is not.
    assert answers[-1].content == answers[-2].content
    assert row_counts() == before


def test_an_expired_key_is_no_key(dairy: Caller) -> None:
    now = timezone.now()
    key = operations.issue_api_key(
        name="short",
        organisation=dairy.organisation,
        role="integrator",
        now=now - timedelta(days=2),
        expires_at=now - timedelta(days=1),
        by=None,
    )
    assert dairy.get("/epcis/events", Authorization=f"Bearer {key}").status_code == 401


@pytest.mark.parametrize("role", ["regulator", "auditor"])
def test_a_role_that_only_reads_cannot_capture(dairy: Caller, role: str) -> None:
    reader = caller(dairy.organisation, role)
    dairy.capture(event(1))
    before = row_counts()

    for path, body in (("/epcis/capture", document(event(2))), ("/epcis/events", bare(2))):
        response = reader.post(path, body)
        assert response.status_code == 403
        assert response.json()["type"] == "epcisException:SecurityException"
    assert row_counts() == before
    assert len(reader.events()) == 1


def test_a_stranger_sees_nothing_of_others(dairy: Caller, stranger: Caller) -> None:
    job = dairy.capture(event(1, eventID="urn:uuid:9b1deb4d-3b7d-4bad-9bdd-2b0d7b3dcb6d"))["Location"]
    item = "urn:epc:id:sgtin:9521141.012345.1"

    assert stranger.events() == []
    assert stranger.events(f"?MATCH_anyEPC={item}") == []
    assert stranger.get("/epcis/events/urn:uuid:9b1deb4d-3b7d-4bad-9bdd-2b0d7b3dcb6d").status_code == 404
    assert stranger.get(job).status_code == 404
    for path in (f"objects/{item}", f"objects/{item}/history", f"trace?id={item}", f"locate?id={item}"):
        response = stranger.get(f"/api/v1/{path}")
        assert response.status_code == 404, path
        # Word for word what is answered of something that nobody ever captured.
        nothing = stranger.get(f"/api/v1/{path.replace('.1', '.99')}")
        assert nothing.json()["detail"] == response.json()["detail"].replace("/21/1", "/21/99")


def test_who_is_named_sees_the_event(dairy: Caller, shop: Caller, stranger: Caller) -> None:
    dairy.capture(
        event(1),
        event(2, destinationList=[{"type": "location", "destination": f"https://id.gs1.org/414/{SHOP_GLN}"}]),
        event(3, bizLocation={"id": f"https://id.gs1.org/414/{SHOP_GLN}"}),
        event(4, sourceList=[{"type": "owning_party", "source": f"https://id.gs1.org/417/{SHOP_GLN}"}]),
    )
    shop.capture(event(5))

    def serials(who: Caller) -> list[str]:
        return [found["epcList"][0].rpartition("/")[2] for found in who.events()]

    assert serials(shop) == ["2", "3", "4", "5"]
    assert serials(dairy) == ["1", "2", "3", "4", "5"]
    assert serials(stranger) == []


def test_an_event_id_of_others_is_not_revealed(dairy: Caller, stranger: Caller) -> None:
    event_id = "urn:uuid:9b1deb4d-3b7d-4bad-9bdd-2b0d7b3dcb6d"
    assert dairy.post("/epcis/events", bare(1, eventID=event_id)).status_code == 201
    assert stranger.post("/epcis/events", bare(2, eventID=event_id)).status_code == 201
    # One's own is a conflict.
    before = row_counts()
    assert stranger.post("/epcis/events", bare(3, eventID=event_id)).status_code == 409
    assert row_counts() == before
    assert len(stranger.events(f"?EQ_eventID={event_id}")) == 1
    assert len(dairy.events(f"?EQ_eventID={event_id}")) == 2


def test_a_page_token_serves_nobody_else(dairy: Caller, stranger: Caller) -> None:
    dairy.capture(*[event(serial) for serial in range(1, 5)])
    link = dairy.get("/epcis/events?perPage=2")["Link"]
    path = link.partition(">")[0].removeprefix("<http://testserver")

    assert len(dairy.events(path.removeprefix("/epcis/events"))) == 2
    for response in (
        stranger.get(path),
        dairy.get(path + "&EQ_bizStep=shipping"),
        dairy.get("/epcis/events?nextPageToken=made-up"),
    ):
        assert response.status_code == 400
        assert response.json()["type"] == "epcisException:QueryParameterException"
