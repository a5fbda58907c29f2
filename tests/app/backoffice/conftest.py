"""A quality manager of the operating dairy and a dealer, signed in, with the dairy's answers in place of tracing's."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.test import Client

from headwater.backoffice.explorer import views
from headwater.parties.models import Membership, Organisation, Person
from headwater.tracing.queries import UnknownSubject
from tests.app.portal import dairy_answers as dairy
from tests.app.tracing.conftest import cast  # noqa: F401 - a fixture

if TYPE_CHECKING:
    from headwater.gs1.identifier import Identifier
    from headwater.parties.actors import Viewer
    from headwater.tracing.answers import History, Located, Trace


@pytest.fixture
def dairy_owner(db: None) -> Organisation:
    return Organisation.objects.create(name="Headwater Dairy", name_zh="源头乳业", operating=True)


@pytest.fixture
def dealer(db: None) -> Organisation:
    return Organisation.objects.create(name="North Dealer", name_zh="北方经销商")


def person(name: str, *roles: tuple[Organisation, str]) -> Client:
    """Somebody with these roles, signed in."""
    somebody = Person.objects.create_user(name, password="a long password", is_staff=True)
    for organisation, role in roles:
        Membership.objects.create(person=somebody, organisation=organisation, role=role)
    client = Client(headers={"accept-language": "en"})
    client.force_login(somebody)
    return client


@pytest.fixture
def manager(dairy_owner: Organisation) -> Client:
    return person("quality", (dairy_owner, "quality_manager"))


@pytest.fixture
def both(dairy_owner: Organisation, dealer: Organisation) -> Client:
    """Somebody with roles in two organisations."""
    return person("both", (dairy_owner, "auditor"), (dealer, "dealer"))


@pytest.fixture
def nobody(db: None) -> Client:
    """Somebody without a role."""
    return person("nobody")


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, Viewer, dict[str, object]]]:
    """Answers of the dairy; keeps every question with its viewer and parameters."""
    questions: list[tuple[str, Viewer, dict[str, object]]] = []
    known = {node.id: node for node in dairy.BOTH.nodes}

    def trace(subject: Identifier, *, viewer: Viewer, **parameters: object) -> Trace:
        questions.append((subject.key, viewer, parameters))
        if subject.digital_link() not in known:
            raise UnknownSubject(subject.key)
        return dairy.BOTH

    def history(subject: Identifier, *, viewer: Viewer, **parameters: object) -> History:
        trace(subject, viewer=viewer, **parameters)
        return dairy.HISTORY

    def locate(subjects: list[Identifier], *, viewer: Viewer, **_: object) -> list[Located]:
        return [dairy.LOCATED]

    for name, fake in (("trace", trace), ("history", history), ("locate", locate)):
        monkeypatch.setattr(views.queries, name, fake)
    return questions
