"""What single pages put together from several subjects; nothing here writes."""
