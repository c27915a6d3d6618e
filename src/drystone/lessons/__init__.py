"""Judging lessons: advice on how they are written, and what counted answers say about their items."""
