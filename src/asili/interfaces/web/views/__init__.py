"""Pages for those who work with Asili."""
