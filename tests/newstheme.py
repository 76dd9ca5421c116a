"""Pages in the markup of a widespread news theme, made from facts about it: an article page, a listing."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

SITE = "https://news.example"
HEAD = """<!DOCTYPE html><html lang="it-IT"><head><meta charset="UTF-8"><title>{title} - La Gazzetta</title>
{metas}</head>
<body class="{body}"><div id="mvp-fly-wrap"><ul><li><a href="/">Home</a></li>
<li><a href="/category/cronaca/">Cronaca</a></li><li><a href="/category/politica/">Politica</a></li>
<li><a href="/category/sport/">Sport</a></li><li><a href="/category/economia/">Economia</a></li></ul></div>"""
FOOT = '<footer id="mvp-foot-wrap"><p>Copyright © 2026 La Gazzetta</p></footer></body></html>'


@dataclass(frozen=True)
class Story:
    """One article of the theme: its section, title, age, day and body."""

    section: str
    title: str
    age: str
    day: str | None = None
    body: tuple[str, ...] = ()
    author: str = "Redazione"

    @property
    def url(self) -> str:
        bare = unicodedata.normalize("NFKD", self.title.lower()).encode("ascii", "ignore").decode()
        slug = "-".join("".join(sign if sign.isalnum() else " " for sign in bare).split())
        return f"{SITE}/{self.section.lower()}/{slug}/"


def paragraphs(story: Story) -> str:
    return "\n".join(f"<p>{escape(text)}</p>" for text in story.body)


def main_article(story: Story) -> str:
    return f"""<article id="mvp-article-wrap" itemscope itemtype="http://schema.org/NewsArticle">
<meta itemscope itemprop="mainEntityOfPage" itemType="https://schema.org/WebPage" itemid="{story.url}"/>
<h3 class="mvp-post-cat left relative"><a class="mvp-post-cat-link" href="/category/{story.section.lower()}/">
<span class="mvp-post-cat left">{story.section}</span></a></h3>
<h1 class="mvp-post-title left entry-title" itemprop="headline">{escape(story.title)}</h1>
<div class="mvp-author-info-wrap"><div class="mvp-author-info-text"><div class="mvp-author-info-date left relative">
<p>Pubblicato</p> <span class="mvp-post-date">{story.age}</span> <p>-</p>
<span class="mvp-post-date updated"><time class="post-date updated" itemprop="datePublished"
datetime="{story.day}">{story.day}</time></span><meta itemprop="dateModified" content="{story.day}"/></div>
<div class="mvp-author-info-name left relative" itemprop="author" itemscope itemtype="https://schema.org/Person">
<p>di</p> <span class="author-name vcard fn author" itemprop="name">
<a href="/author/red/" rel="author">{story.author}</a>
</span></div></div></div>
<div id="mvp-content-wrap"><div id="mvp-content-main">{paragraphs(story)}</div>
<div class="mvp-post-tags"><span class="mvp-post-tags-header">Argomenti:</span>
<a href="/tag/news/">news</a></div></div></article>"""


def further_article(story: Story) -> str:
    return f"""<div class="mvp-post-add-story left relative"><div class="mvp-post-add-head left relative">
<h3 class="mvp-post-cat left relative"><a class="mvp-post-cat-link" href="/category/{story.section.lower()}/">
<span class="mvp-post-cat left">{story.section}</span></a></h3>
<h1 class="mvp-post-title left">{escape(story.title)}</h1>
<div class="mvp-author-info-wrap"><div class="mvp-author-info-date left relative">
<p>Pubblicato</p> <span class="mvp-post-date">{story.age}</span> <p>-</p>
<span class="mvp-post-date">{story.day}</span></div>
<div class="mvp-author-info-name left relative"><p>di</p> <span class="author-name">
<a href="/author/red/">{story.author}</a></span>
</div></div></div><div class="mvp-post-add-body">{paragraphs(story)}</div>
<div class="mvp-post-add-link"><a href="{story.url}" rel="bookmark">
<span class="mvp-post-add-link-but">Continua a leggere</span></a></div></div>"""


def trending(stories: Iterable[Story]) -> str:
    items = "".join(
        f'<a href="{story.url}" rel="bookmark"><li><div class="mvp-post-more-text">'
        f'<div class="mvp-cat-date-wrap">'
        f'<span class="mvp-cd-cat">{story.section}</span><span class="mvp-cd-date">{story.age}</span></div>'
        f"<p>{escape(story.title)}</p></div></li></a>"
        for story in stories
    )
    return f"""<section id="mvp-post-more-wrap"><h4 class="mvp-widget-home-title"><span>Primo piano</span></h4>
<ul class="mvp-post-more-list">{items}</ul></section>"""


def related(titles: Iterable[str]) -> str:
    items = "".join(
        f'<li><a href="{SITE}/correlati/{number}/" rel="bookmark"><p>{escape(title)}</p></a></li>'
        for number, title in enumerate(titles)
    )
    return f"""<div id="mvp-related-posts"><h4 class="mvp-widget-home-title"><span>Potrebbero interessarti</span></h4>
<ul class="mvp-related-posts-list">{items}</ul></div>"""


def article_page(main: Story, further: Iterable[Story], teasers: Iterable[Story], headlines: Iterable[str] = ()) -> str:
    metas = (
        f'<link rel="canonical" href="{main.url}"><meta property="og:type" content="article">'
        f'<meta property="og:title" content="{escape(main.title)} - La Gazzetta">'
        f'<meta property="og:url" content="{main.url}">'
    )
    return "\n".join(
        [
            HEAD.format(
                title=escape(main.title), metas=metas, body="post-template-default single single-post postid-4711"
            ),
            main_article(main),
            related(headlines),
            '<div id="mvp-post-add-box">',
            *(further_article(story) for story in further),
            "</div>",
            trending(teasers),
            FOOT,
        ]
    )


def listing(stories: Iterable[Story]) -> str:
    items = "".join(
        f'<li class="mvp-blog-story-wrap left relative infinite-post"><a href="{story.url}" rel="bookmark">'
        f'<div class="mvp-blog-story-img"><img src="/img/{number}-big.jpg" class="mvp-reg-img">'
        f'<img src="/img/{number}-small.jpg"'
        f' class="mvp-mob-img"></div><div class="mvp-blog-story-text"><div class="mvp-cat-date-wrap">'
        f'<span class="mvp-cd-cat">{story.section}</span><span class="mvp-cd-date">{story.age}</span></div>'
        f"<h2>{escape(story.title)}</h2><p>{escape(' '.join(' '.join(story.body).split()[:26]))}...</p></div></a></li>"
        for number, story in enumerate(stories)
    )
    head = HEAD.format(title="Ultime notizie", metas="", body="home blog")
    return f'{head}<ul class="mvp-blog-story-list left relative infinite-content">{items}</ul>{FOOT}'
