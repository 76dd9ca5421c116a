"""Addresses of articles: made whole, made canonical, what they say, and when two of them are one."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urljoin, urlsplit, urlunsplit

from feedsvc.model.times import CivilDate, Mention
from feedsvc.reading import stamps

MOST_LENGTH = 4096
_ROOT = re.compile(r"https?://[^/?#\\]+")
_COUNTED = re.compile(
    r"^https?://[^/?#]+/[^?#*]*\*-?(https?://.+)"
    r"|^https?://[^/?#]+/(?:[^?#]*/)?(?:redirect|redir|out|go|goto|clicks?|clk|jump|exit|away|counter|track|rd|url|link)"
    r"(?:\.\w{2,4})?/?\?(?:[^#]*&)?(?:url|u|target|goto|dest|destination|to|link|redirect|redirect_url|q)=(https?(?::|%3a)[^&#]+)",
    re.IGNORECASE,
)
"""Addresses of a site's counter with the one that it sends on to: after a star in the path, or in the query."""
_BLANKS = re.compile(r"[\t\n\r]")
_DATE = re.compile(r"(?<!\d)((?:19|20)\d{2})([/-]?)(0?[1-9]|1[0-2])\2(0?[1-9]|[12]\d|3[01])(?!\d)", re.ASCII)
_TRACKING = re.compile(
    r"(?:utm|mtm|itm|hmb|hsa|otm|ga|guce)_[a-z_]+|utm|pk_(?:campaign|kwd|keyword|source|medium|content)|vero_(?:conv|id)|"
    r"oly_(?:anon|enc)_id|[fgdmty]bclid|gclid|gclsrc|dclid|gbraid|wbraid|"
    r"msclkid|yclid|ysclid|twclid|ttclid|li_fat_id|rb_clickid|srsltid|igsh(?:id)?|mc_(?:cid|eid|tc)|mkt_tok|"
    r"ml_subscriber(?:_hash)?|"
    r"at_(?:medium|campaign(?:_type)?|custom\d|creation|variant|network|platform|channel|format|emailtype|bbc_team|"
    r"send_date|ptr_name|link(?:_(?:id|type|origin))?|recipient_(?:id|list))|ns_(?:mchannel|source|campaign|linkname|fee)|"
    r"fb_(?:action_(?:ids|types)|source|ref)|action_(?:object|type|ref)_map|_(?:ga|gl|openstat)|__hs(?:fp|sc|tc)|_hs(?:enc|mi)|"
    r"hsctatracking|__twitter_impression|amp_(?:js_v|gsa|ct|lite)|wt[._]?z?mc(?:_[a-z]+)?|wtrid|echobox|cmpid|ocid|ito|xtor|"
    r"s_cid|ncid|spm|trk|icid|intcmp|ftag|usqp|guccounter|ref_(?:src|url)|tracking_source|wickedid|os_ehash|"
    r"replytocom|nocache|fromrss|sr_share",
    re.IGNORECASE,
)
"""Parameters that say where a reader came from. Facts: ClearURLs' global rules, and the manuals of AT Internet, Piwik,
HubSpot, comScore and WordPress."""
_YES = frozenset({"", "1", "true", "yes", "y", "si"})
_VARIANTS = {
    "amp": _YES | {"amp"},
    "outputtype": {"amp"},
    "output": {"amp", "print"},
    "print": _YES | {"print"},
    "printable": _YES,
    "printmode": _YES,
    "stampa": _YES,
    "tmpl": {"component"},
    "layout": {"amp", "print"},
    "m": {"1"},
    "rss": _YES,
    "cmp": {"rss"},
    "share": {"facebook", "twitter", "x", "linkedin", "email", "pinterest", "telegram", "whatsapp", "jetpack-whatsapp"},
}
"""Parameters that say how an article is shown, with the values by which they do: others may name an article."""
_AMP_CACHE = re.compile(r"^/(?:amp/|[cviwar]/)(s/)?(?=[\w.-]+\.[a-z]{2,}(?:/|$))", re.IGNORECASE)
_VARIANT_END = re.compile(r"/(?:amp|print|stampa)/?$|[._-]amp(?=\.html?$)", re.IGNORECASE)
_VARIANT_START = re.compile(r"^/amp(?=/[^/]+/)", re.IGNORECASE)
_OF_ARTICLE = re.compile(r"\d|[^/-]-[^/-]+-[^/-]")
"""A path of an article, by a number or a slug of words: "/tag/amp" and "/area/stampa" are sections of their own."""
_INDEX = re.compile(r"/(?:index|default)\.(?:html?|php|aspx?|jsp)$", re.IGNORECASE)
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})|[^A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=]")
_HOST = re.compile(r"^(?:www\d?|m|mobile|amp)\.(?=[^.]+\.)")
_ID_PARAMETERS = (
    "p",
    "id",
    "article_id",
    "articleid",
    "idarticolo",
    "id_articolo",
    "newsid",
    "news_id",
    "storyid",
    "sid",
    "aid",
    "artid",
    "story",
)
_ID = re.compile(
    r"(?:^|[-_./,=~]|[-_/.,](?:a|art|article|id|n|s|c|t|i|story|news)[-_]?)(\d{5,12})(?:\.\w{2,5})?$", re.IGNORECASE
)
_ID_SEGMENT = re.compile(r"^(?:a|art|article|id|n|s|c|story|news)?[-_]?(\d{5,12})$", re.IGNORECASE)


def date(url: str) -> Mention | None:
    """Return the civil date that an address holds ("/2026/01/10/"), None where it holds none."""
    match = _DATE.search(url)
    if match is None or (match[2] == "" and len(match[0]) != 8):
        return None
    mention = stamps.read(f"{match[1]}-{int(match[3]):02d}-{int(match[4]):02d}")
    if mention is None or not isinstance(mention.expression, CivilDate):
        return None
    return Mention(url, match.start(), match.end(), "", "und", "address", mention.expression)


split = lru_cache(maxsize=8192)(urlsplit)
"""``urlsplit``, which remembers too few for a page: each link is asked about many times."""


@lru_cache(maxsize=8192)
def absolute(href: str, base: str | None) -> str | None:
    """Return an address in full, None for one that leads nowhere on the web (mailto, javascript, broken)."""
    href = _BLANKS.sub("", href.strip())
    if not href or len(href) > MOST_LENGTH:
        return None
    try:
        url = href if href.startswith(("http://", "https://")) else _joined(base or "", href)
        return target(url) if url.startswith(("http://", "https://")) and split(url).hostname else None
    except ValueError:
        return None


def target(url: str) -> str:
    """Return where an address leads that only counts and sends on ("/*-https://…", "/redirect?url=…"), else itself."""
    while (match := _COUNTED.search(url)) is not None:
        inner = match[1] or unquote(match[2])
        try:
            if not inner.startswith(("http://", "https://")) or not split(inner).hostname:
                break
        except ValueError:
            break
        url = inner
    return url


def _joined(base: str, href: str) -> str:
    """Return ``urljoin`` of the two; most addresses on a page are a plain path, which needs no parsing."""
    if href[0] == "/" and href[1:2] != "/" and "./" not in href and not href.endswith("/."):
        root = _ROOT.match(base)
        if root is not None:
            return root[0] + href
    return urljoin(base, href)


# ---- canonical form -------------------------------------------------------------------------------------------------


@lru_cache(maxsize=4096)
def canonical(url: str) -> str:
    """Return the one address of an article: no tracking, no fragment, AMP and print variants folded into its own.

    Idempotent. Escapes are normalised (RFC 3986 §6.2.2) and international host names written as in DNS. An address
    that cannot be parsed is returned as it is.
    """
    try:
        parts = _published_at(split(target(url.strip())))
        host = _host(parts)
    except ValueError:
        return url
    path = _escaped(_without_variant(parts.path)) or "/"
    query = "&".join(_escaped(piece) for piece in parts.query.split("&") if _tells(piece))
    return urlunsplit((parts.scheme.lower(), host, path, query, _route(parts.fragment)))


def _published_at(parts: SplitResult) -> SplitResult:
    """Return the publisher's own address for one inside an AMP cache."""
    host = (parts.hostname or "").lower()
    cached = host.endswith(".cdn.ampproject.org") or (host.startswith("www.google.") and parts.path.startswith("/amp/"))
    match = _AMP_CACHE.match(parts.path) if cached else None
    return parts if match is None else urlsplit(f"https://{parts.path[match.end() :]}")


_PORTS = {"http": 80, "https": 443}


def _host(parts: SplitResult) -> str:
    host = (parts.hostname or "").rstrip(".")
    if not host.isascii():
        host = host.encode("idna").decode("ascii")
    port = parts.port
    return host if port in (None, _PORTS.get(parts.scheme.lower())) else f"{host}:{port}"


def _without_variant(path: str) -> str:
    for _ in range(8):
        shorter = _VARIANT_START.sub("", _VARIANT_END.sub("", path))
        if shorter == path or not _OF_ARTICLE.search(shorter):
            break
        path = shorter
    return path


def _tells(piece: str) -> bool:
    """Say whether a parameter names the article, rather than where the reader came from or how it is shown."""
    name, _, value = piece.partition("=")
    if not name:
        return bool(value)
    if _TRACKING.fullmatch(name):
        return False
    return value.lower() not in _VARIANTS.get(name.lower(), ())


def _escaped(text: str) -> str:
    return _ESCAPE.sub(_escape, text)


def _escape(match: re.Match[str]) -> str:
    if match[1] is None:
        return quote(match[0], safe="", errors="replace")
    sign = chr(int(match[1], 16))
    return sign if sign.isascii() and (sign.isalnum() or sign in "-._~") else match[0].upper()


def _route(fragment: str) -> str:
    """Return a fragment that is the address itself ("#!/2026/title"): some sites have but one page."""
    return fragment if fragment.startswith(("!", "/")) and len(fragment) > 2 else ""


@lru_cache(maxsize=16384)
def key(url: str) -> str:
    """Return what two addresses of one article share: canonical, without scheme, www, closing slash or index page."""
    try:
        parts = urlsplit(canonical(url))
    except ValueError:
        return url
    host = _HOST.sub("", parts.netloc.rpartition("@")[2].lower())
    path = _INDEX.sub("/", unquote(parts.path)).rstrip("/")
    query = "&".join(sorted(parts.query.split("&"))) if parts.query else ""
    return host + path + (f"?{query}" if query else "") + (f"#{parts.fragment}" if parts.fragment else "")


def own(stated: str | None, url: str | None) -> str | None:
    """Return the address of a page itself: the one that it states where that is sane, else where it was read.

    Not sane is one on another site, or a home page stated by a page that is none: both are common mistakes.
    """
    if stated is None or url is None:
        return stated or url
    said, asked = split(stated), split(url)
    if not same_site(stated, url) or (said.path in ("", "/") and not said.query and asked.path not in ("", "/")):
        return url
    return stated


def same_site(a: str, b: str) -> bool:
    """Say whether two addresses are on one site: the same host, or one below the other."""
    try:
        first, second = (_HOST.sub("", (split(url).hostname or "").lower()) for url in (a, b))
    except ValueError:
        return False
    return first == second or first.endswith(f".{second}") or second.endswith(f".{first}")


# ---- what an address says --------------------------------------------------------------------------------------------


def article_id(url: str) -> str | None:
    """Return the number under which the site itself keeps the article ("?p=123", "/title-123456.html")."""
    try:
        parts = split(url)
        queried = parse_qsl(parts.query, max_num_fields=100) if parts.query else ()
    except ValueError:
        return None
    parameters = {name.lower(): value for name, value in queried}
    for name in _ID_PARAMETERS if parameters else ():
        if parameters.get(name, "").isascii() and parameters.get(name, "").isdigit():
            return parameters[name]
    segments = [segment for segment in parts.path.split("/") if segment]
    return _id_in(segments)


def _id_in(segments: list[str]) -> str | None:
    """Return the number that ends the last segment, else one that is a whole segment before the title's."""
    for segment, pattern in zip(reversed(segments[-2:]), (_ID, _ID_SEGMENT), strict=False):
        match = pattern.search(segment)
        if match is not None and not _DATE.fullmatch(match[1]):
            return match[1]
    return None
