"""Drystone: who answers for what, what is not happening, whose it is and since when."""

__version__ = "0.1.0"
