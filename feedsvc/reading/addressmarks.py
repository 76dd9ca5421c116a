"""How much an address looks like an article's: dates, numbers and long slugs for, listings and services against."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import unquote

from feedsvc.reading import addresses
from feedsvc.reading.vocabulary import alternatives

_DATE = re.compile(
    r"/(?:19|20)\d\d[/-](?:0?[1-9]|1[0-2])(?:[/-](?:0?[1-9]|[12]\d|3[01]))?(?:/|-|_|$)"
    r"|/(?:19|20)\d{6}(?:/|-|_|$|\d{2,})"
)
_ID = re.compile(r"(?!(?:19|20)\d\d(?!\d))(?<!\d)\d{4,}|(?<=[/_-])[0-9a-f]{10,}(?=$|[/.])")
_SHORT_ID = re.compile(r"(?<=[/_=-])\d{1,3}(?=$|[/._-])")
_QUERY_ID = re.compile(
    r"(?:^|&)(?:p|t|id|aid|nid|sid|cid|idx|no|artid|docid|contentid|(?:id)?(?:article|articolo|news|story|post|item)(?:_?id)?)"
    r"=\w*\d"
    r"|(?:^|&)(?:cod(?:igo)?|code|key|num|(?:art(?:ikel|icle|icolo)?|news|item|doc)?_?nr|(?:art|article|news)_?(?:no|num|code|key)"
    r"|seq(?:_?(?:no|code))?)=\d{3,}"
    r"|(?:^|&)(?!(?:cat|sec|rub|tag|lang|user|author|page|forum|board|menu|session|client|campaign|\w{0,3}cl)\w*=)\w+_?id=\d{3,}",
    re.IGNORECASE,
)
_CAMPAIGN = re.compile(r"(?:^|&)utm_(?:source|campaign)=[^&]", re.IGNORECASE)
_PAGE_FILE = re.compile(r"\.(?:s?html?|php|aspx?|ece|jsp|cms|article|stm|story)$", re.IGNORECASE)
_FOLDERS_PAGE = re.compile(r"(?<=/)(?:index|default)\.(?:s?html?|php\d?|aspx?|jsp)$", re.IGNORECASE)
"""The page that a folder's address shows, named in full as copies of whole sites do."""
_MEDIA_FILE = re.compile(
    r"\.(?:jpe?g|png|gif|webp|svg|pdf|mp[34]|zip|docx?|xlsx?|xml|rss|atom|ics|apk|exe|avi|mov)$", re.IGNORECASE
)
_LISTING = re.compile(
    rf"/(?:{alternatives('addresses', 'listing')})(?:/[^/]*)?/?$"
    r"|/(?:archives?|archivio|archiv|archivo|arquivo|arhiv)(?:/\d{4}(?:/\d\d?)?)?/?$",
    re.IGNORECASE,
)
_FORUM = re.compile(
    r"/(?:forums?|board|foro|messages?|discussions?|comments?|threads?)/|/(?:showthread|viewtopic)\b",
    re.IGNORECASE,
)
_PAGINATION = re.compile(
    r"/(?:page|pagina|seite|p)/\d+/?$|(?:^|[?&])(?:page|paged|pg|start|offset)=\d{1,4}$", re.IGNORECASE
)
_CALENDAR = re.compile(r"^(?:/[^/\d]+)*/(?:19|20)\d\d(?:[/-]\d\d?){0,2}/?$")
_PERSON = re.compile(
    rf"/(?:{alternatives('addresses', 'person')})/[^/?#]+/?(?:(?<=/)index\.html?)?$|/@[\w.-]+/?$"
    r"|(?:^|[/?&])(?:user|author|autor|profile|member)(?:\?id|_id|id)?=[^&]+$"
    r"|/(?:user|profile|member)\.php\?(?:login|user|name|username)=[^&]+$"
    r"|^/(?:index\.php)?\?(?:login|username)=(?!true$|yes$)(?=[^&]*[^\W\d])[^&]+$",
    re.IGNORECASE,
)
_ELSEWHERE = re.compile(
    rf"(?:^|\.)(?:{alternatives('addresses', 'elsewhere')})\.(?:com|net|org|me|ru|co|jp|app|social|it|us)$",
    re.IGNORECASE,
)
_CATEGORY = re.compile(
    rf"/(?:{alternatives('addresses', 'category')})/[^/]+|/cat_\w+|/category-"
    r"|[?&](?:cat|category|section|rubrik|rubrique|sezione|seccion)(?:_?id)?=",
    re.IGNORECASE,
)
_OFFER = re.compile(
    rf"^[^/]*\b(?:{alternatives('addresses', 'offer')})\.|/(?:{alternatives('addresses', 'offer')})(?:/|$)",
    re.IGNORECASE,
)
_TRADE = re.compile(
    rf"^(?:{alternatives('addresses', 'trade')}|jobs?|tickets?|abo)\.|^[^/]*/(?:{alternatives('addresses', 'trade')})/",
    re.IGNORECASE,
)
_SERVICE = re.compile(alternatives("addresses", "service"), re.IGNORECASE)
_WIDE_SCRIPT = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]"
)
_SPELLED_SCRIPT = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")
_SLUG_BREAK = re.compile(r"[-_+\s]|%20")
_SECOND_LEVEL = frozenset(("co", "com", "org", "net", "ac", "gov", "edu", "gob", "or", "ne", "go", "in"))

_ARTICLE = 2.0
"""The points of a path that is an article's by itself."""
LISTING = -4.0
"""The points of an address that is a list, a person, a service or a page of a list."""


@lru_cache(maxsize=8192)
def points(url: str) -> float:
    """Return an address's points: above 2 an article's by itself, below 0 hardly any."""
    parts = addresses.split(url)
    path = _FOLDERS_PAGE.sub("", parts.path)
    if _PAGINATION.search(path) or _PAGINATION.search(f"?{parts.query}") or _CALENDAR.search(path):
        return LISTING
    if path.strip("/") == "" and not parts.query:
        return LISTING / 2
    found = _path_points(path)
    if _LISTING.search(path) or is_person(url) or is_trade(url):
        found += LISTING
    if parts.query:
        found += 2.0 if _QUERY_ID.search(parts.query) else LISTING if is_category(url) else 0.0
    return found


def _path_points(path: str) -> float:
    found = 2.0 if _DATE.search(path) else 0.0
    if _ID.search(path):
        found += 2.0
    elif _SHORT_ID.search(path):
        found += 0.5
    segments = [s for s in path.split("/") if s][-3:]
    found += max((_slug_points(s) for s in segments), default=0.0)
    if segments and _PAGE_FILE.search(segments[-1]) and not segments[-1].startswith("index."):
        found += 0.5
    return min(found, 4.0)


def _slug_points(segment: str) -> float:
    if "%" in segment:
        segment = unquote(segment)
    size = letters(segment)
    if _WIDE_SCRIPT.search(segment):
        return 2.0 if size >= 6 else 0.0
    count = len([w for w in _SLUG_BREAK.split(segment) if w])
    return 2.0 if count >= 4 else 1.0 if count == 3 or size >= 24 else 0.0


@lru_cache(maxsize=8192)
def shape(url: str) -> tuple[int, str]:
    """Return how an address is built: how many parts its path has, and how the last one ends."""
    path = addresses.split(url).path
    ending = _PAGE_FILE.search(path)
    return path.rstrip("/").count("/"), ending[0].lower() if ending else "/" * path.endswith("/")


@lru_cache(maxsize=8192)
def is_numbered(url: str) -> bool:
    """Whether an address has a date or a long number of its own, as articles have and shelves have not."""
    parts = addresses.split(url)
    return any(p.search(parts.path) for p in (_DATE, _ID)) or _QUERY_ID.search(parts.query) is not None


def is_id(parameter: str) -> bool:
    """Whether a parameter of a query ("newsid=123") names an article by its number."""
    return _QUERY_ID.search(parameter) is not None


@lru_cache(maxsize=8192)
def is_campaign(url: str) -> bool:
    """Whether an address counts its visitors for a campaign that names where they come from (``utm_source``)."""
    return _CAMPAIGN.search(addresses.split(url).query) is not None


@lru_cache(maxsize=8192)
def is_person(url: str) -> bool:
    """Whether an address is a person's page."""
    parts = addresses.split(url)
    return any(_PERSON.search(said) for said in (_FOLDERS_PAGE.sub("", parts.path), f"{parts.path}?{parts.query}"))


@lru_cache(maxsize=8192)
def is_forum(url: str) -> bool:
    """Whether an address is a thread of a forum or of comments."""
    return _FORUM.search(addresses.split(url).path) is not None


@lru_cache(maxsize=8192)
def is_category(url: str) -> bool:
    """Whether an address says that it is a category, rubric or topic."""
    match = _CATEGORY.search(url)
    if match is None or match[0][0] == "/":
        return match is not None
    # An article's address may name the list that it was opened from.
    parts = addresses.split(url)
    return _path_points(parts.path) < _ARTICLE and _QUERY_ID.search(parts.query) is None


@lru_cache(maxsize=8192)
def is_service(url: str) -> bool:
    """Whether an address is a service of the site: login, privacy, contact, search."""
    return _SERVICE.search(addresses.split(url).path) is not None


@lru_cache(maxsize=8192)
def is_offer(url: str) -> bool:
    """Whether an address lies among what a site offers beside articles: programmes, the weather, horoscopes, games."""
    parts = addresses.split(url)
    return _OFFER.search(f"{(parts.hostname or '').partition('.')[0]}.{parts.path}") is not None


@lru_cache(maxsize=8192)
def is_trade(url: str) -> bool:
    """Whether an address lies in a shop, among advertisements of readers or coupons, by its host or first part."""
    parts = addresses.split(url)
    return _TRADE.search(f"{(parts.hostname or '').removeprefix('www.').partition('.')[0]}.{parts.path}") is not None


@lru_cache(maxsize=8192)
def is_elsewhere(url: str) -> bool:
    """Whether an address is a share button, an account on a network or an advertiser's counter."""
    return _ELSEWHERE.search(addresses.split(url).hostname or "") is not None


@lru_cache(maxsize=8192)
def is_file(url: str) -> bool:
    """Whether an address is a picture, a film, a document or an archive: no page."""
    return _MEDIA_FILE.search(addresses.split(url).path) is not None


@lru_cache(maxsize=1024)
def _registered(host: str) -> str | None:
    labels = host.split(".")
    if len(labels) < 2:
        return host or None
    if len(labels) > 2 and labels[-2] in _SECOND_LEVEL:
        return labels[-3]
    return labels[-2]


@lru_cache(maxsize=8192)
def site_name(url: str | None) -> str | None:
    """Return the label under which a site is registered: "bbc" for www.bbc.co.uk and sport.bbc.com."""
    return _registered(addresses.split(url).hostname or "") if url else None


def wide_letters(text: str) -> int:
    """Return how many letters of a text come from a script that writes few of them for a word (Chinese, Thai)."""
    return 0 if text.isascii() else len(_WIDE_SCRIPT.findall(text))


def spelled_letters(text: str) -> int:
    """Return how many letters of a text come from a script that spells words and sets no blanks between them (Thai)."""
    return 0 if text.isascii() else len(_SPELLED_SCRIPT.findall(text))


def letters(text: str) -> int:
    """Return how many letters a text has."""
    return sum(map(str.isalpha, text))
