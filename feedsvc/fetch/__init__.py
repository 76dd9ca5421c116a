"""Addresses become pages."""
