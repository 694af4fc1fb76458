from typing import ClassVar

from django.db import models

from vafa.base.models import MemberScoped


class Activity(MemberScoped):
    """Something a member did: its body, the facts it was judged by, the awards that came of it; only inserted. A return
    is an activity with the purchase as its original: its money is negative and counts where the purchase did."""

    kind = models.CharField(max_length=20)
    source = models.CharField(max_length=60)
    reference = models.CharField(max_length=120)
    happened_at = models.DateTimeField()
    booked_at = models.DateTimeField()
    counts_at = models.DateTimeField()
    day = models.DateField()
    store_id = models.UUIDField(null=True)
    terminal = models.CharField(max_length=40, default="")
    channel = models.CharField(max_length=20, default="")
    version = models.PositiveIntegerField(default=0)
    net_minor = models.BigIntegerField(default=0)
    discount_minor = models.BigIntegerField(default=0)
    cost_minor = models.BigIntegerField(null=True)
    payable_minor = models.BigIntegerField(default=0)
    purchases = models.SmallIntegerField(default=0)
    original = models.UUIDField(null=True)
    body = models.JSONField()
    facts = models.JSONField(null=True)
    awards = models.JSONField()

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["member_id", "counts_at", "net_minor", "purchases", "day"], name="activities_of_a_member"
            ),
            models.Index(
                fields=[
                    "club_id",
                    "day",
                    "member_id",
                    "kind",
                    "net_minor",
                    "discount_minor",
                    "cost_minor",
                    "purchases",
                    "store_id",
                ],
                name="activities_for_reports",
            ),
            models.Index(
                fields=["member_id", "original"],
                condition=models.Q(original__isnull=False),
                name="returns_of_a_purchase",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.reference}"


class Tally(models.Model):
    """What a member's activities add up to, for judging the next: counted when booked."""

    member_id = models.UUIDField(primary_key=True)
    club_id = models.UUIDField()
    purchases = models.PositiveIntegerField(default=0)
    first_at = models.DateTimeField(null=True)
    last_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.purchases} purchases"


class CapUse(models.Model):
    """How many units a cap has counted for a member in a period, named by its first day."""

    member_id = models.UUIDField()
    cap = models.CharField(max_length=60)
    period = models.DateField()
    pk = models.CompositePrimaryKey("member_id", "cap", "period")
    club_id = models.UUIDField()
    used = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.cap} {self.period} {self.used}"


class BudgetUse(models.Model):
    """How many units a budget has given to all members together in a period, and what staff were told of it."""

    class Told(models.IntegerChoices):
        NOTHING = 0
        NEAR = 1
        USED_UP = 2

    club_id = models.UUIDField()
    budget = models.CharField(max_length=60)
    period = models.DateField()
    pk = models.CompositePrimaryKey("club_id", "budget", "period")
    used = models.BigIntegerField(default=0)
    told = models.PositiveSmallIntegerField(choices=Told.choices, default=Told.NOTHING)

    def __str__(self) -> str:
        return f"{self.budget} {self.period} {self.used}"


class ParkedReturn(models.Model):
    """A return that came before its receipt; it waits 30 days. Keyed by the receipt's reference."""

    club_id = models.UUIDField()
    source = models.CharField(max_length=60)
    receipt = models.CharField(max_length=120)
    reference = models.CharField(max_length=120)
    pk = models.CompositePrimaryKey("club_id", "source", "receipt", "reference")
    content_sha256 = models.BinaryField(max_length=32)
    item = models.JSONField()
    parked_at = models.DateTimeField()
    waits_until = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["club_id", "waits_until"], name="parked_returns_by_end")]

    def __str__(self) -> str:
        return f"{self.reference} for {self.receipt}"
