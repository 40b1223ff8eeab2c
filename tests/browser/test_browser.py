"""Every page in a real browser: rules of WCAG, keyboard, policy, width, and nothing that runs."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from a4p_helpers import prepare, section
from a4p_helpers.browser import preview
from a4p_helpers.clearance import validators
from a4p_helpers.clearance.validators import RULES, audit, shorten
from a4p_helpers.core import paths
from a4p_helpers.report import assemble, compare, reading
from a4p_helpers.section import writer

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.skipif(
    not validators.chromium(), reason="No chromium is installed here; CI installs it."
)
WIDTHS = (360, 768, 1440)
PERIOD = "2023-05"
PAYLOAD = (
    "<script>window.hit = 1</script><img src=x onerror='window.hit = 1'>"
    "<a href='javascript:window.hit = 1'>x</a><svg onload='window.hit = 1'></svg>"
    "![x](http://payload.example/x.png) <iframe src='http://payload.example'></iframe>"
    "<button popovertarget='main'>x</button> {{ 7 * 7 }}"
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The system's chromium, without any network of its own."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        opened = validators.launched(driver)
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def pages(made: Path, full: Path, tmp_path_factory) -> dict[str, Path]:
    """Every page of both editions and of the demonstration, by a name for messages.

    With them the page of changes.
    """
    beside = tmp_path_factory.mktemp("beside")
    reports = (reading.read(folder / "external") for folder in (made, full))
    compare.write([compare.compare(*reports, "Since the period before")], beside / "changes.html")
    folders = {
        "external": made / "external",
        "internal": made / "internal",
        "demonstration": full / "internal",
        "beside": beside,
    }
    return {
        f"{edition}/{page.relative_to(folder)}": page
        for edition, folder in folders.items()
        for page in sorted(folder.rglob("*.html"))
    }


# One page of each kind; the rest are made alike, and looked at by night.
OF_EACH_KIND = (
    "demonstration/index.html",
    "demonstration/p4.html",
    "external/find.html",
    "external/indicators.html",
    "external/missions/UNMISS.html",
    "beside/changes.html",
)


@pytest.fixture(
    params=[
        "one of each kind",
        pytest.param("every page", marks=pytest.mark.slow),  # ten minutes with axe
    ]
)
def looked_at(request: pytest.FixtureRequest, pages: dict[str, Path]) -> dict[str, Path]:
    """The pages that a test of all pages looks at."""
    return pages if request.param == "every page" else {name: pages[name] for name in OF_EACH_KIND}


def opened(browser: Browser, path: Path, width: int = 1280, **settings) -> Page:
    context = browser.new_context(viewport={"width": width, "height": 900}, **settings)
    page = context.new_page()
    page.goto(path.as_uri())
    return page


def open_everything(page: Page) -> None:
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")


def told(violations: list) -> list[str]:
    return [
        f"{one['id']}: {one['help']}: {one['nodes'][0]['html'][:160]} ({len(one['nodes'])})"
        for one in violations
    ]


@pytest.mark.parametrize("media", ["screen", "print"])
def test_no_page_breaks_a_rule_of_wcag(browser, looked_at, media):
    found, is_by_day = {}, len(looked_at) == len(OF_EACH_KIND)
    for name, path in looked_at.items():
        # Paper has the same style for both editions, and the demonstration has every kind of block.
        if media == "print" and not name.startswith(("demonstration/", "beside/")):
            continue
        page = opened(browser, path, bypass_csp=True)  # the checker itself is a script
        page.emulate_media(media=media)
        open_everything(page)
        if is_by_day:
            shorten(page)
        # Paper has no targets to hit.
        off = {"rules": {"target-size": {"enabled": media == "screen"}}}
        if violations := audit(page, options=RULES | off):
            found[name] = told(violations)
        if media == "screen" and page.locator("button.value").count():
            page.locator("button.value").first.click()
            if violations := audit(page, context=".about:popover-open", options=RULES):
                found[f"{name}, an explanation"] = told(violations)
        page.context.close()
    assert found == {}


def test_the_checker_would_find_a_picture_without_words(browser, pages, tmp_path):
    text = pages["external/p4.html"].read_text(encoding="utf-8")
    (tmp_path / "index.html").write_text(
        text.replace('role="img"', 'role="img" data-x=""').replace("aria-label=", "data-label="),
        "utf-8",
    )
    page = opened(browser, tmp_path / "index.html", bypass_csp=True)
    shorten(page)
    assert "svg-img-alt" in {one["id"] for one in audit(page, options=RULES)}


def test_pages_ask_for_nothing_and_their_policy_holds(browser, looked_at):
    for name, path in looked_at.items():
        context = browser.new_context()
        page = context.new_page()
        said, asked = [], []
        page.on("console", lambda message, said=said: said.append(message.text))
        page.on("pageerror", lambda error, said=said: said.append(str(error)))
        page.on("request", lambda request, asked=asked: asked.append(request.url))
        page.goto(path.as_uri())
        assert said == [], name
        own = ("data:", path.as_uri(), *((up / "fonts").as_uri() for up in list(path.parents)[:2]))
        assert [url for url in asked if not url.startswith(own)] == [], name
        page.evaluate(
            "const s = document.createElement('script'); s.textContent = 'window.hit = 1';"
            "document.body.append(s); const i = new Image(); i.src = 'https://a.example/x.png';"
            "document.body.append(i)"
        )
        assert page.evaluate("window.hit") is None, name
        assert any("Content Security Policy" in text for text in said), name
        context.close()


@pytest.mark.parametrize("width", WIDTHS)
def test_no_page_scrolls_sideways(browser, looked_at, width):
    for name, path in looked_at.items():
        page = opened(browser, path, width=width)
        open_everything(page)
        wide = page.evaluate(
            "document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth"
        )
        assert wide <= 0, (name, width, wide)
        page.context.close()


def test_the_keyboard_reaches_contents_numbers_and_data(browser, pages):
    page = opened(browser, pages["external/p4.html"])
    focused = "document.activeElement"
    page.keyboard.press("Tab")
    assert page.evaluate(f"{focused}.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate(f"{focused}.id") == "main"
    page.keyboard.press("Tab")
    number = page.evaluate(f"{focused}.getAttribute('popovertarget')")
    assert number and page.evaluate(f"{focused}.className") == "value"
    page.keyboard.press("Enter")
    about = page.locator(f"[id='{number}']")
    assert about.is_visible()
    page.keyboard.press("Tab")
    assert page.evaluate(f"{focused}.getAttribute('href')").startswith("indicators.html#")
    page.keyboard.press("Tab")
    assert page.evaluate(f"{focused}.textContent") == "Close"
    page.keyboard.press("Enter")
    assert not about.is_visible()
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    assert not about.is_visible()
    assert page.evaluate(f"{focused}.getAttribute('popovertarget')") == number
    link = page.locator("#contents a[href='#p4-justice']")
    link.focus()
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#p4-justice"
    summary = page.locator("#p4 details.data summary").first
    summary.focus()
    page.keyboard.press("Enter")
    region = page.locator("#p4 details.data[open] .scroll").first
    assert region.is_visible()
    page.keyboard.press("Tab")
    assert page.evaluate(f"{focused}.getAttribute('role')") == "region"


def test_an_explanation_leads_to_its_account(browser, pages):
    page = opened(browser, pages["external/p4.html"])
    button = page.locator("button.value").first
    button.click()
    code = button.get_attribute("popovertarget").removeprefix("about-")
    page.locator(f"[id='about-{code}'] a").click()
    page.wait_for_url(f"**/indicators.html#{code}")
    assert page.locator(f"[id='{code}']").is_visible()


def test_explanations_stay_within_the_window(browser, pages):
    for width in WIDTHS:
        page = opened(browser, pages["internal/p4.html"], width=width)
        buttons = page.locator("button.value")
        for at in range(0, buttons.count(), 9):
            buttons.nth(at).scroll_into_view_if_needed()
            buttons.nth(at).press("Enter")
            box = page.locator(".about:popover-open").bounding_box()
            assert box["x"] >= -1 and box["x"] + box["width"] <= width + 1, (width, at, box)
            assert box["y"] >= -1 and box["y"] + box["height"] <= 901, (width, at, box)
            page.keyboard.press("Escape")
        page.context.close()


def test_a_preview_loads_itself_anew_and_says_that_it_ended(browser, tmp_path, monkeypatch):
    from playwright.sync_api import expect

    def made(text):
        html = f"<header><h2 id='p4-title'>x</h2></header><p>{text}</p>"
        return preview.Made(PERIOD, "external", 0.5, html=html)

    monkeypatch.setattr(preview.browser, "show", lambda page: None)
    shown = preview.Shown(preview.find("p4"), tmp_path)
    shown.begin()
    page = opened(browser, shown.page)
    errors = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    expect(page.locator("#status")).to_have_text("Running …")
    for text in ("first", "second"):
        shown.put(made(text))
        expect(page.locator("#p4 > p")).to_have_text(text)
        expect(page.locator("#status")).to_contain_text("Made at")
    shown.begin()
    expect(page.locator("#status")).to_have_text("Running …")
    shutil.rmtree(tmp_path)
    expect(page.locator("#status")).to_contain_text("The preview has ended")
    assert errors == [] and page.locator("#p4 > p").inner_text() == "second"
    page.context.close()


def test_a_payload_in_a_narrative_runs_nothing(browser, edit, tmp_path, monkeypatch):
    edit("mission_narratives", lambda rows: [row.update(text=PAYLOAD) for row in rows])
    prepare.ensure(PERIOD)
    shown = []
    monkeypatch.setattr(writer, "display", lambda data, **_: shown.append(data["text/html"]))
    told = section.open_section("p1", PERIOD, "external")
    told.block("P1.NARRATIVES").accounts()
    assert "payload.example" in shown[-1]
    html = f"<h2 id='p1-title'>x</h2>{shown[-1]}"
    names = [*(p.stem for p in sorted((paths.NOTEBOOKS).glob("*.ipynb")))]
    sections = {name: html.replace("p1-title", f"{name}-title") for name in names}
    assemble.write(sections, PERIOD, "external", tmp_path / "out")
    context = browser.new_context()
    page = context.new_page()
    asked, dialogs = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    page.goto((tmp_path / "out" / "p1.html").as_uri())
    assert "onerror='window.hit = 1'" in page.locator(".accounts dd").first.inner_text()
    assert page.evaluate("window.hit") is None and dialogs == []
    assert not [url for url in asked if not url.startswith(("file:", "data:"))]
    for name in ("script", "img", "a", "svg", "iframe", "button"):
        assert page.locator(f".accounts dd {name}").count() == 0, name
