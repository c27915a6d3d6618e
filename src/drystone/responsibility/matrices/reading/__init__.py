"""Readers of files: each turns one format into sheets of text, within bounds. Nothing is ever evaluated or followed."""
