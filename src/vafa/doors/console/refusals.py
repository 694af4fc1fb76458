"""Refusals in the words of the console: what is wrong and what to do. A code without a row is a fault of ours."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vafa.base.errors import Refusal
from vafa.doors.look import import_words
from vafa.doors.look.formats import Format

_SENTENCES: dict[str, Promise | str] = {
    "not_enough_units": gettext_lazy("Only {active} can be taken off now. Take off that much or less."),
    "unknown_unit": gettext_lazy("The programme in force does not count this unit. Choose another."),
    "adjustment_of_nothing": gettext_lazy("Write how many to add, or how many to take off with a minus."),
    "reference_conflict": gettext_lazy(
        "This form was sent before with other figures. Open it anew and check the ledger."
    ),
    "reference_missing": gettext_lazy("The form was incomplete. Open it anew."),
    "no_programme": gettext_lazy("The club has no programme yet, so there is nothing to count."),
    "unknown_member": gettext_lazy("This club has no such member."),
    "period_not_over": gettext_lazy("This period is not over yet."),
    "period_locked": gettext_lazy("Some of these days are locked already."),
    "later_period_locked": gettext_lazy("The period after this one is locked and begins with it. Open that one first."),
    "too_many_views": gettext_lazy("There are {count} saved views already. Remove one first."),
    "too_many_groups": gettext_lazy("There are {count} groups of this kind. Take one away first."),
    "too_many_at_till": gettext_lazy("{count} stand at the till already. Take one away first."),
    "thresholds_out_of_order": gettext_lazy("Who is at risk comes before who has lapsed: write less here."),
    "unknown_card": gettext_lazy("No member shows this card. Check the digits."),
    "card_taken": gettext_lazy(
        "Another member shows this card. If both are one person, merge them; else end it there first."
    ),
    "not_a_phone": gettext_lazy("This is no phone number. Write it with its area code, such as {example}."),
    "merge_with_itself": gettext_lazy("This is the same member. Look for the other one."),
    "already_merged": gettext_lazy("This membership is merged already. Open the one it is part of."),
    "units_in_hold": gettext_lazy("Units are set aside for a checkout. Merge when it is paid or given up."),
    "merge_undo_too_late": gettext_lazy("A merge can be undone for {days} days; they are over."),
    "unknown_merge": gettext_lazy("This merge has been undone already."),
    "in_household": gettext_lazy("They are in a household already. Take them out of it first."),
    "household_full": gettext_lazy("A household has at most {most} members."),
    "unknown_household": gettext_lazy("They are in no household any more."),
    "member_left": gettext_lazy("This member has left the club."),
    "second_person_needed": gettext_lazy("You asked for this yourself: another person decides."),
    "approval_already_decided": gettext_lazy("Someone has decided this in the meantime. The list shows how."),
    "unknown_approval": gettext_lazy("There is no such request in this club."),
    "already_staff": gettext_lazy("This person works here already. Change their role in the list."),
    "last_owner": gettext_lazy("A club keeps at least one owner. Make someone else an owner first."),
    "unknown_staff": gettext_lazy("This post has ended already."),
    "unknown_join_request": gettext_lazy("This request is gone: it was decided or has been erased in time."),
    "join_request_decided": gettext_lazy("Someone has decided this in the meantime. The list shows what waits."),
    "unknown_wrong_number": gettext_lazy("This has been looked after already."),
    "not_a_pin": gettext_lazy("A PIN has four to six digits."),
    "pin_too_plain": gettext_lazy("This PIN is guessed first. Choose digits that are neither equal nor a row."),
    "too_many_favourites": gettext_lazy("The counter shows {most}. Take one off before you add another."),
    "fixed_by_receipts": gettext_lazy(
        "A receipt has been recorded in the meantime: calendar, time zone and currency stay now."
    ),
    "own_programme_in_old_currency": gettext_lazy(
        "The rules in force were written for the present currency. Publish them for the other one first."
    ),
    "figure_out_of_range": gettext_lazy("Write a number from {least} to {most}."),
    "unknown_time_zone": gettext_lazy(
        "This time zone is not known. Write it as continent and city, such as Asia/Tehran."
    ),
    "unknown_currency": gettext_lazy("Choose a currency from the list."),
    "unknown_calendar": gettext_lazy("Choose one of the two calendars."),
    "money_not_shown_so": gettext_lazy("Toman is for the Iranian Rial. Choose the other way."),
    "club_name_missing": gettext_lazy("Write the name of the club in at least one language."),
    "name_too_long": gettext_lazy("At most a hundred and twenty letters. Shorten it."),
    "unknown_reward": gettext_lazy("This reward is not in this club."),
    "not_a_reward": gettext_lazy("The form was incomplete. Look at what is marked."),
    "reward_not_now": gettext_lazy("This reward cannot be taken at present. Nothing was taken."),
    "reward_not_yours": gettext_lazy("This reward is not for this member, or not at this branch."),
    "sold_out": gettext_lazy("Nothing is left of it. Nothing was taken."),
    "limit_reached": gettext_lazy("The member took it {most} times already."),
    "benefit_refused": gettext_lazy("This benefit is not for this member, or not here and now. Nothing was noted."),
    "unknown_claim": gettext_lazy("There is nothing to put back."),
    "not_enough_to_spend": gettext_lazy("The price is {asked}, and {active} can be spent. Nothing was taken."),
    "units_still_returnable": gettext_lazy("These units are of receipts that may still come back. Try later."),
    "pool_empty": gettext_lazy("No code is left of this partner. Bring more in, under Vouchers."),
    "unknown_redemption": gettext_lazy("There is no such reward to hand over."),
    "redemption_settled": gettext_lazy("This was settled meanwhile. The list shows how."),
    "not_a_picture": gettext_lazy("Choose a picture: JPEG, PNG, WebP or AVIF, at most 8 MB and 40 million pixels."),
    "unknown_benefit": gettext_lazy("This benefit is not in this club."),
    "unknown_dispute": gettext_lazy("There is no such case in this club."),
    "dispute_decided": gettext_lazy("Somebody has decided this meanwhile. The list shows how."),
    "ceiling_below_taken": gettext_lazy("More is taken already than the number of pieces. Write a higher one."),
    "batch_too_large": gettext_lazy("A batch has at most {most} codes. Make another one."),
    "amount_unfit": gettext_lazy("This amount cannot be put on a card. Check the digits."),
    "slug_taken": gettext_lazy("There is a club of this short name already. Choose another."),
    "slug_missing": gettext_lazy("Write the name in English, or a short name in Latin letters."),
    "slug_unfit": gettext_lazy("A short name has Latin letters, digits and hyphens."),
    "no_branch": gettext_lazy("Write one branch at least."),
    "owner_of_all": gettext_lazy("An owner has the whole club. Choose all branches, or another role."),
    "branch_missing": gettext_lazy("A partner’s seller stands in one branch. Choose which."),
    "unknown_draft": gettext_lazy("There is no such draft in this club."),
    "draft_changed": gettext_lazy("Somebody else changed this draft meanwhile. It is shown as it stands now."),
    "draft_closed": gettext_lazy("This is no draft any more: it was published or dropped."),
    "draft_faulty": gettext_lazy("Mend what is marked before it can be published."),
    "draft_says_the_same": gettext_lazy("It says what is published already. Nothing would change."),
    "nothing_to_undo": gettext_lazy("There is nothing left to undo."),
    "unknown_part_of_draft": gettext_lazy("This part is not in the draft any more."),
    "unknown_version": gettext_lazy("There is no such version."),
    "approval_over": gettext_lazy("Nobody decided in time, so it is over. It can be asked for again."),
    "not_a_sample": gettext_lazy("Only a sample club is removed. This one has real books."),
    "draft_not_replayed": gettext_lazy(
        "The replay of these rules is not done yet, and the guard of the margin judges by it. It is under way: publish"
        " when it is done."
    ),
    "rule_pays_too_much": gettext_lazy(
        "A rule gives more of the margin than the club allows. The replay names it; change the rule or the limit."
    ),
    "not_a_share": gettext_lazy("Write a whole percentage from 1 to 1,000."),
    "programme_starts_in_the_past": gettext_lazy("This moment is over. Choose today or a later day."),
    "programme_starts_before_the_last": gettext_lazy(
        "A version that starts later is published already. Choose a day after it."
    ),
    "unknown_ready_programme": gettext_lazy("Choose one of the ready programmes."),
    "unknown_scope": gettext_lazy("Choose what the key may do from the list."),
}


def sentence(refusal: Refusal, fmt: Format) -> str:
    values: dict[str, Any] = {
        name: fmt.integer(value) if isinstance(value, int) else value for name, value in refusal.data.items()
    }
    values["example"] = fmt.digits("09121234567")
    text = _SENTENCES.get(refusal.code)
    if text is None:
        return import_words.refused(refusal) or _("This is not allowed here. Nothing was changed.")
    return str(text).format(**values)
