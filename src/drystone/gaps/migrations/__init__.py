"""Migrations: what they do is in their names; they import nothing of ours."""
