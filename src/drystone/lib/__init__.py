"""Time, ids, text and the error tree: what every room may use, with no word of the domain."""
