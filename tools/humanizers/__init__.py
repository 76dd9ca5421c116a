"""Compiles what humanizers print, from their released packages, into the tables that feedsvc.timex ships."""
