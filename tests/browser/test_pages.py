"""What a person meets: seen by eye, by ear, by keyboard, with and without script."""

import math

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.newsstand import BRIDGE, TRAM

pytestmark = pytest.mark.browser

PAGES = (
    "/",
    "/feeds",
    "/sources",
    "/archive",
    "/sections/cronaca",
    "/sources/herald",
    "/sources/sahifa",
    "/entries/gazzetta/a1",
    "/entries/gazzetta/a2",
    "/entries/gazzetta/x1",
    "/entries/sahifa/s1",
)
RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
}


@pytest.mark.parametrize("view", ["desk", "dark", "phone"])
@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing(visit, path, view):
    assert_accessible(visit(path, view))


def assert_accessible(page):
    """Fail where axe finds something, every disclosure open."""
    page.eval_on_selector_all("details", "all => all.forEach(each => { each.open = true })")
    found = Axe().run(page, options=RULES)
    assert found.violations_count == 0, found.generate_report()


CENTRES = """all => all.filter(each => !each.closest('.content, .skip, dd, p:not(.byline)') && each.offsetParent)
    .map(each => { const box = each.getBoundingClientRect();
                   return { name: each.textContent.trim(), small: Math.min(box.width, box.height) < 24,
                            x: box.x + box.width / 2, y: box.y + box.height / 2 } })"""


@pytest.mark.parametrize("path", PAGES)
def test_what_is_pressed_is_large_enough_or_stands_apart(visit, path):
    """WCAG 2.2 §2.5.8: 24 by 24 CSS pixels, or a circle of that size around it meets no other; text is exempt."""
    page = visit(path, "phone")
    page.eval_on_selector_all("details", "all => all.forEach(each => { each.open = true })")
    targets = page.eval_on_selector_all("a, button:not([hidden]), summary, input", CENTRES)
    for one in targets:
        near = [
            other["name"]
            for other in targets
            if other is not one and math.hypot(other["x"] - one["x"], other["y"] - one["y"]) < 24
        ]
        assert not (one["small"] and near), f"{one['name']} is small and close to {near}"


def test_movement_stops_for_those_who_ask(visit):
    behaviour = "getComputedStyle(document.documentElement).scrollBehavior"
    assert visit("/", reduced_motion="reduce").evaluate(behaviour) == "auto"
    assert visit("/", reduced_motion="no-preference").evaluate(behaviour) == "smooth"


def test_print_leaves_the_machinery_out(visit):
    page = visit("/entries/gazzetta/a1")
    page.emulate_media(media="print")
    assert not page.locator(".masthead nav").is_visible()
    assert page.locator("h1").is_visible()
    assert page.locator(".steps").is_visible()


def test_the_operator_previews_a_page_and_axe_finds_nothing(visit, operator, elsewhere):
    page = visit("/preview", **operator)
    page.get_by_label("Address of the page").fill(f"{elsewhere}/news")
    page.get_by_role("button", name="Read it").click()
    assert page.get_by_role("heading", name="Riapre il mercato coperto").is_visible()
    assert page.get_by_label("Language").input_value() == "it"
    assert_accessible(page)


@pytest.mark.parametrize("path", [*PAGES, "/entries/gazzetta/x2"])
def test_nothing_is_wider_than_a_narrow_screen(visit, path):
    page = visit(path, "phone")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize("path", PAGES)
def test_pages_work_without_script(visit, path):
    page = visit(path, java_script_enabled=False)
    assert page.locator("h1").is_visible()
    assert page.locator("[data-copy]:visible").count() == 0


def test_the_reason_opens_without_script(visit):
    page = visit("/", java_script_enabled=False)
    first = page.locator(".entry").first
    assert not first.locator(".why").is_visible()
    first.locator("summary").click()
    assert first.get_by_text("49 minuti fa").is_visible()
    assert first.locator("svg[role=img]").is_visible()


def test_the_reason_opens_by_keyboard(visit):
    page = visit("/")
    page.locator(".entry summary").first.focus()
    page.keyboard.press("Enter")
    assert page.locator(".entry .why").first.is_visible()


def test_the_first_stop_of_the_keyboard_leads_past_the_masthead(visit):
    page = visit("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


@pytest.mark.parametrize("path", ["/", "/feeds", "/entries/gazzetta/a1"])
def test_every_stop_of_the_keyboard_is_seen(visit, path):
    page = visit(path)
    for _ in range(25):
        page.keyboard.press("Tab")
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline != "none" or page.evaluate("document.activeElement === document.body")


def test_the_copy_button_copies_the_address(visit, site):
    page = visit("/sections/cronaca", permissions=["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy Atom feed address").click()
    page.get_by_role("status").filter(has_text="Address copied").wait_for()
    assert page.locator("[data-copy] .label").first.inner_text() == "Copied"
    assert page.evaluate("navigator.clipboard.readText()") == "https://feeds.example.org/feeds/cronaca.atom"


def test_a_click_selects_the_whole_address_without_script(visit):
    page = visit("/sections/cronaca")
    page.locator(".address code").first.click()
    assert page.evaluate("getSelection().toString()") == "https://feeds.example.org/feeds/cronaca.atom"


def test_the_front_page_leads_to_the_source_that_needs_a_look(visit):
    page = visit("/")
    page.get_by_role("link", name="1 source needs a look").click()
    assert page.locator(".fault").inner_text() == "Only 1 of 2 articles has a time."


def test_a_browser_discovers_the_feeds(visit):
    page = visit("/sections/cronaca")
    found = page.eval_on_selector_all("link[rel=alternate]", "all => all.map(each => [each.type, each.title])")
    assert found == [
        ["application/atom+xml", "Cronaca (atom)"],
        ["application/rss+xml", "Cronaca (rss)"],
        ["application/feed+json", "Cronaca (json)"],
    ]


def test_subscribing_takes_one_click(visit):
    page = visit("/sections/cronaca")
    reader = page.get_by_role("link", name="Open in a reader on this device")
    assert reader.get_attribute("href") == "feed:https://feeds.example.org/feeds/cronaca.atom"
    for name in ("Feedly", "Inoreader", "NewsBlur"):
        assert page.get_by_role("link", name=name).is_visible()


def test_right_to_left_text_starts_at_the_right(visit):
    page = visit("/entries/sahifa/s1")
    headline = page.locator("h1")
    assert headline.inner_text() == BRIDGE.title
    assert headline.evaluate("each => getComputedStyle(each).direction") == "rtl"
    content = page.locator(".content")
    box, words = (
        content.bounding_box(),
        content.locator("p").evaluate(
            "p => { const range = document.createRange(); range.selectNodeContents(p);"
            " return range.getBoundingClientRect().right }"
        ),
    )
    assert abs(box["x"] + box["width"] - words) < 2


def test_a_headline_that_overrides_direction_bends_nothing_beside_it(visit):
    page = visit("/sections/" + "cronaca")
    byline = page.locator(".entry", has_text="ostili").locator(".byline")
    assert byline.evaluate("each => getComputedStyle(each).direction") == "ltr"
    assert "Cronaca" in byline.inner_text()


def test_italian_readers_are_spoken_to_in_italian(visit):
    page = visit("/", "phone")
    assert page.locator("html").get_attribute("lang") == "it"
    assert page.get_by_text("10 gennaio 2026, verso le 06:41").first.is_visible()


def test_an_entry_leads_home(visit):
    page = visit("/entries/gazzetta/a1")
    assert page.get_by_role("link", name="Read it at gazzetta.example").get_attribute("href") == TRAM.link


def test_motion_and_colour_are_the_reader_s_choice(visit):
    light, dark = (
        visit("/", view).evaluate("getComputedStyle(document.body).backgroundColor") for view in ("desk", "dark")
    )
    assert light != dark
