"""Tables of the core."""

from asili.core.models.accounts import Account

__all__ = ["Account"]
