"""Read-only: search, home figures, coverage of the workshop report."""
