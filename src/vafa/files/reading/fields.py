"""What a column may become, for each kind of file, and the words by which its header is recognised."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from vafa.base.text import for_search

MEMBERS, RECEIPTS, BALANCES, ADJUSTMENTS = "members", "receipts", "balances", "adjustments"
KINDS: Final = (MEMBERS, RECEIPTS, BALANCES, ADJUSTMENTS)


@dataclass(frozen=True, slots=True)
class Field:
    """`words`: headers that mean it, in either language, as `for_search` writes them."""

    id: str
    words: tuple[str, ...]


def _field(id: str, words: str) -> Field:
    return Field(id, tuple(for_search(word) for word in words.split(",")))


_PHONE = _field(
    "phone",
    "phone,mobile,mobile number,phone number,cell,cell phone,tel,telephone,customer phone,موبایل,تلفن,تلفن همراه,"
    "شماره موبایل,شماره تلفن,شماره همراه,همراه,شماره تماس,شماره,موبایل مشتری",
)
_CARD = _field(
    "card",
    "card,card number,card no,membership number,member number,member code,customer code,customer id,member id,"
    "loyalty card,barcode,کارت,شماره کارت,شماره عضویت,کد عضویت,کد مشتری,کد عضو,بارکد,شماره اشتراک,کد اشتراک",
)
_BRANCH = _field("branch", "branch,store,shop,location,usual branch,home store,outlet,شعبه,فروشگاه,شعبهٔ همیشگی,محل")
_UNITS = "points,balance,opening balance,point balance,score,stamps,units,امتیاز,مانده,مانده امتیاز,موجودی,امتیازها"
_UNIT = _field("unit", "unit,currency,kind,what,واحد,نوع")
_ENDS = "ends,ends on,expires,expires on,expiry,expiry date,valid until,انقضا,تاریخ انقضا,اعتبار تا,پایان,مهلت"

FIELDS: Final[dict[str, tuple[Field, ...]]] = {
    MEMBERS: (
        _PHONE,
        _CARD,
        _field("name", "name,full name,customer name,customer,member name,نام و نام خانوادگی,نام کامل,نام مشتری,مشتری"),
        _field("given_name", "first name,given name,firstname,forename,نام,اسم,نام کوچک"),
        _field("family_name", "last name,family name,surname,lastname,نام خانوادگی,فامیلی,فامیل,شهرت"),
        _field("birthday", "birthday,birth date,date of birth,dob,birthdate,تولد,تاریخ تولد,روز تولد,متولد"),
        _field("gender", "gender,sex,جنسیت,جنس"),
        _field("email", "email,e-mail,mail,ایمیل,رایانامه,پست الکترونیک"),
        _field("joined", "joined,member since,join date,joined on,signup date,created,registered,registration date,"
               "تاریخ عضویت,عضویت,تاریخ ثبت نام,عضو از,ثبت نام,تاریخ ثبت"),
        _BRANCH,
        _field("tier", "tier,level,group,class,status,رده,سطح,گروه,رتبه,دسته"),
        _field("sms", "sms,sms consent,marketing sms,marketing,offers,opt in,opt-in,consent,پیامک,رضایت پیامک,"
               "پیامک تبلیغاتی,رضایت,تبلیغات"),
        _field("units", _UNITS),
        _field("ends", _ENDS),
        _field("tags", "tags,labels,برچسب,برچسب ها,نشان"),
    ),
    RECEIPTS: (
        _PHONE,
        _CARD,
        _field("number", "receipt,receipt number,receipt no,invoice,invoice number,invoice no,order,"
               "order number,order id,number,no,bill,شماره رسید,رسید,شماره فاکتور,فاکتور,شماره سفارش,سفارش,شماره قبض,"
               "شماره صورتحساب"),
        _field("day", "date,day,datetime,date and time,purchase date,receipt date,sold on,time stamp,timestamp,تاریخ,"
               "تاریخ خرید,تاریخ فاکتور,تاریخ رسید,روز,زمان خرید"),
        _field("time", "time,hour,clock,ساعت,زمان"),
        _field("amount", "amount,total,sum,price,paid,payable,net,sales,line total,مبلغ,مبلغ کل,جمع,جمع کل,قابل پرداخت,"
               "پرداختی,قیمت,مبلغ فاکتور,مبلغ خرید,مبلغ خالص"),
        _field("discount", "discount,rebate,reduction,تخفیف,مبلغ تخفیف"),
        _BRANCH,
        _field("product", "product,item,product name,item name,description,کالا,محصول,نام کالا,نام محصول,شرح,شرح کالا"),
        _field("sku", "sku,product code,item code,article,کد کالا,کد محصول,شناسه کالا"),
        _field("category", "category,product group,department,گروه کالا,دسته کالا,دسته بندی,طبقه"),
        _field("quantity", "quantity,qty,count,pieces,تعداد,مقدار"),
    ),
    BALANCES: (
        _PHONE,
        _CARD,
        _field("units", _UNITS),
        _UNIT,
        _field("earned", "earned,earned on,since,from,date,given on,تاریخ کسب,از,تاریخ,تاریخ دریافت,کسب"),
        _field("ends", _ENDS),
    ),
    ADJUSTMENTS: (
        _PHONE,
        _CARD,
        _field("change", f"{_UNITS},change,adjustment,difference,correction,تغییر,اصلاح,تفاوت"),
        _UNIT,
        _field("reason", "reason,why,note,comment,دلیل,علت,بابت,توضیح,توضیحات"),
    ),
}  # fmt: skip
NEEDED: Final[dict[str, tuple[tuple[str, ...], ...]]] = {
    MEMBERS: (("phone", "card"),),
    RECEIPTS: (("phone", "card"), ("day",), ("amount",)),
    BALANCES: (("phone", "card"), ("units",)),
    ADJUSTMENTS: (("phone", "card"), ("change",), ("reason",)),
}
"""For each kind, groups of fields of which one at least must have a column."""


def ids_of(kind: str) -> tuple[str, ...]:
    return tuple(field.id for field in FIELDS[kind])


_GENERIC: Final = frozenset(
    for_search(word)
    for word in (
        "شماره،نام،تاریخ،کد،نوع،روز،از،جمع،مبلغ،نشان،محل،"
        "number,no,date,day,name,code,kind,what,from,time,sum,net,x"
    )
    .replace("،", ",").split(",")
)  # fmt: skip
"""Words that mean a field when they stand alone and say little beside others: a receipt's number is no phone."""


def guess(kind: str, headers: Sequence[str]) -> list[str]:
    """In: the headers of a file. Out: for each the field it becomes, or "" to leave it out; no field twice."""
    wanted = [for_search(header.replace("_", " ").replace(".", " ")) for header in headers]
    places: dict[str, int] = {}
    for exact in (True, False):
        for field in FIELDS[kind]:
            place = next((at for at, text in enumerate(wanted) if _means(field, text, exact)), None)
            if field.id not in places and place is not None and place not in places.values():
                places[field.id] = place
    _settle_names(kind, places)
    at = {place: field for field, place in places.items()}
    return [at.get(place, "") for place in range(len(headers))]


def _means(field: Field, text: str, exact: bool) -> bool:
    if exact:
        return text in field.words
    return bool(text) and any(word not in _GENERIC and f" {word} " in f" {text} " for word in field.words)


def _settle_names(kind: str, places: dict[str, int]) -> None:
    """A column "name" without one for the family name is the whole name."""
    if kind == MEMBERS and "given_name" in places and "family_name" not in places and "name" not in places:
        places["name"] = places.pop("given_name")


def guess_kind(headers: Sequence[str]) -> str:
    """The kind that understands the most columns, of those whose needed fields are all there."""
    best, most = MEMBERS, 0
    for kind in (RECEIPTS, ADJUSTMENTS, BALANCES, MEMBERS):
        found = set(guess(kind, headers)) - {""}
        if all(found & set(group) for group in NEEDED[kind]) and len(found) > most:
            best, most = kind, len(found)
    return best
