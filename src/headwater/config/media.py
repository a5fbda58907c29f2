"""Pictures of products, as they were uploaded.

They come from people, so that each is served as what it was recognised as and may run nothing.
"""

from __future__ import annotations

import re
from pathlib import Path

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest
from django.views.decorators.http import require_safe

from headwater.catalog import pictures

_NAME = re.compile(rf"[0-9a-f]{{64}}\.({'|'.join(pictures.TYPES)})")


@require_safe
def picture(_request: HttpRequest, name: str) -> FileResponse:
    """A kept picture; 404 for any other name."""
    match = _NAME.fullmatch(name)
    path = Path(settings.MEDIA_ROOT) / "products" / name
    if match is None or not path.is_file():
        raise Http404
    response = FileResponse(path.open("rb"), content_type=pictures.TYPES[match[1]])
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    return response
