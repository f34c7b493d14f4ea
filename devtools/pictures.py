"""Takes the docs' pictures of a running demo: `python -m devtools.pictures [--port 8000]`, into docs/img/.

Wants Pillow, which nothing else needs: `.venv/bin/pip install pillow`.
"""

import argparse

from devtools import chromium
from devtools.services import ROOT

FOLDER = ROOT / "docs" / "img"
WIDE = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 1260}
COLOURS = 128
LARGEST = 150_000  # bytes: a page of docs must load on a ward's wireless


def main():
    """Takes every picture."""
    parser = argparse.ArgumentParser(prog="python -m devtools.pictures")
    parser.add_argument("--port", type=int, default=8000)
    address = f"http://localhost:{parser.parse_args().port}"
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=["--no-sandbox"])
        for name, (who, size, way) in PICTURES.items():
            context = browser.new_context(base_url=address, viewport=size, locale="en-GB")
            page = context.new_page()
            page.goto("/demo/")
            page.get_by_role("button", name=f"Be {who}").click()
            way(page)
            page.wait_for_load_state("networkidle")
            page.evaluate("document.activeElement.blur(); window.scrollTo(0, 0)")
            page.screenshot(path=FOLDER / f"{name}.png")
            context.close()
            shrink(FOLDER / f"{name}.png")
        browser.close()


def shrink(path):
    """Few colours are enough for a page of text; fails when the picture is still too large."""
    from PIL import Image

    picture = Image.open(path).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    picture.save(path, optimize=True)
    size = path.stat().st_size
    print(f"{path.relative_to(ROOT)}  {size // 1000} kB")
    if size > LARGEST:
        raise SystemExit(f"{path} is larger than {LARGEST} bytes.")


def home(page):
    pass


def cohort(page, number=0):
    """The page of one of the facilitator's cohorts, in the order of the team's front page."""
    page.goto("/team/")
    page.locator("main h2 a[href^='/team/cohorts/']").nth(number).click()
    page.get_by_role("heading", level=1, name="Cohort").wait_for()


def month_10(page):
    cohort(page, 1)


def board(page):
    """The matching page of the cohort that is recruiting, its round open."""
    cohort(page)
    page.get_by_role("link", name="Matching", exact=True).click()
    first_round = page.get_by_role("button", name="Open the first round")
    if first_round.count():
        first_round.click()
    page.locator("#side-network .plp-pick__name").first.wait_for()


def matching(page):
    """Two profiles side by side, the other side in order of fit."""
    board(page)
    page.locator("#side-network .plp-pick__name").nth(1).click()
    page.locator("#side-network .plp-pick__name[aria-current]").wait_for()
    page.locator("#side-leader .plp-pick__name").first.click()
    page.locator("#side-leader .plp-pick__name[aria-current]").wait_for()


def matching_rest(page):
    board(page)
    page.locator("#top-draw").click()
    page.get_by_role("heading", level=1, name="Propose the rest").wait_for()


def matching_rules(page):
    board(page)
    page.get_by_role("link", name="How fit is weighed").click()
    page.get_by_role("heading", level=1, name="What matters").wait_for()


def partnership(page):
    page.get_by_role("link", name="Our partnership").first.click()
    page.get_by_role("heading", level=1, name="You and").wait_for()


def phone_log(page):
    partnership(page)
    page.get_by_role("button", name="Log a meeting").click()
    page.get_by_role("heading", level=1, name="Log a meeting").wait_for()
    # A date field speaks the language of the browser's own build; a British reader's says it like this.
    page.evaluate(
        """() => document.querySelectorAll('input[type=date]').forEach((field) => {
            const day = field.value.split('-').reverse().join('/');
            field.type = 'text';
            field.value = day;
        })"""
    )


def results(page):
    """The finished cohort's headline figures."""
    cohort(page, 2)
    page.get_by_role("link", name="Evaluation survey").click()
    page.get_by_role("button", name="Read the results").click()
    page.get_by_role("heading", level=1, name="What people answered").wait_for()


PICTURES = {
    "cohort": ("Grace Holloway", WIDE, month_10),
    "home": ("Harpreet Nair", WIDE, home),
    "matching": ("Grace Holloway", WIDE, matching),
    "matching-rest": ("Grace Holloway", WIDE, matching_rest),
    "matching-rules": ("Grace Holloway", WIDE, matching_rules),
    "partnership": ("Harpreet Nair", WIDE, partnership),
    "phone-log": ("Harpreet Nair", PHONE, phone_log),
    "results": ("Grace Holloway", WIDE, results),
}

if __name__ == "__main__":
    main()
