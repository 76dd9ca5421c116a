"""Words about time become spans."""
