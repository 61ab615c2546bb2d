"""The ways in and out, independent of one another: they parse, ask the domain, and render."""
