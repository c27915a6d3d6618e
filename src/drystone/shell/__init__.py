"""What every page is made of, and who may open it."""
