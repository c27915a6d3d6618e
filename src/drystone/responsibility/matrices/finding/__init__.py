"""From sheets of text to matrices: where the grid is, what its letters mean, which column is what."""
