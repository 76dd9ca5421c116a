"""Article pages of our own in the markup of several systems and languages, each with what is true of it."""

# ruff: noqa: E501 - prose and markup read better unbroken
from __future__ import annotations

from html import escape
from typing import Any

_TEXTS = {
    "en": (
        "Council approves harbour plan after a night of debate",
        (
            "The council approved the new plan for the harbour late on Friday, at a cost of forty million over three years, "
            "after a night of debate in which two groups asked for more time to read it.",
            "Work begins in spring, the harbour master said, and will take at least eighteen months; the first quays are to be "
            "ready for the summer, the rest a year later.",
            "Lorries will use the new road above the railway meanwhile, which opens in March after two years of delay.",
            "Opponents announced that they would go to court, since the plan leaves out the old fish market and its hall.",
        ),
    ),
    "it": (
        "Il consiglio approva il piano per il porto dopo una notte di dibattito",
        (
            "Il consiglio comunale ha approvato nella notte il nuovo piano per il porto, con una spesa di quaranta milioni di "
            "euro in tre anni, dopo un lungo dibattito in cui due gruppi hanno chiesto più tempo.",
            "I lavori cominceranno in primavera, ha spiegato la capitaneria, e dureranno almeno diciotto mesi: le prime "
            "banchine saranno pronte per l’estate, le altre un anno più tardi.",
            "I camion useranno intanto la nuova strada a monte della ferrovia, che apre a marzo con due anni di ritardo.",
            "I contrari annunciano un ricorso, perché il piano lascia fuori il vecchio mercato del pesce e la sua loggia.",
        ),
    ),
    "de": (
        "Stadtrat billigt Hafenplan nach einer langen Nacht der Debatte",
        (
            "Der Stadtrat hat in der Nacht den neuen Plan für den Hafen gebilligt, der über drei Jahre vierzig Millionen Euro "
            "kostet; zuvor hatten zwei Fraktionen vergeblich um mehr Zeit gebeten.",
            "Die Arbeiten beginnen im Frühjahr, sagte der Hafenmeister, und dauern mindestens achtzehn Monate: Die ersten "
            "Kais sollen im Sommer fertig sein, die übrigen ein Jahr später.",
            "Lastwagen fahren bis dahin über die neue Straße oberhalb der Bahn, die mit zwei Jahren Verspätung im März öffnet.",
            "Gegner kündigten eine Klage an, weil der Plan den alten Fischmarkt und seine Halle auslässt.",
        ),
    ),
}
_DAY, _MOMENT = "2026-01-10", "2026-01-10T07:30:00+01:00"
_AUTHOR = {"en": "Jane Roe", "it": "Maria Rossi", "de": "Uwe Krämer"}
_BY = {"en": "By", "it": "di", "de": "Von"}
_SHOWN = {"en": "January 10, 2026", "it": "10 gennaio 2026", "de": "10. Januar 2026"}
_SECTION = {"en": "Local", "it": "Cronaca", "de": "Lokales"}


def _body(paragraphs: tuple[str, ...], tag: str = "p") -> str:
    return "".join(f"<{tag}>{escape(text)}</{tag}>" for text in paragraphs)


def _margin(base: str) -> str:
    items = "".join(
        f'<li><a href="{base}/other/{n}"><img src="/t{n}.jpg" alt=""><h3>{title}</h3></a><p>{text}</p></li>'
        for n, (title, text) in enumerate(
            (
                ("Storm closes schools along the whole coast", "Winds of up to ninety miles an hour are expected."),
                ("Final goes to penalties for the third year", "The keeper saved four of them before half the town."),
                ("Trains run again after a week of snow", "Only the line to the north stays closed."),
            )
        )
    )
    return (
        f"<aside class='related'><h2>Most read</h2><ul>{items}</ul></aside>"
        "<div class='newsletter'><p>Subscribe to our newsletter and get the most important news of the day every morning.</p></div>"
    )


def _page(lang: str, head: str, main: str, title: str, base: str) -> bytes:
    return (
        f'<!DOCTYPE html><html lang="{lang}"><head><meta charset="utf-8"><title>{escape(title)} | Harbour Post</title>{head}</head>'
        f'<body><header><a href="/">Harbour Post</a><nav><a href="/news">News</a><a href="/sport">Sport</a></nav></header>{main}'
        f"{_margin(base)}<footer><p>Harbour Post is a registered newspaper. All rights reserved. Imprint and privacy policy."
        "</p></footer></body></html>"
    ).encode()


def _json_ld(lang: str, title: str, url: str) -> str:
    return (
        '<script type="application/ld+json">{"@context":"https://schema.org","@graph":[{"@type":"WebSite","name":"Harbour Post"},'
        f'{{"@type":"NewsArticle","headline":"{title}","url":"{url}","datePublished":"{_MOMENT}","articleSection":"{_SECTION[lang]}",'
        f'"author":{{"@type":"Person","name":"{_AUTHOR[lang]}"}}}}]}}</script>'
    )


def _systems(lang: str, title: str, texts: tuple[str, ...], url: str) -> dict[str, tuple[str, str, bool]]:
    """Return, by system, its head, its main part, and whether it says the section."""
    by, author, shown, section = _BY[lang], _AUTHOR[lang], _SHOWN[lang], _SECTION[lang]
    crumbs = f'<div class="breadcrumb"><a href="/">Home</a> › <a href="/{section.lower()}">{section}</a></div>'
    wordpress = (
        f'<meta property="article:published_time" content="{_MOMENT}"><meta property="og:type" content="article">'
        f'<meta property="article:section" content="{section}"><meta name="author" content="{author}">'
    )
    return {
        "json-ld": (_json_ld(lang, title, url), f"<main><h1>{title}</h1><div>{_body(texts)}</div></main>", True),
        "wordpress": (
            wordpress,
            f'<article class="post hentry">{crumbs}<h1 class="entry-title">{title}</h1><div class="entry-meta">'
            f'<time class="entry-date published" datetime="{_MOMENT}">{shown}</time> {by} <a rel="author" href="/a">{author}</a></div>'
            f'<div class="entry-content">{_body(texts)}</div></article>',
            True,
        ),
        "microdata": (
            "",
            '<div itemscope itemtype="https://schema.org/NewsArticle">'
            f'<h1 itemprop="headline">{title}</h1><span itemprop="articleSection">{section}</span><meta itemprop="datePublished" '
            f'content="{_MOMENT}"><span itemprop="author" itemscope itemtype="https://schema.org/Person"><span itemprop="name">'
            f'{author}</span></span><link itemprop="url" href="{url}"><div itemprop="articleBody">{_body(texts)}</div></div>',
            True,
        ),
        "bare": (
            "",
            f"<div id='content'><h1>{title}</h1><p>{by} {author}</p><p>{shown}</p>{_body(texts)}</div>",
            False,
        ),
        "divs and breaks": (
            "",
            f"<div class='story'><h1>{title}</h1><div class='byline'>{by} {author} - {shown}</div>"
            f"<div class='text'>{'<br><br>'.join(map(escape, texts))}</div></div>",
            False,
        ),
        "h-entry": (
            "",
            f'<article class="h-entry"><h1 class="p-name">{title}</h1><a class="p-author h-card" href="/a">{author}</a>'
            f'<time class="dt-published" datetime="{_MOMENT}">{shown}</time><a class="u-url" href="{url}"></a>'
            f'<div class="e-content">{_body(texts)}</div></article>',
            False,
        ),
        "glued byline": (
            '<meta property="og:type" content="article">',
            f"<main><span class='cat'>{section}</span><h1>{title}</h1><div class='info'><span>{shown}</span><span>{by}</span>"
            f"<b>{author}</b></div>{_body(texts)}</main>",
            True,
        ),
    }


def _own() -> list[dict[str, Any]]:
    pages = []
    for lang, (title, texts) in _TEXTS.items():
        base = f"https://post.example/{lang}"
        url = f"{base}/{_SECTION[lang].lower()}/{'-'.join(title.lower().split()[:8])}-471122"
        for system, (head, main, sectioned) in _systems(lang, title, texts, url).items():
            pages.append(
                {
                    "name": f"{system} ({lang})",
                    "html": _page(lang, head, main, title, base),
                    "url": url,
                    "title": title,
                    "authors": [_AUTHOR[lang]],
                    "day": _DAY,
                    "section": _SECTION[lang] if sectioned else None,
                    "body": "\n".join(texts),
                }
            )
    return pages


OWN = _own()
