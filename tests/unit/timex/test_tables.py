"""The compiled tables: what every one of them must be, whatever the releases they were made from."""

import pytest

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


@pytest.mark.parametrize("language", ["it", "en", "de", "fr", "es", "ru", "ar", "hi", "zh", "ja", "fi", "he"])
def test_wordpress_speaks_every_large_language(language):
    numbers = templates.table(language).values()
    printed = {name for n in numbers for use in laws.dialects().sets[n] for name in _names(use)}
    assert {"wordpress/core<=3.5", "wordpress/core3.6-5.2", "wordpress/core5.3-6.6", "wordpress/core6.7+"} <= printed


def _names(use):
    place = use if isinstance(use, int) else use[0]
    return [laws.dialects().laws[place].dialect] if place >= 0 else []
