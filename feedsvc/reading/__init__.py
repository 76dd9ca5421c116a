"""Pages become readings: the articles that a page shows, each with its section, author and time.

``read`` decodes, chooses between HTML and plain text, lets every strategy offer candidates, merges them, dates the
page and resolves each article's times against that clock. Pure: no network, no clock, no log.
"""

from __future__ import annotations

from feedsvc.model.pages import Hints, Page, Reading
from feedsvc.reading.assembly import read

__all__ = ["Hints", "Page", "Reading", "read"]
