"""Forms and figures of the pages that bring files in."""
