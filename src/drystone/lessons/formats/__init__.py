"""Lessons in other people's formats: out for their learning systems, and in as if somebody hostile had made them."""
