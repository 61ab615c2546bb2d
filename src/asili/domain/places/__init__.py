"""Sites, pits, depots and plants; titles and zones as dated polygons; overlaps."""
