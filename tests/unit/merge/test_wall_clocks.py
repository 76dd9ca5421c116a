"""Wall clocks of a country with several zones, in the hours in which some have changed and others have not."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from feedsvc.merge import ages, learning
from feedsvc.model.pages import Article
from feedsvc.model.times import Evidence, Span, Timestamp

ZONES = ("America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles")


def printed(published, made, zone):
    """The age in hours that a program prints which subtracts wall clocks, rounded."""
    apart = (made - published) + made.astimezone(zone).utcoffset() - published.astimezone(zone).utcoffset()
    return round(apart / timedelta(hours=1))


def meant(count, made):
    """What WordPress means by an age on a page in English, wherever in the country it was made."""
    everything = Span(made - timedelta(days=2), made)
    evidence = Evidence("age", f"{count} hours ago", everything)
    moment = Timestamp(everything, made, "age", clock=Span.instant(made), evidence=(evidence,))
    setting = ages.Setting("en", None, wall=learning.wall("en", made), tick=timedelta(seconds=1))
    [age] = ages.said(moment, Article(""), setting).ages
    return next(meaning.span for meaning in age if "wordpress/core6.7+" in meaning.humanizers)


@pytest.mark.parametrize("changed_at", [datetime(2026, 3, 8, 7, tzinfo=UTC), datetime(2026, 11, 1, 6, tzinfo=UTC)])
@pytest.mark.parametrize("name", ZONES)
def test_an_age_means_the_truth_whichever_of_the_zones_printed_it(name, changed_at):
    for before in range(-300, 600, 37):
        published = changed_at - timedelta(minutes=before)
        for after in range(130, 700, 41):
            made = published + timedelta(minutes=after)
            count = printed(published, made, ZoneInfo(name))
            if made > changed_at and count > 1:
                assert published in meant(count, made)
