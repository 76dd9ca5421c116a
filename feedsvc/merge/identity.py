"""What makes two sights of an article the same article: its keys, and the id that is minted from the first of them."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from itertools import islice
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlencode, urlsplit

from feedsvc.model.pages import Article

_TRACKING = re.compile(
    r"(?:utm_\w+|mtm_\w+|pk_\w+|at_\w+|ns_\w+|fbclid|gclid|dclid|msclkid|yclid|igshid|mc_[ce]id|ref|refresh_ce|cmpid|amp|outputtype|from|source)",
    re.IGNORECASE,
)
_HOST_PREFIX = re.compile(r"^(?:www\d?|m|mobile|amp)\.(?=[^.]+\.)")
_PATH_SUFFIX = re.compile(r"(?:/amp|/index\.(?:html?|php|aspx?)|\.amp(?=\.html?$))/?$", re.IGNORECASE)
_NUMBER = re.compile(r"(?<!\d)\d{5,12}(?!\d)")
_DATE = re.compile(r"(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])?")
_QUERY_IDS = ("p", "page_id", "article_id", "articleid", "aid", "story_id", "storyid", "nid")
_MIN_TITLE_LETTERS = 3
_MOST_SIGNS = 20_000


def keys(article: Article) -> tuple[str, ...]:
    """Return the article's identities, surest first: address, the site's own id, the id in the address, title.

    Each starts with its kind and a colon. An article without a word in its title may have no title key.
    """
    link = [f"link:{address_key(article.link)}"] if article.link else []
    own = [f"id:{article.article_id.strip()}"] if article.article_id and article.article_id.strip() else []
    number = [f"number:{found}"] if article.link and (found := _number(article.link)) else []
    title = [f"title:{folded}"] if (folded := title_key(article.title)) else []
    return tuple(link + own + number + title)


def all_keys(articles: Iterable[Article]) -> tuple[str, ...]:
    """Return every key under which the store may know one of these articles, each once."""
    return tuple(dict.fromkeys(key for article in articles for key in keys(article)))


def address_key(url: str) -> str:
    """Return what remains of an address when everything that varies between links to one page is dropped.

    Dropped are scheme, ``www``, mobile and AMP forms, the fragment, tracking parameters, a trailing slash.
    """
    try:
        parts = urlsplit(url.strip())
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return url.strip()
    authority = _HOST_PREFIX.sub("", host) + (f":{port}" if port and port not in (80, 443) else "")
    path = _PATH_SUFFIX.sub("", quote(unquote(parts.path), safe="/:@!$&'()*+,;=~-._")).rstrip("/")
    query = urlencode(sorted(_telling(parts)))
    return f"{authority}{path}" + (f"?{query}" if query else "")


def _telling(parts: SplitResult) -> list[tuple[str, str]]:
    pairs = parse_qsl(parts.query, keep_blank_values=True, max_num_fields=100) if parts.query.count("&") < 99 else []
    return [(name, value) for name, value in pairs if not _TRACKING.fullmatch(name)]


def _number(url: str) -> str | None:
    """Return host and the article number that the last step of the address shows, unless it looks like a date."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    host = _HOST_PREFIX.sub("", parts.hostname or "")
    for name, value in parse_qsl(parts.query) if parts.query.count("&") < 99 else []:
        if name.lower() in _QUERY_IDS and value.isascii() and value.isdigit():
            return f"{host}/{value}"
    numbers = [n for n in _NUMBER.findall(parts.path.rstrip("/").rpartition("/")[2]) if not _DATE.fullmatch(n)]
    return f"{host}/{numbers[0]}" if len(numbers) == 1 else None


def slug(url: str) -> str:
    """Return the last step of an address, without its ending."""
    return address_key(url).partition("?")[0].rstrip("/").rpartition("/")[2].partition(".")[0]


class _Folding(dict[int, int]):
    """What each sign of a folded text becomes: itself in a word, a blank outside; found out once for each sign."""

    def __missing__(self, sign: int) -> int:
        folded = sign if unicodedata.category(chr(sign))[0] in "LNM" else 0x20
        if len(self) < _MOST_SIGNS:  # a page may hold every sign there is
            self[sign] = folded
        return folded


_FOLDING = _Folding()


def title_key(title: str) -> str:
    """Return the words of a title, folded: case, accents' encoding, punctuation and blanks do not count."""
    folded = unicodedata.normalize("NFKC", title).casefold()
    joined = " ".join(folded.translate(_FOLDING).split())
    letters = islice(filter(str.isalpha, joined), _MIN_TITLE_LETTERS)
    return joined if sum(1 for _ in letters) == _MIN_TITLE_LETTERS else ""


def mint(tagging_entity: str, source_id: str, first_keys: tuple[str, ...], taken: frozenset[str]) -> str:
    """Return a tag URI (RFC 4151) made from the first key, and from all of them where that one is taken."""
    prefix = f"tag:{tagging_entity}:{source_id}/"
    seeds = [first_keys[:1], first_keys] + [(*first_keys, str(n)) for n in range(len(taken))]
    for seed in seeds:
        candidate = prefix + hashlib.blake2b("\n".join(seed).encode(), digest_size=8).hexdigest()
        if candidate not in taken:
            return candidate
    raise AssertionError("more seeds than taken ids")
