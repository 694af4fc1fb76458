from typing import ClassVar

from django.db import models

from vafa.base.ids import new_id
from vafa.base.models import Club


class Version(models.Model):
    """A published programme, numbered and dated; only inserted."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    club = models.ForeignKey(Club, models.PROTECT)
    number = models.PositiveIntegerField()
    starts_at = models.DateTimeField()
    programme = models.JSONField()
    published_at = models.DateTimeField()
    published_by = models.UUIDField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["club", "number"], name="one_programme_a_version_number")
        ]

    def __str__(self) -> str:
        return f"version {self.number}"
