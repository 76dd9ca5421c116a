"""When and where a refresh runs."""
