"""In which language the command speaks: Chinese or English.

HEADWATER_LANGUAGE decides ("zh" or "en"), else the locale by LC_ALL, LC_MESSAGES or LANG, in that order.
"""

from __future__ import annotations

import gettext
import os
from typing import TYPE_CHECKING

from headwater.config.messages import LOCALE

if TYPE_CHECKING:
    from collections.abc import Mapping

_ORDER = ("HEADWATER_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")
_DOMAIN = "django"
"""One catalogue serves the whole project; see config/messages.py."""


def wanted(variables: Mapping[str, str]) -> str:
    """Tag of the language that the environment asks for, as Django writes it.

    >>> wanted({"LANG": "zh_CN.UTF-8"}), wanted({"HEADWATER_LANGUAGE": "en", "LANG": "zh_CN.UTF-8"})
    ('zh-hans', 'en')
    """
    asked = next((variables[name] for name in _ORDER if variables.get(name)), "")
    return "zh-hans" if asked.lower().startswith("zh") else "en"


def choose() -> None:
    """Speak the language of the environment, in this process and those that it starts.

    Through the standard library's own catalogue, so that argparse speaks it as well and Django need not run.
    """
    os.environ["LANGUAGE"] = "zh_Hans" if wanted(os.environ) == "zh-hans" else "en"
    gettext.bindtextdomain(_DOMAIN, str(LOCALE))
    gettext.textdomain(_DOMAIN)
