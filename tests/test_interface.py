"""What every page must keep to: the strict policy, no other host, colours one can read, forms that say what is wrong.

Django's and allauth's own templates count too: whatever a person may meet must pass.
"""

import re
from pathlib import Path

import pytest
from django import forms
from django.contrib.auth.password_validation import password_validators_help_text_html
from django.template import engines
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import timezone

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
LETTERS = ROOT / "templates" / "emails"
STATIC = [
    path for path in sorted((ROOT / "static").rglob("*")) if path.suffix in {".css", ".js", ".svg", ".mjs"}
]
COLOURS = (ROOT / "static/css/colours.css").read_text()
ACCENTS = ["teal", "plum", "indigo", "forest", "clay", "slate"]
# Names of XML dialects are not addresses: nothing is fetched from them.
DIALECTS = ("http://www.w3.org/", "https://www.w3.org/")


def without_comments(text):
    return re.sub(r"\{% comment %\}.*?\{% endcomment %\}|\{#.*?#\}|<!--.*?-->", "", text, flags=re.S)


def names(paths):
    return [str(path.relative_to(ROOT)) for path in paths]


# ---- the strict policy ----


def inline_code(html):
    """Everything in a template that `script-src 'self'; style-src 'self'` would refuse."""
    html = re.sub(r"\{%.*?%\}", "", without_comments(html), flags=re.S)
    found = [tag for tag in re.findall(r"<script\b[^>]*>", html) if "src=" not in tag and "json" not in tag]
    found += re.findall(r"<style\b", html)
    found += re.findall(r"<[^>]*\sstyle\s*=", html)
    found += re.findall(r"<[^>]*\son[a-z]+\s*=\s*[\"']", html)
    found += re.findall(r"(?:href|action|src)\s*=\s*[\"']javascript:", html)
    found += re.findall(r"\shx-on[:a-z-]*\s*=|\shx-vars\s*=|[\"']js:", html)
    return found


@pytest.mark.parametrize(
    "path", [path for path in TEMPLATES if LETTERS not in path.parents], ids=lambda p: p.name
)
def test_template_needs_no_inline_code(path):
    assert inline_code(path.read_text()) == []


def test_inline_code_is_recognised():
    planted = (
        '<p style="x"><script>1</script><a onclick="x" href="javascript:x"><b hx-on:click="x"><style></style>'
    )
    assert len(inline_code(planted)) == 6


def test_letters_have_one_style_block_and_nothing_else():
    letters = {name: inline_code((ROOT / name).read_text()) for name in names(LETTERS.rglob("*.html"))}
    assert {name: found for name, found in letters.items() if found} == {
        "templates/emails/base.html": ["<style"]
    }


def test_style_of_letters_is_constant():
    assert re.findall(r"[{]{2}|[{]%", (LETTERS / "style.css").read_text()) == []


# ---- nobody else is asked ----


def other_hosts(text):
    return re.findall(r"(?:https?:)?//[a-z0-9][a-z0-9.-]*\.[a-z]{2,}[^\s\"')<>]*", text)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda p: p.name)
def test_template_fetches_nothing_from_another_host(path):
    text = without_comments(path.read_text())
    fetched = re.findall(r"(?:src|srcset|poster|data|@import|url\()[=\s\"'(]*([^\s\"')>]+)", text)
    fetched += re.findall(r"<link\b[^>]*href\s*=\s*[\"']([^\"']+)", text)
    assert [address for address in fetched if other_hosts(address)] == []


@pytest.mark.parametrize("path", STATIC, ids=lambda p: p.name)
def test_static_file_fetches_nothing_from_another_host(path):
    text = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.S)
    if path.suffix == ".css":
        assert re.findall(r"@font-face|@import", text) == []
        assert [url for url in re.findall(r"url\(([^)]*)\)", text) if "//" in url] == []
    found = [url for url in other_hosts(text) if not url.startswith((*DIALECTS, "//www.w3.org/"))]
    assert [url for url in found if url.startswith("http")] == []


def test_vendored_libraries_come_with_their_licence():
    folders = [path for path in (ROOT / "static/vendor").iterdir() if path.is_dir()]
    assert [path.name for path in folders if not (path / "LICENCE").read_text()] == []


def test_vendored_stylesheet_leaves_the_colours_to_us():
    css = (ROOT / "static/vendor/nhsuk-frontend-10.6.1/nhsuk-frontend.css").read_text()
    assert [shade for shade in ("#005eb8", "#007f3b", "#f0f4f5", "#ffeb3b") if css.count(shade) > 1] == []


# ---- colours one can read ----


def properties(block):
    return dict(re.findall(r"(--plp-[a-z-]+):\s*([^;]+);", block))


def palettes():
    """{(accent, scheme): {property: hexadecimal}} as a browser would resolve them."""
    light, dark = COLOURS.split("@media screen and (prefers-color-scheme: dark)")
    resolved = {}
    for accent in ACCENTS:
        chosen = {}
        for scheme, text in (("light", light), ("dark", dark)):
            blocks = re.findall(r"(:root[^{]*)\{([^}]*)\}", text)
            for selector, block in blocks:
                if selector.strip() == ":root" or f'"{accent}"' in selector:
                    chosen.update(properties(block))
            resolved[accent, scheme] = {
                name: chosen[value[4:-1]] if value.startswith("var(") else value
                for name, value in chosen.items()
            }
    return resolved


def luminance(shade):
    parts = [int(shade[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


GROUNDS = ("page", "surface", "foot", "hover", "stripe", "notice", "accent-soft")
TEXT = [
    (ink, ground)
    for ink in ("ink", "quiet", "link", "link-hover", "danger-ink", "success-ink")
    for ground in GROUNDS
]
TEXT += [
    ("on-accent", "accent"),
    ("on-accent", "accent-strong"),
    ("on-danger", "danger"),
    ("on-danger", "danger-strong"),
]
TEXT += [("accent", "page"), ("accent", "surface"), ("accent", "accent-soft"), ("focus-ink", "focus")]
LINES = [
    (line, ground) for line in ("input-line", "accent", "danger", "success") for ground in ("page", "surface")
]


def test_contrast_is_computed_as_the_standard_does():
    assert (round(contrast("#000000", "#ffffff"), 2), round(contrast("#767676", "#ffffff"), 2)) == (
        21.0,
        4.54,
    )


def test_programme_offers_the_accents_that_exist():
    from participants.models import Programme

    offered = [value for value, label in Programme._meta.get_field("accent").choices]
    assert sorted(offered) == sorted(ACCENTS)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("accent", ACCENTS)
def test_text_of_every_palette_can_be_read(accent, scheme):
    palette = palettes()[accent, scheme]
    weak = {
        pair: round(ratio, 2)
        for pair in TEXT
        if (ratio := contrast(palette[f"--plp-{pair[0]}"], palette[f"--plp-{pair[1]}"])) < 4.5
    }
    assert weak == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("accent", ACCENTS)
def test_edges_of_fields_can_be_seen(accent, scheme):
    palette = palettes()[accent, scheme]
    weak = [pair for pair in LINES if contrast(palette[f"--plp-{pair[0]}"], palette[f"--plp-{pair[1]}"]) < 3]
    assert weak == []


def test_colours_live_in_one_file():
    others = [
        path for path in (ROOT / "static/css").glob("*.css") if path.name not in {"colours.css", "print.css"}
    ]
    strays = {
        path.name: set(re.findall(r"#[0-9a-f]{3,8}\b", path.read_text())) - {"#ffffff"} for path in others
    }
    assert {name: found for name, found in strays.items() if found} == {}


def test_every_custom_property_used_is_defined():
    defined = set(properties(COLOURS))
    used = {
        name
        for path in STATIC
        if path.suffix == ".css"
        for name in re.findall(r"var\((--plp-[a-z-]+)\)", path.read_text())
    }
    assert used - defined == set()


# ---- the form pack ----


class Everything(forms.Form):
    name = forms.CharField(label="Your name", help_text="As colleagues read it.")
    about = forms.CharField(widget=forms.Textarea(attrs={"data-words": 150}), required=False)
    day = forms.DateField(label="When did you meet?")
    hour = forms.TimeField(required=False)
    length = forms.ChoiceField(label="How long?", choices=[("30", "30 minutes")], widget=forms.RadioSelect)
    place = forms.ChoiceField(choices=[("", "Choose"), ("t", "Teams")])
    days = forms.MultipleChoiceField(
        choices=[("mo", "Monday")], widget=forms.CheckboxSelectMultiple, required=False
    )
    read = forms.BooleanField(label="I have read it")
    token = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean(self):
        if self.data:
            raise forms.ValidationError("These answers do not fit together.")


def show(source, **context):
    return engines["django"].from_string(source).render(context, RequestFactory().get("/"))


def pack(form):
    return show("{% load crispy_forms_tags %}{{ form|crispy }}", form=form)


def test_pack_marks_what_is_optional_and_nothing_else():
    assert pack(Everything()).count("(optional)") == 3
    assert pack(Everything()).count("*") == 0


def test_pack_ties_hint_and_error_to_their_field():
    html = pack(Everything({"name": ""}))
    field = re.search(r"<input[^>]*name=\"name\"[^>]*>", html)[0]
    assert re.search(r'aria-describedby="([^"]*)"', field)[1] == "id_name_helptext id_name_error"
    assert re.search(r'aria-invalid="([^"]*)"', field)[1] == "true"
    assert [html.count(f'id="{part}"') for part in ("id_name_helptext", "id_name_error")] == [1, 1]
    assert re.search(r"<fieldset[^>]*aria-describedby=\"([^\"]*)\"", html)[1] == "id_length_error"


def test_pack_shows_dates_as_native_inputs_and_keeps_what_was_typed():
    today = timezone.localdate()
    html = pack(Everything(initial={"day": today}))
    assert re.search(r'<input type="date" name="day" value="([^"]*)"', html)[1] == today.isoformat()
    assert (
        re.search(r'<input type="date" name="day" value="([^"]*)"', pack(Everything({"day": "3.3."})))[1]
        == "3.3."
    )


def test_pack_keeps_every_answer_after_an_error():
    html = pack(
        Everything({"about": "my <words>", "length": "30", "place": "t", "days": ["mo"], "name": "A"})
    )
    assert html.count("my &lt;words&gt;") == 1
    assert html.count('value="A"') == 1
    assert len(re.findall(r"<input type=\"radio\"[^>]*checked", html)) == 1
    assert len(re.findall(r"<input type=\"checkbox\"[^>]*name=\"days\"[^>]*checked", html)) == 1
    assert len(re.findall(r'<option value="t" selected', html)) == 1


def test_every_label_of_the_pack_leads_to_one_field():
    html = pack(Everything())
    ids = re.findall(r'\sid="([^"]*)"', html)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'<label[^>]*for="([^"]*)"', html)) - set(ids) == set()


def test_words_of_a_form_are_words_and_never_markup():
    class AForm(forms.Form):
        name = forms.CharField(help_text="<b>bold</b>")
        tick = forms.BooleanField(help_text="<i>slanted</i>")
        password = forms.CharField(help_text=password_validators_help_text_html())

    html = show("{% load crispy_forms_tags %}{{ form|crispy }}", form=AForm())
    assert ("<b>" in html, "<i>" in html, "&lt;b&gt;" in html) == (False, False, True)
    assert "<ul><li>" in html


def test_crispy_layouts_use_our_buttons():
    from crispy_forms.helper import FormHelper
    from crispy_forms.layout import Div, Fieldset, Layout, Submit

    form = Everything()
    form.helper = FormHelper()
    form.helper.form_tag = False
    form.helper.layout = Layout(
        Fieldset("About you", "name"), Div("length"), Submit("save", "Save and go on")
    )
    html = show("{% load crispy_forms_tags %}{% crispy form %}", form=form)
    assert re.search(r'<legend class="[^"]*--m">([^<]*)</legend>', html)[1] == "About you"
    assert (
        re.sub(r"\s+", " ", re.search(r'<button type="submit"[^>]*class="([^"]*)"', html)[1]).strip()
        == "nhsuk-button"
    )
    assert html.count("<form") == 0


# ---- the error summary ----


def summary(**context):
    html = show('{% include "components/error_summary.html" %}', **context)
    return [(href, text.strip()) for href, text in re.findall(r'<li><a href="([^"]*)">([^<]*)</a>', html)]


def test_error_summary_is_silent_without_errors():
    assert show('{% include "components/error_summary.html" %}', form=Everything()).strip() == ""


def test_error_summary_leads_to_each_field_in_words():
    assert summary(form=Everything({"token": ""})) == [
        ("#form-errors", "These answers do not fit together."),
        ("#id_name", "Fill in “Your name”"),
        ("#id_day", "Fill in “When did you meet?”"),
        ("#id_length_0", "Choose an answer to “How long?”"),
        ("#id_place", "Choose an answer to “Place”"),
        ("#id_read", "Tick “I have read it” to go on"),
    ]


def test_error_summary_leads_to_places_that_exist():
    form = Everything({"token": ""})
    ids = set(re.findall(r'\sid="([^"]*)"', pack(form)))
    assert [href for href, text in summary(form=form) if href[1:] not in ids] == []


def test_error_summary_reads_formsets():
    class Aim(forms.Form):
        words = forms.CharField(label="Our aim")

    formset = forms.formset_factory(Aim, extra=1)(
        {"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "2", "form-0-words": "a", "form-1-words": ""}
    )
    assert summary(formset=formset) == [("#id_form-1-words", "Fill in “Our aim”")]


# ---- pages that must appear when much is broken ----


@pytest.mark.parametrize("name", ["400", "403_csrf", "500", "503"])
def test_broken_pages_need_neither_request_nor_database(name):
    html = render_to_string(f"{name}.html")
    assert len(re.findall(r"<h1\b", html)) == 1
    assert len(re.findall(r"<title>[^<]+ – Parallel Learning Partnerships</title>", html)) == 1


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["403", "404", "signed_out"])
def test_helpful_pages_stand_without_a_signed_in_person(name):
    html = render_to_string(f"{name}.html", request=None)
    assert len(re.findall(r"<h1\b", html)) == 1
    assert html.count('id="maincontent"') == 1
