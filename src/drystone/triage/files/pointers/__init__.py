"""Readers of files that are not documents but point, invite, configure or command. Nothing is followed or run."""
