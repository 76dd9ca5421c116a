"""`feedsvc read` shows one page as JSON for programs and as a table for people."""

import json

import pytest

from feedsvc import sources
from feedsvc.cli import main

PAGE = """<!doctype html><html lang="it"><head><title>Il Borgo</title></head><body><main>
<article><h2><a href="/2026/01/10/il-ponte-vecchio-riapre-dopo-due-anni/">Il ponte vecchio riapre dopo due anni</a></h2>
<span class="cat">Cronaca</span><span class="date">2 ore fa</span></article>
<article><h2><a href="/2026/01/10/la-squadra-vince-la-terza-partita/">La squadra vince la terza partita</a></h2>
<span class="cat">Sport</span><span class="date">3 ore fa</span></article></main></body></html>"""


@pytest.fixture
def page(tmp_path):
    place = tmp_path / "borgo.html"
    place.write_text(PAGE, encoding="utf-8")
    return str(place)


def run(capsys, *arguments):
    try:
        main(["read", *arguments])
        status = 0
    except SystemExit as stop:
        status = int(stop.code or 0)
    printed = capsys.readouterr()
    return status, printed.out, printed.err


def test_json_has_the_page_its_clock_and_its_entries(capsys, page):
    at = "2026-01-10T12:00+01:00"
    options = ("--url", "https://borgo.example/", "--zone", "Europe/Rome", "--at", at, "--format", "json")
    status, out, _ = run(capsys, page, *options)
    said = json.loads(out)
    assert status == 0
    assert said["page"]["language"] == "it"
    assert said["page"]["clock"]["earliest"] == "2026-01-10T12:00:00+01:00"
    first = said["entries"][0]
    assert (first["section"], first["time_text"]) == ("Cronaca", "2 ore fa")
    assert first["link"] == "https://borgo.example/2026/01/10/il-ponte-vecchio-riapre-dopo-due-anni/"
    assert first["published"]["earliest"] <= first["published"]["at"] <= first["published"]["latest"]
    assert said["unplaced"] == []


def test_explain_says_what_gave_each_field(capsys, page):
    _, out, _ = run(capsys, page, "--explain", "--format", "json")
    fields = {trace["field"] for trace in json.loads(out)["entries"][0]["traces"]}
    assert {"title", "section", "time"} <= fields


def test_explain_says_why_a_link_is_no_entry_and_nothing_else_does(capsys, tmp_path):
    html = tmp_path / "front.html"
    html.write_text(
        "<nav><a href='/meteo-del-porto'>Il meteo del porto</a></nav><main>"
        + "".join(f"<h2><a href='/2026/01/{n}/il-ponte/'>Il ponte vecchio riapre dopo {n} anni</a></h2>" for n in "234")
        + "<p><a href='/category/sport/'>Tutto lo sport</a> <a href='/author/ada/'>Ada Rossi</a></p></main>",
        encoding="utf-8",
    )
    options = (str(html), "--url", "https://borgo.example/")
    _, out, _ = run(capsys, *options, "--explain", "--format", "json")
    reasons = {one["title"]: one["reason"] for one in json.loads(out)["passed_over"]}
    assert reasons == {
        "Il meteo del porto": "It stands in the navigation.",
        "Tutto lo sport": "Its address is a list of articles.",
        "Ada Rossi": "Its address is a person’s page.",
    }
    _, out, _ = run(capsys, *options, "--format", "json")
    assert "passed_over" not in json.loads(out)
    _, out, _ = run(capsys, *options, "--explain")
    assert "Passed over, 1: It stands in the navigation.\n  Il meteo del porto" in out


def test_the_table_names_title_and_section(capsys, page):
    status, out, _ = run(capsys, page, "--zone", "Europe/Rome")
    assert status == 0
    assert "Cronaca" in out
    assert "2 entries" in out


def test_write_prints_a_block_for_sources_toml(capsys, page):
    import tomllib

    _, out, _ = run(capsys, page, "--url", "https://borgo.example/", "--zone", "Europe/Rome", "--write")
    assert tomllib.loads(out)["source"] == [
        {"id": "il-borgo", "name": "Il Borgo", "url": "https://borgo.example/", "zone": "Europe/Rome", "language": "it"}
    ]


def test_what_write_prints_is_loaded_as_a_source(capsys, page, tmp_path):
    _, out, _ = run(capsys, page, "--url", "https://borgo.example/", "--write")
    declared = tmp_path / "sources.toml"
    declared.write_text(out, encoding="utf-8")
    assert [source.url for source in sources.load(declared)] == ["https://borgo.example/"]


def test_write_asks_for_selectors_only_where_no_article_was_found(capsys, page, tmp_path):
    import tomllib

    bare = tmp_path / "bare.html"
    bare.write_text("<!doctype html><title>Il Borgo</title><p>Torniamo presto.</p>", encoding="utf-8")
    _, out, _ = run(capsys, str(bare), "--url", "https://borgo.example/", "--write")
    assert "# [source.selectors]" in out
    assert set(tomllib.loads(out)["source"][0]) <= {"id", "name", "url", "language"}
    assert "selectors" not in run(capsys, page, "--url", "https://borgo.example/", "--write")[1]


def test_a_fault_is_one_sentence_and_exit_status_one(capsys):
    status, out, err = run(capsys, "missing.html")
    assert (status, out) == (1, "")
    assert err.startswith("feedsvc: ")
    assert len(err.strip().splitlines()) == 1


@pytest.mark.parametrize("arguments", [("--zone", "Europe/Borgo"), ("--at", "soon"), ("--at", "2026-01-10")])
def test_an_option_that_means_nothing_is_wrong_use(capsys, page, arguments):
    status, out, err = run(capsys, page, *arguments)
    assert (status, out) == (2, "")
    assert "write it like" in err


def test_the_programs_that_can_have_printed_the_ages_are_named(capsys, page, tmp_path):
    _, out, _ = run(capsys, page)
    assert "Its ages are such as these print: wordpress, " in out
    rounded = tmp_path / "rounded.html"
    rounded.write_text(PAGE.replace("2 ore fa", "24 ore fa"), encoding="utf-8")
    _, narrower, _ = run(capsys, str(rounded))
    (named,) = (line for line in narrower.splitlines() if line.startswith("Its ages are such"))
    assert "wordpress" in named
    assert "carbon" not in named
    _, told, _ = run(capsys, page, "--humanizer", "wordpress")
    assert "Its ages are such" not in told


def test_a_day_alone_is_no_moment_even_in_a_known_zone(capsys, page):
    status, _, err = run(capsys, page, "--at", "2026-01-10", "--zone", "Europe/Rome")
    assert status == 2
    assert "'2026-01-10' is a day and no moment; write it like 2026-01-10T07:30+01:00." in err


@pytest.mark.parametrize("at", ["0001-01-01T00:00+14:00", "9999-12-31T23:59-12:00", "9999-12-31T23:59Z"])
def test_a_moment_that_no_page_was_made_at_is_refused(capsys, page, at):
    status, _, err = run(capsys, page, "--at", at)
    assert status == 2
    assert "check its year" in err
