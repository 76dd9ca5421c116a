"""The list of sources: what is declared, and faults that name their source."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from feedsvc import sources
from feedsvc.errors import SettingsError
from feedsvc.model.entries import Source
from feedsvc.model.pages import Article, Hints, Reading

SEEDS = Path(__file__).parents[2] / "seeds"


def write(folder: Path, text: str) -> Path:
    file = folder / "sources.toml"
    file.write_text(text, "utf-8")
    return file


def test_the_seeds_declare_the_saved_page_without_a_date() -> None:
    (source,) = sources.load(SEEDS / "sources.toml")
    assert source.path is not None
    assert (SEEDS / source.path).is_file()
    assert source.stated_at is None
    assert source.hints.zone == "Europe/Rome"
    assert source.hints.language == "it"
    assert source.hints.humanizer == "wordpress"


def test_everything_a_source_can_say_is_read(tmp_path: Path) -> None:
    (source,) = sources.load(
        write(
            tmp_path,
            """
            [[source]]
            id = "example"
            name = "Example"
            url = "https://example.org/news"
            home_url = "https://example.org/"
            zone = "Europe/Rome"
            language = "it-IT"
            section = "Cronaca"
            humanizer = "moment"
            every = "PT30M"
        evidence = false
            content = "summary"
            robots = false
            [source.selectors]
            block = "article"
            title = "h2"
            """,
        )
    )
    assert source.url == "https://example.org/news"
    assert source.selectors is not None
    assert source.selectors.block == "article"
    assert source.robots is False


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[[source]]\nid='a'\nname='A'", "source a: give either url or path"),
        ("[[source]]\nid='a'\nname='A'\npath='p'\nurl='http://x.org'", "source a: give either url or path"),
        ("[[source]]\nid='A b'\nname='A'\npath='p'", "source A b: id:"),
        ("[[source]]\nid='all'\nname='A'\npath='p'", "'all' is reserved"),
        ("[[source]]\nid='a'\nname='A'\npath='p'\nzone='Rome'", "'Rome' is no time zone"),
        ("[[source]]\nid='a'\nname='A'\npath='p'\nhumanizer='nobody'", "'nobody' is no known humanizer; docs/"),
        (
            "[[source]]\nid='a'\nname='A'\npath='p'\nhumanizer='momment'",
            "'momment' is no known humanizer; is it moment",
        ),
        ("[[source]]\nid='a'\nname='A'\npath='p'\ncolour='red'", "colour: there is no such key"),
        ("[[source]]\nid='a'\nname='A'\nurl='file:///etc/passwd'", "source a: url:"),
        ("[[source]]\nid='a'\nname='A'\npath='p'\nretrieved_at=2026-01-10T07:30:00", "retrieved_at:"),
        ("[[source]]\nid='a'\nname='A'\npath='p'\n[[source]]\nid='a'\nname='B'\npath='q'", "the id is used twice"),
        ("[[sources]]\nid='a'", "sources: there is no such table"),
        ("[[source]\n", "is no TOML"),
    ],
)
def test_a_fault_names_its_source_and_what_to_change(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(SettingsError) as raised:
        sources.load(write(tmp_path, text))
    assert message in str(raised.value)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("id = 'Bad Id'", "id: write it in lower-case letters, digits and single hyphens"),
        ("id = 7", "id: 7 is no text; write it in quotes"),
        ("name = ''", "name: it is empty"),
        ("url = 'example.org'", "url: 'example.org' is no address; write it like https://example.org/news"),
        ("url = 'ftp://example.org'", "url: 'ftp://example.org' is no address on the web"),
        ("language = 'italiano'", "language: write it as a language’s tag, such as it or pt-BR"),
        ("every = '30 minutes'", "every: '30 minutes' is no length of time; write it like PT30M or P1D"),
        ("every = -5", "every: it has to be longer than nothing"),
        ("content = 'all'", "content: 'all' is none of 'full', 'page', 'summary' or 'none'"),
        ("robots = 'maybe'", "robots: 'maybe' is neither true nor false"),
        (
            "retrieved_at = 2026-01-10T07:30:00",
            "retrieved_at: it lacks an offset; write it like 2026-01-10T07:30:00+01:00",
        ),
        ("retrieved_at = 'soon'", "retrieved_at: 'soon' is no moment; write it like"),
        ("selectors = { tittle = 'h2' }", "selectors.tittle: there is no such key; did you mean title?"),
        ("selectors = 'h2'", "selectors: 'h2' is no table of keys and values"),
        ("humaniser = 'moment'", "humaniser: there is no such key; did you mean humanizer?"),
    ],
)
def test_each_fault_says_how_to_write_it(tmp_path: Path, line: str, words: str) -> None:
    facts = {"id": "'a'", "name": "'A'", "url": "'https://example.org/'"}
    key, _, value = line.partition(" = ")
    text = "[[source]]\n" + "\n".join(f"{name} = {fact}" for name, fact in {**facts, key: value}.items())
    with pytest.raises(SettingsError) as raised:
        sources.load(write(tmp_path, text))
    assert words in str(raised.value)


@pytest.mark.parametrize("text", ["[source]\nid = 'a'", "source = 'a'"])
def test_a_table_with_one_bracket_is_told_from_one_with_two(tmp_path: Path, text: str) -> None:
    with pytest.raises(SettingsError, match="two brackets"):
        sources.load(write(tmp_path, text))


def reading_of(count: int) -> Reading:
    articles = tuple(Article(f"Article {n}") for n in range(count))
    return Reading("https://x.example/", "en", None, None, None, articles, reason=None if count else "No articles.")


@pytest.mark.parametrize(
    ("shared", "total", "words"),
    [
        (20, 20, "does the job already: https://x.example/feed has all 20 articles. Subscribe to it directly."),
        (16, 20, "nearly does the job: https://x.example/feed has 16 of the 20 articles."),
        (3, 20, "has 3 of the 20 articles; its exact times are used for these."),
        (0, 20, "has none of the 20 articles: it is no substitute for this page."),
        (None, 20, "https://x.example/feed, which cannot be read."),
    ],
)
def test_whether_the_sites_own_feed_does_the_job_is_said_plainly(shared, total: int, words: str) -> None:
    assert words in sources.remarks(reading_of(total), {"https://x.example/feed": shared})[-1]


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    text = "[[source]]\nid='a'\nname='A'\n[[source]]\nid='b'\nname='B'\npath='p'\nzone='Nowhere/Town'"
    with pytest.raises(SettingsError) as raised:
        sources.load(write(tmp_path, text))
    assert "source a:" in str(raised.value)
    assert "source b:" in str(raised.value)


def test_a_missing_file_says_which_setting_names_it(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="FEEDSVC_SOURCES"):
        sources.load(tmp_path / "none.toml")


def test_a_source_written_as_lines_reads_back_as_itself(tmp_path: Path) -> None:
    text = """
        [[source]]
        id = "example"
        name = 'Quote " backslash \\ and accent è'
        url = "https://example.org/news"
        zone = "Europe/Rome"
        language = "it"
        humanizer = "moment"
        every = "PT30M"
        content = "summary"
        robots = false
        evidence = true
        rights = "© Example"
        retrieved_at = 2026-01-10T07:30:00+01:00
        [source.selectors]
        block = 'article > h2[title="x"]'
        """
    (source,) = sources.load(write(tmp_path, text))
    sources.append(tmp_path / "more.toml", source)
    assert sources.load(tmp_path / "more.toml") == (source,)


def test_a_text_with_any_sign_is_declared_and_read_back() -> None:
    source = Source("a", "A", url="https://a.example/", hints=Hints(section='a\x7fb\x1f"\\'))
    (back,) = sources.parse(tomllib.loads(sources.block(source)), "a file")
    assert back == source


def test_a_page_s_name_becomes_a_name_that_can_be_declared() -> None:
    proposed = sources.proposed(
        "https://a.example/", Reading(None, None, None, None, None, site_name=f"The\n  Daily\x7fNews\ud83d {'x' * 300}")
    )
    assert proposed.name.startswith("The Daily News x")
    assert len(proposed.name) == sources.LONGEST_NAME
