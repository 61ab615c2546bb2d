"""Swahili as written in the Congo."""
