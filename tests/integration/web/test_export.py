"""The service as files: complete, incremental, atomic, safe."""

import gzip
import json
import threading
from dataclasses import replace

import brotli
import pytest

from feedsvc.errors import ExportError
from feedsvc.model.changes import Changes
from feedsvc.model.times import Span
from feedsvc.model.visits import Outcome, Visit
from feedsvc.web import create_app, itinerary
from feedsvc.web import export as room
from feedsvc.web.export import LEDGER, export, tasks
from tests.newsstand import NOW, TRAM, open_stand, ordinary


@pytest.fixture
def stand(tmp_path):
    opened = open_stand(tmp_path / "data", many=4, feed_size=5, hostile=False)
    yield opened
    opened.store.close()


@pytest.fixture
def run(stand, tmp_path):
    return lambda: export(create_app(stand), stand, tmp_path / "site")


@pytest.fixture
def site(tmp_path):
    return tmp_path / "site"


def contents(site):
    return {str(file.relative_to(site)): file.read_bytes() for file in site.rglob("*") if file.is_file()}


def rewrite(stand, entry, how="changed"):
    state = stand.store.source_state(entry.source_id)
    visit = Visit(entry.source_id, NOW, Outcome.READ)
    stand.store.record(entry.source_id, visit, Changes(NOW, **{how: (entry,)}), state)


def test_every_address_that_is_linked_is_a_file(run, stand, site):
    run()
    for path, file in (
        ("/", "index.html"),
        ("/feeds.opml", "feeds.opml"),
        ("/feeds/all.atom", "feeds/all.atom"),
        ("/feeds/gazzetta/politica.rss", "feeds/gazzetta/politica.rss"),
        ("/archive/1", "archive/1.html"),
        ("/sections/cronaca", "sections/cronaca.html"),
        ("/sources/gazzetta/cronaca", "sources/gazzetta/cronaca.html"),
        ("/entries/gazzetta/a1", "entries/gazzetta/a1.html"),
        ("/favicon.ico", "favicon.ico"),
        ("/robots.txt", "robots.txt"),
    ):
        assert (site / file).read_bytes() == create_app(stand).test_client().get(path).data, path


def test_every_task_has_its_file(run, stand, site):
    tally = run()
    planned = [task.file for task in tasks(stand)]
    assert len(planned) == len(set(planned)) == tally.written
    assert all((site / file).is_file() for file in planned)


def test_compressed_forms_say_the_same(run, site):
    run()
    for name, body in contents(site).items():
        if name.endswith((".html", ".atom", ".rss", ".json", ".opml", ".css")) and not name.startswith("."):
            assert gzip.decompress((site / f"{name}.gz").read_bytes()) == body
            assert brotli.decompress((site / f"{name}.br").read_bytes()) == body


def test_pages_come_in_every_language(run, site):
    run()
    assert '<html lang="en">' in (site / "entries/gazzetta/a1.html").read_text()
    assert '<html lang="it">' in (site / "entries/gazzetta/a1.it.html").read_text()


def test_a_second_export_touches_nothing(run, site):
    run()
    before = {path: path.stat().st_mtime_ns for path in site.rglob("*") if path.name[0] != "."}
    tally = run()
    assert (tally.written, tally.removed) == (0, 0)
    assert {path: path.stat().st_mtime_ns for path in site.rglob("*") if path.name[0] != "."} == before


def test_pages_of_entries_that_are_the_same_are_not_even_made(run, monkeypatch):
    run()
    asked = []
    answer = room.Export._answer
    monkeypatch.setattr(
        room.Export, "_answer", lambda self, task, known: asked.append(task.path) or answer(self, task, known)
    )
    run()
    assert asked
    assert not [path for path in asked if path.startswith("/entries/") or ("/archive/" in path and "." not in path)]


def test_where_nothing_was_written_no_entry_is_looked_into(run, monkeypatch):
    run()
    looked = []
    monkeypatch.setattr(itinerary.Keys, "of", lambda self, *given: looked.append(given) or "")
    assert run().written == 0
    assert looked == []


def test_an_export_after_another_says_what_a_first_one_would(run, stand, site, tmp_path):
    run()
    source = stand.store.source("gazzetta")
    entry = stand.store.entry("gazzetta/a1")
    narrowed = replace(entry, published=replace(entry.published, span=Span.instant(entry.published.at)))
    for number, write in enumerate(
        (
            lambda: rewrite(stand, replace(entry, title="Un altro titolo", updated_at=NOW, revision=2)),
            lambda: rewrite(stand, narrowed, "narrowed"),
            lambda: stand.store.put_source(replace(source, name="Altro nome", rights="© altro")),
            lambda: stand.store.remove_source("sahifa"),
        )
    ):
        write()
        run()
        export(create_app(stand), stand, tmp_path / f"first-{number}")
        first = contents(tmp_path / f"first-{number}")
        assert {name: body for name, body in contents(site).items() if name != LEDGER} == {
            name: body for name, body in first.items() if name != LEDGER
        }


def test_a_new_entry_leaves_full_pages_of_older_ones_as_they_are(run, stand, site):
    run()
    before = contents(site)
    state = stand.store.source_state("gazzetta")
    new = Changes(
        NOW, created=(replace(ordinary(99), id="tag:feeds.example.org,2026-01-01:gazzetta/new", keys=("new",)),)
    )
    stand.store.record("gazzetta", Visit("gazzetta", NOW, Outcome.READ), new, state)
    run()
    after = contents(site)
    full = [name for name in after if "archive/1." in name and name.endswith(".html")]
    assert full
    assert {name for name in full if before[name] != after[name]} == set()


def test_only_what_an_entry_stands_in_is_written_anew(run, stand, site):
    run()
    before = contents(site)
    rewrite(stand, replace(TRAM, title="Un altro titolo", updated_at=NOW, revision=2))
    run()
    after = contents(site)
    changed = {name for name in after if before.get(name) != after[name]}
    assert {"entries/gazzetta/a1.html", "feeds/cronaca.atom", "index.html", "sections/cronaca.it.html"} <= changed
    assert not {name for name in changed if "politica" in name or "herald" in name or "x1" in name}


def test_what_is_gone_is_removed_and_nothing_else(run, stand, site):
    run()
    (site / "mine.txt").write_text("left alone")
    stand.store.remove_source("sahifa")
    tally = run()
    assert tally.removed > 0
    assert not list(site.rglob("*sahifa*/*"))
    assert (site / "mine.txt").read_text() == "left alone"


def test_a_file_that_was_lost_is_written_again(run, site):
    run()
    (site / "entries/gazzetta/a1.html").unlink()
    (site / "feeds/all.atom").unlink()
    assert run().written == 2


def test_a_spoilt_ledger_only_costs_time(run, site):
    run()
    before = contents(site)
    for spoilt in ("", "[]", '{"../../etc/x": ["a", "b"]}', '{"a": 1}'):
        (site / LEDGER).write_text(spoilt)
        run()
        assert contents(site) == before


def test_nothing_is_left_half_written(run, site, monkeypatch):
    run()
    before = contents(site)
    monkeypatch.setattr(room.Path, "replace", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left on device")))
    (site / LEDGER).unlink()
    with pytest.raises(ExportError, match="No space left"):
        run()
    monkeypatch.undo()
    assert {name: body for name, body in contents(site).items() if not name.rpartition("/")[2].startswith(".")} == {
        name: body for name, body in before.items() if not name.startswith(".")
    }


def test_a_reader_never_meets_half_a_file(run, stand, site):
    run()
    seen, done = [], threading.Event()

    def watch():
        while not done.wait(0.002):
            seen.append((site / "feeds/all.atom").read_bytes().endswith(b"</feed>\n"))

    watcher = threading.Thread(target=watch)
    watcher.start()
    for number in range(3):
        rewrite(stand, replace(TRAM, title=f"Titolo {number}", updated_at=NOW, revision=2 + number))
        run()
    done.set()
    watcher.join()
    assert seen
    assert all(seen)


def test_two_exports_do_not_mix(run, stand, tmp_path):
    with room._alone(tmp_path), pytest.raises(ExportError, match="under way"):
        export(create_app(stand), stand, tmp_path)


def test_a_directory_that_cannot_be_written_is_said_in_a_sentence(stand, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(ExportError, match="cannot be written"):
        export(create_app(stand), stand, tmp_path / "file" / "site")


@pytest.mark.parametrize("path", ["/../x", "/a/../../x", "/.hidden", "/a/%2e%2e/x", "/", "/a%00b"])
def test_no_address_leads_out_of_the_directory(path):
    with pytest.raises(ExportError):
        room._file(path)


def test_the_ledger_is_the_same_for_the_same_site(run, site):
    run()
    first = (site / LEDGER).read_bytes()
    run()
    assert (site / LEDGER).read_bytes() == first
    assert json.loads(first)
