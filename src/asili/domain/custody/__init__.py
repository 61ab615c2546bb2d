"""Tags, bags, lots, events, measurements, shipments and their trace."""
