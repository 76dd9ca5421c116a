"""Reading listings: quality on the tests' pages, speed beside newspaper4k and trafilatura, memory over many pages.

`python -m benchmarks.reading [DIRECTORY]`: a directory with `html/*.html` and `truth/*.json` adds its pages.
Times are processor time of one core, medians; the same bytes go to everyone, nothing touches the network.
"""

from __future__ import annotations

import contextlib
import gc
import json
import resource
import statistics
import sys
import time
import warnings
from collections.abc import Callable
from functools import _lru_cache_wrapper
from pathlib import Path

from feedsvc import reading
from feedsvc.model.pages import Page
from feedsvc.reading import addresses

FIXTURES = Path(__file__).parent.parent / "tests" / "unit" / "reading" / "fixtures"
ROUNDS = 5
WIDTHS = (7, 7, 7, 9, 8, 7)
MEMORY_PAGES = 30_000
LONG_LISTING = 300_000
LONG_LISTING_ROUNDS = 12


def main() -> None:
    """Print quality, speed and memory."""
    pages = _pages(sys.argv[1:])
    quality(pages)
    big = [("listing of 300 kB", _grown(pages[0][1]), pages[0][2])]
    speed([*pages, *big])
    memory(pages)


def _pages(directories: list[str]) -> list[tuple[str, bytes, dict]]:
    found = [(p.stem, p.with_suffix(".html").read_bytes(), _truth(p)) for p in sorted(FIXTURES.glob("*.json"))]
    for directory in map(Path, directories):
        for truth in sorted((directory / "truth").glob("*.json")):
            html = directory / "html" / f"{truth.stem}.html"
            if html.exists():
                found.append((truth.stem, html.read_bytes(), _truth(truth)))
    return found


def _truth(path: Path) -> dict:
    return json.loads(path.read_text("utf-8"))


def _grown(body: bytes) -> bytes:
    """Return a listing as heavy as front pages are: sixty teasers and more, and scripts and pictures up to 300 kB."""
    text = body.decode("utf-8")
    opening = "<main" if "<main" in text else "<body"
    head, rest = text.split(opening, 1)
    rounds = [rest.replace('href="/', f'href="/r{n}/') for n in range(LONG_LISTING_ROUNDS)]
    page = head + opening + opening.join(rounds)
    filling = "<script>" + "window.state={};" * 1000 + "</script><svg><path d='M0 0'/></svg>"
    return (page + filling * ((LONG_LISTING - len(page)) // len(filling) + 1)).encode()


# ---- quality --------------------------------------------------------------------------------------------------------


def quality(pages: list[tuple[str, bytes, dict]]) -> None:
    """Print precision, recall and F of links, and how often section, author and time agree."""
    print(f"{'page':28}{'P':>7}{'R':>7}{'F':>7}{'section':>9}{'author':>8}{'time':>7}")
    rows = [_row(name, body, truth) for name, body, truth in pages]
    for name, *figures in [*rows, ("macro average", *_means(rows))]:
        shown = ("-" if figure is None else f"{figure:.3f}" for figure in figures)
        print(f"{name:28}" + "".join(f"{text:>{width}}" for text, width in zip(shown, WIDTHS, strict=True)))


def _row(name: str, body: bytes, truth: dict) -> tuple:
    ignored = {addresses.key(link) for link in truth["ignore"]}
    said = {addresses.key(a.link): a for a in reading.read(Page(body, truth["url"])).articles if a.link}
    said = {key: article for key, article in said.items() if key not in ignored}
    known = {addresses.key(item["link"]): item for item in truth["items"]}
    both = said.keys() & known.keys()
    p, r = len(both) / max(len(said), 1), len(both) / max(len(known), 1)
    fields = [_agreement(name, both, said, known) for name in ("section", "author", "time_text")]
    return name, p, r, 2 * p * r / (p + r) if p + r else 0.0, *fields


def _agreement(field: str, both: set[str], said: dict, known: dict) -> float | None:
    asked = [key for key in both if known[key][field]]
    told = ((_fold(getattr(said[key], field)), _fold(known[key][field])) for key in asked)
    return sum(bool(text) and text in right for text, right in told) / len(asked) if asked else None


def _fold(text: str | None) -> str:
    return " ".join((text or "").casefold().split())


def _means(rows: list[tuple]) -> list[float | None]:
    columns = zip(*(row[1:] for row in rows), strict=True)
    return [statistics.mean(known) if (known := [f for f in column if f is not None]) else None for column in columns]


# ---- speed ----------------------------------------------------------------------------------------------------------


def speed(pages: list[tuple[str, bytes, dict]]) -> None:
    """Print pages a second of each reader over the same pages, and our median for the big ones."""
    print(f"\n{'reader':28}{'pages/s':>10}{'ms median':>12}{'ms slowest':>12}{'ms first':>12}")
    ours: list[float] = []
    for name, read in (("feedsvc", _ours), *_peers()):
        first = _once(read, pages[0][1], pages[0][2]["url"])
        spent = [_median(read, body, truth["url"]) for _, body, truth in pages]
        ours = ours or spent
        shown = "".join(f"{s * 1e3:12.1f}" for s in (statistics.median(spent), max(spent), first))
        print(f"{name:28}{len(pages) / sum(spent):10.1f}{shown}{_factors(spent, ours) if spent is not ours else ''}")
    name, body, truth = pages[-1]
    print(f"{name}: {_median(_ours, body, truth['url']) * 1e3:.1f} ms ({len(body) // 1000} kB)")


def _factors(theirs: list[float], ours: list[float]) -> str:
    """Return how many times as fast we are: over all pages together, and on the page in the middle."""
    middle = statistics.median(their / our for their, our in zip(theirs, ours, strict=True))
    return f"   we are {sum(theirs) / sum(ours):.1f} times as fast, {middle:.1f} times on the median page"


def _once(read: Callable[[bytes, str], object], body: bytes, url: str) -> float:
    start = time.process_time()
    read(body, url)
    return time.process_time() - start


def _median(read: Callable[[bytes, str], object], body: bytes, url: str) -> float:
    read(body, url)
    return statistics.median(_once(read, body, url) for _ in range(ROUNDS))


def _ours(body: bytes, url: str) -> object:
    return reading.read(Page(body, url))


def _peers() -> list[tuple[str, Callable[[bytes, str], object]]]:
    found = []
    for name, make in (("newspaper4k", _newspaper), ("trafilatura", _trafilatura)):
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                found.append((name, make()))
        except ImportError:
            print(f"{name:28}   not installed: make bench installs it")
    return found


def _newspaper() -> Callable[[bytes, str], object]:
    import newspaper

    def read(body: bytes, url: str) -> object:
        article = newspaper.Article(url, language="en", fetch_images=False)
        article.download(input_html=body.decode("utf-8", "replace"))
        with contextlib.suppress(ValueError):  # it gives up on control characters; its time counts all the same
            article.parse()
        return article

    return read


def _trafilatura() -> Callable[[bytes, str], object]:
    import trafilatura

    return lambda body, url: trafilatura.bare_extraction(body, url=url, with_metadata=True)


# ---- memory ---------------------------------------------------------------------------------------------------------


def memory(pages: list[tuple[str, bytes, dict]]) -> None:
    """Print the memory as pages go by, addresses and words new on each, and without what is remembered of them.

    It grows with the texts and addresses remembered, of which there is a bounded number, and with nothing else.
    """
    small = [(body, truth["url"]) for _, body, truth in pages if len(body) < LONG_LISTING]
    remembering = [each for each in gc.get_objects() if isinstance(each, _lru_cache_wrapper)]
    print(f"\n{'pages':>10}{'MB':>10}{'remembered':>14}")
    for done in range(1, MEMORY_PAGES + 1):
        body, url = small[done % len(small)]
        _ours(body.replace(b'href="/', b'href="/n%d/' % done).replace(b" the ", b" the%d " % done), url)
        if done % (MEMORY_PAGES // 15) == 0 or done == len(small):
            print(f"{done:>10,}{_megabytes():>10}{sum(each.cache_info().currsize for each in remembering):>14,}")
    for each in remembering:
        each.cache_clear()
    print(f"{'forgotten':>10}{_megabytes():>10}{0:>14}")


def _megabytes() -> int:
    """Return the memory in use now; where the system does not tell, the most there was."""
    gc.collect()
    told = Path("/proc/self/statm")
    if not told.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return int(told.read_text("ascii").split()[1]) * resource.getpagesize() // 1_000_000


if __name__ == "__main__":
    main()
