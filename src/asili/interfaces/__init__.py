"""The ways in and out, independent of one another: they parse, call one act or query, and render."""
