from typing import ClassVar

from django.db import models

from vafa.base.ids import new_id
from vafa.base.models import Club, MemberScoped

STATES = ("waiting", "running", "done", "failed", "dropped")


class Backtest(models.Model):
    """A draft replayed over a club's history in the background, and what it came to. `about` is what it was asked for,
    as a draft: a later question about the same takes its place."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    club = models.ForeignKey(Club, models.PROTECT)
    about = models.UUIDField()
    digest = models.CharField(max_length=64)
    """Of the rules and the ladder that are replayed: equal ones give equal answers."""
    content = models.JSONField()
    state = models.CharField(max_length=8, default="waiting", choices=[(each, each) for each in STATES])
    done = models.PositiveIntegerField(default=0)
    of = models.PositiveIntegerField(default=0)
    """Members, of those there are."""
    found = models.JSONField(null=True)
    asked_at = models.DateTimeField()
    heard_at = models.DateTimeField(null=True)
    """When the process that runs it last said so."""
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["club", "about", "asked_at"], name="backtests_of_a_draft")]

    def __str__(self) -> str:
        return f"{self.about} {self.state}"


SPENT_ON = ("advertising", "acquisition", "commission", "keeping")


class Spending(models.Model):
    """Money that the club spent on its members in a month, named by its first day; entered by staff, because no receipt
    has it. One that was a mistake is taken back and stays."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    club = models.ForeignKey(Club, models.PROTECT)
    month = models.DateField()
    spent_on = models.CharField(max_length=12, choices=[(each, each) for each in SPENT_ON])
    amount_minor = models.PositiveBigIntegerField()
    note = models.CharField(max_length=120, default="")
    staff_id = models.UUIDField(null=True)
    made_at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["club", "month"], name="spendings_by_month")]

    def __str__(self) -> str:
        return f"{self.spent_on} {self.amount_minor}"


class SavedView(models.Model):
    """A report with its choices under a name, for all staff of the club."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    club = models.ForeignKey(Club, models.PROTECT)
    name = models.CharField(max_length=60)
    report = models.SlugField()
    query = models.CharField(max_length=2000, default="")
    staff_id = models.UUIDField()
    made_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["club", "name"], name="one_saved_view_a_name")]

    def __str__(self) -> str:
        return self.name


class LockedPeriod(models.Model):
    """The journal of a period as it was closed: what is declared or expected later changes it no more. One that is
    opened again stays, with its reason."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    club = models.ForeignKey(Club, models.PROTECT)
    start = models.DateField()
    end = models.DateField()
    """The day after its last."""
    journal = models.JSONField()
    staff_id = models.UUIDField()
    locked_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)
    opened_because = models.CharField(max_length=300, default="")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["club", "start", "end"], condition=models.Q(opened_at=None), name="one_lock_a_period"
            )
        ]

    def __str__(self) -> str:
        return f"{self.start} to {self.end}"


class LetterWish(models.Model):
    """Somebody of the staff wants the weekly letter; `week` is the first day of the one sent last."""

    staff_id = models.UUIDField(primary_key=True)
    club = models.ForeignKey(Club, models.PROTECT)
    since = models.DateTimeField()
    week = models.DateField(null=True)

    def __str__(self) -> str:
        return str(self.staff_id)


class TillSuggestion(MemberScoped):
    """A product that staff want offered to a member at the till, by its name as the lists had it, to the end of a day.
    One that is taken away stays."""

    product = models.CharField(max_length=120)
    name = models.CharField(max_length=200)
    until = models.DateField()
    staff_id = models.UUIDField()
    made_at = models.DateTimeField()
    taken_away_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["member_id", "product"], condition=models.Q(taken_away_at=None), name="one_suggestion_a_product"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Thresholds(models.Model):
    """When a member of this club counts as loyal, at risk or silent; a club without a row has the usual ones."""

    club = models.OneToOneField(Club, models.PROTECT, primary_key=True)
    visits_above = models.PositiveSmallIntegerField()
    silent_days_above = models.PositiveSmallIntegerField()
    gap_days_most = models.PositiveSmallIntegerField(null=True)
    at_risk_gaps = models.PositiveSmallIntegerField()
    at_risk_days_least = models.PositiveSmallIntegerField()
    lapsed_gaps = models.PositiveSmallIntegerField()
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.visits_above} visits, {self.silent_days_above} days"
