"""Figures about groups, never about a person."""
