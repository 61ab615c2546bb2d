"""The open network folder, without Django."""
