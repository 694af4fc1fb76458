"""A draft tried on one receipt: what each rule answers, and why."""

import datetime as dt
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from vafa.activities import stored
from vafa.activities.models import Activity
from vafa.activities.queries.across import latest_purchases
from vafa.base import references
from vafa.base.text import latin_digits
from vafa.doors.console.fields import WholeField
from vafa.doors.console.frame import ClubRequest, link, page, present
from vafa.doors.console.programme.kinds import choices
from vafa.doors.console.programme.names import DraftNames
from vafa.doors.console.programme.sentences import Sentences
from vafa.doors.console.views.drafts import draft_or_404
from vafa.engine.calendar.periods import local_date
from vafa.engine.earning.evaluate import Judge
from vafa.engine.earning.explain import explain
from vafa.engine.earning.facts import Facts, Line
from vafa.engine.earning.tracing import Answer, trace
from vafa.members.models import Member

PICKED = 12
LOOKED_BACK = dt.timedelta(days=60)


class ReceiptForm(forms.Form):
    """A receipt as one would say it: a line for each product, and who bought it where."""

    def __init__(self, names: DraftNames, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.names = names
        some = [("", "–")]
        self.fields |= {
            "lines": forms.CharField(
                label=_("Lines: amount, category"), max_length=4_000, widget=forms.Textarea(attrs={"rows": 4}),
                help_text=_("One for each product, such as: {example}").format(
                    example=_("{amount}, coffee").format(amount=names.fmt.integer(50_000))
                ),
            ),
            "store": forms.ChoiceField(label=_("Branch"), choices=[*some, *choices("stores", names)], required=False),
            "tier": forms.ChoiceField(label=_("Tier"), choices=[*some, *choices("tiers", names)], required=False),
            "segment": forms.ChoiceField(
                label=_("Group"), choices=[*some, *choices("segments", names)], required=False
            ),
            "weekday": forms.ChoiceField(label=_("Day of the week"), choices=[*choices("days", names)]),
            "hour": WholeField(label=_("Hour"), initial=names.fmt.integer(12)),
            "nth": WholeField(label=_("Which purchase of theirs"), initial=names.fmt.integer(5)),
        }  # fmt: skip

    def clean_lines(self) -> tuple[Line, ...]:
        made = []
        for number, text in enumerate(filter(None, map(str.strip, self.cleaned_data["lines"].splitlines())), 1):
            amount, _comma, category = (
                text.replace("،", ",").rpartition(",") if "," in text.replace("،", ",") else (text, "", "")
            )
            try:
                minor = self.names.fmt.money_typed(latin_digits(amount))
            except ValueError:
                raise forms.ValidationError(
                    _("Line {number} has no amount: write it in digits, then a comma and the category.").format(
                        number=self.names.fmt.integer(number)
                    )
                ) from None
            made.append(Line(number, category=category.strip(), amount_minor=minor))
        return tuple(made[:200])

    def facts(self, now: dt.datetime, day: dt.date) -> Facts:
        given = self.cleaned_data
        wanted = int(given["weekday"])
        day += dt.timedelta(days=(wanted - day.weekday()) % 7)
        return Facts(
            "purchase", now, day, wanted, min(23, max(0, given["hour"] or 0)), given["store"], "counter", ("card",),
            given["lines"], tier=given["tier"], segments=frozenset(filter(None, [given["segment"]])),
            purchases_before=max(0, (given["nth"] or 1) - 1), days_since_joining=200, days_since_last_visit=14,
        )  # fmt: skip


@require_GET
def try_draft(request: ClubRequest, draft_id: UUID) -> HttpResponse:
    """A receipt that was recorded, by its number or from a list; or one that is made up."""
    found, names = draft_or_404(request, draft_id)
    made_up = "lines" in request.GET
    form = ReceiptForm(names, request.GET if made_up else None)
    row = None if made_up else _recorded(request)
    facts = form.facts(present(request), names.fmt.today) if made_up and form.is_valid() else None
    if row is not None:
        facts = _facts_of(row, names)
    context = {
        "draft": found, "form": form, "url": link(request, "draft", found.id), "asked": request.GET.get("receipt", ""),
        "unknown": bool(request.GET.get("receipt")) and row is None, "picked": _picked(request, names),
        "about": _about(row, names) if row is not None else "",
        "answers": _answers(facts, names) if facts is not None else [],
    }  # fmt: skip
    return page(request, "console/draft_try.html", "programme", context, 422 if made_up and form.errors else 200)


def _recorded(request: ClubRequest) -> Activity | None:
    """By the number that the shop gave it, or by the ids that the list gives."""
    wanted = request.GET.get("receipt", "").strip()
    member, _slash, activity = wanted.partition("/")
    for row in _by_ids(request, member, activity):
        return row
    for known in references.named(request.club.id, latin_digits(wanted)):
        if known.member_id:
            rows = Activity.objects.filter(member_id=known.member_id, id=known.outcome_id, club_id=request.club.id)
            if found := rows.filter(kind="purchase").first():
                return found
    return None


def _by_ids(request: ClubRequest, member: str, activity: str) -> list[Activity]:
    try:
        ids = UUID(member), UUID(activity)
    except ValueError:
        return []
    rows = Activity.objects.filter(member_id=ids[0], id=ids[1], club_id=request.club.id, kind="purchase")
    return list(rows[:1])


def _facts_of(row: Activity, names: DraftNames) -> Facts:
    """As it was booked, with what was known of the member then."""
    local = row.happened_at.astimezone(names.club.zone)
    when = stored.When(row.happened_at, row.day, row.day.weekday(), local.hour)
    place = names.places.get(row.store_id) if row.store_id else None
    return stored.facts_from_plain(
        row.kind, when, place.code if place else "", row.channel, row.body, row.facts or {"nth": 0}
    )


def _picked(request: ClubRequest, names: DraftNames) -> list[dict[str, Any]]:
    rows = latest_purchases(request.club.id, local_date(present(request), request.club.zone) - LOOKED_BACK, PICKED)
    people = {each.id: each.name for each in Member.objects.filter(id__in={row.member_id for row in rows})}
    return [
        {
            "asked": f"{row.member_id}/{row.id}", "name": people.get(row.member_id) or _("No name"),
            "money": names.fmt.money(row.net_minor), "at": row.happened_at,
        }
        for row in rows
    ]  # fmt: skip


def _about(row: Activity, names: DraftNames) -> str:
    return _("{money} on {day}, recorded as {reference}").format(
        money=names.fmt.money_exact(row.net_minor), day=names.fmt.date(row.day), reference=row.reference
    )


def _answers(facts: Facts, names: DraftNames) -> list[dict[str, Any]]:
    judge, sentences = Judge(names.content.programme), Sentences(names)
    return [
        {
            "name": names.written(each.rule.name), "pieces": sentences.rule(each.rule), "verdict": each.verdict,
            "tag": _TAGS[each.verdict], "why": _why(each, names),
            "units": names.exactly(each.award.units, each.award.unit) if each.award and each.award.units else "",
        }
        for each in trace(judge, facts)
    ]  # fmt: skip


_TAGS = {"given": "good", "factor": "good", "silenced": "gold", "nothing": "", "condition": "", "kind": "",
         "granted": "gold"}  # fmt: skip


def _why(answer: Answer, names: DraftNames) -> str:
    if answer.award is not None:
        said = names.words.say_all(explain(answer.award, names.content.programme))
        return said or _("a cap left nothing of it")
    if answer.verdict == "condition":
        return _("Not given: it would need {conditions}.").format(conditions=names.words.say_all(answer.missing))
    return {
        "factor": _("It multiplied what the others gave."),
        "kind": _("It is for something else than a purchase."),
        "granted": _("All of it was paid with units; that earns nothing."),
        "nothing": _("Its conditions hold, and it comes to nothing here."),
    }[answer.verdict]
