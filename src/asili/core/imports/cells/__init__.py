"""One cell: text of a file becomes a value, or a problem that says why not."""
