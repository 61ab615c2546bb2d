"""The one command and what it starts."""
