from typing import ClassVar

from django.db import models

from vafa.base.ids import new_id
from vafa.base.models import Approval, Club, Staff
from vafa.files.reading.fields import ADJUSTMENTS, KINDS

STATES = tuple("matching checking checked waiting running paused settling done undoing undone failed".split())
ACTIVE = ("waiting", "running", "paused", "settling", "undoing")
"""States in which the books may hold a part of an import: one at a time in a club."""


class Import(models.Model):
    """A file on its way into the books. Its rows lie beside it in a file of their own; here is how far it has come."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    club = models.ForeignKey(Club, models.PROTECT)
    kind = models.CharField(max_length=12, choices=[(kind, kind) for kind in KINDS])
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    sheet = models.JSONField()
    headers = models.JSONField()
    samples = models.JSONField()
    matching = models.JSONField(default=dict)
    state = models.CharField(max_length=8, choices=[(state, state) for state in STATES], default="matching")
    rows = models.PositiveIntegerField(default=0)
    place = models.PositiveIntegerField(default=0)
    """Rows read while it is checked; the last row of the order of work that is booked while it runs."""
    counts = models.JSONField(default=dict)
    summary = models.JSONField(default=dict)
    trouble = models.CharField(max_length=60, default="")
    """Why it failed: a refusal's code."""
    taken_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    undone_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    approval = models.ForeignKey(Approval, models.PROTECT, null=True, related_name="+")
    taken_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["club"], condition=models.Q(state__in=ACTIVE), name="one_import_at_work_a_club"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["club", "taken_at"], name="imports_of_a_club")]

    def __str__(self) -> str:
        return f"{self.kind} {self.file_name} {self.state}"

    @property
    def source(self) -> str:
        """The name its references are unique under; short enough for a member's way of joining too."""
        return f"{'adjust' if self.kind == ADJUSTMENTS else 'import'}:{self.id.hex[-12:]}"


class Export(models.Model):
    """Everything of a club as files, made in the background, kept for some days."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    club = models.ForeignKey(Club, models.PROTECT)
    form = models.CharField(max_length=7, choices=[("csv", "csv"), ("parquet", "parquet")])
    state = models.CharField(
        max_length=7, default="running", choices=[(s, s) for s in ("running", "done", "failed", "gone")]
    )
    counts = models.JSONField(default=dict)
    bytes = models.PositiveBigIntegerField(default=0)
    asked_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["club", "asked_at"], name="exports_of_a_club")]

    def __str__(self) -> str:
        return f"{self.form} {self.state}"
