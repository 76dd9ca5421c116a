"""The composition root: settings become wired parts; the only place that knows what time it is."""
