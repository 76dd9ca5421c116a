"""Entries as the worst pages make them: scripts of every direction, markup soup, controls, gaps, far too much text."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime, timedelta

from feedsvc.model.entries import Entry, Section
from feedsvc.model.times import Span, Timestamp

TITLES = (
    "Mattarella firma il decreto: «È una svolta»",
    "ראש הממשלה: ״לא ניכנע״ – דיווח מיוחד (12)",
    "العربية: خبر عاجل \u202babc\u202c 100٪",
    "新华社：中国经济增长 5.2%，专家称“好于预期”",
    "速報】東京で震度5弱の地震、津波の心配なし",
    "속보: 국회, 예산안 통과… 여야 합의",
    "Emoji 👩\u200d👩\u200d👧\u200d👦 🇮🇹 🏳️\u200d🌈 e\u0301 Zalgo Z̸̢͎a̷l̶g̵o̶",
    "5 < 6 && 7 > 3 ]]> <![CDATA[x]]> <!-- y -->",
    "AT&T, R&D, R&D2, Q&A, &c., &copy 2026, &nbsp; &amp;lt;b&amp;gt; &#60;script&#62;",
    "<b>Bold</b> <i>and</i> <script>alert('x')</script> <img src=x onerror=alert(1)>",
    "How to close a <div> in <HTML>, </p> and <br/>",
    "\x00\x01\x08\x0b\x0c\x0e\x1f controls \x7f\x80\x85\x9f \ufffe\uffff\ufffd \ud800 end",
    "   \t\n  lots \r\n of \u00a0 blanks \u2028 here   ",
    "",
    "\x00\x85\u200b",
    "x" * 3000,
    "Ѐ𝔘𝔫𝔦𝔠𝔬𝔡𝔢 𐍈 \U0010fffd \U0001f600",
    "'; DROP TABLE entries; -- \" ' `",
    "{{7*7}} ${7*7} %s %n %(x)s \\u0000 \\",
    "http://example.com/?a=1&b=2&copy=3",
)
SOUP = (
    "<p>Un paragrafo <b>con <i>markup</b> incrociato</i> &egrave; &amp; &copy &nosuch; &#0; &#x1; &#x80; &#xD800;",
    "<table><p>foster</p><tr><td>cell<table><tr><td>in</table><tr><b>x<td>y</table>after",
    "<a href='javascript:alert(1)'>x</a><a href=/rel?a=1&b=2>rel</a><a href='//cdn.example/x'>proto</a><a name=x href=#x>h</a>",  # noqa: E501
    "<script>document.write('<p>x')</script><style>*{display:none}</style><noscript><img src=track.gif></noscript>",
    '<iframe src="https://video.example/1" allowfullscreen></iframe><object data=x><embed src=y></object>',
    '<img src="a.jpg" srcset="a.jpg 1x, /b,c.jpg 2x" onerror=alert(1) style="x"><picture><source srcset="é ü.webp 2x"><img src=""></picture>',  # noqa: E501
    "<svg><script>1</script><a xlink:href='javascript:1'><text>t</text></a></svg><math><mi>x</mi></math>",
    "<div dir=rtl lang=he>שלום <bdi>abc</bdi> <span lang='x y z\"'>עולם</span></div>",
    "<p>\x00\x08\x1b[31m\x85\x9f\ufffe\ufffd</p><pre>  keep\n\n\tthis  </pre>",
    "<h1>H<h2>H2</h1><ul><li>a<li>b<ul><li>c</ul></ul><dl><dt>t<dd>d</dl><hr></hr></br></p>",
    "<form action=x><input name=q><select><option>o</select><textarea><p>t</textarea><button>b</button></form>",
    "<!-- c --><!DOCTYPE html><?php echo 1 ?><![CDATA[ x ]]><html><body onload=x><p>in body</p></body></html>",
    '<video src="v.mp4" poster="../p.jpg" autoplay></video><audio controls><source src=a.mp3 type=audio/mpeg></audio>',
    "<blockquote cite='/c'><q cite='http://[::1'>q</q></blockquote><time datetime='2026-01-10'>t</time><del cite=x>d</del>",  # noqa: E501
    "<p>Plain &lt;b&gt;escaped&lt;/b&gt; text with ]]&gt; in it</p>",
    "<nobr><center><font color=red><marquee>old</marquee></font></center><blink>b</blink><custom-element>c</custom-element>",  # noqa: E501
    '<p title="a&quot;b<c>d">attr</p><a href="https://münchen.example/straße?q=ü#ß">idn</a><a href=\'mailto:a@b.example\'>m</a>',  # noqa: E501
    "<ruby>漢<rp>(<rt>kan<rp>)</ruby><details open><summary>s</summary>d</details><mark>m</mark><wbr><sub>1</sub>",
)
SUMMARIES = (
    None,
    None,
    "A plain summary.",
    "With <b>markup</b> &amp; 5 < 6 & more",
    "\x01\x02",
    "   ",
    "ملخص עברית 要約",
    "y" * 9000,
)
AUTHORS = (
    None,
    None,
    "Anna Bianchi",
    "A & B <c>",
    "ann@example.org",
    "Bob (bob@example.org)",
    "\x00",
    "مريم",
    "z" * 500,
)
LINKS = (
    "https://site.example/{n}/articolo.html",
    "https://site.example/{n}/città?q=è&a=1#f",
    "http://site.example/{n}/a b|c[d]{{e}}",
    "https://münchen.example/{n}",
    None,
    "javascript:alert({n})",
    "//site.example/{n}",
    "https://site.example/{n}/" + "p" * 3000,
    "https://user:pw@site.example:8443/{n}/%zz%C3",
)
IMAGES = (
    None,
    None,
    "https://site.example/i/{n}.jpg",
    "https://site.example/i.php?id={n}&w=1",
    "data:image/png;base64,AAAA",
    "/rel.png",
)
LANGUAGES = ("it", "it", "it", "en", "he", "ar", "zh-Hans", "pt_BR", None, "x-nonsense", "")
SECTIONS = (
    Section("cronaca", "Cronaca"),
    Section("politica", "Politica <&>"),
    Section("sport", "Sport"),
    Section("economia", "Economia & \x07 finanza"),
    Section("archive", "Archive"),
    Section("gazette", "Gazette"),
    Section("xin-wen", "新闻"),
)


def mixed_entries(count: int, newest: datetime, source_id: str = "gazette", seed: int = 1) -> Iterator[Entry]:
    """Yield entries, newest first; the same for the same arguments."""
    dice = random.Random(seed)
    for number in range(count):
        at = newest - timedelta(minutes=dice.choice((0, 0, 7, 7, 13)) + 7 * (number // 3))
        link = dice.choice(LINKS)
        image = dice.choice(IMAGES)
        yield Entry(
            id=f"tag:feeds.example.org,2026-01-01:{source_id}/{number:08x}",
            source_id=source_id,
            title=TITLES[number % len(TITLES)] + (f" {number}" if dice.random() < 0.7 else ""),
            published=Timestamp(Span(at - timedelta(minutes=30), at), at, "age", text="7 minuti fa"),
            updated_at=at + timedelta(minutes=dice.choice((0, 0, 1))),
            first_seen_at=newest,
            last_seen_at=newest,
            link=link and link.format(n=number),
            sections=tuple(dict.fromkeys(dice.choices(SECTIONS, k=dice.choice((1, 1, 1, 2, 3))))),
            author=dice.choice(AUTHORS),
            summary=dice.choice(SUMMARIES),
            content=_content(dice, number),
            image=image and image.format(n=number),
            language=dice.choice(LANGUAGES),
            time_text=dice.choice((None, "7 minuti fa", "<b>7</b> & \x00")),
            keys=(f"id:{number}",),
        )


def _content(dice: random.Random, number: int) -> str | None:
    if number % 97 == 50:
        return "<p>" + "Un milione di caratteri. " * 42_000 + "</p>"
    if number % 11 == 5:
        return None
    soup = " ".join(dice.choices(SOUP, k=dice.choice((1, 2, 5))))
    return soup + "<p>Lorem ipsum dolor sit amet, è così.</p>" * dice.choice((0, 5, 40))
