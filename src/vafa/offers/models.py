from typing import ClassVar

from django.db import models

from vafa.base.models import Counter, MemberScoped
from vafa.rewards.models import Terms


class Offer(Terms):
    """Something off a basket, for whoever its terms name or for those it is assigned to. Used by itself, without a code
    and without units."""

    effect = models.JSONField()
    condition = models.JSONField(null=True)
    stacking = models.CharField(
        max_length=9, default="common", choices=[(each, each) for each in ("common", "exclusive", "always")]
    )
    priority = models.PositiveSmallIntegerField(default=100)
    group = models.CharField(max_length=40, default="")
    group_limit = models.PositiveSmallIntegerField(default=1)
    assigned_only = models.BooleanField(default=False)
    budget = models.ForeignKey(Counter, models.PROTECT, related_name="+")
    state = models.CharField(max_length=6, default="draft", choices=[(s, s) for s in ("draft", "listed", "off")])

    class Meta:
        indexes: ClassVar = [models.Index(fields=["club", "state"], name="offers_of_a_club")]


class Assignment(MemberScoped):
    """An offer given to one member, by whom (`source` is a campaign or staff) and until when; only inserted."""

    offer_id = models.UUIDField()
    source = models.CharField(max_length=60)
    reference = models.CharField(max_length=120)
    assigned_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["member_id", "source", "reference"], name="an_offer_is_assigned_once")
        ]

    def __str__(self) -> str:
        return f"{self.offer_id} to {self.member_id}"
