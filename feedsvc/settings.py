"""Settings: names, defaults, help and validation in one place."""
