"""People, organisations, memberships and appointments."""
