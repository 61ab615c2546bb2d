"""Signed-in pages, by role."""
