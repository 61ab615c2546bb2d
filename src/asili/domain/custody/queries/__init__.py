"""What can be asked of custody; nothing here writes."""
