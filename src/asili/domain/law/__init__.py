"""Dated legal values with their source."""
