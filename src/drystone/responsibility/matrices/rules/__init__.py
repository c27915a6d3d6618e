"""The rules of a good matrix, each with an id, a severity, why it matters, its source, and two examples."""
