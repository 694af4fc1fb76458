"""Components as pages use them: what they say, to whom, and that text stays text."""

import re

import pytest
from django.forms import CharField, Form
from django.template import Context, Template
from django.utils import translation
from django_cotton.compiler_regex import CottonCompiler

from vafa.doors.look.charts.table import Table
from vafa.doors.look.icons import ICONS, icon
from vafa.doors.look.samples.overview import hero, sample_format, words


def rendered(source, **context):
    with translation.override("en"):
        html = Template(CottonCompiler().process(source)).render(Context({"fmt": sample_format("en"), **context}))
    return re.sub(r"\s+", " ", html)


def test_a_panel_has_a_title_and_one_aside():
    html = rendered('<c-panel title="River"><c-slot name="aside"><a href="#">All</a></c-slot>Body</c-panel>')
    assert '<h2>River</h2><a href="#">All</a></header> Body' in html


def test_a_stat_says_its_figure_its_unit_and_its_meaning():
    html = rendered('<c-stat label="Order" value="612" unit="k Toman" words="outside: 438" />')
    assert "<dt>Order</dt><dd>612 <small>k Toman</small></dd><dd>outside: 438</dd>" in html


def test_a_definition_is_one_tap_away():
    html = rendered('<c-stat label="Churn" value="8%" words="w" key="churn" definition="Those who left." />')
    assert 'popovertarget="definition-churn" aria-label="What “Churn” means"' in html
    assert re.search(r'popover id="definition-churn"[^>]*>Those who left.<', html)


@pytest.mark.parametrize(
    ("change", "better", "classes", "word"),
    [
        (0.1, "more", "delta up", "up"),
        (-0.1, "more", "delta fall down", "down"),
        (0.1, "less", "delta down", "up"),
        (-0.1, "less", "delta fall up", "down"),
        (0.1, "neither", "delta neutral", "up"),
        (0, "more", "delta level", "unchanged"),
    ],
)
def test_a_change_says_its_way_in_words_and_its_worth_in_colour(change, better, classes, word):
    html = rendered('<c-delta :change="change" text="10%" better="{{ better }}" />', change=change, better=better)
    assert f'class="{classes}"' in html
    assert word in html


def test_an_unknown_change_says_nothing():
    assert rendered('<c-delta :change="change" text="10%" />', change=None).strip() == ""


def test_a_field_ties_its_error_and_its_hint_to_the_control():
    html = rendered(
        '<c-field label="Cap" name="cap" value="5" hint="0 is none" error="Too high" inputmode="numeric" />'
    )
    assert '<label for="f-cap">Cap</label>' in html
    assert 'aria-invalid="true" aria-describedby="f-cap-error f-cap-hint"' in html
    assert 'id="f-cap-error"' in html and 'id="f-cap-hint"' in html
    assert 'inputmode="numeric"' in html
    assert "aria-" not in rendered('<c-field label="Cap" name="cap" />')


def test_a_select_keeps_its_choice():
    html = rendered(
        '<c-field label="S" name="s" kind="select" :options="pairs" value="2" />', pairs=[(1, "a"), (2, "b")]
    )
    assert '<option value="1">a</option><option value="2" selected>b</option>' in html


def test_a_field_of_a_form_is_tied_too():
    class Sample(Form):
        name = CharField(help_text="As on the card.")

    form = Sample({"name": ""})
    html = rendered('<c-form-field :field="form.name" />', form=form)
    assert 'aria-describedby="id_name-hint id_name-error"' in html
    assert 'id="id_name-error"' in html and "As on the card." in html


def test_text_stays_text():
    hostile = "<script>alert(1)</script>"
    html = rendered(
        '<c-panel title="{{ x }}" note="{{ x }}"><c-note>{{ x }}</c-note><c-todo title="{{ x }}">{{ x }}</c-todo>'
        '<c-field label="{{ x }}" name="n" value="{{ x }}" error="{{ x }}" /><c-stat label="{{ x }}" :value="x" />'
        '<c-as-table :table="table" /><c-empty title="{{ x }}">{{ x }}</c-empty></c-panel>',
        x=hostile,
        table=Table(hostile, (hostile,), [(hostile,)]),
    )
    assert "<script" not in html
    assert html.count("&lt;script&gt;") == 17


def test_components_do_not_take_words_from_their_surroundings():
    html = rendered('<c-stat label="Order" value="1" words="w" />', delta="LEAK", definition="LEAK", unit="LEAK")
    assert "LEAK" not in html


def test_a_table_behind_a_chart_names_its_rows_and_columns():
    html = rendered('<c-as-table :table="table" />', table=Table("River", ("Stage", "Now"), [("New", "1,846")]))
    assert "<summary>See as table" in html
    assert '<th scope="col">Stage</th><th scope="col" class="r">Now</th>' in html
    assert '<th scope="row">New</th><td class="r">1,846</td>' in html


def test_progress_is_read_out():
    html = rendered('<c-progress label="Replaying" percent="62" text="62%" />')
    assert 'role="progressbar" aria-label="Replaying"' in html
    assert 'aria-valuenow="62" aria-valuetext="62%" style="--v:62"' in html


def test_pages_have_only_the_ways_there_are():
    html = rendered('<c-pages next="?after=9" />')
    assert 'rel="next" href="?after=9"' in html
    assert 'rel="prev"' not in html
    assert rendered("<c-pages />").strip() == ""


def test_the_hero_puts_each_step_under_its_factor():
    fmt = sample_format("en")
    html = rendered('<c-levers :hero="hero" />', hero=hero(fmt, words("en")))
    assert html.count('class="lever') == 6  # the grid, four factors and the result
    assert re.findall(r'class="wf( neg)?" style', html) == ["", " neg", "", ""]
    assert "Up <b>1.31 bn</b>." in html


def test_every_icon_is_drawn_and_hidden_from_readers():
    assert all('aria-hidden="true"' in icon(name) for name in ICONS)
    assert 'class="icon flip"' in icon("send")


def test_numbers_in_templates_follow_the_club():
    source = "{{ n|money_exact:fmt }} {{ n|units:fmt }} {{ f|percent:fmt }} {{ f|percent_whole:fmt }}"
    assert rendered(source, n=6_400_000, f=0.314) == "640,000 Toman 6.4 m 31.4% 31%"
