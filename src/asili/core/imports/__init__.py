"""Imports: files become records, by one machine behind the page and the command."""
