"""Pages and files in and out."""
