"""Conversion between units of quantity, by the catalogue's factors and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

EVERY_PRODUCT = ""
"""Stands for a GTIN where a factor holds for every product."""


@dataclass(frozen=True, slots=True)
class Factors:
    """Factors by GTIN (or EVERY_PRODUCT), from-unit and to-unit."""

    by_pair: Mapping[tuple[str, str, str], Decimal]

    def convert(self, value: Decimal, *, gtin: str, from_uom: str, to_uom: str) -> Decimal | None:
        """The value in another unit, None where no factor tells.

        A factor of the product comes before a general one, and a factor as it stands before its inverse,
        which is rounded to 28 digits. Factors are not chained: what nobody stated is not inferred.
        """
        if from_uom == to_uom:
            return value
        for owner in (gtin, EVERY_PRODUCT):
            if (factor := self.by_pair.get((owner, from_uom, to_uom))) is not None:
                return value * factor
            if (factor := self.by_pair.get((owner, to_uom, from_uom))) is not None:
                return value / factor
        return None
