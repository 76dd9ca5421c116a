"""Addresses become pages: the only room that opens files of others and connections to others."""
