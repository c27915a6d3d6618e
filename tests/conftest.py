"""Shared fixtures: a place for the real data, and what to do where a server is missing."""
