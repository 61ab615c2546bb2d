"""The report of the workshop of 2007, in its own order and in our own words."""
