"""Plain text: the saved page, its variations, other shapes, and what is no page at all."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from feedsvc.model.times import Role
from feedsvc.reading import clock, moments
from feedsvc.reading.candidates import Candidate
from feedsvc.reading.lines import LinesRead, read_lines

SAVED = Path(__file__).parents[3] / "seeds" / "pages" / "000_4b62e23f05ee730d.txt"
ROME = ZoneInfo("Europe/Rome")
BODY = (
    "ROMA (AGENZIA) – Il consiglio ha approvato ieri sera il nuovo piano per il porto, con una spesa di quaranta "
    "milioni di euro in tre anni e il voto contrario di due gruppi.",
    "I lavori cominceranno in primavera, secondo quanto ha spiegato l’assessore, e dureranno almeno diciotto mesi.",
)


def article(section: str | None, title: str, *header: str, body: tuple[str, ...] = BODY) -> str:
    return "\n".join([*([section] if section else []), title, *header, *body, "(AGENZIA)."])


def one(read: LinesRead) -> Candidate:
    (only,) = read.candidates
    return only


@pytest.fixture(scope="module")
def saved() -> str:
    return SAVED.read_text(encoding="utf-8")


def sections(read: LinesRead) -> dict[str | None, int]:
    names = [candidate.section for candidate in read.candidates]
    return {name: names.count(name) for name in names}


def test_the_saved_page_has_four_whole_articles_and_eight_teasers(saved: str) -> None:
    read = read_lines(saved, ("it",), "wordpress")
    assert sections(read) == {"Cronaca": 8, "Politica": 2, "Sport": 1, "Economia": 1}
    assert [candidate.whole for candidate in read.candidates] == [True] * 4 + [False] * 8
    assert {candidate.block for candidate in read.candidates[4:]} == {"Primo piano"}
    assert read.language == "it"


def test_the_saved_page_is_read_alike_without_knowing_its_language_or_humanizer(saved: str) -> None:
    told, untold = read_lines(saved, ("it",), "wordpress"), read_lines(saved)
    assert [c.title for c in told.candidates] == [c.title for c in untold.candidates]
    assert sections(told) == sections(untold)


def test_credits_stay_in_the_content_and_out_of_title_and_summary(saved: str) -> None:
    for candidate in read_lines(saved, ("it",)).candidates[:4]:
        assert candidate.content is not None
        assert "(ITALPRESS)" in candidate.content
        assert "Foto" in candidate.content.rsplit("<p>", 2)[1] + candidate.content.rsplit("<p>", 2)[2]
        assert candidate.summary
        for credit in ("ITALPRESS", "Foto"):
            assert credit not in candidate.summary
            assert credit not in candidate.title


def test_bodies_end_before_related_titles_and_headlines(saved: str) -> None:
    whole = [c.content or "" for c in read_lines(saved, ("it",)).candidates if c.whole]
    assert whole[0].endswith("<p>(ITALPRESS).</p>")
    assert whole[3].endswith("<p>-Foto Xinhua-</p>")
    assert not any("Alcaraz" in content for content in whole)


def test_each_bare_headline_is_named_once_and_no_article_among_them(saved: str) -> None:
    read = read_lines(saved, ("it",))
    titles = [unplaced.title for unplaced in read.unplaced]
    assert len(titles) == len(set(titles)) == 24
    assert "Oggi in edicola – 10 gennaio 2026" in titles
    assert not set(titles) & {candidate.title for candidate in read.candidates}
    assert all("no line around it says when" in unplaced.reason for unplaced in read.unplaced)


def test_windows_line_ends_change_nothing(saved: str) -> None:
    assert read_lines(saved.replace("\n", "\r\n"), ("it",)) == read_lines(saved, ("it",))


def test_articles_in_another_order_read_the_same(saved: str) -> None:
    lines = saved.splitlines()
    starts = [i - 2 for i, line in enumerate(lines) if line == "Pubblicato"]
    cuts = [*starts, lines.index("", starts[-1])]
    parts = [lines[a:b] for a, b in pairwise(cuts)]
    shuffled = "\n".join([*parts[3], *parts[0], *parts[2], *parts[1], *lines[cuts[-1] :]])
    by_title = {c.title: (c.section, c.author, c.content, c.whole) for c in read_lines(saved, ("it",)).candidates}
    assert {
        c.title: (c.section, c.author, c.content, c.whole) for c in read_lines(shuffled, ("it",)).candidates
    } == by_title


def test_a_page_without_the_list_of_teasers_keeps_its_articles(saved: str) -> None:
    read = read_lines(saved[: saved.index("Primo piano")], ("it",))
    assert [candidate.section for candidate in read.candidates] == ["Cronaca"] * 4


def test_other_sections_come_out_as_they_are_written(saved: str) -> None:
    renamed = saved.replace("Cronaca", "Esteri e Difesa").replace("Politica2", "Palazzo2")
    assert sections(read_lines(renamed, ("it",))) == {"Esteri e Difesa": 8, "Palazzo": 2, "Sport": 1, "Economia": 1}


@pytest.mark.parametrize(
    ("header", "author"),
    [
        (("Pubblicato", "2 ore fa-", "10 Gennaio 2026di", "Maria Rossi"), "Maria Rossi"),
        (("Pubblicato", "2 ore fa-", "10 Gennaio 2026di", "Maria Rossi e Ugo D’Amico"), "Maria Rossi e Ugo D’Amico"),
        (("di Maria Rossi", "10 Gennaio 2026"), "Maria Rossi"),
        (("10 Gennaio 2026 di Maria Rossi",), "Maria Rossi"),
        (("Published", "3 hours ago", "on", "January 10, 2026", "By", "Jane Roe"), "Jane Roe"),
        (("By Jane Roe", "January 10, 2026"), "Jane Roe"),
        (("Publicado", "hace 3 horas", "el", "10 de enero de 2026", "Por", "Redacción"), "Redacción"),
        (("Pubblicato", "2 ore fa"), None),
    ],
)
def test_bylines_give_the_author(header: tuple[str, ...], author: str | None) -> None:
    found = one(read_lines(article("Politica", "Il nuovo piano per il porto è approvato", *header)))
    assert found.author == author
    assert found.section == "Politica"
    assert found.times


@pytest.mark.parametrize("language", [(), ("en",)])
def test_an_english_page_of_the_theme_reads_like_an_italian_one(language: tuple[str, ...]) -> None:
    header = ("Published", "3 hours ago", "on", "January 10, 2026", "By", "Jane Roe")
    page = article("Local News", "Council backs the new plan for the harbour", *header)
    found = one(read_lines(page, language))
    words = [moments.words(said) for said in found.times]
    assert words == ["3 hours ago", "January 10, 2026"]
    assert {said.role for said in found.times} == {Role.PUBLISHED}
    assert found.whole


def test_a_missing_date_leaves_the_age_and_a_missing_age_leaves_the_date() -> None:
    age = one(
        read_lines(article("Sport", "La squadra vince anche in trasferta", "Pubblicato", "2 ore fa-", "di", "Red"))
    )
    date = one(read_lines(article("Sport", "La squadra vince in casa", "Pubblicato", "10 Gennaio 2026di", "Redazione")))
    assert [moments.words(said) for said in age.times] == ["2 ore fa"]
    assert [moments.words(said) for said in date.times] == ["10 Gennaio 2026"]
    assert date.author == "Redazione"


def test_a_labelled_article_without_any_time_is_still_an_article() -> None:
    found = one(read_lines(article("Sport", "La squadra vince anche in trasferta", "Pubblicato", "di", "Redazione")))
    assert found.times == ()
    assert found.author == "Redazione"


def test_an_update_is_kept_apart_from_the_publication() -> None:
    header = ("Pubblicato", "9 gennaio 2026", "Aggiornato", "2 ore fa")
    found = one(read_lines(article("Sport", "La squadra vince anche in trasferta", *header), ("it",)))
    assert [said.role for said in found.times] == [Role.PUBLISHED, Role.UPDATED]


def test_an_article_without_a_section_does_not_take_the_credit_above_for_one() -> None:
    first = article("Sport", "La squadra vince anche in trasferta", "Pubblicato", "2 ore fa")
    second = article(None, "Il sindaco presenta la nuova giunta", "Pubblicato", "3 ore fa")
    for credit in ("Foto Ipa Agency", "-Foto Xinhua-", "(ITALPRESS)."):
        read = read_lines(f"{first}\n{credit}\n{second}", ("it",))
        assert [candidate.section for candidate in read.candidates] == ["Sport", None]
        assert credit in (read.candidates[0].content or "")


def test_a_list_with_times_below_titles_is_a_list_of_teasers() -> None:
    page = (
        "Ultime notizie\nIl porto riapre dopo la tempesta\n2 ore fa\nSciopero dei treni domani in Lombardia\n3 ore fa\n"
    )
    read = read_lines(page, ("it",))
    assert [(c.title, c.whole, moments.words(c.times[0])) for c in read.candidates] == [
        ("Il porto riapre dopo la tempesta", False, "2 ore fa"),
        ("Sciopero dei treni domani in Lombardia", False, "3 ore fa"),
    ]


def test_a_list_with_times_above_titles_is_read_downwards() -> None:
    page = (
        "Ultime\nCronaca\n2 ore fa\nIl porto riapre dopo la tempesta\nSport\n3 ore fa\nLa squadra vince in trasferta\n"
    )
    read = read_lines(page, ("it",))
    assert [(c.section, c.title, moments.words(c.times[0])) for c in read.candidates] == [
        ("Cronaca", "Il porto riapre dopo la tempesta", "2 ore fa"),
        ("Sport", "La squadra vince in trasferta", "3 ore fa"),
    ]


def test_a_list_in_the_body_belongs_to_the_body() -> None:
    body = (*BODY, "Che cosa prevede il piano:", "-", "più banchine per le navi", "-", "meno camion in centro", *BODY)
    found = one(
        read_lines(article("Sport", "Il nuovo piano per il porto", "Pubblicato", "2 ore fa", body=body), ("it",))
    )
    assert "<p>meno camion in centro</p>" in (found.content or "")


def test_markup_in_a_line_is_escaped() -> None:
    body = ('<script>alert("x")</script> ' + BODY[0], BODY[1])
    found = one(
        read_lines(article("Sport", "Il nuovo piano per il porto", "Pubblicato", "2 ore fa", body=body), ("it",))
    )
    assert "<script>" not in (found.content or "")
    assert "&lt;script&gt;" in (found.content or "")


@pytest.mark.parametrize("text", ["", "\n\n  \n", "\r\n-\r\n", "\ufeff"])
def test_an_empty_page_says_so(text: str) -> None:
    assert read_lines(text) == LinesRead(reason="The page is empty.")


@pytest.mark.parametrize("text", ["lorem ipsum " * 300, "a\nb\nc\n" * 50, "§§§\n###\n%%%", "\x00\x01\x02 binary \x7f"])
def test_noise_has_no_articles_and_says_why(text: str) -> None:
    read = read_lines(text)
    assert read.candidates == ()
    assert read.reason == "No line of the page looks like an article with a time."


def test_prose_that_speaks_of_times_is_no_article() -> None:
    page = (
        "Ieri alle 18.30 il sindaco ha incontrato i sindacati, che chiedono più treni per i pendolari della linea.\n"
        "L’ultima visita risale a 28 anni fa, quando la città era un’altra e il porto non c’era ancora.\n"
    )
    assert read_lines(page, ("it",)).candidates == ()


def test_the_clock_and_the_moments_of_the_saved_page_follow_from_its_pairs(saved: str) -> None:
    read = read_lines(saved, ("it",), "wordpress")
    made = clock.infer([c.times for c in read.candidates], zone=ROME, humanizer="wordpress")
    assert made is not None
    assert made.span.earliest.astimezone(ROME).isoformat() == "2026-01-10T00:48:30+01:00"
    assert made.span.latest.astimezone(ROME).isoformat() == "2026-01-10T13:30:00+01:00"
    published = [moments.settle(c, made, ROME, "wordpress").published for c in read.candidates]
    assert all(p is not None and p.span.latest <= made.span.latest for p in published)
    month = published[0]
    assert month is not None
    assert (made.span.latest - month.span.latest).days == 30
    assert (made.span.earliest - month.span.earliest).days == 45
    for teaser in published[4:]:
        assert teaser is not None
        assert teaser.span.width.total_seconds() == 3600 + made.span.width.total_seconds()


def test_a_ticker_of_clock_times_is_read_and_a_single_one_is_not() -> None:
    lines = ["10:41 Terremoto in Calabria, nessun danno", "10:12 Il presidente visita i feriti"]
    lines.append("09:55 Treni in ritardo ovunque")
    read = read_lines("\n".join(lines), ("it",))
    assert [(c.title, moments.words(c.times[0])) for c in read.candidates] == [
        ("Terremoto in Calabria, nessun danno", "10:41"),
        ("Il presidente visita i feriti", "10:12"),
        ("Treni in ritardo ovunque", "09:55"),
    ]
    assert read_lines(lines[0], ("it",)).candidates == ()


def test_an_archive_of_dates_in_figures_is_read() -> None:
    lines = [f"{day:02d}/01/2026 - Il porto riapre dopo la tempesta numero {day}" for day in (10, 9, 8)]
    read = read_lines("\n".join(lines), ("it",))
    assert [moments.words(c.times[0]) for c in read.candidates] == ["10/01/2026", "09/01/2026", "08/01/2026"]


def test_an_age_at_the_end_of_a_line_leaves_the_title() -> None:
    for line in ("Il porto riapre dopo la tempesta - 5 ore fa", "Il porto riapre dopo la tempesta (5 ore fa)"):
        assert one(read_lines(line, ("it",))).title == "Il porto riapre dopo la tempesta"


def test_the_heading_of_a_list_is_no_headline() -> None:
    page = "You may like\n-\nStorm closes schools along the coast\n-\nFinal goes to penalties again\n"
    assert [unplaced.title for unplaced in read_lines(page, ("en",)).unplaced] == [
        "Storm closes schools along the coast",
        "Final goes to penalties again",
    ]


def test_an_article_that_is_also_a_teaser_is_two_candidates_of_one_title(saved: str) -> None:
    again = "\n-\nCronaca49 minuti faTerremoti, scossa 5.1 al largo della Costa Ionica della Calabria. Nessun danno\n"
    titles = [candidate.title for candidate in read_lines(saved + again, ("it",)).candidates]
    assert len(titles) == 13
    assert len(set(titles)) == 12
