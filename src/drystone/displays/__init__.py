"""Screens that show a team its week, and the same on paper: for people without a mailbox."""
