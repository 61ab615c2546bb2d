"""GeoDjango on plain SQLite: `ENGINE = "geosqlite"`, no SpatiaLite and no extension loading."""
