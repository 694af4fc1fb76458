"""Taking a purchase back: the cashier's own last one in a tap, any other of the return window after a look at it."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from vafa.activities import stored
from vafa.activities.actions.recording import record
from vafa.activities.errors import ReturnOfNothing
from vafa.activities.models import Activity
from vafa.activities.shapes import Line, Outcome, Return, ReturnedLine, Source
from vafa.base import references
from vafa.base.text import latin_digits
from vafa.doors.counter import booking, reasons
from vafa.doors.counter.desk import Desk, at_desk, member_or_404
from vafa.doors.counter.refusals import sentence
from vafa.doors.counter.views.recording import receipt_or_404, undo_until
from vafa.doors.counter.who import have, who
from vafa.ledger.queries.states import units_of
from vafa.members.models import Member
from vafa.members.queries import absorbed_by
from vafa.partners.queries import favourites_of

_SHOWN, _AT_ONCE = 60, 4
"""The rest is one tap away."""


@require_POST
@at_desk
def undo(desk: Desk, member_id: UUID, activity_id: UUID) -> HttpResponse:
    """The whole receipt goes back by its own source. Asked twice it happens once."""
    row = receipt_or_404(desk, member_id, activity_id)
    back = f"undo:{row.reference}"
    if not references.look_up(desk.club.id, [(row.source, back)]):
        if undo_until(desk, row) is None:
            messages.warning(desk.request, _("It is too late to undo this. Take it back as a return."))
        else:
            source = Source(name=row.source, staff_id=desk.staff.id)
            outcome = booking.book(desk, source, Return(back, row.reference), "receipt_undone")
            if outcome.refusal:
                messages.error(desk.request, sentence(outcome.refusal, desk.fmt))
    return redirect(desk.link("result", member_id, activity_id))


@dataclass(frozen=True, slots=True)
class Item:
    """A line of the receipt with what is left of it."""

    number: int
    name: str
    left: int
    sold: int
    net_minor: int
    count: int


@dataclass(frozen=True, slots=True)
class Receipt:
    """A purchase of the return window, and the lines that are left of it."""

    row: Activity
    left: list[tuple[int, int, int]]
    """Line number, quantity, net."""

    @property
    def left_minor(self) -> int:
        return sum(net for _number, _quantity, net in self.left)

    @property
    def names(self) -> str:
        return _(", ").join([line.name for line in stored.lines_of(self.row.body) if line.name][:3])


@require_http_methods(["GET", "POST"])
@at_desk
def give_back(desk: Desk, member_id: UUID) -> HttpResponse:
    found = member_or_404(desk, member_id)
    receipts = _receipts(desk, found)
    if desk.request.method == "POST":
        return _take(desk, found, receipts, desk.request.POST)
    given = desk.request.GET
    wanted = _named(receipts, given) or next((each for each in receipts if each.left), None)
    return _look(desk, found, receipts, wanted, given, booking.reference())


def _take(desk: Desk, found: Member, receipts: list[Receipt], given: Mapping[str, str]) -> HttpResponse:
    """Only ever from the receipt that was named and seen."""
    wanted, reference = _named(receipts, given), booking.reference_of(desk.request)
    if wanted is None or not reference:
        fault = _("Choose the purchase, look at what goes back, then press again.")
        return _look(desk, found, receipts, wanted, {}, booking.reference(), fault)
    if "look" in given:
        return _look(desk, found, receipts, wanted, given, reference)
    if done := _done(desk, wanted, reference):
        messages.info(desk.request, _("This was taken back already; it happened once."))
        return redirect(desk.link("result", done.member_id, done.outcome_id))
    if given.get("seen") != str(wanted.row.id):
        # what was chosen belongs to the lines of another receipt
        fault = _("Choose the purchase, look at what goes back, then press again.")
        return _look(desk, found, receipts, wanted, {}, reference, fault)
    item, fault = _asked(desk, wanted, given, reference) if wanted.left else (None, "")
    if not wanted.left:
        fault = sentence(ReturnOfNothing(receipt=wanted.row.reference), desk.fmt)
    if item:
        outcome = booking.book(desk, _source(desk, wanted), item, "receipt_returned")
        if outcome.refusal is None:
            return redirect(desk.link("result", outcome.member, outcome.activity))
        fault = sentence(outcome.refusal, desk.fmt)
    return _look(desk, found, receipts, wanted, given, reference, fault)


def _look(
    desk: Desk, found: Member, receipts: list[Receipt], wanted: Receipt | None, given: Mapping[str, str],
    reference: str, fault: str = "",
) -> HttpResponse:  # fmt: skip
    """What would go back; nothing is changed."""
    shown: dict[str, Any] = {"reference": reference, "fault": fault}
    if wanted and wanted.left:
        if given.get("seen", str(wanted.row.id)) != str(wanted.row.id):
            given = {}
        item, wrong = _asked(desk, wanted, given, reference)
        shown |= {"typed": given.get("amount", "")[:40], "items": _items(desk, wanted, given), "fault": fault or wrong}
        shown |= _preview(desk, found, wanted, item) if item else {}
    own: dict[str, Any] = {
        "who": who(desk, found),
        "receipts": receipts,
        "chosen": wanted,
        "window": desk.club.return_window_days,
    }
    own["older"] = wanted in receipts[_AT_ONCE:]
    return desk.page("return.html", own | shown, 422 if fault and desk.request.method == "POST" else 200)


def _named(receipts: list[Receipt], given: Mapping[str, str]) -> Receipt | None:
    return next((each for each in receipts if str(each.row.id) == given.get("receipt")), None)


def _source(desk: Desk, receipt: Receipt) -> Source:
    """A return goes by the source of its receipt: there its reference is known."""
    return Source(name=receipt.row.source, staff_id=desk.staff.id)


def _done(desk: Desk, receipt: Receipt, reference: str) -> references.Known | None:
    """What this very form did when it was sent before."""
    key = receipt.row.source, _back(reference)
    return references.look_up(desk.club.id, [key]).get(key)


def _back(reference: str) -> str:
    return f"return:{reference}"


def _receipts(desk: Desk, found: Member) -> list[Receipt]:
    """Of the club's return window, newest first, with those of memberships merged into this one."""
    since = desk.now - dt.timedelta(days=desk.club.return_window_days)
    those = [found.id, *absorbed_by([found.id]).get(found.id, ())]
    rows = Activity.objects.filter(
        member_id__in=those, club_id=desk.club.id, kind="purchase", counts_at__gte=since
    ).order_by("-counts_at", "-id")[:_SHOWN]
    found_rows = list(rows)
    backs = Activity.objects.filter(member_id__in=those, original__in=[row.id for row in found_rows]).order_by("id")
    left = dict(backs.values_list("original", "body"))
    return [Receipt(row, _left(row, left.get(row.id))) for row in found_rows]


def _left(row: Activity, back: dict[str, Any] | None) -> list[tuple[int, int, int]]:
    if back is not None:
        return [(number, quantity, amount - discount) for number, quantity, amount, discount in back["left"]]
    lines = enumerate(stored.lines_of(row.body), 1)
    return [(number, line.quantity, line.amount_minor - line.discount_minor) for number, line in lines]


def _called(desk: Desk, line: Line) -> str:
    """A product that is a favourite goes by its name in the cashier's language, whatever the receipt says."""
    for each in favourites_of(desk.club.id):
        if line.name and line.name in {each.name_fa, each.name_en}:
            return each.name_in(desk.fmt.language)
    return line.name or _("Other")


def _items(desk: Desk, receipt: Receipt, given: Mapping[str, str]) -> list[Item]:
    lines: dict[int, Line] = dict(enumerate(stored.lines_of(receipt.row.body), 1))
    return [
        Item(number, _called(desk, lines[number]), quantity, lines[number].quantity, net, _count(given, number))
        for number, quantity, net in receipt.left
    ]


def _count(given: Mapping[str, str], number: int) -> int:
    written = latin_digits(given.get(f"n_{number}", "")).strip()
    return int(written) if written.isdecimal() and len(written) < 6 else 0


def _asked(desk: Desk, receipt: Receipt, given: Mapping[str, str], reference: str) -> tuple[Return | None, str]:
    """Items, an amount, or all of it where nothing is said."""
    counts = {number: _count(given, number) for number, _quantity, _net in receipt.left}
    lines = tuple(ReturnedLine(number, count) for number, count in counts.items() if count)
    typed = given.get("amount", "").strip()[:40]
    back = _back(reference)
    if lines and typed:
        return None, _("Choose items or write an amount, not both.")
    if not typed:
        return Return(back, receipt.row.reference, lines=lines), ""
    try:
        minor = desk.fmt.money_typed(typed)
    except ValueError:
        return None, _("Write the amount in digits.")
    if not 0 < minor <= receipt.left_minor:
        most = desk.fmt.money_exact(receipt.left_minor)
        return None, _("At most {most} is left of this receipt.").format(most=most)
    return Return(back, receipt.row.reference, amount_minor=minor), ""


def _preview(desk: Desk, found: Member, receipt: Receipt, item: Return) -> dict[str, Any]:
    """The return itself, in a database transaction that is given up: what is shown is what would be booked."""
    with transaction.atomic():
        outcome = record(house=desk.house, source=_source(desk, receipt), items=[item])[0]
        row = booking.activity_of(desk, outcome) if outcome.activity else None
        after = units_of(found.id, desk.names.unit_codes, desk.now)
        transaction.set_rollback(True)
    if outcome.refusal or row is None:
        return {"fault": sentence(outcome.refusal, desk.fmt) if outcome.refusal else _("This cannot be taken back.")}
    return {
        "ready": True,
        "verb": _verb(desk, -row.net_minor, outcome),
        "reasons": reasons.taken(
            desk, receipt.row.version, stored.awards_from_plain(receipt.row.awards), outcome.taken_back
        ),
        "after": [have(desk, each) for each in after[:1]],
        "tenders": [(desk.names.name_of("means", each.means), each.amount_minor) for each in outcome.tenders],
    }


def _verb(desk: Desk, minor: int, outcome: Outcome) -> str:
    money = desk.fmt.money_exact(minor)
    sums = reasons.totals(desk, [(back.unit, back.units) for back in outcome.taken_back])
    if not sums:
        return _("Take back {money}").format(money=money)
    units = _(", ").join(desk.names.exactly(units, unit) for unit, units in sums)
    return _("Take back {money} and {units}").format(money=money, units=units)
