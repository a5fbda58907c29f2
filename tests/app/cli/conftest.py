"""The command, run in this process over the test's own database."""

from __future__ import annotations

import gettext
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from django.utils import translation

from headwater.cli import main
from headwater.config import messages
from headwater.identity import cache, keyring
from headwater.parties import operations

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from headwater.parties.models import Organisation


@dataclass(frozen=True)
class Said:
    """What a command printed."""

    out: str
    err: str


@pytest.fixture
def headwater(
    db: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Callable[..., Said]]:
    """Runs `headwater` with arguments; asserts its exit code; speaks English unless told otherwise."""
    messages.compile()
    keyring.create()
    monkeypatch.setenv("HEADWATER_SECRET_KEY", "of the tests")
    monkeypatch.setenv("LANGUAGE", "")
    cache.forget_all()

    def run(*arguments: object, code: int = 0, language: str = "en") -> Said:
        monkeypatch.setenv("HEADWATER_LANGUAGE", language)
        capsys.readouterr()
        try:
            answered = main([str(one) for one in arguments])
        except SystemExit as end:
            answered = int(str(end.code))
        said = Said(*capsys.readouterr())
        assert answered == code, said
        return said

    language = translation.get_language()
    yield run
    gettext.textdomain("messages")
    translation.activate(language or "en")
    cache.forget_all()


@pytest.fixture
def operating(db: None) -> Organisation:
    """The organisation as which the command acts."""
    return operations.add_organisation(name="Valley Dairy", name_zh="山谷乳业", operating=True, by=None)
