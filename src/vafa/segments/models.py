from typing import ClassVar

from django.db import models

from vafa.base.ids import new_id
from vafa.base.models import Club, MemberScoped

TAKEN_AWAY = {"metric": "none"}
"""The predicate of a segment that was taken away: nobody is in it, and no list names it."""


class Definition(models.Model):
    """A version of what makes a group; membership is stored against its code."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    club = models.ForeignKey(Club, models.PROTECT)
    code = models.SlugField()
    version = models.PositiveIntegerField()
    name_fa = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80)
    predicate = models.JSONField()
    made_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["club", "code", "version"], name="one_definition_a_segment_version")
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.version}"

    def name_in(self, language: str) -> str:
        return self.name_fa if language == "fa" else self.name_en


class Membership(MemberScoped):
    """A member is in a segment since an instant, as last judged at another."""

    segment = models.SlugField()
    since = models.DateTimeField()
    as_of = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["member_id", "segment"], name="one_membership_a_segment")
        ]
        indexes: ClassVar = [models.Index(fields=["club_id", "segment"], name="members_of_a_segment")]

    def __str__(self) -> str:
        return f"{self.member_id} in {self.segment}"
