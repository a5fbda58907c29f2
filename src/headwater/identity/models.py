"""Tables of identity: what was ever named, and by which number it is known.

All rows are append-only facts. Nothing here has a row per code that we issued: those are decoded.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from headwater.store import RowId


class Sequence(models.Model):
    """The next free number of a series of ids."""

    name = models.CharField(max_length=40, primary_key=True)
    next = models.BigIntegerField()

    class Meta:
        db_table = "identity_sequence"


class Word(models.Model):
    """A place, party, document, transformation or vocabulary word, by its canonical key."""

    key = models.TextField(unique=True)
    gln = models.CharField(max_length=13, null=True, db_index=True)
    """Of a place or party, whatever its extension: tells its owner."""

    class Meta:
        db_table = "identity_word"

    def __str__(self) -> str:
        return self.key


class ItemClass(models.Model):
    """A class of things: a product (GTIN), a lot of it, a kind of asset."""

    key = models.TextField(unique=True)
    product = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="lots")
    """The product of a lot."""

    class Meta:
        db_table = "identity_class"

    def __str__(self) -> str:
        return self.key


class Layout(models.IntegerChoices):
    """How the ids of a series are made."""

    DICTIONARY = 2
    NUMERIC = 3
    SSCC = 4


class Series(models.Model):
    """Objects whose keys share all but the last part: "01/09506000134352/21", "00", "8003"."""

    key = models.TextField(unique=True)
    item_class = models.ForeignKey(ItemClass, on_delete=models.PROTECT, null=True)
    layout = models.SmallIntegerField(choices=Layout.choices)
    number = models.IntegerField(null=True, unique=True)
    """Below two to the twentieth, for the numeric layout."""

    class Meta:
        db_table = "identity_series"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~models.Q(layout=Layout.NUMERIC) | models.Q(number__isnull=False),
                name="numeric_series_has_number",
            )
        ]

    def __str__(self) -> str:
        return self.key


class Serial(models.Model):
    """One object of others that has no id by arithmetic."""

    id = RowId(primary_key=True)
    series = models.ForeignKey(Series, on_delete=models.PROTECT, db_index=False)
    serial = models.TextField()

    class Meta:
        db_table = "identity_serial"
        constraints: ClassVar = [models.UniqueConstraint(fields=["series", "serial"], name="serial_once")]

    def __str__(self) -> str:
        return self.serial


class Block(models.Model):
    """Codes issued in one go: counters from `first_counter` have ids from `first_id`."""

    series = models.ForeignKey(Series, on_delete=models.PROTECT)
    epoch = models.IntegerField()
    first_counter = models.BigIntegerField()
    count = models.BigIntegerField()
    first_id = models.BigIntegerField(unique=True)
    lot = models.ForeignKey(ItemClass, on_delete=models.PROTECT, null=True)

    class Meta:
        db_table = "identity_block"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["series", "epoch", "first_counter"], name="counter_once"),
            models.CheckConstraint(condition=models.Q(count__gt=0), name="block_not_empty"),
        ]

    def __str__(self) -> str:
        return f"{self.series_id}/{self.epoch}:{self.first_counter}+{self.count}"
