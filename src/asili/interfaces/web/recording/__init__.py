"""What is typed at a desk becomes a custody event: acts, the box of tags, the form."""
