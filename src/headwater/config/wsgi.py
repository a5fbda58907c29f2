"""The application that a WSGI server (granian) runs."""

from __future__ import annotations

import gc
import os
from typing import Final

from django.core.wsgi import get_wsgi_application
from django.urls import resolve

from headwater.portal.addresses import keeping_octets
from headwater.portal.counting import tally

YOUNG: Final = 20_000
"""Objects that may be made before the collector looks for circles among them: a document of a thousand events
makes fifteen thousand that are no garbage. Measured: a tenth of the time of a capture."""

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "headwater.config.settings")

application = keeping_octets(get_wsgi_application())
# Reads all addresses and their views: a third of a second for which the first to ask would wait.
resolve("/health")
tally.gather()
gc.collect()
gc.freeze()  # the program itself is never garbage, and need not be looked through
gc.set_threshold(YOUNG, 20, 100)
