"""Cards, licences and mandates, valid at an instant."""
