"""The open network folder: its words, its tables, how they are read, checked and traced."""

from importlib import import_module

__all__ = ["open_folder"]


def __getattr__(name: str) -> object:
    """Load the reader when it is asked for: whoever needs the vocabulary alone waits for nothing.

    Raises AttributeError for any other name.
    """
    if name in __all__:
        return getattr(import_module("asili.network.reading"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
