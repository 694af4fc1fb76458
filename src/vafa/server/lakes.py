"""`vafa lake`: the history as Parquet files, brought up to date and looked after."""

from collections.abc import Callable

import duckdb
from django.utils.translation import gettext as _

from vafa.base.clock import club_now
from vafa.insight.actions import lakes
from vafa.insight.lake import reading
from vafa.insight.lake.places import folder_of
from vafa.server import clubs
from vafa.server.errors import NO_ROOM, Refused
from vafa.server.progress import counting
from vafa.server.speaking import tenths

Say = Callable[[str], None]


def refresh(slug: str | None, *, thorough: bool, anew: bool, say: Say) -> int:
    """In: a club's short name (None: the only one); with `thorough` every file is held against its digest, with `anew`
    the lake is made from nothing. Out: 0, and what was done said."""
    club = clubs.named(slug)
    if anew:
        lakes.forget(club_id=club.id)
    try:
        done = lakes.refresh(club=club, now=club_now(club), thorough=thorough, told=counting(_("reading")))
    except duckdb.IOException as error:
        raise Refused(
            _("The lake could not be written in {folder}: {why}").format(folder=folder_of(club.id), why=error), NO_ROOM
        ) from None
    if done.broken:
        say(_("Broken or missing files that were made anew: {count}").format(count=done.broken))
    say(
        _("New activities: {activities}; new movements: {movements}; {seconds} s.").format(
            activities=done.activities, movements=done.movements, seconds=tenths(done.took_s)
        )
    )
    return 0


def state(slug: str | None, say: Say) -> int:
    """In: a club's short name. Out: 0 and what is in its lake said; 1 where there is none."""
    club = clubs.named(slug)
    found = reading.state(club.id)
    if found is None:
        say(_("There is no lake yet. Make it with: vafa lake refresh"))
        return 1
    say(_("As of {instant}, in {folder}").format(instant=found[0].isoformat(" ", "seconds"), folder=folder_of(club.id)))
    for table, (files, rows, size) in reading.contents(club.id).items():
        say(f"{table:12} {rows:>12,} {files:>6,} {size / 2**20:>9,.1f} MB")
    return 0
