from datetime import UTC, datetime

import pytest

from feedsvc.merge import learning


@pytest.mark.parametrize(
    ("language", "at", "zone"),
    [
        ("it", datetime(2026, 3, 29, 12), "Europe/Rome"),
        ("it-IT", datetime(2026, 3, 29, 12), "Europe/Rome"),
        ("en", datetime(2026, 3, 8, 12), "America/New_York"),
        ("en", datetime(2026, 3, 29, 12), "Europe/London"),
        ("en", datetime(2026, 4, 5, 12), "Australia/Sydney"),
        ("en", datetime(2026, 1, 10, 12), "America/New_York"),
        ("en-GB", datetime(2026, 3, 8, 12), "Europe/London"),
        ("pt_PT", datetime(2026, 3, 29, 12), "Europe/Lisbon"),
    ],
)
def test_of_the_zones_of_a_language_the_one_counts_that_changed_its_clocks_last(language, at, zone):
    assert str(learning.wall(language, at.replace(tzinfo=UTC))) == zone


def test_a_language_without_a_summer_time_keeps_no_wall_clock_of_its_own():
    assert learning.wall("ja", datetime(2026, 3, 29, tzinfo=UTC)) is None
    assert learning.wall(None, datetime(2026, 3, 29, tzinfo=UTC)) is None
