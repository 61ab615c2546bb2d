"""Pages for a phone at the pit or the depot."""
