"""Kernels are compiled at their first call, which a deadline for one example would not survive."""

from hypothesis import settings

settings.register_profile("engine", deadline=None)
settings.load_profile("engine")
