"""Pictures every page as people meet it, light, dark and on a phone: `make screenshots`, then look."""

import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import sync_playwright

from feedsvc.web import create_app
from tests.browser.conftest import FLAGS, chromium, served
from tests.newsstand import TOKEN, open_stand

PICTURES = Path("screenshots")
PAGES = {
    "front": "/",
    "shelf": "/sections/cronaca",
    "source": "/sources/herald",
    "entry": "/entries/gazzetta/a2",
    "right-to-left": "/entries/sahifa/s1",
    "feeds": "/feeds",
    "sources": "/sources",
    "nothing": "/no-such-page",
    "preview": "/preview",
}
VIEWS = {
    "light": {"viewport": {"width": 1280, "height": 900}, "locale": "en-GB", "color_scheme": "light"},
    "dark": {"viewport": {"width": 1280, "height": 900}, "locale": "it-IT", "color_scheme": "dark"},
    "phone": {
        "viewport": {"width": 390, "height": 844},
        "locale": "en-GB",
        "device_scale_factor": 2,
        "is_mobile": True,
    },
}


def main() -> None:
    """Write one picture for each page and view; on the front page the first reason stands open."""
    if not (shutil.which("chromium") or shutil.which("google-chrome")):
        sys.exit("Pictures need a Chromium on the path: apt install chromium")
    PICTURES.mkdir(exist_ok=True)
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        stand = open_stand(Path(folder), hostile=False)
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        with served(create_app(stand)) as address:
            for view, options in VIEWS.items():
                context = browser.new_context(**options, http_credentials={"username": "operator", "password": TOKEN})
                page = context.new_page()
                for name, path in PAGES.items():
                    page.goto(address + path)
                    if name == "front":
                        page.locator(".because summary").first.click()
                    page.screenshot(path=PICTURES / f"{name}-{view}.png", full_page=True)
                context.close()
        browser.close()
        stand.store.close()
    print(f"{len(PAGES) * len(VIEWS)} pictures in {PICTURES}/")


if __name__ == "__main__":
    main()
