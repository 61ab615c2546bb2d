"""Asili: from the pit to the battery maker, in kilograms and in public."""

__version__ = "0.1.0"
