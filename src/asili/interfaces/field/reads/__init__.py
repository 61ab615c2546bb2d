"""What the pages for a phone read."""
