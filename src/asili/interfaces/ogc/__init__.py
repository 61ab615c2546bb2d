"""Layers of the map for desktop programs: OGC API Features."""
