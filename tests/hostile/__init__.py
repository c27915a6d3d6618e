"""Makers of hostile files, each built in code from its specification; nothing in them could harm anyone."""
