from typing import ClassVar

from django.db import models

from vafa.base.ids import new_id
from vafa.base.models import Club, MemberScoped


class LadderVersion(models.Model):
    """A published ladder of tiers; only inserted."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    club = models.ForeignKey(Club, models.PROTECT)
    number = models.PositiveIntegerField()
    starts_at = models.DateTimeField()
    ladder = models.JSONField()
    published_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["club", "number"], name="one_ladder_a_version_number")]

    def __str__(self) -> str:
        return f"ladder {self.number}"


class Standing(MemberScoped):
    """A member's tier now; how it came about is in StandingChange."""

    tier = models.CharField(max_length=40)
    since = models.DateTimeField()
    review_at = models.DateTimeField(null=True)
    floor = models.CharField(max_length=40, default="")
    floor_until = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["member_id"], name="one_standing_a_member")]
        indexes: ClassVar = [models.Index(fields=["club_id", "review_at"], name="standings_to_review")]

    def __str__(self) -> str:
        return f"{self.member_id} {self.tier}"


class StandingChange(MemberScoped):
    """Only inserted: from which tier to which, when and why."""

    from_tier = models.CharField(max_length=40)
    to_tier = models.CharField(max_length=40)
    happened_at = models.DateTimeField()
    booked_at = models.DateTimeField()
    why = models.CharField(max_length=20)
    reason = models.CharField(max_length=300, default="")
    staff_id = models.UUIDField(null=True)

    def __str__(self) -> str:
        return f"{self.from_tier} to {self.to_tier}"
