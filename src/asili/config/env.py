"""Typed readers of the environment; the only place that reads it."""

import os
from pathlib import Path
from urllib.parse import unquote, urlsplit


def text(name: str, default: str = "") -> str:
    """Value of the variable, or of the file that NAME_FILE points to (for secrets)."""
    file = os.environ.get(f"{name}_FILE")
    return Path(file).read_text().strip() if file else os.environ.get(name, default)


def flag(name: str, *, default: bool = False) -> bool:
    """True for 1, true, yes, on (any case)."""
    return text(name, str(default)).strip().lower() in {"1", "true", "yes", "on"}


def words(name: str, default: str = "") -> list[str]:
    """Comma-separated words, blanks dropped."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def postgres(url: str) -> dict[str, object]:
    """Django connection settings of a ``postgres://user:password@host:port/name`` address."""
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ValueError(f"ASILI_DATABASE_URL: scheme {parts.scheme!r} is not postgres")
    return {
        "ENGINE": "django.contrib.gis.db.backends.postgis",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
    }
