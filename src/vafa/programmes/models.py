from typing import ClassVar

from django.db import models

from vafa.base.ids import new_id
from vafa.base.models import Club


class Guard(models.Model):
    """What a club lets rules pay out: no more than such a share of the margin of the receipts they gave for."""

    club = models.OneToOneField(Club, models.PROTECT, primary_key=True)
    margin_basis_points = models.PositiveIntegerField(default=10_000)

    def __str__(self) -> str:
        return f"{self.margin_basis_points} bp of margin"


class Draft(models.Model):
    """A programme that is being written. `edition` is the one that stands, moved by conditional update: of two who
    change the same one, the later is told."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    club = models.ForeignKey(Club, models.PROTECT)
    number = models.PositiveIntegerField()
    based_on = models.PositiveIntegerField(default=0)
    """The published version it began as; 0 for one that began as a ready programme."""
    edition = models.PositiveIntegerField(default=1)
    state = models.CharField(max_length=9, default="open", choices=[(s, s) for s in ("open", "published", "dropped")])
    version = models.PositiveIntegerField(null=True)
    """The version it was published as."""
    begun_at = models.DateTimeField()
    begun_by = models.UUIDField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["club", "number"], name="one_draft_a_number")]
        indexes: ClassVar = [models.Index(fields=["club", "state"], name="drafts_of_a_club")]

    def __str__(self) -> str:
        return f"draft {self.number}"


class Edition(models.Model):
    """A draft as it once stood; only inserted. Undoing a change adds an edition that is as the one before it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    draft = models.ForeignKey(Draft, models.PROTECT, related_name="editions")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    undoes_to = models.PositiveIntegerField(default=0)
    """The edition that undoing this one goes back to; 0 for the first."""
    made_at = models.DateTimeField()
    made_by = models.UUIDField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["draft", "number"], name="one_edition_a_number")]

    def __str__(self) -> str:
        return f"{self.draft_id} edition {self.number}"
