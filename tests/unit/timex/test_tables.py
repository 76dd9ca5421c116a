"""The compiled tables: what every one of them must be, whatever the releases they were made from."""

import pytest

from feedsvc import timex
from feedsvc.model.times import Grain
from feedsvc.timex import laws, templates
from feedsvc.timex.normalise import fold


@pytest.mark.parametrize("language", templates.languages())
def test_templates_are_folded_as_texts_are(language):
    assert [template for template in templates.table(language) if fold(template) != template] == []


@pytest.mark.parametrize("language", templates.languages())
def test_every_template_holds_a_letter_and_a_known_set(language):
    sets = len(laws.dialects().sets)
    for template, number in templates.table(language).items():
        assert any(sign.isalpha() for sign in template), template
        assert 0 <= number < sets


def test_the_sources_are_recorded_with_their_versions():
    assert {"moment", "date-fns", "arrow (PyPI)", "CLDR (node)"} <= laws.dialects().sources.keys()
    assert all(laws.dialects().sources.values())


def test_every_library_can_be_named_alone():
    libraries = {name.partition("/")[0] for name in laws.dialects().names}
    assert {"wordpress", "moment", "dayjs", "date-fns", "carbon", "django", "luxon", "rails"} <= libraries
    for library in libraries:
        assert laws.named(library) == {name for name in laws.dialects().names if name.startswith(f"{library}/")}


WRITTEN = "it en de fr es pt nl pl ru uk tr ar he fa hi bn zh ja ko vi id th el cs ro hu sv da nb fi ca"


@pytest.mark.parametrize("language", WRITTEN.split())
def test_wordpress_says_every_unit_in_every_large_language(language):
    numbers = templates.table(language).values()
    printed = {use for n in numbers for use in map(_said, laws.dialects().sets[n]) if use}
    for generation in ("core<=3.5", "core3.6-5.2", "core5.3-6.6", "core6.7+"):
        for unit in "mhd" if generation == "core<=3.5" else "mhdwMy":
            assert (f"wordpress/{generation}", unit) in printed


def _said(use):
    place = use if isinstance(use, int) else use[0]
    return (laws.dialects().laws[place].dialect, laws.dialects().laws[place].unit) if place >= 0 else None


def test_programs_of_whole_sites_are_told_from_libraries():
    hours = {
        name for name in timex.read("3 hours ago", ["en"]).humanizers if name.startswith(("discourse", "mastodon"))
    }
    assert hours == {"discourse/medium_with_ago", "mastodon/full"}
    assert {"discourse/tiny", "mastodon/short"} <= set(timex.read("3h", ["en"]).humanizers)
    assert timex.read("3h", ["en"]).needs_support


@pytest.mark.parametrize(
    ("text", "humanizer", "youngest", "oldest"),
    [
        ("1 hour 5 minutes ago", "drupal/timeDiff", 3900, 3960),
        ("1 hour 5 min ago", "drupal/interval", 3900, 3960),
        ("2 hours ago", "drupal/timeDiff", 7200, 7260),
        ("1 month 4 weeks ago", "drupal/interval", 58 * 86400, 60 * 86400),
        ("1 year 2 months ago", "drupal/interval", 425 * 86400, 455 * 86400),
        ("2 hours ago", "drupal/timeDiff_1", 7200, 10800),
        ("5 days ago", "discourse/medium_with_ago", 5 * 86400 - 30, 5 * 86400 + 1),
        ("13 hours ago", "discourse/medium_with_ago", 44970, 48570),
        ("13h", "mastodon/short", 46800, 50400),
        ("1 hour ago", "mediawiki", 3600, 5460),
    ],
)
def test_each_program_means_its_own_interval(text, humanizer, youngest, oldest):
    age = timex.age(timex.read(text, ["en"], humanizer=humanizer), humanizer)
    assert (age.youngest.seconds, age.oldest.seconds) == (youngest, oldest)


def test_without_a_language_a_text_means_all_that_agreeing_languages_print():
    mention = timex.read("-12 d")  # CLDR's for days in 180 languages, for seconds in one
    assert mention.expression.grain is Grain.DAY
    hull = timex.age(timex.read("9 min"))
    for language in ("en", "pt", "pl"):
        own = timex.age(timex.read("9 min", [language]))
        assert hull.youngest.seconds <= own.youngest.seconds
        assert own.oldest.seconds <= hull.oldest.seconds


@pytest.mark.parametrize("text", ["5 години назад", "5 година", "7 t."])
def test_without_a_language_a_text_that_languages_dispute_is_not_read(text):
    """Five hours in Ukrainian are five years in Bulgarian."""
    assert timex.read(text) is None
    assert timex.read_all(text) == ()


def test_with_a_language_nothing_is_disputed():
    assert timex.read("5 години назад", ["uk"]).expression.grain is Grain.HOUR
    assert timex.read("5 години назад", ["bg"]).expression.grain is Grain.YEAR


def test_no_program_prints_none_of_a_unit_after_more_than_one():
    late = [law for law in laws.dialects().laws if (bounds := law.at(0)) and bounds[0][0] >= laws.SECONDS[law.unit]]
    assert late == []


@pytest.mark.parametrize("languages", [("it",), ()])
@pytest.mark.parametrize(("text", "longest"), [("0 minuti fa", 60), ("0 ore fa", 3600)])
def test_none_of_a_unit_is_less_than_one(text, longest, languages):
    age = timex.age(timex.read(text, languages))
    assert (age.youngest.seconds, age.oldest.seconds) == (0, longest)
