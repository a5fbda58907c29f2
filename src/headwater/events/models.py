"""Tables of the event store. Rows are written once; only what declarations say of events changes later.

Hot tables hold numbers: words and classes are those of `identity`, without foreign keys, which PostgreSQL
would check row by row; `headwater verify` checks them all.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from headwater.parties.models import Organisation
from headwater.store import RowId


class CaptureJob(models.Model):
    """One capture: what came in one document, and what became of it. Source: EPCIS 2.0, section 12.6."""

    class Behaviour(models.TextChoices):
        """What an error in one event means to the others."""

        ROLLBACK = "rollback", _("all or nothing")
        PROCEED = "proceed", _("keep what is right")

    id = models.UUIDField(primary_key=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT)
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField()
    behaviour = models.CharField(max_length=8, choices=Behaviour.choices)
    success = models.BooleanField()
    events = models.IntegerField()
    """How many events the document had that could be read."""
    stored = models.IntegerField()
    """How many of them were new."""
    errors = models.JSONField(default=list)

    class Meta:
        db_table = "events_job"
        verbose_name = _("capture")
        verbose_name_plural = _("captures")
        indexes: ClassVar = [models.Index(fields=["organisation", "created_at"], name="job_by_time")]

    def __str__(self) -> str:
        return str(self.id)


class Event(models.Model):
    """One event. `id` is its record position: larger is later recorded."""

    id = RowId(primary_key=True)
    job = models.ForeignKey(CaptureJob, on_delete=models.PROTECT, db_index=False)
    capturer = models.ForeignKey(Organisation, on_delete=models.PROTECT, db_index=False)
    record_time = models.BigIntegerField()
    """Microseconds since 1970, UTC; so is `event_time`."""
    event_time = models.BigIntegerField()
    offset = models.SmallIntegerField()
    """Minutes east of Greenwich where it happened."""
    type = models.SmallIntegerField()
    rank = models.SmallIntegerField()
    """`codes.Action`: the order within one instant."""
    flags = models.SmallIntegerField()
    biz_step = models.BigIntegerField(null=True)
    disposition = models.BigIntegerField(null=True)
    read_point = models.BigIntegerField(null=True)
    biz_location = models.BigIntegerField(null=True)
    destination = models.BigIntegerField(null=True)
    """Where it goes: the location of the destination list, else its party."""
    transformation = models.BigIntegerField(null=True)
    parent = models.BigIntegerField(null=True)
    """Object id of the parent."""
    digest = models.BinaryField(max_length=32)
    """The CBV event hash."""
    event_id = models.TextField(null=True)
    """The eventID; null where it is the hash."""
    event_key = models.BigIntegerField()
    """Sixty-four bits of the hash of eventID."""
    identity = models.BinaryField(max_length=16, unique=True)
    """Hash of capturer, eventID, declaration flag and content: an event that has it already is a repeat."""
    void = models.BigIntegerField(null=True)
    """Record position since which it no longer counts, because of a declaration."""

    class Meta:
        db_table = "events_event"
        indexes: ClassVar = [
            models.Index(fields=["event_time"], name="event_by_time"),
            models.Index(fields=["record_time", "id"], name="event_by_record_time"),
            models.Index(fields=["event_key"], name="event_by_event_id"),
            models.Index(fields=["biz_location", "event_time"], name="event_by_place"),
            models.Index(fields=["biz_step", "event_time"], name="event_by_step"),
            models.Index(
                fields=["transformation"],
                name="event_by_transformation",
                condition=models.Q(transformation__isnull=False),
            ),
        ]


class Lapsed(models.Model):
    """From position `since` to before `until` an event did not count; then an original took its declaration over."""

    pk = models.CompositePrimaryKey("event_id", "since")
    event = models.ForeignKey(Event, on_delete=models.PROTECT, db_index=False)
    since = models.BigIntegerField()
    until = models.BigIntegerField()

    class Meta:
        db_table = "events_lapsed"
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(since__lt=models.F("until")), name="lapsed_not_empty"),
        ]


class Declaration(models.Model):
    """When and why an error declaration was made; `id` is its record position."""

    id = RowId(primary_key=True)
    declared_at = models.BigIntegerField()
    """Microseconds since 1970, UTC."""
    reason = models.BigIntegerField(null=True)
    """A word."""

    class Meta:
        db_table = "events_declaration"
        indexes: ClassVar = [models.Index(fields=["declared_at"], name="declaration_by_time")]


class Document(models.Model):
    """Up to 64 events as they came, compressed together; `id` is the position of the first."""

    id = RowId(primary_key=True)
    body = models.BinaryField()

    class Meta:
        db_table = "events_document"


class Range(models.Model):
    """Objects `first` to `last` have a role in an event.

    The band makes "which ranges hold this id" logarithmic: a range of length class k that holds an id begins
    less than 2^k before it.
    """

    id = RowId(primary_key=True)
    band = models.SmallIntegerField()
    first = models.BigIntegerField()
    last = models.BigIntegerField()

    class Meta:
        db_table = "events_range"
        indexes: ClassVar = [models.Index(fields=["band", "first", "last"], name="range_by_object")]


class Band(models.Model):
    """A band that some range has: look-ups ask for no others."""

    band = models.SmallIntegerField(primary_key=True)

    class Meta:
        db_table = "events_band"


class Quantity(models.Model):
    """So much of a class has a role in an event. Decimal as text, since SQLite would make it a float."""

    id = RowId(primary_key=True)
    role = models.SmallIntegerField()
    item_class = models.BigIntegerField()
    """What it is of: the lot, where the event tells that in its ILMD alone."""
    sent_class = models.BigIntegerField(null=True)
    """The class that the event names, where that is another: the product of the lot."""
    quantity = models.TextField(null=True)
    uom = models.TextField(null=True)

    class Meta:
        db_table = "events_quantity"
        indexes: ClassVar = [
            models.Index(fields=["item_class", "role"], name="quantity_by_class"),
            models.Index(
                fields=["sent_class", "role"],
                name="quantity_by_sent_class",
                condition=models.Q(sent_class__isnull=False),
            ),
        ]


class Term(models.Model):
    """A business transaction, source or destination of an event."""

    id = RowId(primary_key=True)
    kind = models.SmallIntegerField()
    type = models.BigIntegerField(null=True)
    value = models.BigIntegerField()

    class Meta:
        db_table = "events_term"
        indexes: ClassVar = [models.Index(fields=["value", "kind"], name="term_by_value")]


class Finding(models.Model):
    """Something about an event that a person should look at. Capture refuses no fact because of it."""

    class Kind(models.TextChoices):
        """What is odd."""

        SAME_ID = "same-id", _("the same eventID with other content")
        FOREIGN_DECLARATION = (
            "foreign-declaration",
            _("an error declaration by an organisation without authority"),
        )
        CLAIM = "claim", _("a change by an organisation without authority over the key")
        NOT_ISSUED = "not-issued", _("a code that looks like ours and was never issued")
        CONFLICTING_LOTS = "conflicting-lots", _("objects in more than one lot")
        SHARED_TRANSFORMATION = (
            "shared-transformation",
            _("a transformationID that another organisation uses as well"),
        )
        SAME_EVENT = "same-event", _("an event that another organisation has captured as well")
        """For the operating organisation alone: nobody else learns what others have captured."""
        AHEAD_OF_TIME = "ahead-of-time", _("an event dated later than it was captured")
        TAKEN_BACK = "taken-back", _("an event sent again after it was declared wrong")

    kind = models.CharField(max_length=24, choices=Kind.choices)
    event = models.ForeignKey(Event, on_delete=models.PROTECT)
    detail = models.JSONField(default=dict)
    found_at = models.DateTimeField()

    class Meta:
        db_table = "events_finding"
        verbose_name = _("finding")
        verbose_name_plural = _("findings")

    def __str__(self) -> str:
        return f"{self.kind} {self.event_id}"
