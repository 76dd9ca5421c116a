"""Saved pages stay below their root."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from feedsvc.errors import FetchError, FetchRefusedError, FetchTooLargeError
from feedsvc.fetch import files

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "secret.txt").write_text("outside")
    root = tmp_path / "pages"
    root.mkdir()
    (root / "a.txt").write_text("Cronaca")
    (root / "b.HTML").write_text("<p>")
    (root / "way-out.txt").symlink_to(tmp_path / "secret.txt")
    return root


def test_a_page_below_the_root_is_read_with_the_time_of_its_file(root: Path) -> None:
    page = files.retrieve("a.txt", root)
    assert page.body == b"Cronaca"
    assert page.content_type is None
    assert page.origin.modified_at is not None
    assert page.origin.retrieved_at is None


def test_the_ending_says_html(root: Path) -> None:
    assert files.retrieve("b.HTML", root).content_type == "text/html"


@pytest.mark.parametrize("path", ["../secret.txt", "way-out.txt", "/etc/passwd"])
def test_no_path_leads_outside(root: Path, path: str) -> None:
    with pytest.raises(FetchRefusedError, match="outside"):
        files.retrieve(path, root)


@pytest.mark.parametrize("path", ["none.txt", "a.txt/b", "nul\0", ""])
def test_what_is_not_there_is_said(root: Path, path: str) -> None:
    with pytest.raises(FetchError):
        files.retrieve(path, root)


def test_a_pipe_is_never_waited_for(root: Path) -> None:
    os.mkfifo(root / "pipe.html")
    with pytest.raises(FetchError, match="is no file"):
        files.retrieve("pipe.html", root)


def test_a_file_beyond_the_bound_is_refused(root: Path) -> None:
    with pytest.raises(FetchTooLargeError):
        files.retrieve("a.txt", root, max_bytes=3)
