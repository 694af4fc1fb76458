"""A draft: its sentences, the form behind the word that was clicked, and the replay beside them."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from vafa.base.errors import Refusal
from vafa.doors.console.frame import ClubRequest, allowed, format_of, kept, link, page, part, present, said, staff_names
from vafa.doors.console.programme import panel, reach
from vafa.doors.console.programme.differences import Difference, Said, differences
from vafa.doors.console.programme.forms import PICKED, kind_name
from vafa.doors.console.programme.names import DraftNames
from vafa.doors.console.programme.parts import Opened, opened
from vafa.doors.console.programme.sentences import Sentences
from vafa.doors.console.programme.verbs import changed
from vafa.doors.console.refusals import sentence
from vafa.engine.earning.effects import EFFECTS
from vafa.engine.earning.programme import Rule
from vafa.engine.earning.sound import Fault
from vafa.insight.queries import backtests as asked
from vafa.members.models import Member
from vafa.programmes.actions import drafting
from vafa.programmes.errors import UnknownDraft, UnknownPart
from vafa.programmes.models import Draft
from vafa.programmes.queries import drafts
from vafa.programmes.shapes import Content

Plain = dict[str, Any]


@require_GET
def draft(request: ClubRequest, draft_id: UUID) -> HttpResponse:
    found, names = draft_or_404(request, draft_id)
    try:
        shown = opened(request.GET["part"], names.content, names) if request.GET.get("part") else None
    except UnknownPart:
        return redirect(link(request, "draft", found.id))
    return _editor(request, found, names, shown)


def draft_or_404(request: ClubRequest, draft_id: UUID) -> tuple[Draft, DraftNames]:
    try:
        found = drafts.get(request.club, draft_id)
    except UnknownDraft:
        raise Http404 from None
    return found, DraftNames(request.club, format_of(request.club), drafts.content(found))


def _editor(
    request: ClubRequest, found: Draft, names: DraftNames, shown: Opened | None, status: int = 200
) -> HttpResponse:
    club, content, now = request.club, names.content, present(request)
    latest = drafts.latest(club)
    live = DraftNames(club, names.fmt, drafts.published(club, latest, now)) if latest else None
    differs = differences(live, names) if live else []
    faults = drafts.faults(club, content, now)
    context = {
        "draft": found, "open": found.state == "open", "url": link(request, "draft", found.id), "shown": shown,
        "live": latest, "changes": _changes(names, len(differs)) if live else "", "faults": len(_blocking(faults)),
        "general": [names.words.say(each.text) for each in faults if each.place == "programme"],
        "kinds": [(each, kind_name(each)) for each in EFFECTS], "picked": [(each, kind_name(each)) for each in PICKED],
        "replay": panel.context(request, found, names), "verb_url": link(request, "do_draft", found.id),
        "put_url": link(request, "put_part", found.id), "publish_url": link(request, "publish_draft", found.id),
        "compare_url": link(request, "compare_draft", found.id), "try_url": link(request, "try_draft", found.id),
        "by": staff_names(club).get(str(drafts.edition_of(found).made_by), ""),
    }  # fmt: skip
    context |= _Parts(names, live, faults, shown, reach.of_rules(club, found, names)).told()
    return page(request, "console/draft.html", "programme", context, status)


def _blocking(faults: tuple[Fault, ...]) -> list[Fault]:
    return [each for each in faults if each.blocks]


def _changes(names: DraftNames, count: int) -> str:
    if not count:
        return _("Draft, the same as the live version")
    text = ngettext(
        "Draft, {count} change from the live version", "Draft, {count} changes from the live version", count
    )
    return text.format(count=names.fmt.integer(count))


class _Parts:
    """Rules, caps, units and tiers as the page lists them, each with what is wrong and what it was."""

    def __init__(
        self, names: DraftNames, live: DraftNames | None, faults: tuple[Fault, ...], shown: Opened | None,
        reaches: dict[str, str],
    ) -> None:  # fmt: skip
        self.names, self.faults, self.shown, self.reaches = names, faults, shown, reaches
        self.sentences, self.now = Sentences(names), Said(names)
        self.live = Said(live).parts if live else None

    def told(self) -> Plain:
        content = self.names.content
        ladder = content.ladder
        return {
            "rules": [self._rule(rule, content, place) for place, rule in enumerate(content.rules)],
            "caps": [
                self._part(f"cap:{cap.id}", self.names.written(cap.name))
                | {"pieces": self.sentences.cap(cap), "id": cap.id} for cap in content.programme.limits
            ],
            "units": [
                self._part(f"unit:{unit.code}", self.names.written(unit.name))
                | {"text": self.now.unit(unit), "id": unit.code} for unit in content.programme.units
            ],
            "tiers": [
                self._part(f"tier:{tier.id}", self.names.written(tier.name)) | {"text": self.now.tier(ladder, tier)}
                for tier in ladder.tiers
            ] if ladder else [],
            "ladder_faults": self._faults("ladder"),
            "ladder_open": self.shown is not None and self.shown.part == "ladder",
        }  # fmt: skip

    def _rule(self, rule: Rule, content: Content, place: int) -> Plain:
        name = self.names.written(rule.name)
        return self._part(f"rule:{rule.id}", name) | {
            "id": rule.id, "on": content.is_on(rule.id), "pieces": self.sentences.rule(rule), "number": place + 1,
            "more": self.sentences.more(rule), "first": place == 0, "last": place == len(content.rules) - 1,
            "reach": self.reaches.get(rule.id, ""),
            "bad_parts": {each.place.removeprefix(f"rule:{rule.id}:") for each in self.faults if each.blocks},
        }  # fmt: skip

    def _part(self, place: str, name: str) -> Plain:
        ours = self.shown is not None and (self.shown.part == place or self.shown.part.startswith(f"{place}:"))
        return {"place": place, "name": name, "faults": self._faults(place), "editing": ours,
                "was": self._was(place), "part": self.shown.part if ours and self.shown else ""}  # fmt: skip

    def _faults(self, place: str) -> list[tuple[bool, str]]:
        ours = [each for each in self.faults if each.place == place or each.place.startswith(f"{place}:")]
        return [(each.blocks, self.names.words.say(each.text)) for each in ours]

    def _was(self, place: str) -> Difference | None:
        """What the live version says, where that is something else."""
        if self.live is None or place not in self.now.parts:
            return None
        name, after = self.now.parts[place]
        before = self.live.get(place, ("", ""))[1]
        return None if before == after else Difference(name, before, after)


@require_POST
def put_part(request: ClubRequest, draft_id: UUID) -> HttpResponse:
    """What was typed behind a chip."""
    found, names = draft_or_404(request, draft_id)
    try:
        shown = opened(request.POST.get("part", ""), names.content, names, request.POST)
        if not shown.form.is_valid():
            return _editor(request, found, names, shown, 422)
        made = shown.put(shown.form.made())
        _keep(request, found, made, shown.part)
    except Refusal as refusal:
        return _refused(request, found, refusal)
    return redirect(link(request, "draft", found.id))


def _keep(request: ClubRequest, found: Draft, made: Content, what: str) -> None:
    """Another edition, the log of it, and its replay. What changes nothing is not kept."""
    if made == drafts.content(found):
        return
    with transaction.atomic():
        changed_draft = drafting.change(
            club=request.club, draft_id=found.id, edition=_edition(request), content=made, staff=request.staff,
            now=present(request),
        )  # fmt: skip
        editions = [changed_draft.edition - 1, changed_draft.edition]
        kept(request, "draft_changed", f"draft:{found.id}", number=found.number, part=what, editions=editions)
    replay_if_sound(request, changed_draft, DraftNames(request.club, format_of(request.club), made))


def replay_if_sound(request: ClubRequest, found: Draft, names: DraftNames) -> None:
    if not _blocking(drafts.faults(request.club, names.content, present(request))):
        panel.ask(request, found, names)


def _edition(request: ClubRequest) -> int:
    given = request.POST.get("edition", "")
    return int(given) if given.isdigit() and len(given) < 10 else 0


def _refused(request: ClubRequest, found: Draft, refusal: Refusal) -> HttpResponse:
    messages.error(request, sentence(refusal, format_of(request.club)))
    return redirect(link(request, "draft", found.id))


@require_POST
def do_draft(request: ClubRequest, draft_id: UUID) -> HttpResponse:
    """A button: another rule, on or off, earlier or later, a condition more or less, undo, drop."""
    found, names = draft_or_404(request, draft_id)
    verb = request.POST.get("verb", "")
    if verb in {"undo", "drop", "replay", "put_back"}:
        return _of_whole(request, found, names, verb)
    try:
        taken = drafts.ids_ever(request.club)
        made, then = changed(verb, names.content, request.POST.dict(), names, taken)
        _keep(request, found, made, verb)
    except Refusal as refusal:
        return _refused(request, found, refusal)
    return redirect(link(request, "draft", found.id) + (f"?part={then}" if then else ""))


def _of_whole(request: ClubRequest, found: Draft, names: DraftNames, verb: str) -> HttpResponse:
    club, now = request.club, present(request)
    if verb == "replay":
        replay_if_sound(request, found, names)
        return redirect(link(request, "draft", found.id))
    try:
        with transaction.atomic():
            if verb == "drop":
                drafting.drop(club=club, draft_id=found.id, now=now)
                kept(request, "draft_dropped", f"draft:{found.id}", number=found.number)
            elif verb == "put_back":
                _put_back(request, found)
            else:
                drafting.undo(club=club, draft_id=found.id, edition=_edition(request), staff=request.staff, now=now)
                kept(request, "draft_change_undone", f"draft:{found.id}", number=found.number)
    except Refusal as refusal:
        return _refused(request, found, refusal)
    if verb == "drop":
        said(request, _("The draft is gone from the list. What is live goes on."))
        return redirect(link(request, "programme"))
    again, after = draft_or_404(request, found.id)
    replay_if_sound(request, again, after)
    return redirect(link(request, "draft", found.id))


def _put_back(request: ClubRequest, found: Draft) -> None:
    """As an earlier edition had it; in the log it is a change like any other."""
    to = request.POST.get("to", "")
    made = drafting.put_back(
        club=request.club, draft_id=found.id, edition=_edition(request), to=int(to) if to.isdigit() else 0,
        staff=request.staff, now=present(request),
    )  # fmt: skip
    kept(request, "draft_changed", f"draft:{found.id}", number=found.number, part="put_back",
         editions=[made.edition - 1, made.edition])  # fmt: skip


@require_GET
def replay_draft(request: ClubRequest, draft_id: UUID) -> HttpResponse:
    """The panel alone, asked for again and again while it replays."""
    found, names = draft_or_404(request, draft_id)
    context = {
        "replay": panel.context(request, found, names), "draft": found, "verb_url": link(request, "do_draft", found.id),
        "open": found.state == "open", "may": {"do_draft": allowed(request, "do_draft")},
    }  # fmt: skip
    return part(request, "console/replay_panel.html", context)


@require_GET
def draft_people(request: ClubRequest, draft_id: UUID) -> HttpResponse:
    """Who gains most and who loses most, by name."""
    found, names = draft_or_404(request, draft_id)
    done = asked.latest_done(request.club, found.id)
    compared = (done.found or {}).get("compared") if done else None
    if not compared:
        return redirect(link(request, "draft", found.id))
    ids = [each[0] for each in compared["gained"] + compared["lost"]]
    people = {str(row.id): row.name for row in Member.objects.filter(club_id=request.club.id, id__in=ids)}

    def rows(which: str) -> list[Plain]:
        return [
            {
                "name": people.get(member) or _("No name"), "url": link(request, "member", member),
                "before": names.fmt.money(before), "after": names.fmt.money(after),
                "change": names.fmt.money_change(after - before),
            }
            for member, before, after in compared[which]
        ]  # fmt: skip

    context = {"draft": found, "gained": rows("gained"), "lost": rows("lost"), "replay": panel.context(request, found,
               names), "url": link(request, "draft", found.id)}  # fmt: skip
    return page(request, "console/draft_people.html", "programme", context)


@require_GET
def compare_draft(request: ClubRequest, draft_id: UUID) -> HttpResponse:
    """With what is live, with another draft, or with an older version."""
    found, names = draft_or_404(request, draft_id)
    club, now = request.club, present(request)
    others = [each for each in drafts.open_of(club) if each.id != found.id]
    versions = drafts.versions(club, now)
    wanted = request.GET.get("with", "")
    other = next((each for each in others if str(each.id) == wanted), None)
    number = int(wanted) if wanted.isdigit() and any(str(each.number) == wanted for each in versions) else None
    if other is not None:
        against, title = drafts.content(other), _("Draft {number}").format(number=names.fmt.integer(other.number))
    else:
        number = number or drafts.latest(club)
        if not number:
            return redirect(link(request, "draft", found.id))
        against, title = (
            drafts.published(club, number, now),
            _("Version {number}").format(number=names.fmt.integer(number)),
        )
    context = {
        "draft": found, "title": title, "url": link(request, "draft", found.id), "chosen": wanted or str(number),
        "rows": differences(DraftNames(club, names.fmt, against), names),
        "choices": [(str(each.number), _("Version {number}").format(number=names.fmt.integer(each.number)))
                    for each in versions]
        + [(str(each.id), _("Draft {number}").format(number=names.fmt.integer(each.number))) for each in others],
    }  # fmt: skip
    return page(request, "console/draft_compare.html", "programme", context)
