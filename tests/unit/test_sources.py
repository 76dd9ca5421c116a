"""The list of sources: what is declared, and faults that name their source."""

from __future__ import annotations

from pathlib import Path

import pytest

from feedsvc import sources
from feedsvc.errors import SettingsError

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
        ("[[source]]\nid='a'\nname='A'\npath='p'\nhumanizer='nobody'", "'nobody' is no known humanizer"),
        ("[[source]]\nid='a'\nname='A'\npath='p'\ncolour='red'", "colour: there is no such key"),
        ("[[source]]\nid='a'\nname='A'\nurl='file:///etc/passwd'", "source a: url:"),
        ("[[source]]\nid='a'\nname='A'\npath='p'\nretrieved_at=2026-01-10T07:30:00", "retrieved_at:"),
        ("[[source]]\nid='a'\nname='A'\npath='p'\n[[source]]\nid='a'\nname='B'\npath='q'", "the id is used twice"),
        ("[[sources]]\nid='a'", "sources: there is no such table"),
        ("[[source]\n", "cannot be read"),
    ],
)
def test_a_fault_names_its_source_and_what_to_change(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(SettingsError) as raised:
        sources.load(write(tmp_path, text))
    assert message in str(raised.value)


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
