"""Entries become feed bytes."""
