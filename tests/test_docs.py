"""The docs say what is there: links lead somewhere, commands exist, words on the screen are on a screen."""

import re
from pathlib import Path

import pytest
from django.core.management import get_commands

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "tests").rglob("*.md")])
FOR_PEOPLE = [
    ROOT / "docs/facilitators/README.md",
    ROOT / "docs/facilitators/matching.md",
    ROOT / "docs/learning-partners.md",
]
LARGEST_PICTURE = 150_000


def without_code(text):
    return re.sub(r"```.*?```|`[^`\n]*`", "", text, flags=re.S)


def links(page):
    text = without_code(page.read_text())
    found = re.findall(r"\]\(([^)\s]+)\)", text) + re.findall(r"<img src=\"([^\"]+)\"", text)
    return [link for link in found if not link.startswith(("http://", "https://", "mailto:"))]


def anchors(page):
    """The anchors GitHub makes of a page's headings."""
    titles = re.findall(r"^#+ (.+)$", without_code(page.read_text()), flags=re.M)
    return {re.sub(r"[^\w\- ]", "", title.lower()).strip().replace(" ", "-") for title in titles}


def dead(page):
    """The page's links that lead nowhere."""
    for link in links(page):
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        if not target.exists() or (anchor and target.suffix == ".md" and anchor not in anchors(target)):
            yield link


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page):
    assert list(dead(page)) == []


def test_a_dead_link_would_be_found(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("# One title\n[a](nowhere.md) [b](#one-title) [c](#no-such) [d](https://example.org/)")
    assert list(dead(page)) == ["nowhere.md", "#no-such"]


def commands():
    """Every `./run …` in the docs, with the page that names it."""
    for page in PAGES:
        for line in re.findall(r"\./run +([a-z]+(?: +[a-z_]+)?)", page.read_text()):
            yield page.relative_to(ROOT), line.split()


def test_every_command_of_run_that_is_named_exists():
    known = set(re.findall(r"^    ([a-z |-]+)\)", (ROOT / "run").read_text(), flags=re.M))
    known = {name.strip() for names in known for name in names.split("|")}
    assert [(str(page), name) for page, (name, *_) in commands() if name not in known] == []


def test_every_management_command_and_benchmark_that_is_named_exists():
    benchmarks = {path.stem for path in (ROOT / "tests/benchmarks").glob("*.py")}
    for page, (name, *rest) in commands():
        if name == "manage" and rest:
            assert rest[0] in get_commands(), page
        if name == "bench" and rest:
            assert rest[0] in benchmarks, page
    for page in PAGES:
        for command in re.findall(r"manage\.py ([a-z_]+)", page.read_text()):
            assert command in get_commands(), page


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_file_that_is_named_exists(page):
    named = re.findall(r"`((?:[a-z_]+/)+[a-z_]+\.(?:py|md|html|txt|css|in))`", page.read_text())
    places = [ROOT, page.parent]
    assert [name for name in named if not any((place / name).exists() for place in places)] == []


def test_every_word_in_bold_is_on_a_screen():
    """What docs for people print in bold stands on a page just so ("…" stands for a number)."""
    screens = [*(ROOT / "templates").rglob("*.html"), *ROOT.glob("*/next_steps.py"), *ROOT.glob("*/forms.py")]
    screens += [*ROOT.glob("*/forms/*.py"), *(ROOT / "partnerships").rglob("*.py")]
    text = "\n".join(path.read_text() for path in screens).replace("&amp;", "&")
    for page in FOR_PEOPLE:
        for words in re.findall(r"\*\*([A-Z][^*]+)\*\*", page.read_text()):
            parts = [" ".join(part.split()) for part in words.split(" … ")]
            assert [part for part in parts if part not in text] == [], page.name


def test_pictures_are_there_and_light():
    pictures = sorted((ROOT / "docs/img").glob("*.png"))
    assert {picture.name: picture.stat().st_size for picture in pictures} == {
        picture.name: picture.stat().st_size
        for picture in pictures
        if picture.stat().st_size < LARGEST_PICTURE
    }


def test_every_picture_is_shown_and_described():
    text = "\n".join(page.read_text() for page in PAGES)
    shown = set(re.findall(r"img/([a-z-]+\.png)", text))
    assert shown == {picture.name for picture in (ROOT / "docs/img").glob("*.png")}
    assert re.findall(r"!\[\]\(|alt=\"\"", text) == []
