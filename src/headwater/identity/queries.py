"""How much there is to identify."""

from __future__ import annotations

from django.db.models import Sum

from headwater.identity.models import Block, ItemClass


def count_lots() -> int:
    """Lots that any event or block of codes names, whoever made them. One statement."""
    return ItemClass.objects.filter(product__isnull=False).count()


def count_issued_codes() -> int:
    """Codes of our own, issued so far. One statement."""
    return Block.objects.aggregate(total=Sum("count"))["total"] or 0
