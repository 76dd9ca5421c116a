"""Property tests run without a deadline an example: the first text of a language pays for reading its words."""

from hypothesis import settings

settings.register_profile("feedsvc", deadline=None)
settings.load_profile("feedsvc")
