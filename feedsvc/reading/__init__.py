"""Pages become readings."""
