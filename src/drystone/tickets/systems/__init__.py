"""How each ticket system is spoken to: look for, make, comment, resolve, and what changed."""
