"""Settings: variables, the file, and faults that are all told at once."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from feedsvc.errors import SettingsError
from feedsvc.settings import load

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def _bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    import os

    for name in list(os.environ):
        if name.startswith("FEEDSVC_"):
            monkeypatch.delenv(name)


def test_without_anything_set_the_defaults_hold() -> None:
    settings = load()
    assert settings.public_url == "http://127.0.0.1:8000"
    assert settings.database_url.startswith("sqlite:///")
    assert settings.database_url.endswith("/data/feedsvc.db")


def test_variables_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FEEDSVC_PUBLIC_URL", "https://feeds.example.org/")
    monkeypatch.setenv("FEEDSVC_ALLOW_NETWORKS", "127.0.0.0/8, fd00::/8")
    monkeypatch.setenv("FEEDSVC_MIN_INTERVAL", "PT5M")
    settings = load()
    assert settings.public_url == "https://feeds.example.org"
    assert settings.allow_networks == ("127.0.0.0/8", "fd00::/8")
    assert settings.min_interval == timedelta(minutes=5)


def test_a_file_is_read_and_variables_win_over_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "feedsvc.toml"
    file.write_text('feed_size = 20\nthreads = 3\nallow_networks = ["10.0.0.0/8"]\n')
    monkeypatch.setenv("FEEDSVC_CONFIG", str(file))
    monkeypatch.setenv("FEEDSVC_THREADS", "5")
    settings = load()
    assert (settings.feed_size, settings.threads, settings.allow_networks) == (20, 5, ("10.0.0.0/8",))


def test_all_faults_are_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FEEDSVC_PUBLIC_URL", "feeds.example.org")
    monkeypatch.setenv("FEEDSVC_PORT", "99999")
    monkeypatch.setenv("FEEDSVC_ALLOW_NETWORKS", "10.0.0.0/99")
    monkeypatch.setenv("FEEDSVC_WROKERS", "3")
    with pytest.raises(SettingsError) as raised:
        load()
    message = str(raised.value)
    for name in ("FEEDSVC_PUBLIC_URL", "FEEDSVC_PORT", "FEEDSVC_ALLOW_NETWORKS", "FEEDSVC_WROKERS: there is no such"):
        assert name in message


def test_an_unknown_name_in_the_file_is_a_fault(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "feedsvc.toml"
    file.write_text("fede_size = 20\n")
    monkeypatch.setenv("FEEDSVC_CONFIG", str(file))
    with pytest.raises(SettingsError, match="FEEDSVC_FEDE_SIZE: there is no such setting"):
        load()


@pytest.mark.parametrize("content", [None, b"a = ", b"\xff\xfe"])
def test_a_file_that_cannot_be_read_is_said(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, content: bytes | None
) -> None:
    file = tmp_path / "feedsvc.toml"
    if content is not None:
        file.write_bytes(content)
    monkeypatch.setenv("FEEDSVC_CONFIG", str(file))
    with pytest.raises(SettingsError, match=r"feedsvc\.toml"):
        load()


def test_a_short_token_is_refused_and_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FEEDSVC_TOKEN", "hunter2")
    with pytest.raises(SettingsError) as raised:
        load()
    assert "FEEDSVC_TOKEN: it needs 16 characters or more" in str(raised.value)
    assert "hunter2" not in str(raised.value)


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("PORT", "abc", "'abc' is no whole number"),
        ("WORKERS", "0", "it has to be 1 or more"),
        ("WORKERS", "1000", "it has to be 256 or less"),
        ("HUB", "nope", "'nope' is no address; write it like"),
        ("ALLOW_NETWORKS", "10.0.0.1/8", "10.0.0.1/8 has host bits set; write a network like 10.1.0.0/16"),
        ("MIN_INTERVAL", "10 minutes", "'10 minutes' is no length of time; write it like PT30M or P1D"),
        ("MAX_INTERVAL", "-PT1H", "it has to be longer than nothing"),
        ("MIN_INTERVAL", "P2D", "it is longer than FEEDSVC_MAX_INTERVAL"),
        ("TOTAL_TIMEOUT", "inf", "it has to have an end"),
        ("HOST_GAP", "nan", "it has to have an end"),
        ("LOG_LEVEL", "loud", "'loud' is none of 'debug', 'info', 'warning' or 'error'"),
        ("TAG_AUTHORITY", "Example", "write a domain name in small letters"),
        ("TAG_DATE", "2026/1", "write a day such as 2026-01-01"),
        ("DATABASE", "mysql://user:secret@host/x", "write sqlite:///PATH or postgresql+psycopg://"),
        ("WROKERS", "2", "there is no such setting; did you mean FEEDSVC_WORKERS?"),
    ],
)
def test_each_fault_says_how_to_write_it(monkeypatch: pytest.MonkeyPatch, name: str, value: str, words: str) -> None:
    monkeypatch.setenv(f"FEEDSVC_{name}", value)
    with pytest.raises(SettingsError) as raised:
        load()
    assert f"FEEDSVC_{name}: " in str(raised.value)
    assert words in str(raised.value)


@pytest.mark.parametrize(("name", "value"), [("TOKEN", "hush-hush"), ("DATABASE", "mysql://user:hush-hush@host/x")])
def test_a_secret_is_never_told(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(f"FEEDSVC_{name}", value)
    with pytest.raises(SettingsError) as raised:
        load()
    assert "hush" not in str(raised.value)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("TAG_DATE", "2026-13-45", "write a day such as 2026-01-01"),
        ("TAG_DATE", "2026-1-5", "write a day such as 2026-01-01"),
        ("DATABASE", "sqlite:///", "write sqlite:///PATH"),
        ("DATABASE", "sqlite:///:memory:", "write sqlite:///PATH"),
        ("CONTACT", "me\r\nX-Evil: 1", "it stands in a header of HTTP"),
        ("CONTACT", "redazione@città.example", "it stands in a header of HTTP"),
        ("NAME", "a\nb", "it holds signs that cannot be printed"),
    ],
)
def test_what_could_not_work_is_refused_at_the_start(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str
) -> None:
    monkeypatch.setenv(f"FEEDSVC_{name}", value)
    with pytest.raises(SettingsError, match=f"FEEDSVC_{name}: .*{said}"):
        load()


@pytest.mark.parametrize("value", ["2026", "2026-02", "2024-02-29"])
def test_a_tag_is_dated_by_a_day_a_month_or_a_year(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("FEEDSVC_TAG_DATE", value)
    assert load().tag_date == value


@pytest.mark.parametrize(
    ("host", "bind", "seen"),
    [
        ("::1", "[::1]:8000", "http://[::1]:8000"),
        ("::", "[::]:8000", "http://[::1]:8000"),
        ("0.0.0.0", "0.0.0.0:8000", "http://127.0.0.1:8000"),
        ("localhost", "localhost:8000", "http://localhost:8000"),
    ],
)
def test_an_address_to_listen_on_is_one_that_can_be_opened(host: str, bind: str, seen: str) -> None:
    settings = load(host=host)
    assert (settings.bind, settings.public_url) == (bind, seen)
