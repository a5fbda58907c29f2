"""Names in Chinese and English, equally.

Everything that people read the name of has two columns: `name`, as it is written in English or in the
script that its owner uses, and `name_zh`. Where one is not known the other serves.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from headwater.parties.errors import Refused

_UNSTORABLE = re.compile("[\0\ud800-\udfff]")
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")


@dataclass(frozen=True, slots=True)
class Names:
    """The names of one thing; `str()` gives the one for the reader's language."""

    name: str
    name_zh: str = ""

    @classmethod
    def of(cls, text: str) -> Names:
        """Names from a text whose language nobody told: Han characters make it the Chinese name too."""
        return cls(text, text if _HAN.search(text) else "")

    def text(self, language: str | None = None) -> str:
        """The name for a language tag such as "zh-hans"; without one, for the language in force."""
        chinese = (language or get_language() or "").lower().startswith("zh")
        return (self.name_zh or self.name) if chinese else (self.name or self.name_zh)

    def __str__(self) -> str:
        return self.text()


NAME_LENGTH = 200
"""Longest name kept, in characters."""


def require_text(text: str, limit: int = NAME_LENGTH) -> None:
    """Refuse what the database would: text that is too long, or that holds a NUL or half a surrogate pair.

    Raises:
        Refused: with the reason.
    """
    if len(text) > limit:
        raise Refused("too-long", "{text}… is longer than {limit} characters", text=text[:20], limit=limit)
    if _UNSTORABLE.search(text):
        raise Refused("characters", "The text holds a character that cannot be kept")


class Named(models.Model):
    """A row that people know by name."""

    name = models.CharField(_("name"), max_length=NAME_LENGTH)
    name_zh = models.CharField(_("Chinese name"), max_length=NAME_LENGTH, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.names.text()

    @property
    def names(self) -> Names:
        return Names(self.name, self.name_zh)
