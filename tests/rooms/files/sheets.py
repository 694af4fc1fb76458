"""Small files as shops have them, and an import of one from beginning to end."""

import csv
import io
import zipfile
from datetime import timedelta

from tests.people import NOON, PHONES, make_cast, named, programme
from vafa.engine.earning.programme import Unit
from vafa.engine.tiers import Ladder, Tier
from vafa.files.actions import checking, running, taking, turns, undoing
from vafa.files.queries import reading as queries
from vafa.ledger.models import Account
from vafa.ledger.queries.verifying import check, rows_of
from vafa.members.models import Member
from vafa.members.queries import by_card

LADDER = Ladder((Tier("low", named("low"), 0), Tier("high", named("high"), 100_000)), window="rolling_days", days=365)
POINTS = Unit("points", named("points"), value_minor_per=(1, 1))
SARA, NEGAR, OMID = PHONES["sara"], PHONES["negar"], PHONES["omid"]
NEW = "09121184417"
"""Nobody's yet."""
MEMBERS = ("نام", "موبایل", "تولد", "امتیاز", "رده", "شعبه", "پیامک", "عضویت")
RECEIPTS = ("رسید", "موبایل", "تاریخ", "مبلغ")


def cafe(**facts):
    """A club that opened an hour ago, with three members."""
    facts.setdefault("created_at", NOON - timedelta(hours=1))
    return make_cast(programme(units=(POINTS,)), ladder=LADDER, **facts)


def written(*rows, encoding="utf-8", delimiter=","):
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue().encode(encoding)


def workbook(*rows):
    """The least XLSX there is: one sheet, its texts inline."""
    cells = "".join(
        "<row>" + "".join(f'<c t="inlineStr"><is><t>{cell}</t></is></c>' for cell in row) + "</row>" for row in rows
    )
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"><Default Extension="rels" ContentType='
        '"application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" '
        'ContentType="application/xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
        f'Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets><sheet name="اعضا" sheetId="1" '
        'r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
        f'Type="{office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{cells}</sheetData></worksheet>',
    }
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as packed:
        for name, text in parts.items():
            packed.writestr(name, text)
    return made.getvalue()


def taken(cast, data, name="old.csv", kind="", staff=None):
    return taking.take(club=cast.club, name=name, chunks=[data], staff=staff, now=cast.now, kind=kind)


def checked(cast, *rows, kind="", staff=None, values=None, **choices):
    """An import up to its dry run."""
    found = taken(cast, written(*rows), kind=kind, staff=staff)
    return checked_anew(cast, found, values=values, **choices)


def checked_anew(cast, found, values=None, **choices):
    taking.match(
        club=cast.club, import_id=found.id, kind=found.kind, columns=found.matching["columns"], values=values or {},
        choices=choices,
    )  # fmt: skip
    checking.ask_to_check(club=cast.club, import_id=found.id, now=cast.now, job=False)
    return checking.check(club=cast.club, import_id=found.id, now=cast.now)


def ran(cast, found):
    running.start(club=cast.club, import_id=found.id, now=cast.now, job=False)
    return worked(cast, found)


def worked(cast, found):
    while turns.step(club=cast.club, import_id=found.id, now=cast.now):
        pass
    return queries.get(cast.club, found.id)


def imported(cast, *rows, **choices):
    return ran(cast, checked(cast, *rows, **choices))


def put_back(cast, found):
    undoing.start_undo(club=cast.club, import_id=found.id, staff=None, now=cast.now, job=False)
    return worked(cast, found)


def member(cast, phone=NEW):
    return Member.objects.get(id=by_card(cast.club, phone))


def points(cast, phone=NEW):
    cast.members["new"] = by_card(cast.club, phone)
    return cast.units("new")


def problems(found):
    return {each["code"]: each["rows"] for each in found.summary["problems"]}


def faults(cast):
    """What the chain of hashes finds wrong in the club's books."""
    members = list(Account.objects.filter(club_id=cast.club.id).values_list("member_id", flat=True))
    return [finding for rows in rows_of(members) if (finding := check(rows))]
