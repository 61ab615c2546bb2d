"""A synthetic province that writes network folders only."""
