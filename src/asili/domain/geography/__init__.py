"""Administrative units over time and towns."""
