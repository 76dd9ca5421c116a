"""Known entries and a new reading become changes."""
