"""Persian is written whole: every message is in the catalogue, and what is there is right."""

import gettext
import io
import os
import re

import polib
import pytest

from tools.messages import CATALOGUE, SOURCE, NotWhole, add_missing, in_python, in_template, messages
from vafa.translations import compile_catalogues, compiled

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*(?:![rs])?(?::[^{}]*)?\}")
# A run of Latin text (ISO 8583, UTF-8) keeps its own digits, as does an entity or an address in it.
LATIN_RUN = re.compile(r"&#?\w+;|[A-Za-z][A-Za-z0-9 ._:/+-]*")


def faults(wanted, entries):
    """What is wrong with a catalogue, as sentences."""
    there = {(entry.msgctxt or "", entry.msgid): entry for entry in entries if not entry.obsolete}
    for message in wanted:
        if message.key not in there:
            yield f"{message.place}:{message.line}: {message.one!r} is missing"
        elif message.many and there[message.key].msgid_plural != message.many:
            yield f"{message.place}:{message.line}: the plural of {message.one!r} is another"
    for entry in there.values():
        yield from (f"{entry.msgid!r} {fault}" for fault in faults_of(entry))


def faults_of(entry):
    texts = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
    if entry.fuzzy:
        yield "is fuzzy"
    if not texts or not all(texts):
        yield "is empty"
    allowed = [set(PLACEHOLDER.findall(text)) for text in (entry.msgid, entry.msgid_plural) if text]
    for text in texts:
        if text in (entry.msgid, entry.msgid_plural) and re.search("[A-Za-z]", PLACEHOLDER.sub("", text)):
            yield "is its own translation"
        if text and set(PLACEHOLDER.findall(text)) not in allowed:
            yield "has other placeholders"
        shown = LATIN_RUN.sub("", PLACEHOLDER.sub("", text))
        if re.search("[يكىة٠-٩]", shown):
            yield "has Arabic letters or digits"
        if re.search("[0-9]", shown):
            yield "has Latin digits"


def test_the_catalogue_is_whole():
    wanted = list(messages(SOURCE))
    entries = polib.pofile(str(CATALOGUE)) if CATALOGUE.exists() else []
    assert list(faults(wanted, entries)) == []


WRONG = [
    ('msgid "One"\nmsgstr ""\n', "'One' is empty"),
    ('#, fuzzy\nmsgid "One"\nmsgstr "یک"\n', "'One' is fuzzy"),
    ('msgid "One"\nmsgstr "One"\n', "'One' is its own translation"),
    ('msgid "One %(a)s"\nmsgstr "یک %(b)s"\n', "'One %(a)s' has other placeholders"),
    ('msgid "One"\nmsgstr "يک"\n', "'One' has Arabic letters or digits"),
    ('msgid "One"\nmsgstr "یک ١"\n', "'One' has Arabic letters or digits"),
    ('msgid "One"\nmsgstr "یک 1"\n', "'One' has Latin digits"),
    ('msgid "Two"\nmsgstr "دو"\n', "a.py:1: 'One' is missing"),
    ('msgid "One"\nmsgid_plural "Many"\nmsgstr[0] "یک"\nmsgstr[1] ""\n', "'One' is empty"),
]


@pytest.mark.parametrize(("catalogue", "fault"), WRONG)
def test_a_fault_is_seen(catalogue, fault):
    assert fault in list(faults(in_python('_("One")', "a.py"), polib.pofile(catalogue)))


def test_a_right_catalogue_has_no_fault():
    catalogue = 'msgid "%(n)s of ISO 8583"\nmsgstr "%(n)s از ISO 8583، ۲ بار"\n\nmsgid "{n}"\nmsgstr "{n}"\n'
    assert list(faults(in_python('_("%(n)s of ISO 8583")', "a.py"), polib.pofile(catalogue))) == []


def test_messages_are_found_in_python_and_templates():
    python = '_("A")\ngettext_lazy("B" " c")\nngettext("D", "Ds", n)\npgettext_lazy("verb", "E")\n_(variable)\n'
    found = [(message.context, message.one, message.many) for message in in_python(python, "a.py")]
    assert found == [("", "A", ""), ("", "B c", ""), ("", "D", "Ds"), ("verb", "E", "")]
    template = (
        '{% translate "It\'s" %} {% blocktranslate trimmed with a=b %}\n Hi {{ a }}, 5 % \n{% endblocktranslate %}'
        "{% blocktranslate count n=c %}One{% plural %}{{ n }} many{% endblocktranslate %}"
        '{% translate "May" context "month" %}<c-tag label="{% translate \'Tag\' %}" :more="_(\'More\')" />'
    )
    found = {(message.context, message.one, message.many) for message in in_template(template, "a.html")}
    assert found == {
        ("", "It's", ""),
        ("", "Hi %(a)s, 5 %%", ""),
        ("", "One", "%(n)s many"),
        ("month", "May", ""),
        ("", "Tag", ""),
    }


@pytest.mark.parametrize(
    "glued", ['_(f"Hi {name}")', '_("Hi " + name)', '_("Hi %s" % name)', '_("Hi {}".format(name))']
)
def test_a_glued_message_is_refused(glued):
    with pytest.raises(NotWhole, match=r"a\.py:1"):
        list(in_python(glued, "a.py"))


def test_missing_messages_are_added_once(tmp_path):
    catalogue = tmp_path / "fa" / "LC_MESSAGES" / "django.po"
    wanted = list(in_python('_("A"); ngettext("D", "Ds", n); _("A")', "a.py"))
    assert add_missing(catalogue, wanted) == 2
    assert add_missing(catalogue, wanted) == 0
    assert list(faults(wanted, polib.pofile(str(catalogue)))) == ["'A' is empty", "'D' is empty"]


PO = r"""
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\n"
"Plural-Forms: nplurals=2; plural=(n > 1);\n"

#: a.py:1
msgid "Gift"
msgstr "هدیه"
msgctxt "verb"
msgid "Gift"
msgstr "هدیه بده"

msgid "%(n)s point"
msgid_plural "%(n)s points"
msgstr[0] "%(n)s امتیاز"
msgstr[1] "%(n)s تا امتیاز"

msgid ""
"Two\n"
"\"lines\""
msgstr ""
"دو\n"
"«خط»"

#, fuzzy
msgid "Guess"
msgstr "حدس"

msgid "Empty"
msgstr ""

#~ msgid "Gone"
#~ msgstr "رفته"
"""


def test_gettext_reads_what_we_compile():
    persian = gettext.GNUTranslations(io.BytesIO(compiled(PO)))
    assert persian.gettext("Gift") == "هدیه"
    assert persian.pgettext("verb", "Gift") == "هدیه بده"
    assert persian.ngettext("%(n)s point", "%(n)s points", 1) == "%(n)s امتیاز"
    assert persian.ngettext("%(n)s point", "%(n)s points", 5) == "%(n)s تا امتیاز"
    assert persian.gettext('Two\n"lines"') == "دو\n«خط»"
    assert [persian.gettext(text) for text in ("Guess", "Empty", "Gone")] == ["Guess", "Empty", "Gone"]


def test_polib_reads_the_same_from_our_catalogue_as_from_its_own():
    entries = {(entry.msgctxt, entry.msgid) for entry in polib.pofile(PO).translated_entries()}
    ours = gettext.GNUTranslations(io.BytesIO(compiled(PO)))
    theirs = gettext.GNUTranslations(io.BytesIO(polib.pofile(PO).to_binary()))
    assert len(entries) == 4
    assert ours._catalog == theirs._catalog


def test_a_catalogue_is_compiled_when_it_is_older(tmp_path):
    source = tmp_path / "fa" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    source.write_text(PO, encoding="utf-8")
    target = source.with_suffix(".mo")
    assert compile_catalogues(tmp_path) == [target]
    assert compile_catalogues(tmp_path) == []
    later = target.stat().st_mtime + 5
    os.utime(source, (later, later))
    assert compile_catalogues(tmp_path) == [target]
    assert {path.name for path in source.parent.iterdir()} == {"django.po", "django.mo"}
